"""Frames that cannot be a body: markers that stand still, stray, change names or stretch bones.

Programs fill what cameras did not see with the last value, and give a marker's name to another one
or to a reflection. Nothing in the file tells. A body does: its markers do not stop in mid-swing,
do not leap, and keep their distance along a bone. What fails this is taken as unseen, before joint
centres are made of it; a name that clearly went over to another marker is given back.

The limits are set by what the markers of real runs do (nine people of six laboratories, 60 to 300
frames per second): a landing foot leaves its course by up to 64 mm from one frame to the next and
changes its speed by up to 15 m/s, bones change by up to 44 mm with the skin.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import LANDMARKS, MIDLINE_LANDMARKS, SIDES
from nextstride.errors import Notice
from nextstride.kinematics.exchanged import put_back
from nextstride.read.frames import in_ranges
from nextstride.recording import Recording

Flags = NDArray[np.bool_]

HELD_FRAMES = 2
"""A marker that repeats its place exactly this often may have been held there ..."""
HELD_LEAP = 0.2
"""... if it then leaps this share of the way that it usually makes in that time ..."""
SMALLEST_LEAP, SURE_LEAP = 0.005, 0.02
"""... and at least as far as the first, m; farther than the second is enough. No foot that stood
starts like that, and places rounded to whole millimetres do not leap."""
HELD_WAY = 0.1
"""Held to an end of the file it cannot leap; it then must usually make this way in the time, m."""
LEAP = 0.1
LEAP_SPEED = 16.0
"""A marker that leaves its line by more than this in a frame, m and m/s, is not that marker."""
ASTRAY = 0.2
"""It strayed where it comes back, or is lost, within this time, s."""
STRETCH = 0.04
STRETCH_SHARE = 0.12
"""A bone that is longer or shorter than usual by more than this, m, and this share is no bone."""
MOSTLY = 0.5
"""A marker that is impossible in more than this share of its frames bears its name by mistake."""
NAMED = 8
"""Markers that one notice names."""

LEG_AND_ARM = (
    ("asis", "psis"), ("hip", "knee"), ("knee", "ankle"), ("hip", "lateral_knee"),
    ("greater_trochanter", "lateral_knee"), ("lateral_knee", "medial_knee"),
    ("lateral_knee", "lateral_ankle"), ("medial_knee", "medial_ankle"),
    ("acromion", "lateral_elbow"), ("lateral_elbow", "lateral_wrist"),
    ("lateral_elbow", "medial_elbow"), ("lateral_wrist", "medial_wrist"),
    ("shoulder", "elbow"), ("elbow", "wrist"),
)  # fmt: skip
FOOT = (
    ("lateral_ankle", "medial_ankle"), ("lateral_ankle", "heel"), ("lateral_ankle", "toe"),
    ("lateral_ankle", "fifth_metatarsal"), ("ankle", "heel"), ("ankle", "toe"),
    ("heel", "toe"), ("heel", "first_metatarsal"), ("heel", "fifth_metatarsal"),
    ("heel", "hallux"), ("toe", "first_metatarsal"), ("toe", "fifth_metatarsal"),
)  # fmt: skip
"""Landmarks of one side that keep their distance."""
LONGEST, LONGEST_FOOT = 0.7, 0.36
"""No one's are farther apart than this, m: a farther marker bears the name by mistake."""
ACROSS = (("left_asis", "right_asis"), ("left_psis", "right_psis"), ("left_hip", "right_hip"))
"""Landmarks of both sides that do."""


def without_impossible(recording: Recording) -> Recording:
    """Take what cannot be a body as unseen, and say which markers and frames.

    Parameters
    ----------
    recording : Recording
        Of markers in three dimensions; any other is returned as it is.

    Returns
    -------
    Recording
        With notices that name markers and frames, counted from 1; without markers that bear their
        name by mistake.
    """
    if "position" not in recording.motion or recording.motion.sizes["space"] < 3:
        return recording
    body = _body_columns(recording)
    if not body:
        return recording
    names = [recording.keypoints[column] for column in body]
    whole = recording.motion["position"].values
    held = _held(whole[:, :, body])
    seen = np.where(held[:, None], np.nan, whole[:, :, body])
    position, columns = put_back(seen, recording.frame_rate)
    astray = _astray(position, recording.frame_rate)
    position = np.where(astray[:, None], np.nan, position)
    stretched = _stretched(position, list(_bones(names, recording)))
    position = np.where(stretched[:, None], np.nan, position)
    notices = [
        *_told_exchanged(names, columns),
        *_told("markers_stood_still", "Stood still while the body moved", names, held),
        *_told("markers_impossible", "Where no body can be", names, astray | stretched),
    ]
    if not notices:
        return recording
    mended = recording.motion.copy()
    values = whole.copy()
    values[:, :, body] = position
    mended["position"] = (recording.motion["position"].dims, values)
    told = replace(recording, motion=mended, notices=(*recording.notices, *notices))
    return _without_markers(told, {names[m] for m in np.flatnonzero(stretched.all(axis=0))})


