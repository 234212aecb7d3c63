"""Is this a run that a camera can measure? Refuses what it cannot, and says what is doubtful."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.athlete import Athlete
from nextstride.conventions import GRAVITY, SIDES
from nextstride.errors import Notice, RecordingError
from nextstride.recording import Recording
from nextstride.tracking.repair import POSE_SD, SLOW, independent_errors, repair_keypoints
from nextstride.tracking.scale import SCALE_SD, with_scale_error
from nextstride.tracking.sides import run_stride_time

PIXEL_SIZE = "pixel_size"
"""Attribute of a filmed recording's motion: metres a pixel."""

STRIDE_TIME = "stride_time"
"""Attribute of a prepared film's motion: stride time, s."""

CARRIED = "camera_carried"
"""Attribute of a filmed recording's motion: relative SD of speed and contact where the camera was
carried along."""

SHARP = 150.0
"""A runner should be this tall in the picture, pixels: a pose model's error, some 1 % of its input
of 256 pixels, is then below 2 cm. Who is smaller is seen less surely in the same measure..."""
SMALLEST = 75.0
"""...down to this: real films made smaller gave the same step rate within 3 % at 78 to 130."""
SHORT_LEGS = 1.25
"""Thigh and shank together over the trunk, shoulder to hip, below which legs are guessed, not seen:
1.7 of a body (Winter 2009, figure 4.1), 1.41 to 1.68 in five real films of whole people, 0.77 to
1.04 where pictures of two of these are cut off above the feet or knees."""
FEWEST_FRAMES = 6.0
"""Fewer pictures a step than this show no contact: 5 steps a second at 30 pictures."""
SHOULDERS = 0.22
"""Distance of the shoulder joints over body height (biacromial breadth less the deltoids)."""
OBLIQUE, FRONTAL = np.deg2rad(20), np.deg2rad(45)
"""From here on a camera's angle off square is told, and refused."""
TRUNK = ("left_hip", "right_hip", "left_shoulder", "right_shoulder")
LEAST_FALL = 0.5
"""The trunk's vertical acceleration at the step's rhythm is at least this share of gravity: 0.8 in
the sprint and 1.2 to 1.5 in the jogs at hand (docs/video.md), some 0.3 in walking, and n² times
less where time is stretched n times."""
SURE = 2.0
"""SDs by which shoulders must be too far apart, and by which the trunk must fall too little: those
of a short film of fast steps are wide, but nobody walks so fast, and slow motion shows no fast
steps."""
STRETCH = 4.0
"""Strides over which the trunk's rhythm is looked at."""
WALKING_BEND = np.deg2rad(72)
"""Knees bend by less in a walk, by more in a run: 58° in the walk at hand, 95° (a jog past the
camera) to 140° (sprints) in the runs; marker studies have 60 to 65° in walking, 90° in jogging
(Novacheck 1998, Gait Posture 7:77)."""
SLOWED = (2.0, 4.0, 8.0, 16.0)
"""Slow motion usually plays this many times too slowly."""


def is_filmed(recording: Recording) -> bool:
    """Whether a camera's keypoints are what was recorded: they need repair, markers do not."""
    return (
        recording.format in ("keypoints", "video")
        and "position" in recording.motion
        and recording.motion.sizes["space"] == 2
    )


def prepare_film(recording: Recording, athlete: Athlete) -> Recording:
    """Ask whether a camera's keypoints can be measured, and repair them.

    Parameters
    ----------
    recording : Recording
        Of which `is_filmed` holds.
    athlete : Athlete

    Raises
    ------
    RecordingError
        If it is no run, or not one that can be measured: from the front, too small, walking, slow
        motion with a wrong clock, too few pictures a step.
    """
    recording = with_scale_error(recording, athlete)
    notices = check_view(recording, athlete)
    recording = with_doubt_of_view(recording, athlete)
    stride = check_rhythm(recording)
    repaired = repair_keypoints(recording)
    notices = (*notices, *check_fall(repaired, stride))
    repaired = replace(repaired, motion=repaired.motion.assign_attrs({STRIDE_TIME: stride}))
    return replace(repaired, notices=(*repaired.notices, *notices))


def check_rhythm(recording: Recording) -> float:
    """Stride time, s; refuses what has no rhythm of running, slow motion by a message of its own.

    Raises
    ------
    RecordingError
        If the legs do not pass each other steadily at a runner's rate.
    """
    try:
        stride = run_stride_time(recording.motion)
    except RecordingError:
        for slowed in SLOWED:
            motion = recording.motion.assign_coords(time=recording.motion.time / slowed)
            try:
                faster = run_stride_time(motion)
            except RecordingError:
                continue
            _refuse_walk(recording)
            raise _slow_motion(recording, 2 / (faster * slowed), slowed) from None
        raise
    frames = 0.5 * stride * recording.frame_rate
    if frames < FEWEST_FRAMES:
        raise RecordingError(
            f"{frames:.1f} pictures a step are too few to see a contact; at least "
            f"{FEWEST_FRAMES:g} are needed, {round(FEWEST_FRAMES * 2 / stride / 10 + 0.5) * 10} a "
            "second here. Film at 120 per second or more"
        )
    return stride


