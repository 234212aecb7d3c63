"""`Run`: everything found in a recording that a measure may look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.conventions import Side
from nextstride.errors import MissingDataError
from nextstride.kinematics import angular_momentum, center_of_mass, point, segment_angles
from nextstride.measures.kinetics import swing_kinetics
from nextstride.recording import Recording
from nextstride.signals import low_pass
from nextstride.strides import Pace

KINEMATICS_CUTOFF = 4.0
"""Low-pass cut-off for angles, moments and positions, multiples of the step rate: the first eight
harmonics of the stride, 17 Hz in a sprint of 4.4 steps/s, 10 Hz in a jog of 2.6."""

PERCENT = np.arange(101.0)
"""Stride clock of every curve, %: touchdown to the same foot's next touchdown."""


@dataclass(frozen=True)
class Run:
    """Everything found in a recording that a measure may look at.

    Attributes
    ----------
    recording : Recording
    athlete : Athlete
    points : xarray.DataArray
        Body points as measured (time, space, keypoint), m.
    pace : Pace
    steps : xarray.Dataset
        From `detect_steps` and `add_midstance`.
    """

    recording: Recording
    athlete: Athlete
    points: xr.DataArray
    pace: Pace
    steps: xr.Dataset

    @property
    def cutoff(self) -> float:
        """Low-pass cut-off of `smooth`, Hz."""
        return KINEMATICS_CUTOFF * self.pace.step_rate

    @cached_property
    def smooth(self) -> xr.DataArray:
        """Body points, low-pass filtered at `cutoff`."""
        return low_pass(self.points, self.cutoff)

    @cached_property
    def angles(self) -> xr.Dataset:
        """Segment and joint angles of the filtered points, rad."""
        return segment_angles(self.smooth)

    @cached_property
    def raw_angles(self) -> xr.Dataset:
        """Segment and joint angles of the points as measured, rad; for cycle fits."""
        return segment_angles(self.points)

    @cached_property
    def body(self) -> xr.DataArray | None:
        """Whole-body centre of mass (time, space), m, or None."""
        return center_of_mass(self.smooth, self.athlete)

    @cached_property
    def turning(self) -> xr.Dataset | None:
        """Angular momentum about the vertical by part of the body, m²/s, or None."""
        return angular_momentum(self.smooth, self.athlete)

    @cached_property
    def kinetics(self) -> xr.Dataset:
        """Hip and knee moments and powers of the legs as if in the air (time, side), per kg.

        Only valid in swing: on the ground the force under the foot is not in them.
        """
        return swing_kinetics(self.smooth, self.angles, self.athlete)

    def at(self, name: str, side: Side) -> xr.DataArray:
        """One filtered body point, ``{side}_{name}``, (time, space) in m.

        Raises
        ------
        MissingDataError
            If the recording does not give it.
        """
        return point(self.smooth, f"{side}_{name}")

    def angle(self, name: str, side: Side) -> xr.DataArray:
        """One filtered angle of one side, (time) in rad.

        Raises
        ------
        MissingDataError
            If the markers for it are missing.
        """
        values = self.angles[name].sel(side=side, drop=True)
        if not np.isfinite(values).any():
            raise MissingDataError(f"no markers give the {side} {name} angle")
        return values

    def rows(self, side: Side) -> list[xr.Dataset]:
        """The steps of one side, one Dataset each."""
        mine = np.flatnonzero(self.steps.side.values == side)
        return [self.steps.isel(step=row) for row in mine]