def _without_markers(recording: Recording, mistaken: set[str]) -> Recording:
    """Drop markers that are nowhere where their names belong."""
    kept = [name for name in recording.keypoints if name not in mistaken]
    clusters = {
        segment: tuple(member for member in members if member not in mistaken)
        for segment, members in recording.clusters.items()
    }
    return replace(recording, motion=recording.motion.sel(keypoint=kept), clusters=clusters)


def _body_columns(recording: Recording) -> list[int]:
    """Columns of the markers that are known to be on the body."""
    known = {f"{side}_{landmark}" for side in SIDES for landmark in LANDMARKS}
    known |= set(MIDLINE_LANDMARKS)
    known |= {name for members in recording.clusters.values() for name in members}
    return [column for column, name in enumerate(recording.keypoints) if name in known]


def _held(position: Floats) -> Flags:
    """Where a marker keeps its last place exactly although the body moves on, (frame, marker)."""
    held = np.zeros((len(position), position.shape[2]), dtype=bool)
    steps = np.diff(position, axis=0)
    length = np.linalg.norm(steps, axis=1)
    still = (steps == 0).all(axis=1)
    for marker in np.flatnonzero(still.any(axis=0)):
        usual = length[~still[:, marker] & np.isfinite(length[:, marker]), marker]
        way = float(np.median(usual)) if usual.size else 0.0
        for start, stop in _stretches(still[:, marker]):
            count = stop - start
            # Into the first and out of the last of the equal places.
            leaps = np.r_[np.nan, length[:, marker], np.nan][[start, stop + 1]]
            least = np.clip(HELD_LEAP * count * way, SMALLEST_LEAP, SURE_LEAP)
            leapt = np.nan_to_num(leaps).max() > least and count >= HELD_FRAMES
            at_end = not np.isfinite(leaps).all()
            if leapt or (at_end and count * way > HELD_WAY):
                # The first of equal places was seen, unless the file begins with them.
                held[start + (start > 0) : stop + 1, marker] = True
    return held


def _astray(position: Floats, rate: float) -> Flags:
    """Where a marker has leapt away and comes back, or is lost, soon after, (frame, marker)."""
    astray = np.zeros((len(position), position.shape[2]), dtype=bool)
    steps = np.diff(position, axis=0)
    together = np.zeros((len(steps), 3, 1))
    many = np.isfinite(steps).all(axis=1).sum(axis=1) >= 5
    together[many] = np.nanmedian(steps[many], axis=2, keepdims=True)
    steps = steps - together
    limit = max(LEAP, LEAP_SPEED / rate)
    for marker in np.flatnonzero((np.nan_to_num(np.linalg.norm(steps, axis=1)) > limit / 2).any(0)):
        for start, stop in _islands(steps[:, :, marker], limit):
            if stop - start < ASTRAY * rate:
                astray[start:stop, marker] = True
    return astray


def _islands(steps: Floats, limit: float) -> Iterator[tuple[int, int]]:
    """Frames [start, stop) between two breaks of a course, at least one of them a leap."""
    unseen = ~np.isfinite(steps).all(axis=1)
    usual = np.nan_to_num(np.stack([_median_near(steps[:, axis]) for axis in range(3)], axis=1))
    leaps = np.nan_to_num(np.linalg.norm(steps - usual, axis=1)) > limit
    breaks = np.flatnonzero(leaps | unseen)
    ends = np.r_[0, breaks + 1, len(steps) + 1]
    lengths = np.r_[0, np.diff(ends), 0]
    leapt = np.r_[False, leaps[breaks], False]
    for part, (start, stop) in enumerate(itertools.pairwise(ends)):
        beyond = [lengths[part + 2 * end] for end in (0, 1) if leapt[part + end]]
        if beyond and lengths[part + 1] < max(beyond):
            yield int(start), int(stop)


