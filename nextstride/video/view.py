"""One still picture, square across the lane, in place of what a camera saw."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, RecordingError
from nextstride.read.markers import name_markers
from nextstride.tracking import LEAST_CONFIDENCE
from nextstride.tracking.filmed import FRONTAL
from nextstride.video.burnt_in import without_burnt_in
from nextstride.video.sight import Sight
from nextstride.video.square import find_yaw, turned_by
from nextstride.video.turning import USUAL_FOCAL, Turning, camera_stands, estimate_turning, through

MOST_TURN = np.deg2rad(40)
"""A following camera may turn this far from the middle of the run; a lane seen more obliquely hides
the far leg behind the near one."""
LEAST_LEFT = 1.0
"""A run of which less than this is left within that turn is measured whole instead, beside the
runner, s."""
MOST_SCATTER = 0.004
"""Background points of a following camera that scatter more than this share of the picture's width
from one picture to the next do not move as one: it is carried along, or all things move."""
MOST_STRAYS = 0.15
"""Share of these points that may go their own way: 1 to 2 % where a camera only turns, 25 % where
it is carried along at 3 m/s before a near ground and a far wall (tests/video/test_turning.py)."""
MOST_PARALLAX = 0.02
"""How far the ground may go past what is behind it, shares of the picture's width, before a camera
counts as carried along: below 0.001 where it only turns, 0.09 where somebody walks 1 m with it
(the same test)."""
CARRIED_SD = 0.10
"""Relative error of speed and contact where the camera is carried along: in a jog filmed at 30
pictures a second the standing feet's speed scatters by that (docs/video.md)."""
CLEARLY = 0.3
"""A carried camera follows to a side when what is behind goes by this share of the width."""
SMOOTH = 0.15, 0.5
"""SD of the weights with which a runner's own way through the pictures is smoothed, along the lane
and upwards, s: the former is half a step, the latter keeps the rise and fall of every step."""
MOST_UNSEEN = 0.1
"""Share of the pictures in which a following camera may see no background."""


@dataclass(frozen=True)
class View:
    """How pixels of every picture go into one still picture.

    Attributes
    ----------
    maps : numpy.ndarray
        (n, 3, 3) of pixels as columns (x, y, 1).
    focal : float
        Focal length of the still picture, pixels.
    middle : numpy.ndarray
        (2,) pixels.
    notices : tuple of Notice
    length_sd : float
        Relative error of lengths along the run that this leaves, 1.
    stretch : float
        How many times longer lengths along the run are in it than in the pictures.
    kept : slice
        Pictures of the run that can be measured.
    carried : bool
        Whether the camera is carried along, so that no one still picture is to be had: the maps
        then take out rise and roll only (`beside_runner` takes out the rest).
    way : float
        To which side such a camera looks at more and more: positive to the right; 0 if neither.
    """

    maps: Floats
    focal: float
    middle: Floats
    notices: tuple[Notice, ...] = ()
    length_sd: float = 0.0
    stretch: float = 1.0
    kept: slice = field(default_factory=lambda: slice(None))
    carried: bool = False
    way: float = 0.0


def still_view(source: str, sight: Sight, kept: slice) -> View:
    """Put every picture into that of the middle of a run; as they are where the camera stands.

    Parameters
    ----------
    source : str
        File name, for messages.
    sight : Sight
    kept : slice
        The pictures that show the run.
    """
    tracks, burnt_in = without_burnt_in(sight.tracks, sight.size[0])
    turning = estimate_turning(tracks, sight.size)
    still = View(
        np.tile(np.eye(3), (len(sight.time), 1, 1)),
        USUAL_FOCAL * max(sight.size),
        turning.middle,
        kept=kept,
    )
    if turning.unseen > MOST_UNSEEN:
        told = (
            "Too little is behind the runner to see whether the camera moves; it is taken to "
            "stand still."
        )
        return replace(still, notices=(Notice("camera_unchecked", told),))
    turns_only = (
        turning.parallax <= MOST_PARALLAX * sight.size[0]
        and turning.scatter <= MOST_SCATTER * sight.size[0]
        and turning.strays <= MOST_STRAYS
    )
    if camera_stands(tracks, sight.size):
        return still
    overlay = (
        f" Text or bars that lie over it were left out ({100 * burnt_in:.0f} % of the points)."
        if burnt_in
        else ""
    )
    reference = (kept.start + kept.stop - 1) // 2
    near = _within(turning.away_from(reference), reference, kept)
    seconds = float(sight.time[near.stop - 1] - sight.time[near.start])
    if not turns_only or (near != kept and seconds < LEAST_LEFT):
        return _carried_view(still, turning, overlay)
    return _turning_view(still, turning, near, overlay)


