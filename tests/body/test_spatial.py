"""The body in three dimensions: its masses, muscles, torques and contact."""

import casadi as ca
import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.body import build_body
from nextstride.body.instant import Instant
from nextstride.body.layout import Parameters
from nextstride.body.scaling import FOOT_MARKERS
from nextstride.body.spatial import MUSCLES, SPATIAL_SETS, build_spatial_body
from nextstride.body.spatial.contact import ground_force
from nextstride.body.spatial.groups import AXES, COMPLIANT, N_EXCITATIONS, TORQUES
from nextstride.body.spatial.joints import SIDES
from nextstride.body.spatial.layout import LENGTH, PLACES, SEGMENTS, SLICES
from nextstride.body.spatial.muscles import path, torque
from nextstride.body.spatial.sprinter import COORDINATES, LEG_COORDINATES, move, toe_of
from nextstride.errors import ParameterError
from nextstride.sprint.spatial.bounds import POSITION

N = len(COORDINATES)
TENDONS = 2 * len(COMPLIANT)


@pytest.fixture(scope="module")
def body():
    return build_spatial_body()


@pytest.fixture(scope="module", params=SPATIAL_SETS)
def paths(request):
    """(angles, rates) -> lengths, their rates, arms and slopes of every muscle of a set."""
    angle, rate = (ca.SX.sym(name, len(LEG_COORDINATES)) for name in ("angle", "rate"))
    p = Parameters(build_spatial_body(parameters=request.param).vector, SLICES)
    found = [path(muscle, _named(angle), _named(rate), p) for muscle in MUSCLES]
    lengths = ca.vertcat(*[each.length for each in found])
    arms = [[each.arms.get(name, 0) for name in LEG_COORDINATES] for each in found]
    return ca.Function(
        "paths",
        [angle, rate],
        [
            lengths,
            ca.vertcat(*[each.velocity for each in found]),
            ca.vertcat(*[ca.horzcat(*row) for row in arms]),
            ca.jacobian(lengths, angle),
        ],
    )


def _named(numbers):
    return {name: numbers[index] for index, name in enumerate(LEG_COORDINATES)}


@pytest.fixture(scope="module")
def standing():
    """(state, parameters) -> what is left over, momentum's rate, ground forces, drag's push."""
    sizes = {"position": N, "velocity": N, "acceleration": N, "activation": N_EXCITATIONS,
             "tendon_force": TENDONS, "tendon_rate": TENDONS, "toe": 2}  # fmt: skip
    parts = {name: ca.SX.sym(name, size) for name, size in sizes.items()}
    toe = parts.pop("toe")
    vector = ca.SX.sym("p", LENGTH)
    p = Parameters(vector, SLICES)
    motion = move(Instant(**parts, toe=toe_of(toe[0], toe[1])), COMPLIANT, p)
    momentum = ca.vertcat(*motion.tree.momentum()[0])
    by_time = (
        ca.jacobian(momentum, parts["position"]) @ parts["velocity"]
        + ca.jacobian(momentum, parts["velocity"]) @ parts["acceleration"]
    )
    forces = ca.horzcat(*[ca.vertcat(*contact.push.force) for contact in motion.ground])
    return ca.Function(
        "standing",
        [*parts.values(), toe, vector],
        [ca.vertcat(*motion.residual[:3]), by_time, forces],
    )


def test_masses_are_the_athletes_and_scale(body):
    both = np.array([1, 2, 2, 2, 1, 2, 2])
    assert body.get("segment_mass") @ both == pytest.approx(body.athlete.mass)
    heavier = build_spatial_body(Athlete(mass=2 * 75.9, height=1.80))
    assert heavier.get("maximum_force") == pytest.approx(2 * body.get("maximum_force"))
    assert (build_spatial_body(Athlete(60, 1.70, "female")).get("segment_inertia") > 0).all()


def test_measured_lengths_are_taken_and_no_mass_changes(body):
    lengths = {"thigh": 0.45, "shank": 0.46, "foot": 1.03 * FOOT_MARKERS * body.athlete.height}
    long = build_spatial_body(body.athlete, lengths=lengths)
    place = dict(zip(PLACES, long.get("place").reshape(-1, 3), strict=True))
    assert [-place["knee"][1], -place["ankle"][1]] == pytest.approx([0.45, 0.46])
    assert long.get("ball")[0] == pytest.approx(1.03 * body.get("ball")[0])
    assert long.get("ball")[1] == body.get("ball")[1]
    assert long.get("segment_mass") == pytest.approx(body.get("segment_mass"))
    planar = build_body(body.athlete, lengths=lengths)
    thigh = long.get("segment_center").reshape(-1, 3)[SEGMENTS.index("thigh")]
    assert -thigh[1] == pytest.approx(planar.get("thigh_center")[0])
    with pytest.raises(ParameterError, match=r"measured length of the shank.*0\.9"):
        build_spatial_body(body.athlete, lengths={"shank": 0.9})


