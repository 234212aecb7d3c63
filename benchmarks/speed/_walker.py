"""The walking model of OpenSim Moco's published example, built from its numbers.

Numbers of ``2D_gait.osim`` and ``referenceCoordinates.sto`` as kept in stanfordnmbl/mocopaper
(``resources/Falisse2019``, commits 0b45cfc and e44236d), and of ``referenceGRF.sto`` of
opensim-org/opensim-core (``OpenSim/Examples/Moco/example2DWalking``, commit 906f5e6): the model
and the walk of Falisse et al. 2019, doi:10.1371/journal.pone.0217730. Given for the right side;
the left mirrors it, as in the file. SI and radians; x forward, y up, z to the right.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Triple = tuple[float, float, float]

DURATION = 0.47008941
"""Of the tracked step, s."""
STEP = Path(__file__).with_name("_walker_step.csv")
"""The tracked step at 50 equally spaced times: 10 coordinates, rad and m, and 4 forces, N."""
FORCES = ("ground_force_r_v", "ground_force_l_v")
MASS = 62.0
"""Of the whole model, kg."""
LUMBAR_TORQUE = 150.0

BODIES: dict[str, tuple[float, Triple, Triple]] = {
    "pelvis": (9.7143336, (-0.0682778, 0, 0), (0.081492885, 0.081492885, 0.044542759)),
    "femur": (7.6723192, (0, -0.170467, 0), (0.111055473, 0.029111629, 0.117110028)),
    "tibia": (3.0581550, (0, -0.180489, 0), (0.038852700, 0.003931523, 0.039392320)),
    "talus": (0.0824856, (0, 0, 0), (0.000688968, 0.000688968, 0.000688968)),
    "calcn": (1.0310705, (0.0913924, 0.0274177, 0), (0.000964555, 0.002686974, 0.002824768)),
    "toes": (0.1786639, (0.0316218, 0.00548355, -0.0159937), (6.88968e-5, 1.377935e-4, 6.88968e-5)),
    "torso": (28.2402780, (-0.0289722, 0.309037, 0), (1.140435712, 0.593400919, 1.140435712)),
}
"""Mass, its centre, and moments of inertia about it."""


@dataclass(frozen=True)
class Joint:
    """A body on another: a hinge about z, or a weld where it has no coordinate."""

    parent: str
    child: str
    place: Triple
    coordinate: str = ""
    ends: tuple[float, float] = (0.0, 0.0)


JOINTS = {
    "hip": Joint(
        "pelvis",
        "femur",
        (-0.0682778002, -0.0638353973, 0.0823306940),
        "hip_flexion",
        (-1.0471976, 2.0943951),
    ),
    "knee": Joint(
        "femur", "tibia", (-0.0045122123, -0.3969072459, 0), "knee_angle", (-2.0943951, 0.1745329)
    ),
    "ankle": Joint("tibia", "talus", (0, -0.4156948254, 0), "ankle_angle", (-0.6981317, 0.5235988)),
    "subtalar": Joint("talus", "calcn", (-0.0445720919, -0.0383391277, 0.0072382811)),
    "mtp": Joint("calcn", "toes", (0.1634096788, -0.0018278488, 0.0009870383)),
}
LUMBAR = Joint(
    "pelvis", "torso", (-0.0972499926, 0.0787077894, 0), "lumbar", (-1.5707963, 1.5707963)
)
FREE = {
    "pelvis_tilt": (-1.5707963, 1.5707963),
    "pelvis_tx": (-5.0, 5.0),
    "pelvis_ty": (-3.0, 3.0),
}

SPHERES: dict[str, tuple[float, Triple]] = {
    "Heel": (0.035, (0.0313075276, 0.0104358425, 0)),
    "Front": (0.015, (0.1774093230, -0.0156537638, 0.0052179213)),
}
"""Radius and centre in the calcaneus."""
CONTACT = {
    "stiffness": 3067776.0,
    "dissipation": 2.0,
    "static_friction": 0.8,
    "dynamic_friction": 0.8,
    "viscous_friction": 0.5,
    "transition_velocity": 0.2,
    "constant_contact_force": 1e-5,
    "hertz_smoothing": 300.0,
    "hunt_crossley_smoothing": 50.0,
}


@dataclass(frozen=True)
class Point:
    """A point of a muscle's path: always, within a range of a joint, or moved by the knee."""

    body: str
    place: Triple
    joint: str = ""
    within: tuple[float, float] = (0.0, 0.0)
    along: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    """x and y at `KNEE_ANGLES`, before `TIBIA_SCALE`."""


