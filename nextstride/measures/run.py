"""`Run`: everything found in a recording that a measure may look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.conventions import Side
from nextstride.errors import MissingDataError
from nextstride.kinematics import (
    angular_momentum,
    between_hips,
    center_of_mass,
    point,
    segment_angles,
)
from nextstride.measures.inverse_dynamics import swing_kinetics
from nextstride.measures.step_times import StepTimes
from nextstride.measures.track import Track
from nextstride.recording import Recording
from nextstride.signals import low_pass
from nextstride.strides import Pace
from nextstride.tracking import is_filmed

KINEMATICS_CUTOFF = 4.0
"""Low-pass cut-off for angles, moments and positions, multiples of the step rate: the first eight
harmonics of the stride, 17 Hz in a sprint of 4.4 steps/s, 10 Hz in a jog of 2.6."""
FILMED_CUTOFF = 2.5
"""The same for keypoints of a camera, whose error is ten times that of markers. Of 4, 3 and 2.5
this errs least in the hip moments of three sprints through the virtual camera: 7 to 12 % (RMS)
against 30 to 65 % (docs/video.md)."""

PERCENT = np.arange(101.0)
"""Stride clock of every curve, %: touchdown to the same foot's next touchdown."""


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        """Say in a line what ran; see ``steps`` and ``points`` for the data."""
        who = f"{self.athlete.mass:g} kg, {self.athlete.height:g} m"
        return f"<Run of {self.recording.source}: {who}, {self.steps.sizes['step']} steps>"

    @property
    def cutoff(self) -> float:
        """Low-pass cut-off of `smooth`, Hz."""
        times = FILMED_CUTOFF if is_filmed(self.recording) else KINEMATICS_CUTOFF
        return times * self.pace.step_rate

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

    def place(self, name: str, axis: str) -> Track:
        """One coordinate of one filtered body point, m.

        Raises
        ------
        MissingDataError
            If the recording does not give the point.
        """
        return Track.of(point(self.smooth, name).sel(space=axis, drop=True))

    def ahead(self, name: str, *, filtered: bool = True) -> Track:
        """How far a body point is ahead of the hips, m."""
        points = self.smooth if filtered else self.points
        apart = point(points, name) - between_hips(points)
        return Track.of(apart.sel(space="x", drop=True))

    def angle(self, name: str, side: Side, *, filtered: bool = True) -> Track:
        """One angle of one side, rad.

        Raises
        ------
        MissingDataError
            If the markers for it are missing.
        """
        angles = self.angles if filtered else self.raw_angles
        return Track.of(self._known(angles[name].sel(side=side, drop=True), f"{side} {name}"))

    def moment(self, name: str, side: Side) -> Track:
        """One column of `kinetics` of one side.

        Raises
        ------
        MissingDataError
            If the markers for it are missing.
        """
        wanted = f"{side} {name.replace('_', ' ')}"
        return Track.of(self._known(self.kinetics[name].sel(side=side, drop=True), wanted))

    def steps_of(self, side: Side) -> StepTimes:
        """Event times of the steps of one side."""
        rows = np.flatnonzero(self.steps.side.values == side)
        return StepTimes(self.steps.isel(step=rows), self.steps, rows)

    @staticmethod
    def _known(signal: xr.DataArray, what: str) -> xr.DataArray:
        """Return `signal`, or raise if it is NaN throughout."""
        if not np.isfinite(signal).any():
            raise MissingDataError(f"no markers give the {what}")
        return signal
