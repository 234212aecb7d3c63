"""Strength tests as evidence: what a joint holds, against what trained people of this size hold.

A test tells the logarithm of a strength up to a scale that is not known: of the device, of how
people push against it, of how trained sprinters are, which all tests on one device share, and of
the joint itself. So the *ratio* of two joints on one device is surer than either reading.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.groups import MUSCLE_GROUP
from nextstride.body.isometric import ACTIONS, held
from nextstride.body.scaling import Body, build_body
from nextstride.errors import ParameterError
from nextstride.personal.unknowns import UNKNOWNS_OF, Belief

DEVICE_SD = 0.20
"""How far (log) all readings of one device may be off together: device, fixation, and how much
stronger than young men this kind of runner is."""
READING_SD = 0.05
"""Error of one reading itself (log)."""
SIDE_SD = 0.05
"""How far (log) one leg's strength is from the mean of both, which the simulated body has. Ours."""


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
        Empty where the planar body has no joint for it.
    sign : int
        1 for flexion, -1 for extension.
    angle : float
        Usual joint angle, degrees of flexion.
    posture : dict
        The other joints, degrees.
    own_sd : float
        How far (log) the scale of this joint alone is unknown, beside `DEVICE_SD`.
    trained : float
        What trained runners hold at rest relative to young men on a dynamometer, 1.
    reference : float or None
        What a trained runner of average strength reads, N m/kg (m for a jump); None takes young
        men's torque at that angle, `trained` times.
    source : str
        Of `trained`, or of `reference`.
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
    trained: float
    reference: float | None
    source: str
    largest: float

    @property
    def unit(self) -> str:
        """Of a reading."""
        return "m" if self.name == JUMP else "Nm/kg"

    @property
    def scale_sd(self) -> float:
        """How far (log) the scale between one reading of both legs and the body is unknown."""
        shared = 0.0 if self.name == JUMP else DEVICE_SD
        return math.hypot(shared, self.own_sd, READING_SD)


JUMP = "jump_height"
_MEN = "young men on a dynamometer (Anderson et al. 2007)"
_KINDS = (
    KindOfTest(
        "hip_flexion", "Isometric hip flexion", "hip", 1, 30, {"knee": 60}, 0.10, 1.2, None,
        f"{_MEN}, 1.2 times: semi-professional footballers' 51.5 kgf (J Sci Med Sport 2010 13:80, "
        "abstract) at a lever of 0.35 m; no isometric norm of sprinters was found", 8,
    ),
    KindOfTest(
        "hip_extension", "Isometric hip extension", "hip", -1, 45, {"knee": 30}, 0.10, 1.1, None,
        f"{_MEN}, 1.1 times, the mean of the other joints: no norm of sprinters was found", 12,
    ),
    KindOfTest(
        "knee_extension", "Isometric knee extension", "knee", -1, 65, {"hip": 80}, 0.10, 1.0, None,
        f"{_MEN}: 58 sprinters held no more than 40 men of their size, who were none (Hori et al. "
        "2021, BMC Sports Sci Med Rehabil 13, doi 10.1186/s13102-021-00293-1, abstract)", 10,
    ),
    KindOfTest(
        "knee_flexion", "Isometric knee flexion", "knee", 1, 45, {"hip": 45}, 0.10, 1.2, None,
        f"{_MEN}, 1.2 times: faster sprinters' eccentric peak is 2.26 N m/kg (Alt 2024, Hum Mov "
        "Sci 103280, abstract), 1.5 times young men's isometric one, and is taken to be a quarter "
        "above the isometric; no isometric norm of sprinters was found", 6,
    ),
    KindOfTest(
        "plantarflexion", "Isometric plantarflexion", "ankle", -1, 0, {"knee": 10}, 0.10, 1.0, None,
        f"{_MEN}: 14 elite sprinters held more per kg than 14 active people only where the ankle "
        "was dorsiflexed (Crotty et al. 2021, ISBS Proceedings 39:51, abstract)", 8,
    ),
    KindOfTest(
        "hip_adduction", "Isometric hip adduction", "", 1, 0, {}, 0.22, 1.0, 2.5,
        "ours, for want of a published value of sprinters", 8,
    ),
    KindOfTest(
        JUMP, "Countermovement jump", "", 1, 0, {}, 0.35, 1.0, 0.45,
        "ours: jumps of trained sprinters are 0.35 to 0.60 m", 1.2,
    ),
)  # fmt: skip
TESTS: dict[str, KindOfTest] = {test.name: test for test in _KINDS}
SHARED: dict[str, tuple[str, ...]] = {
    "hip_adduction": ("adductors",),
    "jump_height": ("hip_extensors", "knee_extensors", "plantarflexors"),
}
"""Tests that no joint moment of the planar body stands for: whose strength they show, in equal
parts."""
SIDES_OF_TESTS = ("left", "right", "both")


