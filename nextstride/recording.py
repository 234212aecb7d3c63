"""`Recording`: one run as it was recorded, in one layout whatever the file format was."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import xarray as xr

from nextstride.checks import Problems
from nextstride.conventions import SPACE, Side
from nextstride.errors import MissingDataError, Notice, RecordingError


@dataclass(frozen=True)
class Axes:
    """Which axes of the file became up and forward, and how that was decided.

    Attributes
    ----------
    up, forward : str
        A signed file axis such as ``"+z"``, or ``"along travel"`` for a run across the axes.
    method : str
        In words, for the report: given by a flag, by the header, or detected from what.
    """

    up: str
    forward: str
    method: str


@dataclass(frozen=True)
class LabelledEvent:
    """An event that the laboratory wrote into the file.

    Attributes
    ----------
    time : float
        Seconds on the recording's clock.
    side : {"left", "right"}
    kind : {"touchdown", "toe_off"}
    """

    time: float
    side: Side
    kind: str


@dataclass(frozen=True, repr=False)
class Recording:
    """One run as it was recorded; see `nextstride.conventions` for axes and names.

    Attributes
    ----------
    motion : xarray.Dataset
        ``position (time, space, keypoint)`` in m, NaN where a marker was not seen; ``time`` in s on
        the file's own clock; ``space`` is ``x, y, z``, or ``x, y`` for planar recordings. The
        names follow the `movement` project. Optional ``confidence (time, keypoint)`` in 0-1.
        Recognised markers bear canonical names, others keep the file's. An OpenSim motion file
        has instead ``angle (time, coordinate)`` in rad (and m for translations), with OpenSim's
        coordinate names.
    force : xarray.Dataset or None
        On its own clock ``time`` in s, same axes: ``force (time, space, plate)`` in N acting on
        the runner; ``center_of_pressure (time, space, plate)`` in m, NaN where unloaded;
        ``free_moment (time, plate)`` in N m about the vertical; where known ``corner
        (plate, corner, space)`` in m, and coordinate ``side (plate)`` ("left", "right", or ""
        where a plate takes any foot).
    source : str
        File name, for reports.
    format : str
        Reader's name: "c3d", "trc", "opensim", "table", "keypoints", "video", "synthetic".
    frame_rate : float
        Frames per second of `motion`.
    axes : Axes
        What became up and forward.
    clusters : mapping of str to tuple of str
        Segment (``left_thigh``, ``pelvis``, ...) to the keypoints that move rigidly with it.
    labelled_events : tuple of LabelledEvent
        The laboratory's own events, kept for comparison; never used as ours.
    notices : tuple of Notice
        What a reader of results must know about the file.

    Raises
    ------
    RecordingError
        If the layout is broken, naming every problem.
    """

    motion: xr.Dataset
    force: xr.Dataset | None
    source: str
    format: str
    frame_rate: float
    axes: Axes
    clusters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labelled_events: tuple[LabelledEvent, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "clusters", MappingProxyType(dict(self.clusters)))
        problems = Problems(self.source)
        problems.require(
            math.isfinite(self.frame_rate) and self.frame_rate > 0,
            f"the frame rate must be a positive number; got {self.frame_rate:g} "
            "(state it with --frame-rate)",
        )
        problems.found += _motion_problems(self.motion)
        if self.force is not None:
            problems.found += _clock_problems(self.force, "force")
        problems.raise_if_any(RecordingError)

    def __repr__(self) -> str:
        """Say in a line what was recorded; see ``motion`` and ``force`` for the data."""
        plates = 0 if self.force is None else self.force.sizes["plate"]
        what = f"{len(self.keypoints)} keypoints" if self.keypoints else "joint angles"
        return (
            f"<Recording {self.source} ({self.format}): {self.duration:.2f} s at "
            f"{self.frame_rate:g} Hz, {what}, {plates} force plates, {len(self.notices)} notices>"
        )

    @property
    def keypoints(self) -> tuple[str, ...]:
        """Names of the keypoints, empty for a recording of joint angles."""
        if "position" not in self.motion:
            return ()
        return tuple(str(name) for name in self.motion.keypoint.values)

    @property
    def duration(self) -> float:
        """Time from first to last frame, s."""
        return float(self.motion.time[-1] - self.motion.time[0])

    def position(self, keypoint: str) -> xr.DataArray:
        """Positions of one keypoint, (time, space) in m.

        Raises
        ------
        MissingDataError
            If the recording has no such keypoint.
        """
        if keypoint not in self.keypoints:
            raise MissingDataError(f"the recording has no marker for {keypoint}")
        selected: xr.DataArray = self.motion["position"].sel(keypoint=keypoint, drop=True)
        return selected


def _motion_problems(motion: xr.Dataset) -> list[str]:
    """Everything wrong with a motion dataset, as sentences."""
    if "position" not in motion and "angle" not in motion:
        return ["motion must hold positions or angles; got neither"]
    problems = _clock_problems(motion, "motion")
    if "position" in motion:
        dims = motion.position.dims
        if dims != ("time", "space", "keypoint"):
            return [*problems, f"positions must be (time, space, keypoint); got {dims}"]
        space = tuple(str(axis) for axis in motion.space.values)
        if space not in (SPACE, SPACE[:2]):
            problems.append(f"space must be x, y, z or x, y; got {', '.join(space)}")
        names, counts = np.unique(motion.keypoint.values.astype(str), return_counts=True)
        twice = names[counts > 1]
        if twice.size:
            problems.append(f"marker names must be unique; twice: {', '.join(twice)}")
        if not np.isfinite(motion.position.values).any():
            problems.append("no marker has a single valid position")
    return problems


def _clock_problems(dataset: xr.Dataset, what: str) -> list[str]:
    """Everything wrong with a dataset's clock, as sentences."""
    time = np.asarray(dataset.time.values, dtype=float)
    if time.size < 2:
        return [f"{what} must have at least 2 frames; got {time.size}"]
    if not np.isfinite(time).all():
        return [f"{what} times must be numbers; {np.sum(~np.isfinite(time))} are not"]
    steps = np.diff(time)
    if (steps <= 0).any():
        first = int(np.argmax(steps <= 0)) + 1
        return [
            f"{what} times must increase; frame {first + 1} ({time[first]:g} s) "
            f"does not follow frame {first} ({time[first - 1]:g} s)"
        ]
    return []