KNEE_ANGLES = (
    *(-2.0944, -1.99997, -1.5708, -1.45752, -1.39626, -1.0472, -0.698132, -0.526391, -0.349066),
    *(-0.174533, 0, 0.00017453, 0.00034907, 0.0279253, 0.0872665, 0.174533, 2.0944),
)
TIBIA_SCALE = 0.966732152034662
PATELLA_OF_RECTUS = (
    (
        *(0.0155805, 0.0179938, 0.0275081, 0.0296564, 0.0307615, 0.0365695, 0.0422074, 0.0450902),
        *(0.048391, 0.0534299, 0.0617576, 0.0617669, 0.0617762, 0.0633083, 0.066994, 0.0733035),
        0.0573481,
    ),
    (
        *(0.0234116, 0.0237613, 0.0251141, 0.0252795, 0.0253146, 0.0249184, 0.0242373, 0.0238447),
        *(0.0234197, 0.0227644, 0.020984, 0.0209814, 0.0209788, 0.0205225, 0.0191754, 0.0159554),
        -0.0673774,
    ),
)
PATELLA_OF_VASTI = (
    (
        *(0.0082733, 0.0106866, 0.0202042, 0.022353, 0.0234583, 0.0292715, 0.0349465, 0.037871),
        *(0.0412569, 0.0465287, 0.0554632, 0.0554735, 0.0554837, 0.0571717, 0.061272, 0.0684368),
        0.0648818,
    ),
    (
        *(0.025599, 0.0259487, 0.0273124, 0.0274796, 0.0275151, 0.0271363, 0.0265737, 0.0263073),
        *(0.0261187, 0.0260129, 0.0252923, 0.0252911, 0.0252898, 0.0250526, 0.0242191, 0.0218288),
        -0.0685706,
    ),
)


@dataclass(frozen=True)
class Muscle:
    """Parameters, path, and what the file's own polynomial of its length says at neutral."""

    force: float
    fibre: float
    tendon: float
    pennation: float
    path: tuple[Point, ...]
    length: float
    slopes: dict[str, float]
    """Length by joint angle at neutral, m/rad: what the path must give."""


