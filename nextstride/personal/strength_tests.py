"""Strength tests as evidence: what a joint holds, against what trained people of this size hold.

A test tells the logarithm of a strength up to a scale that is not known: of the device, of how
people push against it, of how trained sprinters are, which all tests on one device share, and of
the joint itself. So the *ratio* of two joints on one device is surer than either reading.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.groups import MUSCLE_GROUP
from nextstride.body.isometric import ACTIONS, held
from nextstride.body.scaling import Body
from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.personal.unknowns import LINKS, UNKNOWNS, Belief

TRAINED = 1.2
"""Reading of trained people relative to young men's: semi-professional footballers' hip flexion,
51.5 kgf (J Sci Med Sport 2010 13:80, abstract) at a lever of 0.35 m, is 2.4 N m/kg against 2.0 at
young men's best angle. No published isometric strength of sprinters was at hand; `DEVICE_SD` holds
that."""
DEVICE_SD = 0.20
"""How far (log) all readings of one device may be off together: device, fixation, and how much
stronger than young men this kind of runner is."""
READING_SD = 0.05
"""Error of one reading itself (log)."""


@dataclass(frozen=True)
class KindOfTest:
    """A kind of strength test.

    Attributes
    ----------
    name : str
        As in ``--strength-test``.
    title : str
        For people.
    joint : str
        Empty for a jump.
    sign : int
        1 for flexion, -1 for extension.
    angle : float
        Usual joint angle, degrees of flexion.
    posture : dict
        The other joints, degrees.
    own_sd : float
        How far (log) the scale of this joint alone is unknown, beside `DEVICE_SD`.
    reference : float or None
        What a trained runner of average strength reads, N m/kg (m for a jump); None takes young
        men's torque at that angle, `TRAINED` times.
    source : str
    largest : float
        Greatest credible reading.
    """

    name: str
    title: str
    joint: str
    sign: int
    angle: float
    posture: dict[str, float]
    own_sd: float
    reference: float | None
    source: str
    largest: float

    @property
    def unit(self) -> str:
        """Of a reading."""
        return "m" if self.name == "jump_height" else "Nm/kg"

    @property
    def scale_sd(self) -> float:
        """How far (log) the scale between one reading and the body is unknown."""
        shared = 0.0 if self.name == "jump_height" else DEVICE_SD
        return math.hypot(shared, self.own_sd, READING_SD)


_NORM = "young men on a dynamometer (Anderson et al. 2007), 1.2 times"
TESTS: dict[str, KindOfTest] = {
    test.name: test
    for test in (
        KindOfTest(
            "hip_flexion",
            "Isometric hip flexion",
            "hip",
            1,
            30,
            {"knee": 60},
            0.10,
            None,
            _NORM,
            8,
        ),
        KindOfTest(
            "hip_extension",
            "Isometric hip extension",
            "hip",
            -1,
            45,
            {"knee": 30},
            0.10,
            None,
            _NORM,
            12,
        ),
        KindOfTest(
            "knee_extension",
            "Isometric knee extension",
            "knee",
            -1,
            65,
            {"hip": 80},
            0.10,
            None,
            _NORM,
            10,
        ),
        KindOfTest(
            "knee_flexion",
            "Isometric knee flexion",
            "knee",
            1,
            45,
            {"hip": 45},
            0.10,
            None,
            _NORM,
            6,
        ),
        KindOfTest(
            "plantarflexion",
            "Isometric plantarflexion",
            "ankle",
            -1,
            0,
            {"knee": 10},
            0.10,
            None,
            _NORM,
            8,
        ),
        KindOfTest(
            "hip_adduction",
            "Isometric hip adduction",
            "",
            1,
            0,
            {},
            0.22,
            2.5,
            "ours, for want of a published value of sprinters",
            8,
        ),
        KindOfTest(
            "jump_height",
            "Countermovement jump",
            "",
            1,
            0,
            {},
            0.35,
            0.45,
            "ours: jumps of trained sprinters are 0.35 to 0.60 m",
            1.2,
        ),
    )
}
SHARED: dict[str, tuple[str, ...]] = {
    "hip_adduction": ("adductors",),
    "jump_height": ("hip_extensors", "knee_extensors", "plantarflexors"),
}
"""Tests that no joint moment of the planar body stands for: whose strength they show, in equal
parts."""
NEEDED_FORM = (
    "TEST=VALUE, as hip_flexion=2.4Nm/kg@30deg or jump_height=0.45m; readings of another device "
    "than the first with its name, as knee_extension=3.1Nm/kg:rig"
)
_FORM = re.compile(
    r"(?P<name>\w+)=(?P<value>[0-9.]+)(?P<unit>Nm/kg|m)?(?:@(?P<angle>-?[0-9.]+)(?:deg)?)?"
    r"(?::(?P<device>\w+))?"
)


@dataclass(frozen=True)
class StrengthTest:
    """One reading.

    Attributes
    ----------
    test : KindOfTest
    value : float
        N m/kg, or m for a jump.
    angle : float
        Joint angle, degrees of flexion.
    device : str
        Readings of one device share its scale.
    """

    test: KindOfTest
    value: float
    angle: float
    device: str = ""


def strength_test(text: str) -> StrengthTest:
    """Read ``hip_flexion=2.4Nm/kg@30deg``.

    Raises
    ------
    ParameterError
        If it is not of that form, names no test, or its value is impossible.
    """
    found = _FORM.fullmatch(text.replace(" ", ""))
    if found is None:
        raise ParameterError(f"--strength-test needs {NEEDED_FORM}; got {text!r}.")
    problems = Problems("strength test")
    problems.one_of("--strength-test", found["name"], tuple(TESTS))
    problems.raise_if_any()
    test = TESTS[found["name"]]
    unit = found["unit"] or test.unit
    problems.require(unit == test.unit, f"{test.name} is in {test.unit}, got {unit}")
    try:
        value, angle = float(found["value"]), float(found["angle"] or test.angle)
    except ValueError:
        raise ParameterError(f"--strength-test needs {NEEDED_FORM}; got {text!r}.") from None
    problems.in_range(f"{test.name}", value, 0.05 * test.largest, test.largest, test.unit)
    problems.in_range(f"the angle of {test.name}", angle, -40, 140, "degrees")
    problems.raise_if_any()
    return StrengthTest(test, value, angle, found["device"] or "")


def updated(belief: Belief, tests: tuple[StrengthTest, ...], body: Body) -> Belief:
    """Return what is believed once the tests are known (Bayes' rule for normal distributions)."""
    if not tests:
        return belief
    shown = [what_it_shows(reading.test, reading.angle, body) for reading in tests]
    rows = np.array([row for row, _ in shown])
    found = np.array(
        [math.log(reading.value / norm) for reading, (_, norm) in zip(tests, shown, strict=True)]
    )
    spread = rows @ belief.covariance @ rows.T + errors_of_tests(tests)
    gain = np.linalg.solve(spread, rows @ belief.covariance).T
    return Belief(
        belief.mean + gain @ (found - rows @ belief.mean),
        belief.covariance - gain @ rows @ belief.covariance,
    )


def errors_of_tests(tests: tuple[StrengthTest, ...]) -> Floats:
    """Return the covariance of the errors of `tests` (log), (tests, tests).

    Readings of one joint share its scale, all on one device share the device's; a jump has none.
    """
    covariance = np.zeros((len(tests), len(tests)))
    for row, one in enumerate(tests):
        for column, other in enumerate(tests):
            same = one.test.name == other.test.name
            jump = "jump_height" in (one.test.name, other.test.name)
            covariance[row, column] = (
                (one.test.own_sd**2 if same else 0.0)
                + (DEVICE_SD**2 if one.device == other.device and not jump else 0.0)
                + (READING_SD**2 if row == column else 0.0)
            )
    return covariance


def what_it_shows(test: KindOfTest, angle: float, body: Body) -> tuple[Floats, float]:
    """Return how a test's logarithm follows the unknowns, (unknowns,), and what zeros would read.

    A joint's moment is the sum over the links that span it, so its logarithm follows each by its
    share.
    """
    shares = _shares(test, angle, body)
    row = np.array([shares.get(name, 0.0) for name in UNKNOWNS])
    return row, test.reference if test.reference is not None else _norm(test, angle, body)


def _norm(test: KindOfTest, angle: float, body: Body) -> float:
    """What trained people of this size read, N m/kg; within the angles that are known."""
    action = ACTIONS[test.name]
    at = min(max(angle, action.angles[0]), action.angles[1])
    return TRAINED * action.of_people(body.athlete, at) / body.athlete.mass


def _shares(test: KindOfTest, angle: float, body: Body) -> dict[str, float]:
    """Share of each link in what a test shows."""
    if test.name in SHARED:
        links = SHARED[test.name]
        return dict.fromkeys(links, 1 / len(links))
    moments = capacity(test, angle, body)
    total = sum(moments.values())
    return {link: moment / total for link, moment in moments.items()}


def capacity(test: KindOfTest, angle: float, body: Body) -> dict[str, float]:
    """Return the isometric moment of each link at the test's joint, N m, fully active.

    Raises
    ------
    ParameterError
        If no muscle acts there.
    """
    moments: dict[str, float] = {}
    for muscle, moment in held(body, test, angle).items():
        link = next(name for name, groups in LINKS.items() if MUSCLE_GROUP[muscle] in groups)
        moments[link] = moments.get(link, 0.0) + moment
    if not moments:
        raise ParameterError(f"no muscle of the body acts in {test.name} at {angle:g} degrees.")
    return moments