@dataclass(frozen=True)
class StrengthTest:
    """One reading, or the ratio of two on one device.

    Attributes
    ----------
    test : KindOfTest
    value : float
        N m/kg, m for a jump, 1 for a ratio.
    angle : float
        Joint angle, degrees of flexion.
    device : str
        Readings of one device share its scale.
    side : str
        One of `SIDES_OF_TESTS`.
    against : KindOfTest or None
        What `test` was divided by, where the reading is a ratio: the device's scale cancels.
    against_angle : float
        Its joint angle, degrees of flexion.
    """

    test: KindOfTest
    value: float
    angle: float
    device: str = ""
    side: str = "both"
    against: KindOfTest | None = None
    against_angle: float = 0.0

    @property
    def parts(self) -> tuple[tuple[int, KindOfTest, float], ...]:
        """Sign in the logarithm, kind and angle of what was read."""
        first = (1, self.test, self.angle)
        if self.against is None:
            return (first,)
        return (first, (-1, self.against, self.against_angle))

    def to_json(self) -> dict[str, Any]:
        """Return it for another process; kinds of tests by their names."""
        against = self.against and self.against.name
        return {**vars(self), "test": self.test.name, "against": against}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> StrengthTest:
        """Read what `to_json` gave."""
        against = TESTS[told["against"]] if told["against"] else None
        return cls(**{**told, "test": TESTS[told["test"]], "against": against})


@dataclass(frozen=True, eq=False)
class Shown:
    """What strength tests say of the unknowns of one body, ready for Bayes' rule.

    Attributes
    ----------
    rows : (tests, unknowns) array
        How the logarithm of each reading follows the unknowns.
    found : (tests,) array
        Logarithm of each reading over what zeros would read.
    errors : (tests, tests) array
        Covariance of their errors.
    """

    rows: Floats
    found: Floats
    errors: Floats

    def gain(self, covariance: Floats) -> Floats:
        """Kalman's gain, (unknowns, tests), where the unknowns have this covariance."""
        spread = self.rows @ covariance @ self.rows.T + self.errors
        return np.asarray(np.linalg.solve(spread, self.rows @ covariance).T)

    def through(self, covariance: Floats) -> Shown:
        """The same tests of numbers that differ from what was tested by errors of this covariance.

        Parameters
        ----------
        covariance : (unknowns, unknowns) array
        """
        return Shown(self.rows, self.found, self.errors + self.rows @ covariance @ self.rows.T)


def shown_to(tests: Sequence[StrengthTest], body: Body) -> Shown:
    """Return what `tests` say of the unknowns of `body`; there must be one at least."""
    shown = [shown_by(reading, body) for reading in tests]
    logs = [math.log(each.value / norm) for each, (_, norm) in zip(tests, shown, strict=True)]
    return Shown(np.array([row for row, _ in shown]), np.array(logs), errors_of_tests(tests))