def test_an_unknown_set_is_refused():
    with pytest.raises(ParameterError, match="lai2017"):
        build_spatial_body(parameters="gait2392")


def test_arms_are_the_slopes_of_the_lengths(paths):
    for angle, rate in np.random.default_rng(3).uniform(-0.5, 0.5, size=(4, 2, 5)):
        _, velocity, arms, slope = (np.array(value) for value in paths(angle, rate))
        assert arms == pytest.approx(-slope, abs=1e-12)
        assert velocity.ravel() == pytest.approx(slope @ rate, abs=1e-12)


@pytest.mark.parametrize(
    ("muscle", "coordinate", "sign"),
    [
        ("iliopsoas", "hip_flexion", 1),
        ("lower_gluteus_maximus", "hip_flexion", -1),
        ("medial_hamstrings", "hip_flexion", -1),
        ("medial_hamstrings", "knee", 1),
        ("vasti", "knee", -1),
        ("short_adductors", "hip_adduction", 1),
        ("anterior_gluteus_medius", "hip_adduction", -1),
        ("posterior_gluteus_medius", "hip_adduction", -1),
        ("soleus", "ankle", -1),
        ("deep_plantarflexors", "ankle", -1),
        ("tibialis_anterior", "ankle", 1),
    ],
)
def test_muscles_pull_the_way_that_they_are_known_for(paths, muscle, coordinate, sign):
    assert sign * arm_of(paths, muscle, coordinate, hip_flexion=0.3, knee=0.5) > 0.009


def arm_of(paths, muscle, coordinate, **pose):
    """Moment arm of a muscle in a pose, m; flexion positive."""
    angles = [pose.get(name, 0.0) for name in LEG_COORDINATES]
    arms = np.array(paths(angles, np.zeros(len(angles)))[2])
    return arms[MUSCLES.index(muscle), LEG_COORDINATES.index(coordinate)]


@pytest.mark.parametrize(
    ("muscle", "coordinate", "least", "most"),
    [
        # bent to straight: 20 to 50 mm (34 people, MRI in motion; PMC2753825, abstract); a quarter
        # less is let pass
        ("vasti", "knee", -50, -15),
        ("rectus_femoris", "knee", -50, -15),
        # a specimen: semimembranosus 20-40, semitendinosus 40-55, long biceps about 20,
        # gastrocnemius 12-20 (Spoor & van Leeuwen 1992, J Biomech 25:201, as textbooks print it)
        ("medial_hamstrings", "knee", 16, 50),
        ("biceps_femoris_long_head", "knee", 16, 40),
        ("biceps_femoris_short_head", "knee", 12, 40),
        ("gastrocnemius", "knee", 8, 30),
    ],
)
def test_the_knee_keeps_published_arms_from_straight_to_its_bound(
    paths, muscle, coordinate, least, most
):
    """The body is 1.80 m tall; the sources' people were smaller."""
    angles = np.linspace(*POSITION["knee"], 30)
    arms = 1e3 * np.array([arm_of(paths, muscle, coordinate, knee=angle) for angle in angles])
    assert least < arms.min() / 1.06 <= arms.max() / 1.06 < most


def test_the_achilles_arm_is_near_that_of_people(paths):
    """35 to 38 mm at rest and contracted (Manal et al. 2013, Physiol Rep 1:e00139), other methods
    up to 60 mm; the deep plantarflexors reach less than a third of it."""
    for angle in np.radians([-20, 0, 10]):
        achilles = -1e3 * arm_of(paths, "soleus", "ankle", ankle=angle)
        deep = -1e3 * arm_of(paths, "deep_plantarflexors", "ankle", ankle=angle)
        assert 35 < achilles < 60
        assert 0 < deep < achilles / 3


@pytest.mark.parametrize(
    ("muscle", "sign"),
    [("iliopsoas", 1), ("rectus_femoris", 1), ("lower_gluteus_maximus", -1),
     ("medial_hamstrings", -1), ("biceps_femoris_long_head", -1)],
)  # fmt: skip
def test_hip_muscles_keep_their_side_over_a_sprint(paths, muscle, sign):
    angles = np.radians(np.arange(-40, 101, 10))  # JA1: -36 to 70
    arms = [sign * arm_of(paths, muscle, "hip_flexion", hip_flexion=angle) for angle in angles]
    assert 0.002 < min(arms) <= max(arms) < 0.09


