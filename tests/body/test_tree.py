"""Newton and Euler hold in three dimensions, and the planar body is the tree with joints locked."""

import casadi as ca
import numpy as np
import pytest

from nextstride.body import build_body
from nextstride.body.layout import LENGTH, Parameters
from nextstride.body.spatial.joints import OUT_OF_PLANE, SPRINTER, UPPER_BODY, mirrored
from nextstride.body.sprinter import move
from nextstride.body.tree import Push, Segment, Shape, TreeMotion
from nextstride.sprint.mesh import Phase
from nextstride.sprint.points import instant

GRAVITY = 9.80665
SHAPE = Shape(
    places={
        "hip": (0.0, 0.0, 0.08),
        "knee": (0.01, -0.43, 0.0),
        "ankle": (0.0, -0.44, 0.0),
        "lumbar": (-0.03, 0.146, 0.0),
        "shoulder": (0.0, 0.385, 0.18),
        "elbow": (0.0, -0.29, 0.0),
    },
    segments={
        "pelvis": Segment(8.5, (-0.01, 0.09, 0.0), (0.07, 0.06, 0.06)),
        "thigh": Segment(10.7, (0.0, -0.18, 0.0), (0.21, 0.04, 0.20)),
        "shank": Segment(3.3, (0.0, -0.2, 0.0), (0.04, 0.007, 0.04)),
        "foot": Segment(1.0, (0.05, -0.04, 0.0), (0.001, 0.004, 0.005)),
        "torso": Segment(29.7, (-0.02, 0.3, 0.0), (1.4, 0.3, 1.2)),
        "upper_arm": Segment(2.0, (0.0, -0.17, 0.0), (0.013, 0.004, 0.012)),
        "forearm": Segment(1.7, (0.0, -0.2, 0.0), (0.02, 0.003, 0.02)),
    },
)
MASS = sum(
    SHAPE.segments[joint.segment].mass for joint in SPRINTER.joints if joint.segment is not None
)
N = len(SPRINTER.coordinates)


def vector(triple):
    """A triple of scalars as a symbolic column."""
    return ca.vertcat(*[ca.SX(part) for part in triple])


@pytest.fixture(scope="module")
def dynamics():
    """(q, q', q'') -> forces, mass matrix, energies, momentum rates; with and without gravity."""
    q, rate, change = (ca.SX.sym(name, N) for name in ("q", "rate", "change"))

    def forces(gravity):
        moving = TreeMotion(SPRINTER, SHAPE, q, rate, change, gravity)
        return moving, ca.vertcat(*moving.generalised_forces())

    def by_time(value):
        return ca.jacobian(value, q) @ rate + ca.jacobian(value, rate) @ change

    moving, force = forces(GRAVITY)
    still = forces(0.0)[1]
    momentum, turning = map(vector, moving.momentum())
    height = moving.center_of_mass()[1]
    mass = ca.jacobian(still, change)
    energy = 0.5 * rate.T @ mass @ rate + MASS * GRAVITY * height
    outputs = [force, mass, by_time(energy), momentum, by_time(momentum), by_time(turning)]
    outputs += [vector(moving.center_of_mass()), by_time(vector(moving.center_of_mass()))]
    return ca.Function("dynamics", [q, rate, change], outputs)


@pytest.fixture(params=range(3))
def found(request, dynamics):
    """Results at a state drawn at random, with the rates."""
    q, rate, change = np.random.default_rng(request.param).normal(size=(3, N))
    return rate, change, [np.array(value) for value in dynamics(q, rate, change)]


def test_the_mass_matrix_is_symmetric_and_positive(found):
    _, _, (_, mass, *_) = found
    assert np.abs(mass - mass.T).max() < 1e-12
    assert np.linalg.eigvalsh(mass).min() > 0


def test_the_power_of_the_forces_is_the_rate_of_energy(found):
    rate, _, (force, _, power, *_) = found
    assert float(force.ravel() @ rate) == pytest.approx(float(power.item()), rel=1e-9)


def test_force_on_the_root_is_the_rate_of_momentum_less_weight(found):
    """Impulse is momentum, in three directions."""
    _, _, (force, _, _, momentum, momentum_rate, _, _, center_velocity) = found
    weight = np.array([0.0, MASS * GRAVITY, 0.0])
    assert force[:3].ravel() == pytest.approx(momentum_rate.ravel() + weight, rel=1e-9)
    assert momentum.ravel() == pytest.approx(MASS * center_velocity.ravel(), rel=1e-9)


def test_in_flight_momentum_turns_and_falls_as_it_must(dynamics):
    """With joint moments but nothing at the root: ballistic, and no axis gains spin."""
    rng = np.random.default_rng(5)
    q, rate, moments = rng.normal(size=(3, N))
    moments[:6] = 0.0
    bias, mass, *_ = (np.array(value) for value in dynamics(q, rate, np.zeros(N)))
    change = np.linalg.solve(mass, moments - bias.ravel())
    _, _, _, _, momentum_rate, turning_rate, center, _ = (
        np.array(value) for value in dynamics(q, rate, change)
    )
    weight = np.array([0.0, -MASS * GRAVITY, 0.0])
    assert momentum_rate.ravel() == pytest.approx(weight, abs=1e-8)
    assert turning_rate.ravel() == pytest.approx(np.cross(center.ravel(), weight), abs=1e-8)