def updated(belief: Belief, shown: Shown) -> Belief:
    """Return what is believed once the tests are known (Bayes' rule for normal distributions)."""
    gain = shown.gain(belief.covariance)
    return Belief(
        belief.mean + gain @ (shown.found - shown.rows @ belief.mean),
        belief.covariance - gain @ shown.rows @ belief.covariance,
    )


def errors_of_tests(tests: Sequence[StrengthTest]) -> Floats:
    """Return the covariance of the errors of `tests` (log), (tests, tests).

    Readings of one joint share its scale, all on one device share the device's, which cancels in a
    ratio; a jump has no device. The two legs are as far from their mean, to opposite sides.
    """
    covariance = np.zeros((len(tests), len(tests)))
    for row, one in enumerate(tests):
        for column, other in enumerate(tests):
            covariance[row, column] = sum(
                sign * their_sign * _shared(one, other, kind, their_kind)
                for sign, kind, _ in one.parts
                for their_sign, their_kind, _ in other.parts
            )
        covariance[row, row] += len(one.parts) * READING_SD**2
    return covariance


def _shared(
    one: StrengthTest, other: StrengthTest, kind: KindOfTest, their_kind: KindOfTest
) -> float:
    """Covariance of two parts of readings: device, joint, leg."""
    shared = 0.0
    if one.device == other.device and JUMP not in (kind.name, their_kind.name):
        shared += DEVICE_SD**2
    if kind.name == their_kind.name:
        shared += kind.own_sd**2
        if "both" not in (one.side, other.side):
            shared += SIDE_SD**2 * (1 if one.side == other.side else -1)
    return shared


def shown_by(reading: StrengthTest, body: Body) -> tuple[Floats, float]:
    """Return how a reading's logarithm follows the unknowns, and what zeros would read.

    See `what_it_shows`; a ratio follows the difference of its parts.
    """
    row, norm = np.zeros(len(UNKNOWNS_OF[body.kind].names)), 1.0
    for sign, kind, angle in reading.parts:
        part, part_norm = what_it_shows(kind, angle, body)
        row += sign * part
        norm *= part_norm**sign
    return row, norm


def what_it_shows(test: KindOfTest, angle: float, body: Body) -> tuple[Floats, float]:
    """Return how a test's logarithm follows the unknowns, (unknowns,), and what zeros would read.

    A joint's moment is the sum over the links that span it, so its logarithm follows each by its
    share.
    """
    shares = _shares(test, angle, body)
    row = np.array([shares.get(name, 0.0) for name in UNKNOWNS_OF[body.kind].names])
    return row, test.reference if test.reference is not None else _norm(test, angle, body)


def _norm(test: KindOfTest, angle: float, body: Body) -> float:
    """What trained people of this size read, N m/kg; within the angles that are known."""
    action = ACTIONS[test.name]
    at = min(max(angle, action.angles[0]), action.angles[1])
    return test.trained * action.of_people(body.athlete, at) / body.athlete.mass


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

    A dynamometer holds the leg in the sagittal plane, so the moments of a body in three dimensions
    are those of the planar one with the same muscles.

    Raises
    ------
    ParameterError
        If no muscle acts there.
    """
    flat = body
    if body.kind != "planar":
        flat = build_body(body.athlete, body.parameters, pelvic_list=True)
    moments: dict[str, float] = {}
    for muscle, moment in held(flat, test, angle).items():
        link = _link_of(muscle, body)
        moments[link] = moments.get(link, 0.0) + moment
    if not moments:
        raise ParameterError(f"no muscle of the body acts in {test.name} at {angle:g} degrees.")
    return moments


def _link_of(muscle: str, body: Body) -> str:
    """The link of `body` in which a muscle of the planar body counts."""
    group = body.muscle_group.get(muscle, muscle)
    if group not in body.groups:
        group = MUSCLE_GROUP[muscle]
    links = UNKNOWNS_OF[body.kind].links
    return next(name for name, groups in links.items() if group in groups)
