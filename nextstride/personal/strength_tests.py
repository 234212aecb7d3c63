"""Strength tests as evidence: what a joint can hold, against what the simulated body can.

A test tells the logarithm of a strength up to a scale that differs between devices, postures and
the model: that scale, not the reading of the device, is most of its error.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.groups import JOINTS, MUSCLE_GROUP, MUSCLES, SPANS
from nextstride.body.layout import Parameters
from nextstride.body.muscles import muscle_fibre, muscle_path
from nextstride.body.scaling import SPRINTER, Body, build_body
from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.personal.unknowns import LINKS, UNKNOWNS, Belief


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
    scale_sd : float
        How far (log) the scale between test and body is unknown.
    reference : float or None
        What a trained runner of average strength reads, N m/kg (m for a jump); None takes what the
        simulated body can hold.
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
    scale_sd: float
    reference: float | None
    source: str
    largest: float

    @property
    def unit(self) -> str:
        """Of a reading."""
        return "Nm/kg" if self.joint else "m"


_MODEL = "the simulated body's own strength; no published strength of sprinters was at hand"
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
            0.20,
            2.4,
            "semi-professional footballers, 51.5 kgf (J Sci Med Sport 2010 13:80), at a lever of "
            "0.35 m; healthy adults 2.0 N m/kg (Thorborg 2016)",
            8,
        ),
        KindOfTest(
            "hip_extension",
            "Isometric hip extension",
            "hip",
            -1,
            45,
            {"knee": 30},
            0.30,
            None,
            _MODEL,
            12,
        ),
        KindOfTest(
            "knee_extension",
            "Isometric knee extension",
            "knee",
            -1,
            65,
            {"hip": 80},
            0.30,
            None,
            _MODEL,
            10,
        ),
        KindOfTest(
            "knee_flexion",
            "Isometric knee flexion",
            "knee",
            1,
            45,
            {"hip": 45},
            0.30,
            None,
            _MODEL,
            6,
        ),
        KindOfTest(
            "plantarflexion",
            "Isometric plantarflexion",
            "ankle",
            -1,
            0,
            {"knee": 10},
            0.30,
            None,
            _MODEL,
            8,
        ),
        KindOfTest(
            "hip_adduction",
            "Isometric hip adduction",
            "",
            1,
            0,
            {},
            0.30,
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
NEEDED_FORM = "TEST=VALUE, as hip_flexion=2.4Nm/kg@30deg or jump_height=0.45m"
_FORM = re.compile(
    r"(?P<name>\w+)=(?P<value>[0-9.]+)(?P<unit>Nm/kg|m)?(?:@(?P<angle>-?[0-9.]+)(?:deg)?)?"
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
    """

    test: KindOfTest
    value: float
    angle: float


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
    return StrengthTest(test, value, angle)


def updated(belief: Belief, tests: tuple[StrengthTest, ...], body: Body) -> Belief:
    """Return what is believed once the tests are known (Bayes' rule for normal distributions)."""
    for reading in tests:
        row, expected = what_it_shows(reading.test, reading.angle, body)
        found = math.log(reading.value / expected)
        spread = float(row @ belief.covariance @ row) + reading.test.scale_sd**2
        gain = belief.covariance @ row / spread
        belief = Belief(
            belief.mean + gain * (found - float(row @ belief.mean)),
            belief.covariance - np.outer(gain, row @ belief.covariance),
        )
    return belief


def what_it_shows(test: KindOfTest, angle: float, body: Body) -> tuple[Floats, float]:
    """Return how a test's logarithm follows the unknowns, (unknowns,), and what zeros would read.

    A joint's moment is the sum over the links that span it, so its logarithm follows each by its
    share.
    """
    shares = _shares(test, angle, body)
    row = np.array([shares.get(name, 0.0) for name in UNKNOWNS])
    if test.reference is None:
        return row, sum(capacity(test, angle, body).values()) / body.athlete.mass
    if not test.joint:
        return row, test.reference
    sprinter = build_body(SPRINTER, body.parameters)
    usual = sum(capacity(test, test.angle, sprinter).values())
    here = sum(capacity(test, angle, sprinter).values())
    return row, test.reference * here / usual


def _shares(test: KindOfTest, angle: float, body: Body) -> dict[str, float]:
    """Share of each link in what a test shows."""
    if test.name in SHARED:
        links = SHARED[test.name]
        return dict.fromkeys(links, 1 / len(links))
    held = capacity(test, angle, body)
    total = sum(held.values())
    return {link: moment / total for link, moment in held.items()}


def capacity(test: KindOfTest, angle: float, body: Body) -> dict[str, float]:
    """Return the isometric moment of each link at the test's joint, N m, fully active.

    Tendons are taken as rigid.
    """
    p = Parameters(body.vector)
    pose = {joint: math.radians(test.posture.get(joint, 0.0)) for joint in JOINTS}
    pose[test.joint] = math.radians(angle)
    still = dict.fromkeys(JOINTS, 0.0)
    held: dict[str, float] = {}
    for muscle in MUSCLES:
        if (muscle, test.joint) not in SPANS:
            continue
        path = muscle_path(muscle, pose, still, p)
        moment = test.sign * float(path.arms[test.joint])
        if moment <= 0:
            continue
        fibre = muscle_fibre(muscle, 0, path, 1.0, None, p)
        link = next(name for name, groups in LINKS.items() if MUSCLE_GROUP[muscle] in groups)
        held[link] = held.get(link, 0.0) + moment * float(np.squeeze(fibre.force))
    if not held:
        raise ParameterError(f"no muscle of the body acts in {test.name} at {angle:g} degrees.")
    return held
