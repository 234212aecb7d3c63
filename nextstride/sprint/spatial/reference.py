"""The measured sprint in three dimensions: a few numbers for each coordinate, no recording.

Subject JA1 of Dorn, Schache, Pandy (2012) J Exp Biol 215:1944-1956 (SimTK project runningspeeds,
MIT licence) at 9.47 m/s: five harmonics over the stride, from the published inverse kinematics,
means of both legs. In a symmetric run the coordinates that change sign in the mirror have odd
harmonics only, and those of the midline even ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.spatial.joints import ODD
from nextstride.body.spatial.sprinter import COORDINATES
from nextstride.sprint.reference import (
    MEASURED_SPRINT,
    Harmonics,
    ReferenceMotion,
    SteadyRun,
    fourier_series,
)

FIRST_ANGLE = COORDINATES.index("tilt")
"""Where the angles begin among the coordinates: behind the pelvis' place."""

ANGLES: tuple[str, ...] = COORDINATES[FIRST_ANGLE:]

LEGS_AND_ARMS: dict[str, Harmonics] = {
    "hip_flexion": (0.2958, 0.3962, -0.8224, -0.0999, 0.0409, -0.0079, 0.0988, 0.0088, 0.0082,
                    0.0087, -0.0135),
    "hip_adduction": (-0.0187, 0.1593, -0.0514, 0.0255, -0.0126, -0.0042, 0.0921, -0.0038, 0.0155,
                      -0.0310, 0.0063),
    "hip_rotation": (-0.1548, -0.0700, 0.0319, -0.0132, 0.0309, -0.0665, 0.0192, -0.0602, 0.0086,
                     -0.0177, -0.0037),
    "knee": (1.2339, -0.7987, -0.6605, 0.1911, 0.4075, -0.0505, 0.1664, -0.0364, 0.0119, 0.0200,
             -0.0396),
    "ankle": (-0.1062, 0.2789, -0.0764, 0.0384, 0.1968, -0.1088, 0.1128, -0.0845, -0.0043,
              -0.0162, -0.0307),
    "shoulder_flexion": (-0.1880, -0.3698, 1.0135, -0.0230, 0.1487, 0.0545, -0.0738, -0.0625,
                         0.0370, -0.0155, -0.0069),
    "shoulder_adduction": (-0.3171, -0.0619, -0.0211, -0.0058, -0.0374, -0.0542, -0.0658, -0.0034,
                           0.0086, 0.0131, 0.0026),
    "elbow": (1.4130, -0.0902, 0.5967, -0.0543, -0.3202, 0.0454, 0.1100, 0.0350, -0.0433, -0.0020,
              -0.0054),
}  # fmt: skip
"""Mean, then cosine and sine of each harmonic, rad, from the touchdown of the own side's leg."""

MIDLINE: dict[str, Harmonics] = {
    "upward": (0.9709, 0.0120, -0.0014, -0.0034, -0.0019),
    "sideways": (-0.0059, 0.0154, -0.0043, 0.0043, -0.0005, -0.0004),
    "tilt": (-0.0887, 0.0731, 0.0590, -0.0177, -0.0094),
    "list": (-0.1456, 0.1328, -0.0017, -0.0761, 0.0166, -0.0015),
    "rotation": (-0.0712, -0.1097, 0.0512, -0.0397, 0.0117, 0.0104),
    "lumbar_extension": (-0.2726, -0.1642, -0.1257, 0.0408, 0.0008),
    "lumbar_bending": (0.2142, -0.2276, 0.0181, 0.0569, -0.0114, 0.0073),
    "lumbar_rotation": (0.0461, 0.2253, -0.0240, 0.0452, -0.0216, 0.0078),
}
"""From the touchdown of the right leg: cosine and sine of harmonics 1, 3, 5 where the mirror
changes the sign, else the mean and harmonics 2 and 4; rad and m."""


def _every_harmonic(name: str) -> Harmonics:
    """Fill in the harmonics that symmetry leaves out."""
    terms = MIDLINE[name]
    if name in ODD:
        pairs = [terms[2 * place : 2 * place + 2] for place in range(3)]
        return (0.0, *pairs[0], 0.0, 0.0, *pairs[1], 0.0, 0.0, *pairs[2])
    return (terms[0], 0.0, 0.0, *terms[1:3], 0.0, 0.0, *terms[3:5])