def _within(away: Floats, reference: int, kept: slice) -> slice:
    """The pictures around one of them in which the camera has not turned too far."""
    near = away <= MOST_TURN
    before = np.flatnonzero(~near[kept.start : reference])
    after = np.flatnonzero(~near[reference : kept.stop])
    start = kept.start + (int(before[-1]) + 1 if before.size else 0)
    return slice(start, reference + int(after[0]) if after.size else kept.stop)


def _turning_view(still: View, turning: Turning, near: slice, overlay: str) -> View:
    """The still picture of a camera that turns about its own place."""
    reference = (near.start + near.stop - 1) // 2
    away = float(turning.away_from(reference)[near].max())
    zoomed = f" and zooms {turning.zoom():.2f} times" if turning.zoom() != 1.0 else ""
    told = (
        f"The camera turns after the runner, by {np.rad2deg(away):.0f}° to either side at most"
        f"{zoomed}; its motion was taken from what is behind the runner and removed, as if one "
        "still camera of wide view had filmed. This holds for a camera that turns about its own "
        f"place; one that is carried along gives a wrong speed.{overlay}"
    )
    notices = [Notice("camera_moves", told)]
    if near != still.kept:
        told = (
            f"Where the camera turns by more than {np.rad2deg(MOST_TURN):.0f}° the runner is seen "
            "too much from the front or back; only the part between was measured."
        )
        notices.append(Notice("film_trimmed", told))
    return replace(
        still,
        maps=turning.scene(reference),
        focal=float(turning.focal[reference]),
        notices=tuple(notices),
        kept=near,
    )


def _carried_view(still: View, turning: Turning, overlay: str) -> View:
    """Pictures of a camera that is carried along, without its rise, roll and turn."""
    maps = np.tile(np.eye(3), (len(still.maps), 1, 1))
    ratio = np.r_[1.0, turning.focal[1:] / turning.focal[:-1]]
    for picture, (pitch, yaw, roll) in enumerate(turning.turns()[1:], start=1):
        grow = ratio[picture] * np.array(
            [[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]]
        )
        moved = np.eye(3)
        moved[:2, :2] = grow
        shift = turning.focal[picture] * np.array([yaw, -pitch])
        moved[:2, 2] = turning.middle - grow @ turning.middle + shift
        maps[picture] = maps[picture - 1] @ np.linalg.inv(moved)
    told = (
        "The camera is carried along, or what is behind the runner does not move as one, so places "
        "on the ground are not known. The runner was measured from a place that goes along, as on "
        "a treadmill: step rate and angles hold; speed is that of the feet that stand, doubtful "
        f"(SD {100 * CARRIED_SD:.0f} %), as is contact. Stand still, and turn the camera only, to "
        f"know them better.{overlay}"
    )
    across = (maps[still.kept] @ np.append(turning.middle, 1.0))[:, 0]
    travel = float(across[-1] - across[0])
    return replace(
        still,
        maps=maps,
        notices=(Notice("camera_carried", told),),
        carried=True,
        way=float(np.sign(travel)) if abs(travel) > CLEARLY * 2 * turning.middle[0] else 0.0,
    )


