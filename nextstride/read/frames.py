"""Keypoints frame by frame: numbers that count, confidence that is unknown, points that are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError

FEWEST_KEPT = 0.5
"""A run of which less than this share of the frames is there is no run any more."""
LONGEST_NUMBER = 15
"""Digits of a frame number that count."""
SMALLEST_RUNNER = 5.0
"""Keypoints of a run spread over more than this, pixels; coordinates from 0 to 1 do not."""


def place_frames(
    source: str, numbers: Sequence[int], frames: Floats
) -> tuple[Floats, list[Notice]]:
    """Put frames where their numbers say they were, so that absent ones are unseen.

    Programs that leave out frames in which they saw nobody, and copies that lost files, would
    otherwise make time run too fast there. Numbers that all rise by two or more (every second
    frame was written) count as one each.

    Parameters
    ----------
    source : str
        File name, for messages.
    numbers : sequence of int
        Of the frames; where they do not rise they say nothing, and the order counts.
    frames : numpy.ndarray
        (frame, keypoint, [x, y, confidence]).

    Returns
    -------
    frames : numpy.ndarray
        As given, with NaN and confidence 0 where a number is absent.
    notices : list of Notice

    Raises
    ------
    ReadError
        If more than half of the frames are absent.
    """
    steps = np.diff(np.asarray(numbers, dtype=np.int64))
    if not steps.size or (steps <= 0).any():
        return frames, []
    places = np.r_[0, np.cumsum(steps // np.gcd.reduce(steps))]
    count = int(places[-1]) + 1
    if count == len(frames):
        return frames, []
    if len(frames) < FEWEST_KEPT * count:
        raise ReadError(
            f"{source}: of the {count} frames from number {numbers[0]} to {numbers[-1]} only "
            f"{len(frames)} are there. Copy or export the missing ones, or give every file its "
            "frame's number."
        )
    placed = np.full((count, *frames.shape[1:]), np.nan)
    placed[..., 2] = 0.0
    placed[places] = frames
    scale = int(np.gcd.reduce(steps))
    absent = numbers[0] + scale * np.setdiff1d(np.arange(count), places)
    told = f"Frames {in_ranges(absent, scale)} are absent by their numbers, and taken as unseen."
    return placed, [Notice("frames_absent", told)]


def last_number(text: str) -> int:
    """Return the last number in a name, as the frame's; -1 where there is none."""
    numbers = re.findall(r"\d+", text)
    return int(numbers[-1][-LONGEST_NUMBER:]) if numbers else -1


def in_ranges(numbers: NDArray[np.integer], step: int = 1) -> str:
    """Write rising numbers as ranges, as in ``3-5, 9``; the first six of many."""
    breaks = np.flatnonzero(np.diff(numbers) > step) + 1
    spans = [f"{part[0]}-{part[-1]}" if len(part) > 1 else f"{part[0]}"
             for part in np.split(numbers, breaks)]  # fmt: skip
    shown = ", ".join(spans[:6])
    return shown if len(spans) <= 6 else f"{shown} and {len(spans) - 6} more"


def known_confidence(frames: Floats) -> tuple[Floats, list[Notice]]:
    """Take an unknown confidence (NaN) of a keypoint that is there as full, and say so.

    A person who places keypoints by hand gives them no confidence.

    Parameters
    ----------
    frames : numpy.ndarray
        (..., keypoint, [x, y, confidence]).
    """
    there = np.isfinite(frames[..., :2]).all(axis=-1)
    unknown = there & np.isnan(frames[..., 2])
    if not unknown.any():
        return frames, []
    known = frames.copy()
    known[unknown, 2] = 1.0
    share = unknown.sum() / there.sum()
    told = (
        f"{100 * share:.0f} % of the keypoints have no confidence, as where a person placed them "
        "by hand; they are taken as sure."
    )
    return known, [Notice("confidence_unknown", told)]


def check_pixels(source: str, position: Floats) -> None:
    """Refuse coordinates that count shares of the picture instead of pixels.

    Parameters
    ----------
    source : str
        File name, for messages.
    position : numpy.ndarray
        (n, 2, keypoint), NaN where unseen.

    Raises
    ------
    ReadError
    """
    if not np.isfinite(position).any():
        return
    with np.errstate(over="ignore"):  # no picture either; refused as positions later
        spread = np.nanmax(position) - np.nanmin(position)
    if spread < SMALLEST_RUNNER:
        raise ReadError(
            f"{source}: the coordinates are normalised: all lie between "
            f"{np.nanmin(np.abs(position)):.2g} and {np.nanmax(np.abs(position)):.2g}, so they are "
            "shares of the picture. Its width and height differ, so no scale mends them: write "
            "pixels (OpenPose: --keypoint_scale 0), or multiply x by the width and y by the height."
        )