def test_a_push_acts_along_the_coordinates_as_its_point_moves():
    """Virtual work: the generalised force of a push is the push times the point's Jacobian."""
    q, rate = ca.SX.sym("q", N), ca.SX.sym("rate", N)
    point, force = (0.17, -0.08, 0.02), (100.0, 900.0, -40.0)
    moving = TreeMotion(SPRINTER, SHAPE, q, rate, np.zeros(N), GRAVITY)
    without = ca.vertcat(*moving.generalised_forces())
    pushed = ca.vertcat(*moving.generalised_forces([Push("stance_ankle", point, force)]))
    place = vector(moving.position("stance_ankle", point))
    velocity = vector(moving.velocity("stance_ankle", point))
    jacobian = ca.jacobian(place, q)
    compare = ca.Function(
        "compare",
        [q, rate],
        [without - pushed, jacobian.T @ ca.DM(force), velocity, jacobian @ rate],
    )
    values = np.random.default_rng(1).normal(size=(2, N))
    gone, work, velocity, moved = (np.array(value).ravel() for value in compare(*values))
    assert gone == pytest.approx(work, abs=1e-9)
    assert velocity == pytest.approx(moved, abs=1e-12)


def test_the_mirror_image_needs_mirrored_forces(dynamics):
    index, sign = mirrored(SPRINTER.coordinates)
    states = np.random.default_rng(2).normal(size=(3, N))
    force = np.array(dynamics(*states)[0]).ravel()
    mirror = [np.array(sign) * state[list(index)] for state in states]
    assert np.array(dynamics(*mirror)[0]).ravel() == pytest.approx(
        np.array(sign) * force[list(index)], abs=1e-9
    )


def test_locked_joints_leave_the_planar_sprinter():
    """The same accelerations need the same moments, to nine digits."""
    tree = SPRINTER.locking(OUT_OF_PLANE).locking(UPPER_BODY)
    body = build_body().with_values(drag=0.0)
    phase = Phase("flight", 1, 0)
    unknowns = np.random.default_rng(4).normal(size=phase.n_instant)
    w, numbers = ca.SX.sym("w", phase.n_instant), ca.SX.sym("p", LENGTH)
    motion = move(instant(phase, w), (), Parameters(numbers))
    planar = ca.Function(
        "planar",
        [w, numbers],
        [motion.trunk_residual, *[ca.vertcat(x.hip, x.knee, x.ankle) for x in motion.loads]],
    )
    for name in ("position", "velocity", "acceleration"):
        unknowns[phase.parts[name]][9] = 0.0  # no pelvic list
    residual, stance, swing = (np.array(v).ravel() for v in planar(unknowns, body.vector))
    physical = unknowns * phase.scale[: phase.n_instant]
    states = [_as_tree(physical[phase.parts[n]]) for n in ("position", "velocity", "acceleration")]
    moving = TreeMotion(tree, planar_shape(body), *states, body.get("gravity")[0])
    forces = np.array([float(force) for force in moving.generalised_forces()])
    lean = physical[phase.parts["position"]][2]
    turned = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
    arm = turned @ body.get("trunk_center")
    moment = residual[2] + arm[0] * residual[1] - arm[1] * residual[0]
    assert tree.coordinates == (
        "forward", "upward", "tilt",
        "stance_hip_flexion", "stance_knee", "stance_ankle",
        "swing_hip_flexion", "swing_knee", "swing_ankle",
    )  # fmt: skip
    assert forces == pytest.approx([*residual[:2], moment, *stance, *swing], rel=1e-9)


def _as_tree(planar):
    """Planar coordinates as the tree's: tilt backwards, hips against the pelvis."""
    forward, upward, lean, *legs, _ = planar
    stance, swing = legs[:3], legs[3:]
    return np.array([forward, upward, -lean, stance[0] + lean, *stance[1:], swing[0] + lean,
                     *swing[1:]])  # fmt: skip


def planar_shape(body):
    """The planar body's numbers on the tree: all of the upper body is pelvis."""
    masses, inertias = body.get("segment_mass"), body.get("segment_inertia")
    down = {name: -body.get(f"{name}_center")[0] for name in ("thigh", "shank")}
    centers = [
        (*body.get("trunk_center"), 0.0),
        (0.0, down["thigh"], 0.0),
        (0.0, down["shank"], 0.0),
        (*body.get("foot_center"), 0.0),
    ]
    names = ("pelvis", "thigh", "shank", "foot")
    nothing = Segment(0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    return Shape(
        places={
            "hip": (0.0, 0.0, 0.0),
            "knee": (0.0, -body.get("thigh_length")[0], 0.0),
            "ankle": (0.0, -body.get("shank_length")[0], 0.0),
            "lumbar": (0.0, 0.0, 0.0),
            "shoulder": (0.0, 0.0, 0.0),
            "elbow": (0.0, 0.0, 0.0),
        },
        segments=dict.fromkeys(("torso", "upper_arm", "forearm"), nothing)
        | {
            name: Segment(mass, center, (0.0, 0.0, inertia))
            for name, mass, center, inertia in zip(names, masses, centers, inertias, strict=True)
        },
    )