BEHIND_THE_KNEE = (
    Point("tibia", (-0.0290986, -0.0348024, 0.0284509)),
    Point("tibia", (-0.0226215, -0.054427, 0.0331589)),
)
ACHILLES = Point("calcn", (0, 0.0283317, -0.0048438))
MUSCLES = {
    "hamstrings": Muscle(
        *(2700, 0.109059287708541, 0.326177319201692, 0),
        (Point("pelvis", (-0.121645, -0.0990559, 0.0684676)), *BEHIND_THE_KNEE),
        0.420495249,
        {"hip": 0.053690588, "knee": 0.028755255},
    ),
    "bifemsh": Muscle(
        *(804, 0.171872304562285, 0.0884198561042967, 0.40142573),
        (Point("femur", (0.00501373, -0.211679, 0.0234642)), *BEHIND_THE_KNEE),
        0.244916442,
        {"knee": 0.021846865},
    ),
    "glut_max": Muscle(
        *(1944, 0.154778393881481, 0.0723088353824893, 0),
        (
            Point("pelvis", (-0.127188, 0.00840194, 0.045553)),
            Point("pelvis", (-0.129795, -0.0588136, 0.0801615)),
            Point("femur", (-0.0451235, -0.0585603, 0.0252692)),
            Point("femur", (-0.0156428, -0.101879, 0.042015)),
        ),
        0.201384071,
        {"hip": 0.056529804},
    ),
    "iliopsoas": Muscle(
        *(2342, 0.0974995850024712, 0.155999336003954, 0.13962634),
        (
            Point("pelvis", (-0.0624834, 0.0856611, 0.0284953)),
            Point("pelvis", (-0.0229846, -0.0550472, 0.0748371)),
            Point("pelvis", (-0.0278133, -0.077742, 0.0804573), "hip", (-1.5708, 0.785398)),
            Point("femur", (0.00160439, -0.0508392, 0.00381043)),
            Point("femur", (-0.0188516, -0.0598639, 0.0104285)),
        ),
        0.254156701,
        {"hip": -0.038230025},
    ),
    "rect_fem": Muscle(
        *(1169, 0.114154396713697, 0.310419850712686, 0.08726646),
        (
            Point("pelvis", (-0.0284893, -0.0300345, 0.0954444)),
            Point("femur", (0.0334917, -0.404106, 0.00190522), "knee", (-2.61799, -1.45997)),
            Point("tibia", (0.0597031, 0.0202859, 0.00135343), "knee", along=PATELLA_OF_RECTUS),
        ),
        0.411041216,
        {"hip": -0.041198557, "knee": -0.041901286},
    ),
    "vasti": Muscle(
        *(5000, 0.107708763662917, 0.116768379298115, 0.05235988),
        (
            Point("femur", (0.0290796, -0.192928, 0.0310851)),
            Point("femur", (0.033592, -0.208972, 0.0285782)),
            Point("femur", (0.0343942, -0.404106, 0.0055151), "knee", (-2.61799, -1.42)),
            Point("tibia", (0.0536181, 0.0244509, 0.00174012), "knee", along=PATELLA_OF_VASTI),
        ),
        0.184215306,
        {"knee": -0.040084489},
    ),
    "gastroc": Muscle(
        *(2500, 0.0869260793110567, 0.347704317244227, 0.29670597),
        (
            Point("femur", (-0.0190522, -0.393979, -0.0235645)),
            Point("femur", (-0.0300824, -0.403304, -0.0258708), "knee", (-0.785398, 0.174533)),
            ACHILLES,
        ),
        0.434930945,
        {"knee": 0.025377138, "ankle": 0.043988148},
    ),
    "soleus": Muscle(
        *(5137, 0.0481705511245028, 0.240852755622514, 0.43633231),
        (Point("tibia", (-0.00232016, -0.1482, 0.0068638)), ACHILLES),
        0.280659365,
        {"ankle": 0.042682273},
    ),
    "tib_ant": Muscle(
        *(3000, 0.0937899168938178, 0.213419912931851, 0.08726646),
        (
            Point("tibia", (0.0173045, -0.156997, 0.0111174)),
            Point("tibia", (0.0318055, -0.381956, -0.0171112)),
            Point("calcn", (0.106564, 0.0162679, -0.0278747)),
        ),
        0.290611644,
        {"ankle": -0.043920950},
    ),
}


def build_walker(osim: Any) -> Any:
    """The model: 10 coordinates, 18 muscles, a torque at the trunk, four contact spheres."""
    model = osim.Model()
    model.setName("2D_gait")
    _add_pelvis_and_torso(osim, model)
    for side in "lr":
        _add_leg(osim, model, side)
    lumbar = osim.CoordinateActuator("lumbar")
    lumbar.setName("lumbarAct")
    lumbar.setOptimalForce(LUMBAR_TORQUE)
    lumbar.setMinControl(-1)
    lumbar.setMaxControl(1)
    model.addComponent(lumbar)
    model.finalizeConnections()
    for side in "lr":
        for name in SPHERES:
            _add_sphere(osim, model, name, side)
        for name in MUSCLES:
            _add_muscle(osim, model, name, side)
    model.finalizeConnections()
    model.initSystem()
    return model


def _add_pelvis_and_torso(osim: Any, model: Any) -> None:
    for name in ("pelvis", "torso"):
        model.addBody(_body(osim, name))
    free = osim.PlanarJoint("groundPelvis", model.getGround(), _bodies(model).get("pelvis"))
    for place, (name, ends) in enumerate(FREE.items()):
        _name_coordinate(free.upd_coordinates(place), name, ends)
    model.addJoint(free)
    model.addJoint(_joint(osim, model, "lumbar", LUMBAR, ""))


def _add_leg(osim: Any, model: Any, side: str) -> None:
    for name in ("femur", "tibia", "talus", "calcn", "toes"):
        model.addBody(_body(osim, name, side))
    for name, joint in JOINTS.items():
        model.addJoint(_joint(osim, model, name, joint, side))


def _bodies(model: Any) -> Any:
    return model.updBodySet()


def _placed(osim: Any, place: Triple, side: str) -> Any:
    """A place of the right side, or its mirror on the left."""
    return osim.Vec3(place[0], place[1], -place[2] if side == "l" else place[2])


def _sided(name: str, side: str) -> str:
    """The name of the thing on that side; pelvis and torso have none."""
    return name if name in ("pelvis", "torso") or not side else f"{name}_{side}"