def knee_bend(recording: Recording) -> float:
    """How far the knees bend in the swing, rad: the 95th percentile, of the leg that bends more.

    It does not depend on the film's clock, so it tells a walk from a run in slow motion.
    """
    position = recording.motion["position"].transpose("time", "keypoint", "space")
    found = [np.nan]
    for side in SIDES:
        names = [f"{side}_{joint}" for joint in ("hip", "knee", "ankle")]
        if set(names) <= set(recording.keypoints):
            hip, knee, ankle = (position.sel(keypoint=name).values for name in names)
            thigh, shank = knee - hip, ankle - knee
            turn = np.arctan2(
                thigh[:, 0] * shank[:, 1] - thigh[:, 1] * shank[:, 0], (thigh * shank).sum(axis=1)
            )
            bend = np.abs(turn[np.isfinite(turn)])
            found.append(float(np.percentile(bend, 95)) if bend.size else np.nan)
    return float(np.nanmax(found)) if np.isfinite(found).any() else np.nan


def _refuse_walk(recording: Recording) -> None:
    """Refuse knees that bend no more than a walker's.

    Raises
    ------
    RecordingError
    """
    bend = knee_bend(recording)
    if bend < WALKING_BEND:
        raise RecordingError(
            f"this is a walk, not a run: the knees bend by {np.rad2deg(bend):.0f}° at most, where "
            f"runners' bend by more than {np.rad2deg(WALKING_BEND):.0f}°, whatever their speed. "
            "nextstride analyses runs with a flight phase"
        )


def _slow_motion(recording: Recording, rate: float, slowed: float) -> RecordingError:
    """The refusal of a film whose clock runs too slowly."""
    return RecordingError(
        f"at {recording.frame_rate:g} pictures per second this would be {rate:.1f} steps a second, "
        "and no runner steps so slowly. It looks like slow motion: state the rate at which it was "
        f"filmed with --frame-rate, {slowed:g} times the film's own for instance; look in the "
        "camera's settings, do not guess"
    )


def check_fall(recording: Recording, stride: float) -> tuple[Notice, ...]:
    """Refuse a run without a fall: a walk, or slow motion mild enough to look like a slow jog.

    In flight the body falls with gravity, whatever its step rate; time stretched n times makes that
    n² times less. Who has stated the frame rate is believed, and told of the doubt.

    Raises
    ------
    RecordingError
        If the trunk does not fall.
    """
    fall, deviation = trunk_fall(recording, stride)
    if fall + SURE * deviation >= LEAST_FALL * GRAVITY:
        return ()
    _refuse_walk(recording)
    told = (
        f"the trunk rises and falls with {fall / GRAVITY:.2f} (± {deviation / GRAVITY:.2f}) of "
        f"gravity, where a runner's does with more than {LEAST_FALL:g}, falling between two steps"
    )
    if any(notice.code == "frame_rate_stated" for notice in recording.notices):
        doubt = f"T{told[1:]}: either the frame rate that was stated is too low, or the trunk is "
        return (Notice("trunk_hardly_falls", f"{doubt}seen badly. Look at the step rate."),)
    raise RecordingError(
        f"{told}. The film looks like slow motion: then state the rate it was filmed at with "
        "--frame-rate"
    )


def trunk_fall(recording: Recording, stride: float) -> tuple[float, float]:
    """Amplitude of the trunk's vertical acceleration at the step's rhythm and its SD, m/s².

    Of hips and shoulders together, by one harmonic: a second one would be mostly noise. The median
    over stretches of some strides, within which the rhythm does not drift.
    """
    upper = [name for name in TRUNK if name in recording.keypoints]
    place = recording.motion["position"].sel(space="y", keypoint=upper).mean("keypoint")
    time, height = place.time.values.astype(float), place.values
    phase = 2 * np.pi * time / (stride / 2)
    design = np.stack([np.ones_like(time), time, np.cos(phase), np.sin(phase)], axis=1)
    stretches = max(1, int((time[-1] - time[0]) / (STRETCH * stride)))
    found = []
    for frames in np.array_split(np.arange(len(time)), stretches):
        seen = frames[np.isfinite(height[frames])]
        if seen.size > 2 * design.shape[1]:
            fit = np.linalg.lstsq(design[seen], height[seen], rcond=None)[0]
            found.append(float(np.hypot(fit[2], fit[3])))
    slow = POSE_SD * np.sqrt(SLOW / len(upper)) * np.sqrt(2 / independent_errors(time))
    rhythm = (4 * np.pi / stride) ** 2
    return float(np.median(found)) * rhythm if found else 0.0, float(slow) * rhythm


