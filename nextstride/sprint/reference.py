"""Motions of runners to begin from, or to stay near: a few numbers each, no recordings.

The measured sprint: means over both legs of subject JA1 of Dorn, Schache, Pandy (2012) J Exp Biol
215:1944-1956 (SimTK project runningspeeds, MIT licence) at 9.47 m/s, computed from the published
inverse kinematics: five harmonics of thigh (from vertical), knee and ankle angle over the stride
from touchdown; contact 25.9 % of the stride. RMS residual with both legs together 3.9, 5.1 and
3.6 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

Harmonics = tuple[float, ...]


class SteadyRun:
    """The clock of a steady symmetric run, whose stride is two equal steps.

    Attributes
    ----------
    contact, flight : float
        Durations, s.
    """

    contact: float
    flight: float

    @property
    def stride(self) -> float:
        """Duration of a stride, s."""
        return 2 * (self.contact + self.flight)

    @property
    def duty(self) -> float:
        """Contact as a share of the stride."""
        return self.contact / self.stride

    def phases(self, stance: np.ndarray, flight: np.ndarray) -> np.ndarray:
        """Stride phases of points at shares of the stance and of the flight."""
        return np.concatenate([stance * self.duty, self.duty + flight * (0.5 - self.duty)])


@dataclass(frozen=True)
class ReferenceMotion(SteadyRun):
    """A steady symmetric run.

    Attributes
    ----------
    name : str
    thigh, knee, ankle : tuple of float
        Fourier coefficients (rad) over the stride from touchdown: mean, then cosine and sine of
        each harmonic. Thigh from vertical, in front positive; flexion and dorsiflexion positive.
    drop : tuple of float
        Pelvic list that lowers the standing hip, rad: cosine and sine of harmonics 1 and 3.
    lean : float
        Forward lean of the trunk, rad.
    speed : float
        m/s.
    contact, flight : float
        Durations, s.
    """

    name: str
    thigh: Harmonics
    knee: Harmonics
    ankle: Harmonics
    drop: Harmonics
    lean: float
    speed: float
    contact: float
    flight: float

    def leg(self, phase: np.ndarray, derivative: int = 0) -> np.ndarray:
        """Thigh, knee and ankle angle at stride `phase` (0-1), (phases, 3) in rad.

        With `derivative` 1 or 2 the rates by time, rad/s or rad/s².
        """
        return np.column_stack(
            [
                fourier_series(terms, phase, derivative) / self.stride**derivative
                for terms in (self.thigh, self.knee, self.ankle)
            ]
        )

    def list_angle(self, phase: np.ndarray, derivative: int = 0) -> np.ndarray:
        """Pelvic list at stride `phase`, (phases,) in rad, or its rates by time."""
        cosine, sine, third_cosine, third_sine = self.drop
        terms = (0.0, cosine, sine, 0.0, 0.0, third_cosine, third_sine)
        return fourier_series(terms, phase, derivative) / self.stride**derivative

    def angles(self, stance: np.ndarray, flight: np.ndarray, derivative: int = 0) -> np.ndarray:
        """Lean and leg angles of a step, (points, 7), standing leg first.

        Parameters
        ----------
        stance, flight : array
            Points as shares of the stance and of the flight.
        derivative : {0, 1, 2}
        """
        phase = self.phases(stance, flight)
        lean = np.full((phase.size, 1), self.lean if derivative == 0 else 0.0)
        other = self.leg(phase + 0.5, derivative)
        return np.hstack([lean, self.leg(phase, derivative), other])


def fourier_series(terms: Harmonics, phase: np.ndarray, derivative: int = 0) -> np.ndarray:
    """Fourier series or its derivative by `phase` (in strides): mean, cosine and sine of each."""
    total = np.full(phase.shape, terms[0] if derivative == 0 else 0.0)
    for harmonic in range(1, (len(terms) + 1) // 2):
        pulsation = 2 * np.pi * harmonic
        turned = pulsation * phase + derivative * np.pi / 2
        cosine, sine = terms[2 * harmonic - 1], terms[2 * harmonic]
        total += pulsation**derivative * (cosine * np.cos(turned) + sine * np.sin(turned))
    return total


MEASURED_SPRINT = ReferenceMotion(
    name="measured sprint",
    thigh=(0.2048, 0.4092, -0.8132, -0.0361, 0.1035, -0.0087, 0.0976, -0.0087, -0.0046, 0.0098,
           -0.0123),
    knee=(1.2247, -0.7798, -0.6658, 0.179, 0.421, -0.0529, 0.1537, -0.0387, 0.0054, 0.0227,
          -0.0345),
    ankle=(-0.1057, 0.2816, -0.0709, 0.0297, 0.1982, -0.1123, 0.1045, -0.0799, -0.0108, -0.0102,
           -0.031),
    drop=(-0.1452, 0.1318, 0.0009, -0.0729),
    lean=0.2025,
    speed=9.47,
    contact=0.1185,
    flight=0.110,
)  # fmt: skip


def exaggerated(motion: ReferenceMotion, factor: float, name: str) -> ReferenceMotion:
    """Return `motion` with every swing about its mean angle multiplied by `factor`."""

    def about_mean(terms: Harmonics) -> Harmonics:
        return (terms[0], *(factor * term for term in terms[1:]))

    return replace(
        motion,
        name=name,
        thigh=about_mean(motion.thigh),
        knee=about_mean(motion.knee),
        ankle=about_mean(motion.ankle),
    )