def test_a_torque_muscle_at_rest_holds_its_most_and_none_beyond_its_fastest(body):
    p = Parameters(ca.DM(body.vector), SLICES)
    for index, (_, axis) in enumerate(TORQUES):
        rest = body.get("torque_rest")[axis]
        most, least = body.get("torque_most")[2 * axis : 2 * axis + 2]
        assert float(torque(index, rest, 0, (1, 0), p)) == pytest.approx(most, rel=0.01)
        assert float(torque(index, rest, 0, (0, 1), p)) == pytest.approx(-least, rel=0.01)
        fastest = body.get("torque_fastest")[axis]
        damped = float(torque(index, rest, fastest, (0, 0), p))
        pulled = float(torque(index, rest, fastest, (1, 0), p))
        assert pulled == pytest.approx(damped, abs=2e-2 * most)  # the curve holds 1.2 % there
    assert len(TORQUES) == 3 + 3 * len(SIDES)
    assert {axis for _, axis in TORQUES} == set(range(len(AXES)))


def test_the_ground_pushes_up_and_against_the_slip(body):
    p = Parameters(ca.DM(body.vector), SLICES)
    stiffness = body.get("contact_stiffness")[0]
    x, y, z = (float(part) for part in ground_force((0, -0.02, 0), (3, 0, -4), stiffness, p))
    assert y == pytest.approx(stiffness * 0.02, rel=0.01)
    assert x / z == pytest.approx(-3 / 4)
    assert np.hypot(x, z) == pytest.approx(body.get("friction")[0] * y, rel=0.01)
    assert float(ground_force((0, 0.05, 0), (3, 0, -4), stiffness, p)[1]) < 2.0  # rounding


def test_impulse_is_momentum_in_three_directions(standing, body):
    """What is left over at the root is the rate of momentum less ground, weight and air."""
    still = body.with_values(drag=0.0)
    rng = np.random.default_rng(8)
    for _ in range(3):
        state = [rng.normal(scale=0.3, size=N) for _ in range(3)]
        state[0][1] = 0.3  # the foot is deep in the ground
        rest = [rng.uniform(size=size) for size in (N_EXCITATIONS, TENDONS, TENDONS, 2)]
        left, rate, forces = (np.array(value) for value in standing(*state, *rest, still.vector))
        weight = np.array([0.0, body.athlete.mass * body.get("gravity")[0], 0.0])
        assert left.ravel() == pytest.approx(rate.ravel() + weight - forces.sum(axis=1), rel=1e-9)
        assert abs(forces).max() > 100.0


def test_angular_momentum_is_kept_in_flight(body):
    """Muscles and torque muscles are inner forces: without air none turns or moves the whole."""
    parts = {name: ca.SX.sym(name, N) for name in ("position", "velocity", "acceleration")}
    rng = np.random.default_rng(9)
    inner = {"activation": rng.uniform(size=N_EXCITATIONS),
             "tendon_force": rng.uniform(size=TENDONS),
             "tendon_rate": rng.normal(size=TENDONS)}  # fmt: skip
    p = Parameters(body.with_values(drag=0.0).vector, SLICES)
    motion = move(Instant(**parts, **inner, toe=None), COMPLIANT, p)
    left = ca.vertcat(*motion.residual)
    linear, angular = (ca.vertcat(*each) for each in motion.tree.momentum())
    both = ca.vertcat(linear, angular)
    by_time = (
        ca.jacobian(both, parts["position"]) @ parts["velocity"]
        + ca.jacobian(both, parts["velocity"]) @ parts["acceleration"]
    )
    center = ca.vertcat(*motion.tree.center_of_mass())
    change = parts["acceleration"]
    flight = ca.Function("flight", [*parts.values()], [left, ca.jacobian(left, change)])
    rates = ca.Function("rates", [*parts.values()], [by_time, center])
    q, rate = rng.normal(scale=0.4, size=(2, N))
    bias, mass = (np.array(value) for value in flight(q, rate, np.zeros(N)))
    found, center = (np.array(v).ravel() for v in rates(q, rate, np.linalg.solve(mass, -bias)))
    weight = np.array([0.0, -body.athlete.mass * body.get("gravity")[0], 0.0])
    assert found[:3] == pytest.approx(weight, abs=1e-6)
    assert found[3:] == pytest.approx(np.cross(center, weight), abs=1e-6)