def check_view(recording: Recording, athlete: Athlete) -> tuple[Notice, ...]:
    """Refuse a runner too small or filmed from the front; tell a camera that is not square.

    Raises
    ------
    RecordingError
    """
    coarse = coarseness(recording, athlete)
    tall = SHARP / coarse
    if tall < SMALLEST:
        short = short_legs(recording.motion["position"])
        if 2 * int(short.sum()) > short.size:
            raise RecordingError(
                f"the runner's feet or lower legs are not seen: in {int(short.sum())} of "
                f"{short.size} pictures thigh and shank are less than {SHORT_LEGS:g} times as long "
                "as the trunk, as where a pose model guesses them, and a body's are 1.7 times. "
                "Film the whole runner, with some ground under the feet"
            )
        raise RecordingError(
            f"the runner is {tall:.0f} pixels tall in the picture; at least {SMALLEST:g} are "
            "needed. Film from nearer, zoom in, or crop less"
        )
    small = (
        f"The runner is {tall:.0f} pixels tall in the picture; angles and lengths are {coarse:.1f} "
        f"times less sure than from {SHARP:g} pixels on. Film from nearer, or zoom in."
    )
    notices = (Notice("runner_small", small),) if coarse > 1 else ()
    angle = camera_angle(recording.motion["position"], athlete.height)
    if angle is None or angle < OBLIQUE:
        return notices
    told = f"The camera looks {np.rad2deg(angle):.0f}° off square across the run"
    apart = SHOULDERS * athlete.height * np.sin([angle, FRONTAL])
    if apart[0] - apart[1] > SURE * np.sqrt(2) * POSE_SD * coarse:
        raise RecordingError(
            f"{told[0].lower()}{told[1:]}, more from the front or back than from the side, where "
            "legs cannot be measured. Film from the side, square across the lane"
        )
    return (
        *notices,
        Notice(
            "camera_oblique",
            f"{told} (from the distance of the shoulders in the picture): lengths along the run "
            f"look {100 * (1 - np.cos(angle)):.0f} % too short, and angles are doubtful by as "
            "much. Film square across the lane.",
        ),
    )


def with_doubt_of_view(recording: Recording, athlete: Athlete) -> Recording:
    """Add to the error of the scale what a camera that seems not square may shorten the run by.

    Whether the runner or only the shoulders are seen so is not known: half of it is the SD.
    """
    angle = camera_angle(recording.motion["position"], athlete.height)
    if angle is None or angle < OBLIQUE:
        return recording
    error = np.hypot(recording.motion.attrs.get(SCALE_SD, 0.0), (1 - np.cos(angle)) / 2)
    motion = recording.motion.assign_attrs({SCALE_SD: float(error)})
    return replace(recording, motion=motion)


def short_legs(position: xr.DataArray) -> NDArray[np.bool_]:
    """Whether the longer leg is too short for the trunk, in each picture that shows one with it.

    Parameters
    ----------
    position : xarray.DataArray
        (time, space, keypoint) in any unit, in the plane of the picture.
    """
    shown = set(position.keypoint.values)
    longer = np.full(position.sizes["time"], np.nan)
    for side in SIDES:
        names = [f"{side}_{joint}" for joint in ("shoulder", "hip", "knee", "ankle")]
        if set(names) <= shown:
            ends = position.sel(keypoint=names, space=["x", "y"]).transpose("keypoint", "time", ...)
            trunk, thigh, shank = np.linalg.norm(np.diff(ends.values, axis=0), axis=2)
            longer = np.fmax(longer, (thigh + shank) / np.where(trunk > 0, trunk, np.nan))
    return np.asarray(longer[np.isfinite(longer)] < SHORT_LEGS)


def coarseness(recording: Recording, athlete: Athlete) -> float:
    """How many times more a keypoint errs than of a runner of `SHARP` pixels, 1 and more."""
    size = recording.motion.attrs.get(PIXEL_SIZE)
    return 1.0 if size is None else max(1.0, SHARP * float(size) / athlete.height)


def camera_angle(position: xr.DataArray, height: float) -> float | None:
    """Angle between the camera and square across the run, rad; None where no shoulders are seen.

    Seen square, left and right shoulder lie one behind the other on average over the strides.
    """
    names = ["left_shoulder", "right_shoulder"]
    if not set(names) <= set(position.keypoint.values):
        return None
    places = position.sel(space="x", keypoint=names)
    apart = float(np.abs((places[:, 0] - places[:, 1]).median()))
    return float(np.arcsin(min(1.0, apart / (SHOULDERS * height))))