def _median_near(values: Floats) -> Floats:
    """Median of the three values before and the three after each, (n,)."""
    padded = np.pad(values, 3, constant_values=np.nan)
    near = np.stack([padded[3 + k : 3 + k + len(values)] for k in (-3, -2, -1, 1, 2, 3)])
    median = np.full(len(values), np.nan)
    known = np.isfinite(near).any(axis=0)
    median[known] = np.nanmedian(near[:, known], axis=0)
    return median


def _bones(names: list[str], recording: Recording) -> Iterator[tuple[int, int, float]]:
    """Pairs of markers that keep their distance, and the longest that can be, m."""
    pairs = [
        (f"{side}_{one}", f"{side}_{two}", longest)
        for bones, longest in ((LEG_AND_ARM, LONGEST), (FOOT, LONGEST_FOOT))
        for one, two in bones
        for side in SIDES
    ]
    pairs += [(one, two, LONGEST) for one, two in ACROSS]
    for members in recording.clusters.values():
        pairs += [(one, two, LONGEST) for one, two in itertools.combinations(members, 2)]
    place = {name: index for index, name in enumerate(names)}
    for one, two, longest in dict.fromkeys(pairs):
        if one in place and two in place:
            yield place[one], place[two], longest


def _stretched(position: Floats, bones: list[tuple[int, int, float]]) -> Flags:
    """Markers at the end of bones that are too long or too short, (frame, marker).

    The worst marker of a frame goes first, for it makes the bones of its neighbours wrong too.
    """
    if not bones:
        return np.zeros((len(position), position.shape[2]), dtype=bool)
    wrong = np.zeros((len(position), len(bones)), dtype=bool)
    for column, (one, two, longest) in enumerate(bones):
        length = np.linalg.norm(position[:, :, one] - position[:, :, two], axis=1)
        if np.isfinite(length).any():
            usual = min(float(np.nanmedian(length)), longest)
            change = np.nan_to_num(np.abs(length - usual))
            wrong[:, column] = change > STRETCH + STRETCH_SHARE * usual
    ends = np.array([bone[:2] for bone in bones])
    seen: Flags = np.asarray(np.isfinite(position).all(axis=1))
    stretched = np.zeros_like(seen)
    for frame in np.flatnonzero(wrong.any(axis=1)):
        stretched[frame] = _guilty(wrong[frame], seen[frame], ends)
    # A marker that is mostly elsewhere is elsewhere.
    stretched |= stretched.sum(axis=0) > MOSTLY * seen.sum(axis=0)
    return stretched


def _guilty(wrong: Flags, seen: Flags, ends: NDArray[np.intp]) -> Flags:
    """Markers (marker,) of one frame that explain its wrong bones."""
    guilty = np.zeros_like(seen)
    left = wrong.copy()
    while left.any():
        there = (seen & ~guilty)[ends].all(axis=1)
        bad, all_of = (
            np.bincount(ends[which].ravel(), minlength=seen.size) for which in (left, there)
        )
        share = bad / np.maximum(all_of, 1)
        worst = (share == share.max()) & (bad > 0)
        worst &= bad == bad[worst].max()
        guilty |= worst
        left &= ~guilty[ends].any(axis=1)
    return guilty


def _stretches(flags: Flags) -> Iterator[tuple[int, int]]:
    """Start and stop of every unbroken stretch of true flags."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(stop)


def _told(code: str, what: str, names: list[str], unseen: Flags) -> list[Notice]:
    """Say which markers were taken as unseen in which frames."""
    found = [
        f"{names[marker]} in frames {in_ranges(np.flatnonzero(unseen[:, marker]) + 1)}"
        for marker in np.flatnonzero(unseen.any(axis=0))
    ]
    if not found:
        return []
    more = f" and {len(found) - NAMED} more markers" if len(found) > NAMED else ""
    return [Notice(code, f"{what}, so taken as unseen: {'; '.join(found[:NAMED])}{more}.")]


def _told_exchanged(names: list[str], columns: NDArray[np.intp]) -> list[Notice]:
    """Say which markers carried each other's names, markers of the same frames together."""
    away = columns != np.arange(len(names))
    together: dict[bytes, list[int]] = {}
    for marker in np.flatnonzero(away.any(axis=0)):
        together.setdefault(away[:, marker].tobytes(), []).append(int(marker))
    told = [
        f"{' and '.join(names[marker] for marker in markers)} in frames "
        f"{in_ranges(np.flatnonzero(away[:, markers[0]]) + 1)}"
        for markers in together.values()
    ]
    if not told:
        return []
    what = "Markers carried each other's names, which were put back"
    return [Notice("markers_exchanged", f"{what}: {'; '.join(told)}.")]
