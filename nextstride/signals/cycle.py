"""Cycle fit: one periodic curve through several strides, for peaks of derivatives without bias.

The peak of a differentiated noisy signal is biased high, because the largest sample is also the
luckiest. A few harmonics fitted to several strides at once have no such bias.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import MissingDataError

GRID = 720
"""Points per cycle at which a fitted curve is searched for its extrema."""


@dataclass(frozen=True)
class CycleFit:
    """A periodic curve ``mean + sum_k (a_k cos k phase + b_k sin k phase)``.

    Attributes
    ----------
    period : float
        Mean cycle time, s.
    cycles : int
        How many cycles were fitted.
    coefficients : numpy.ndarray
        ``mean, a_1, b_1, a_2, b_2, ...`` in the signal's unit.
    """

    period: float
    cycles: int
    coefficients: Floats

    def curve(self, phase: Floats, order: int = 0) -> Floats:
        """Value (order 0) or time derivative (1, 2) at `phase` in rad, signal's unit / s^order."""
        harmonics = (len(self.coefficients) - 1) // 2
        return np.asarray(_basis(phase, harmonics, order, self.period) @ self.coefficients)

    def peak(self, order: int = 0, sign: int = 1, near: float | None = None) -> tuple[float, float]:
        """Largest (`sign` 1) or smallest (-1) value of a derivative.

        Parameters
        ----------
        order : int
            0, 1 or 2.
        sign : int
            1 or -1.
        near : float, optional
            Look only within a fifth of a cycle of this phase, rad.

        Returns
        -------
        value, phase : float
            In the signal's unit / s^order, and rad.
        """
        phase = np.linspace(0, 2 * np.pi, GRID, endpoint=False)
        if near is not None:
            away = np.abs(np.angle(np.exp(1j * (phase - near))))
            phase = phase[away < 0.4 * np.pi]
        values = self.curve(phase, order)
        at = int(np.argmax(sign * values))
        return float(values[at]), float(phase[at])


def fit_cycle(signal: xr.DataArray, starts: Floats, harmonics: int) -> CycleFit:
    """Fit a periodic curve to a signal by linear least squares.

    Phase runs evenly from 0 to 2 pi within each cycle, so cycles of unequal length line up.

    Parameters
    ----------
    signal : xarray.DataArray
        (time,), unfiltered, or filtered well above the fitted harmonics.
    starts : numpy.ndarray
        Times at which the cycles start, and the last one's end, s.
    harmonics : int
        Number of harmonics.

    Raises
    ------
    MissingDataError
        If there is no whole cycle, or too few samples in it.
    """
    cycles = len(starts) - 1
    if cycles < 1:
        raise MissingDataError("no whole stride was seen, so no cycle can be fitted")
    part = signal.sel(time=slice(float(starts[0]), float(starts[-1]))).dropna("time")
    if part.size < 2 * (2 * harmonics + 1):
        raise MissingDataError(f"too few frames were seen in {cycles} stride(s) to fit a cycle")
    turns = np.interp(part.time.values.astype(float), starts, np.arange(cycles + 1.0))
    period = float(np.diff(starts).mean())
    design = _basis(2 * np.pi * turns, harmonics, 0, period)
    coefficients, _, _, _ = np.linalg.lstsq(design, part.values, rcond=None)
    return CycleFit(period, cycles, coefficients)


def toward(own: CycleFit, other: CycleFit, doubt: float) -> CycleFit:
    """Own curve with its overtones nearer to those of a curve that is likely much like it.

    Of a difference with variance p² among many pairs, seen with error variance s² per cycle,
    ``p² / (p² + s² / cycles)`` is likely true: ``cycles / (cycles + doubt)`` with ``doubt = s² /
    p²``. The mean and the first harmonic, which few cycles tell surely, stay as they are.

    Parameters
    ----------
    own, other : CycleFit
        Of as many harmonics, both from the same phase on.
    doubt : float
        Cycles after which half of a difference is likely true.

    Returns
    -------
    CycleFit
    """
    total = own.cycles + other.cycles
    middle = (own.cycles * own.coefficients + other.cycles * other.coefficients) / total
    cycles = 2 / (1 / own.cycles + 1 / other.cycles)
    likely = middle + cycles / (cycles + doubt) * (own.coefficients - middle)
    return replace(own, coefficients=np.r_[own.coefficients[:3], likely[3:]])


def _basis(phase: Floats, harmonics: int, order: int, period: float) -> Floats:
    """Columns ``1, cos, sin, cos 2, ...`` or their time derivatives, (len(phase), 2 h + 1)."""
    columns = [np.full_like(phase, float(order == 0))]
    turn = order * np.pi / 2
    for k in range(1, harmonics + 1):
        scale = (2 * np.pi * k / period) ** order
        columns += [scale * np.cos(k * phase + turn), scale * np.sin(k * phase + turn)]
    return np.stack(columns, axis=-1)