@dataclass(frozen=True)
class SpatialReference(SteadyRun):
    """A steady symmetric run in three dimensions.

    Attributes
    ----------
    name : str
    speed : float
        m/s.
    contact, flight : float
        Durations, s.
    swing : float
        Factor on every angle's swing about its mean.
    own : tuple of (str, tuple of float)
        Coordinates that are not those of the measured sprint, without their side: mean, then
        cosine and sine of five harmonics, rad or m.
    """

    name: str
    speed: float
    contact: float
    flight: float
    swing: float = 1.0
    own: tuple[tuple[str, Harmonics], ...] = ()

    def terms(self, name: str) -> Harmonics:
        """Harmonics of a coordinate, named without its side."""
        own = dict(self.own)
        if name in own:
            return own[name]
        return LEGS_AND_ARMS[name] if name in LEGS_AND_ARMS else _every_harmonic(name)

    def coordinate(self, name: str, phase: np.ndarray, derivative: int = 0) -> np.ndarray:
        """One coordinate at stride `phase` (0-1) from the right leg's touchdown, or its rates."""
        side, _, rest = name.partition("_")
        if side in ("stance", "swing"):
            terms = self.terms(rest)
            phase = phase + (0.5 if side == "swing" else 0.0)
        else:
            terms = self.terms(name)
        factor = 1.0 if name == "upward" else self.swing
        terms = (terms[0], *(factor * term for term in terms[1:]))
        return fourier_series(terms, phase, derivative) / self.stride**derivative

    def angles(self, stance: np.ndarray, flight: np.ndarray, derivative: int = 0) -> np.ndarray:
        """All angles of a step, (points, angles), or their rates by time.

        Parameters
        ----------
        stance, flight : array
            Points as shares of the stance and of the flight.
        derivative : {0, 1, 2}
        """
        phase = self.phases(stance, flight)
        return np.column_stack([self.coordinate(name, phase, derivative) for name in ANGLES])


MEASURED: SpatialReference = SpatialReference("measured sprint", 9.47, 0.1185, 0.110)


def near(motion: ReferenceMotion, turns: Mapping[str, Harmonics] | None = None) -> SpatialReference:
    """Return the measured sprint with what is seen of another: legs, lean, times, and turns.

    What the side view shows goes to the joints by its difference from the measured sprint's own:
    the thigh's to the hip, the lean's to the lumbar joint. Where the pelvis is seen to tilt more,
    both flex more by as much, so that thigh and trunk stay where they are seen. What is not seen is
    the measured one's.

    Parameters
    ----------
    motion : ReferenceMotion
    turns : mapping of str to tuple of float, optional
        Harmonics of coordinates of the midline from the right leg's touchdown, rad.
    """
    seen = dict(turns or {})
    tilted = _apart(seen.get("tilt", MEASURED.terms("tilt")), MEASURED.terms("tilt"))
    thigh, lean = _apart(motion.thigh, MEASURED_SPRINT.thigh), MEASURED_SPRINT.lean - motion.lean
    own = {
        "hip_flexion": _moved("hip_flexion", _apart(thigh, tilted)),
        "knee": _moved("knee", _apart(motion.knee, MEASURED_SPRINT.knee)),
        "ankle": _moved("ankle", _apart(motion.ankle, MEASURED_SPRINT.ankle)),
        "lumbar_extension": _moved("lumbar_extension", _apart((lean,), tilted)),
        **seen,
    }
    return SpatialReference(
        motion.name, motion.speed, motion.contact, motion.flight, own=tuple(own.items())
    )


def _apart(to: Harmonics, since: Harmonics) -> Harmonics:
    """The difference of two courses."""
    return tuple(there - here for there, here in zip_longest(to, since, fillvalue=0.0))


def _moved(name: str, by: Harmonics) -> Harmonics:
    """A coordinate of the measured sprint, moved."""
    return tuple(sum(pair) for pair in zip_longest(MEASURED.terms(name), by, fillvalue=0.0))


def symmetric(name: str, terms: Floats) -> Harmonics:
    """Return a midline coordinate's harmonics without those that a symmetric run has not."""
    harmonic = (np.arange(len(terms)) + 1) // 2
    return tuple(np.where(harmonic % 2 == int(name in ODD), terms, 0.0).tolist())


STARTS: tuple[SpatialReference, ...] = (
    MEASURED,
    replace(MEASURED, name="shorter strides", swing=0.85),
    replace(MEASURED, name="longer strides", swing=1.1),
    replace(MEASURED, name="slower", speed=7.5, contact=0.14),
)
"""Motions that a body is started from."""