def beside_runner(view: View, points: Floats, names: tuple[str, ...], time: Floats) -> View:
    """Take the runner's own way out of the pictures of a camera that is carried along.

    Parameters
    ----------
    view : View
        Whose maps take out rise and roll, of the pictures of the run.
    points : numpy.ndarray
        (n, keypoint, [x, y, confidence]) of the runner in those pictures, pixels.
    names : tuple of str
        Of the keypoints.
    time : numpy.ndarray
        (n,) s.
    """
    known = name_markers("", names).names
    hips = [c for c, name in enumerate(names) if known.get(name, name).endswith("_hip")]
    places = through(view.maps, points[:, :, :2])[:, hips].mean(axis=1)
    course = np.stack(
        [_slow(time, line, width) for line, width in zip(places.T, SMOOTH, strict=True)]
    )
    back = np.tile(np.eye(3), (len(time), 1, 1))
    back[:, :2, 2] = (np.nanmean(course, axis=1)[:, None] - course).T
    return replace(view, maps=back @ view.maps)


def _slow(time: Floats, values: Floats, width: float) -> Floats:
    """Slow part of a course (n,) with gaps: straight lines fitted with weights of some SD, s."""
    seen = np.isfinite(values)
    clock, known = time[seen], values[seen]
    slow = np.full(len(time), np.nan)
    for row, moment in enumerate(time):
        near = slice(*np.searchsorted(clock, [moment - 4 * width, moment + 4 * width]))
        since = clock[near] - moment
        if since.size:
            root = np.exp(-0.25 * (since / width) ** 2)
            design = np.stack([np.ones_like(since), since], axis=1) * root[:, None]
            slow[row] = np.linalg.lstsq(design, known[near] * root, rcond=None)[0][0]
    return slow


def squared(source: str, view: View, points: Floats, names: tuple[str, ...], time: Floats) -> View:
    """Turn a still picture square across the run, where the runner's size tells its angle.

    Parameters
    ----------
    source : str
        File name, for messages.
    view : View
        Of the pictures of the run.
    points : numpy.ndarray
        (n, keypoint, [x, y, confidence]) of the runner in those pictures, pixels.
    names : tuple of str
        Of the keypoints.
    time : numpy.ndarray
        (n,) s.

    Raises
    ------
    RecordingError
        If it looks more from the front or back than from the side.
    """
    known = name_markers(source, names).names
    canonical = [known.get(name, name) for name in names]
    placed = points.copy()
    placed[:, :, :2] = through(view.maps, points[:, :, :2])
    yaw = find_yaw(placed, canonical, time, view.focal, view.middle)
    if not yaw.is_seen:
        return view
    degrees = np.rad2deg(yaw.angle)
    if abs(yaw.angle) - 2 * yaw.sd > FRONTAL:
        raise RecordingError(
            f"{source}: the camera looks {abs(degrees):.0f}° off square across the run, where legs "
            "cannot be measured. Film from the side, square across the lane"
        )
    told = (
        f"The camera looks {abs(degrees):.0f}° ± {np.rad2deg(yaw.sd):.0f}° off square across the "
        f"run: the runner grows by {100 * abs(np.tan(yaw.angle)):.0f} % per focal length along "
        "the picture. Places were corrected for it."
    )
    notices = (*view.notices, Notice("camera_oblique", told)) if abs(degrees) >= 5 else view.notices
    turn = turned_by(yaw.angle, view.focal, view.middle)
    where = np.where(points[:, :, 2:] >= LEAST_CONFIDENCE, placed[:, :, :2], np.nan)
    before, after = (
        float(np.nanpercentile(x, 95) - np.nanpercentile(x, 5))
        for x in (where[..., 0], through(turn[None], where)[..., 0])
    )
    return replace(
        view,
        maps=turn @ view.maps,
        notices=notices,
        length_sd=float(abs(np.tan(yaw.angle)) * yaw.sd),
        stretch=after / before,
    )
