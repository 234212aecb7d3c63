"""`CurveFit`: a fitted speed curve with what is not known about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri, stdtrit

from nextstride.arrays import Floats
from nextstride.errors import Notice, RecordingError
from nextstride.profile.curve import SpeedCurve

LEVEL = 0.95
"""Level of every interval."""
NORMAL_QUANTILE = float(ndtri((1 + LEVEL) / 2))
TIME_CONSTANTS = (0.2, 3.0)
TOP_SPEEDS = (2.0, 13.0)
"""A fitted curve outside these ranges (s, m/s) is not a human sprint from rest."""

WORST_CONDITION = 1e8
"""Condition of a Jacobian above which its parameters cannot be told apart."""

WIDEST = 20.0
"""Half width at which an interval stops, on its scale: wider ones say no less."""
SMALL = 1e-5
"""Step of numerical derivatives by log parameters."""

SCALES: dict[str, tuple[Callable[..., Floats], Callable[..., Floats]]] = {
    "log": (np.log, np.exp),
    "negative": (lambda value: np.log(-value), lambda value: -np.exp(value)),
    "logit": (logit, expit),
}
"""Scales on which an estimate is about normal: a positive number, a negative one, a share."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; the ends are None where it was set and not estimated."""

    value: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class CurveFit:
    """A speed curve fitted to one sprint.

    Attributes
    ----------
    model : str
        A key of `START_MODELS`.
    curve : SpeedCurve
    start : float
        When the curve starts, s on the clock of the file: negative where the runner moved before
        the clock ran.
    flying_distance : float
        How far before the first gate the curve starts, m; 0 except in the model ``flying``.
    covariance : numpy.ndarray
        From scatter, of (log top speed, log time constant, then the start in s or the flying
        distance in m where one was estimated), shape (2, 2) or (3, 3).
    degrees_of_freedom : float
        Independent observations minus parameters.
    used : numpy.ndarray of bool
        The gates or samples that were fitted.
    residuals : numpy.ndarray
        Measured minus fitted, of all gates in s, or of all samples in m/s.
    residual_sd : float
        SD of the fitted ones, with regard to `degrees_of_freedom` for gates, s or m/s.
    notices : tuple of Notice
    assumed : numpy.ndarray
        How (log top speed, log time constant) move by one standard deviation of what was assumed
        of the start and not measured, shape (2,).
    """

    model: str
    curve: SpeedCurve
    start: float
    flying_distance: float
    covariance: Floats
    degrees_of_freedom: float
    used: NDArray[np.bool_]
    residuals: Floats
    residual_sd: float
    notices: tuple[Notice, ...] = ()
    assumed: Floats = field(default_factory=lambda: np.zeros(2))

    def estimate(self, quantity: Callable[[SpeedCurve], float], scale: str = "log") -> Estimate:
        """Value and interval of a quantity of the curve.

        The delta method on `scale`, with Student's t at the degrees of freedom (Seber & Wild
        1989, Nonlinear Regression, chapter 5); beside it what is assumed of the start, whose
        standard deviation is known (JCGM 100:2008, 4.3 and 5.1).

        Parameters
        ----------
        quantity : callable
            ``SpeedCurve -> float``.
        scale : {"log", "negative", "logit"}
            Where the quantity is about normal.
        """
        forth, back = SCALES[scale]

        def scaled(log_speed: float, log_constant: float) -> float:
            return float(forth(quantity(SpeedCurve(np.exp(log_speed), np.exp(log_constant)))))

        at = np.log([self.curve.top_speed, self.curve.time_constant])
        steps = SMALL * np.eye(2)
        ahead, behind = ([scaled(*(at + sign * step)) for step in steps] for sign in (1, -1))
        gradient = (np.array(ahead) - np.array(behind)) / (2 * SMALL)
        error = float(np.sqrt(gradient @ self.covariance[:2, :2] @ gradient))
        unknown = NORMAL_QUANTILE * float(gradient @ self.assumed)
        middle, reach = scaled(*at), min(float(np.hypot(error * self.quantile, unknown)), WIDEST)
        lower, upper = sorted(float(back(middle + sign * reach)) for sign in (-1, 1))
        return Estimate(float(quantity(self.curve)), lower, upper)

    @property
    def quantile(self) -> float:
        """Half width of a 95 % interval in standard errors: Student's t."""
        return float(stdtrit(self.degrees_of_freedom, (1 + LEVEL) / 2))

    @property
    def start_estimate(self) -> Estimate:
        """The start on the clock of the file, s."""
        return self._third(self.start, self.model == "offset")

    @property
    def flying_estimate(self) -> Estimate:
        """The flying distance, m."""
        return self._third(self.flying_distance, self.model == "flying")

    def _third(self, value: float, estimated: bool) -> Estimate:
        """Estimate of the third parameter, or of one that was set."""
        if not estimated or len(self.covariance) < 3:
            return Estimate(value, None, None)
        reach = float(np.sqrt(self.covariance[2, 2])) * self.quantile
        return Estimate(value, value - reach, value + reach)


def require_sprint(source: str, curve: SpeedCurve) -> None:
    """Refuse a fit that ended at the bounds of what a sprint can be.

    Raises
    ------
    RecordingError
        Naming the curve.
    """
    speed, constant = curve.top_speed, curve.time_constant
    within = (
        TOP_SPEEDS[0] * 1.001 < speed < TOP_SPEEDS[1] * 0.999
        and TIME_CONSTANTS[0] * 1.001 < constant < TIME_CONSTANTS[1] * 0.999
    )
    if not within:
        raise RecordingError(
            f"{source}: is no all-out sprint from rest; the nearest speed curve has a top speed of "
            f"{speed:.2f} m/s (possible are {TOP_SPEEDS[0]:g} to {TOP_SPEEDS[1]:g}) and a time "
            f"constant of {constant:.2f} s ({TIME_CONSTANTS[0]:g} to {TIME_CONSTANTS[1]:g}). "
            "Check times, distances and units."
        )


def covariance_of(source: str, jacobian: Floats, variance: float) -> Floats:
    """Covariance of least-squares parameters, ``variance (J' J)^-1``.

    Raises
    ------
    RecordingError
        If the data cannot tell the parameters apart.
    """
    if np.linalg.cond(jacobian) > WORST_CONDITION:
        raise RecordingError(
            f"{source}: cannot tell start, acceleration and top speed apart. "
            "Give more gates or the whole trace, from before the start to top speed."
        )
    return np.asarray(np.linalg.inv(jacobian.T @ jacobian) * variance)
