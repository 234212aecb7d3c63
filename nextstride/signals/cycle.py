"""Cycle fit: a periodic curve through several strides, for peaks of derivatives without bias.

The peak of a differentiated noisy signal is biased high, because the largest sample is also the
luckiest. A few harmonics fitted to several strides at once have no such bias, and their residual
says how sure the peak is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.errors import MissingDataError
from nextstride.signals.runs import Floats

GRID = 720
"""Points per cycle at which a fitted curve is searched for its extrema."""


@dataclass(frozen=True)
class CycleFit:
    """A periodic curve ``mean + sum_k (a_k cos k phase + b_k sin k phase)``.

    Attributes
    ----------
    period : float
        Cycle time, s.
    start : float
        Time at phase zero, s.
    cycles : float
        How many cycles were fitted.
    coefficients : numpy.ndarray
        ``mean, a_1, b_1, a_2, b_2, ...`` in the signal's unit.
    covariance : numpy.ndarray
        Covariance of the coefficients; the residual's autocorrelation is allowed for.
    """

    period: float
    start: float
    cycles: float
    coefficients: Floats
    covariance: Floats

    def curve(self, phase: Floats, order: int = 0) -> Floats:
        """Value (order 0) or time derivative (1, 2) at `phase` in rad, signal's unit / s^order."""
        return _basis(phase, self.harmonics, order, self.period) @ self.coefficients

    def standard_error(self, phase: float, order: int = 0) -> float:
        """Standard error of `curve` at one phase."""
        row = _basis(np.array([phase]), self.harmonics, order, self.period)[0]
        return float(np.sqrt(row @ self.covariance @ row))

    @property
    def harmonics(self) -> int:
        """Number of harmonics."""
        return (len(self.coefficients) - 1) // 2

    def peak(self, order: int = 0, sign: int = 1) -> tuple[float, float, float]:
        """Largest (`sign` 1) or smallest (-1) value of a derivative over the cycle.

        Returns
        -------
        value, standard_error, phase : float
            In the signal's unit / s^order, and rad.
        """
        phase = np.linspace(0, 2 * np.pi, GRID, endpoint=False)
        at = float(phase[np.argmax(sign * self.curve(phase, order))])
        return float(self.curve(np.array([at]), order)[0]), self.standard_error(at, order), at


def fit_cycle(
    signal: xr.DataArray, period: float, start: float, stop: float, harmonics: int
) -> CycleFit:
    """Fit a periodic curve to a signal by linear least squares, a linear drift taken out.

    Parameters
    ----------
    signal : xarray.DataArray
        (time,), unfiltered or filtered well above the fitted harmonics.
    period : float
        Cycle time, s.
    start, stop : float
        The part of the signal that is fitted, s; phase zero is at `start`.
    harmonics : int
        Number of harmonics.

    Raises
    ------
    MissingDataError
        If less than nine tenths of a cycle is there.
    """
    part = signal.sel(time=slice(start, stop)).dropna("time")
    time = part.time.values.astype(float)
    if time.size < 4 * harmonics + 4 or time[-1] - time[0] < 0.9 * period:
        raise MissingDataError("less than one whole stride was seen, so no cycle can be fitted")
    phase = 2 * np.pi * (time - start) / period
    drift = ((time - time.mean()) / period)[:, None]
    design = np.hstack([_basis(phase, harmonics, 0, period), drift])
    solution, _, _, _ = np.linalg.lstsq(design, part.values, rcond=None)
    residual = part.values - design @ solution
    spread = residual @ residual / max(1, time.size - design.shape[1])
    covariance = spread * _autocorrelation_factor(residual) * np.linalg.pinv(design.T @ design)
    return CycleFit(period, start, (stop - start) / period, solution[:-1], covariance[:-1, :-1])


def _basis(phase: Floats, harmonics: int, order: int, period: float) -> Floats:
    """Columns ``1, cos, sin, cos 2, ...`` or their time derivatives, (len(phase), 2 h + 1)."""
    columns = [np.full_like(phase, float(order == 0))]
    turn = order * np.pi / 2
    for k in range(1, harmonics + 1):
        scale = (2 * np.pi * k / period) ** order
        columns += [scale * np.cos(k * phase + turn), scale * np.sin(k * phase + turn)]
    return np.stack(columns, axis=-1)


def _autocorrelation_factor(residual: Floats) -> float:
    """Variance inflation of a first-order autocorrelated residual, (1 + r) / (1 - r)."""
    if not residual.any():
        return 1.0
    r = float(residual[1:] @ residual[:-1] / (residual @ residual))
    r = min(max(r, 0.0), 0.98)
    return (1 + r) / (1 - r)
