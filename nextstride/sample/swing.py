"""The swinging leg of a synthetic runner: one polynomial per joint from toe-off to touchdown."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.interpolate import KroghInterpolator

from nextstride.sample.anatomy import Array
from nextstride.sample.technique import Technique


@dataclass(frozen=True)
class Swing:
    """A leg's angles from toe-off to touchdown as polynomials of the share of swing, 0-1."""

    thigh: KroghInterpolator
    knee: KroghInterpolator
    ankle: KroghInterpolator

    def angles(self, share: Array) -> tuple[Array, Array, Array]:
        """Thigh, shank and foot angle (n,) in rad."""
        thigh = self.thigh(share)
        shank = thigh - self.knee(share)
        return thigh, shank, shank + self.ankle(share)

    @classmethod
    def through(
        cls,
        technique: Technique,
        leaving: Array,
        leaving_rate: Array,
        leaving_bend: float,
        landing_rate: Array,
    ) -> Swing:
        """Join toe-off to touchdown by way of the technique's peaks.

        Parameters
        ----------
        technique : Technique
            Pose at touchdown and peaks in between.
        leaving, leaving_rate : numpy.ndarray
            Thigh, knee and ankle angle (3,) in rad at toe-off, and their change per swing.
        leaving_bend : float
            Second derivative of the thigh angle at toe-off, rad per swing squared.
        landing_rate : numpy.ndarray
            Change of the angles (3,) at touchdown, rad per swing.
        """
        shank = technique.thigh_touchdown - technique.knee_touchdown
        peak, peak_at = technique.peak_thigh
        fold, fold_at = technique.peak_knee
        return cls(
            thigh=KroghInterpolator(
                [0, 0, 0, peak_at, peak_at, 1, 1],
                [
                    *(leaving[0], leaving_rate[0], leaving_bend),
                    *(peak, 0),
                    *(technique.thigh_touchdown, landing_rate[0]),
                ],
            ),
            knee=KroghInterpolator(
                [0, 0, fold_at, fold_at, 1, 1],
                [
                    *(leaving[1], leaving_rate[1]),
                    *(fold, 0),
                    *(technique.knee_touchdown, landing_rate[1]),
                ],
            ),
            ankle=KroghInterpolator(
                [0, 0, 0.5, 1, 1],
                [
                    *(leaving[2], leaving_rate[2]),
                    technique.ankle_midswing,
                    *(technique.foot_touchdown - shank, landing_rate[2]),
                ],
            ),
        )
