"""`StepTimes`: the event times of one side's steps, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats


@dataclass(frozen=True)
class StepTimes:
    """Event times of one side's steps, (n,) arrays in s, NaN where not seen."""

    _mine: xr.Dataset
    _all: xr.Dataset
    _rows: NDArray[np.intp]

    def _column(self, name: str) -> Floats:
        return np.asarray(self._mine[name].values, dtype=float)

    def _mean(self, name: str) -> float:
        values = self._column(name)
        return float(values.mean()) if values.size else float("nan")

    @property
    def touchdown(self) -> Floats:
        """Touchdown of this foot."""
        return self._column("touchdown")

    @property
    def midstance(self) -> Floats:
        """Thigh vertical within the contact."""
        return self._column("midstance")

    @property
    def toe_off(self) -> Floats:
        """Toe-off of this foot."""
        return self._column("toe_off")

    @property
    def opposite_touchdown(self) -> Floats:
        """Next touchdown of the other foot."""
        return self._column("opposite_touchdown")

    @property
    def next_touchdown(self) -> Floats:
        """Next touchdown of this foot."""
        return self._column("next_touchdown")

    @property
    def opposite_toe_off(self) -> Floats:
        """The toe-off that ends the other foot's next contact."""
        toe_off = np.r_[self._all.toe_off.values.astype(float), np.nan]
        known = np.isfinite(self.opposite_touchdown)
        return np.where(known, toe_off[self._rows + 1], np.nan)

    @property
    def touchdown_error(self) -> float:
        """SD of a touchdown, s; NaN of a foot without steps."""
        return self._mean("touchdown_sd")

    @property
    def timing_error(self) -> float:
        """SD of an interval from touchdown to toe-off or back, s: both events' errors joined."""
        return float(np.hypot(self.touchdown_error, self._mean("toe_off_sd")))

    @property
    def on_plate(self) -> NDArray[np.bool_]:
        """Whether force plates saw the whole contact."""
        return np.asarray(self._mine.method.values == "force")

    @property
    def stride_starts(self) -> list[Floats]:
        """Chains of successive touchdowns of this foot without a missing step."""
        chains: list[list[float]] = []
        for start, stop in zip(self.touchdown, self.next_touchdown, strict=True):
            if not np.isfinite(start + stop):
                continue
            if chains and chains[-1][-1] == start:
                chains[-1].append(float(stop))
            else:
                chains.append([float(start), float(stop)])
        return [np.array(chain) for chain in chains]