def _body(osim: Any, name: str, side: str = "") -> Any:
    mass, centre, inertia = BODIES[name]
    return osim.Body(
        _sided(name, side), mass, _placed(osim, centre, side), osim.Inertia(*inertia, 0, 0, 0)
    )


def _joint(osim: Any, model: Any, name: str, joint: Joint, side: str) -> Any:
    kind = osim.PinJoint if joint.coordinate else osim.WeldJoint
    none = osim.Vec3(0)
    made = kind(
        _sided(name, side),
        _bodies(model).get(_sided(joint.parent, side)),
        *(_placed(osim, joint.place, side), none),
        _bodies(model).get(_sided(joint.child, side)),
        *(none, none),
    )
    if joint.coordinate:
        _name_coordinate(made.upd_coordinates(0), _sided(joint.coordinate, side), joint.ends)
    return made


def _name_coordinate(coordinate: Any, name: str, ends: tuple[float, float]) -> None:
    coordinate.setName(name)
    coordinate.setRangeMin(ends[0])
    coordinate.setRangeMax(ends[1])


def _add_sphere(osim: Any, model: Any, name: str, side: str) -> None:
    """A contact sphere of the foot on the ground's half space."""
    radius, place = SPHERES[name]
    foot = _bodies(model).get(f"calcn_{side}")
    sphere = osim.ContactSphere(radius, _placed(osim, place, side), foot, f"sphere{name}_{side}")
    upwards = osim.Vec3(0, 0, -1.5707963267948966)
    ground = osim.ContactHalfSpace(osim.Vec3(0), upwards, model.getGround(), f"ground{name}_{side}")
    force = osim.SmoothSphereHalfSpaceForce()
    force.setName(f"contact{name}_{side}")
    for what, value in CONTACT.items():
        getattr(force, f"set_{what}")(value)
    for geometry in (sphere, ground):
        model.addComponent(geometry)
    force.connectSocket_sphere(sphere)
    force.connectSocket_half_space(ground)
    model.addComponent(force)


def _add_muscle(osim: Any, model: Any, name: str, side: str) -> None:
    numbers = MUSCLES[name]
    muscle = osim.DeGrooteFregly2016Muscle()
    muscle.setName(f"{name}_{side}")
    muscle.set_max_isometric_force(numbers.force)
    muscle.set_optimal_fiber_length(numbers.fibre)
    muscle.set_tendon_slack_length(numbers.tendon)
    muscle.set_pennation_angle_at_optimal(numbers.pennation)
    muscle.set_max_contraction_velocity(10)
    muscle.set_ignore_tendon_compliance(True)
    muscle.set_activation_time_constant(0.015)
    muscle.set_deactivation_time_constant(0.060)
    muscle.set_default_activation(0.01)
    muscle.set_fiber_damping(0.01)
    muscle.setMinControl(0.01)
    muscle.setMaxControl(1)
    path = muscle.updGeometryPath().updPathPointSet()
    for number, point in enumerate(numbers.path, 1):
        made = _path_point(osim, model, point, side)
        made.setName(f"{muscle.getName()}-P{number}")
        path.adoptAndAppend(made)
    model.addComponent(muscle)


def _path_point(osim: Any, model: Any, point: Point, side: str) -> Any:
    coordinate = None
    if point.joint:
        angle = JOINTS[point.joint].coordinate
        coordinate = model.getCoordinateSet().get(f"{angle}_{side}")
    place = _placed(osim, point.place, side)
    if point.along:
        made = osim.MovingPathPoint()
        for axis, values in zip("xy", point.along, strict=True):
            spline = osim.SimmSpline()
            for at, value in zip(KNEE_ANGLES, values, strict=True):
                spline.addPoint(at, TIBIA_SCALE * value)
            getattr(made, f"set_{axis}_location")(spline)
        made.set_z_location(osim.Constant(place.get(2)))
        for axis in "XYZ":
            getattr(made, f"set{axis}Coordinate")(coordinate)
    elif coordinate:
        made = osim.ConditionalPathPoint()
        made.setLocation(place)
        made.setRangeMin(point.within[0])
        made.setRangeMax(point.within[1])
        made.setCoordinate(coordinate)
    else:
        made = osim.PathPoint()
        made.setLocation(place)
    made.setParentFrame(_bodies(model).get(_sided(point.body, side)))
    return made


def read_step() -> dict[str, list[float]]:
    """The tracked step, by coordinate and force."""
    with STEP.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: [float(row[name]) for row in rows] for name in rows[0]}
