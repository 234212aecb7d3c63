"""One still picture, square across the lane, in place of what a camera saw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nextstride.errors import Notice, RecordingError
from nextstride.read.markers import name_markers
from nextstride.tracking import LEAST_CONFIDENCE
from nextstride.tracking.filmed import FRONTAL
from nextstride.video.sight import Sight
from nextstride.video.square import find_yaw, turned_by
from nextstride.video.turning import USUAL_FOCAL, Turning, estimate_turning, through

Floats = NDArray[np.float64]

MOST_TURN = np.deg2rad(40)
"""A following camera may turn this far from the middle of the run; a lane seen more obliquely hides
the far leg behind the near one."""
STILL = 0.01
"""A camera that moves less than this share of the picture's width stands still."""
MOST_SCATTER = 0.004
"""Background points of a following camera that scatter more than this share of the picture's width
from one picture to the next do not move as one: it is carried along, or all things move."""
MOST_STRAYS = 0.15
"""Share of these points that may go their own way: 1 to 2 % where a camera only turns, 25 % where
it is carried along at 3 m/s before a near ground and a far wall (tests/video/test_turning.py)."""
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
    """

    maps: Floats
    focal: float
    middle: Floats
    notices: tuple[Notice, ...] = ()
    length_sd: float = 0.0
    stretch: float = 1.0


def still_view(source: str, sight: Sight, kept: slice) -> View:
    """Put every picture into that of the middle of a run; as they are where the camera stands.

    Parameters
    ----------
    source : str
        File name, for messages.
    sight : Sight
    kept : slice
        The pictures that show the run.

    Raises
    ------
    RecordingError
        If the camera moves and what is behind the runner does not say how.
    """
    turning = estimate_turning(sight.tracks, sight.size)
    still = View(
        np.tile(np.eye(3), (len(sight.time), 1, 1)), USUAL_FOCAL * max(sight.size), turning.middle
    )
    if turning.unseen > MOST_UNSEEN:
        told = (
            "Too little is behind the runner to see whether the camera moves; it is taken to "
            "stand still."
        )
        return replace(still, notices=(Notice("camera_unchecked", told),))
    if turning.travel() < STILL * sight.size[0] and turning.zoom() == 1.0:
        return still
    reference = (kept.start + kept.stop - 1) // 2
    away = float(turning.away_from(reference)[kept].max())
    _check_turning(source, turning, away, sight.size[0])
    zoomed = f" and zooms {turning.zoom():.2f} times" if turning.zoom() != 1.0 else ""
    told = (
        f"The camera turns after the runner, by {np.rad2deg(away):.0f}° to either side at most"
        f"{zoomed}; its motion was taken from what is behind the runner and removed, as if one "
        "still camera of wide view had filmed. This holds for a camera that turns about its own "
        "place; one that is carried along gives a wrong speed."
    )
    return View(
        turning.scene(reference),
        float(turning.focal[reference]),
        turning.middle,
        (Notice("camera_moves", told),),
    )


def _check_turning(source: str, turning: Turning, away: float, width: int) -> None:
    """Refuse a camera that does not just turn, or turns too far.

    Raises
    ------
    RecordingError
    """
    if turning.scatter > MOST_SCATTER * width or turning.strays > MOST_STRAYS:
        raise RecordingError(
            f"{source}: the camera moves, and what is behind the runner does not move as one "
            f"({100 * turning.strays:.0f} % of its points go their own way, the others scatter by "
            f"{turning.scatter:.1f} pixels), so its motion cannot be removed: it is carried along, "
            "or much else moves. Stand still, and turn the camera only"
        )
    if away > MOST_TURN:
        raise RecordingError(
            f"{source}: the camera turns by {np.rad2deg(away):.0f}° from where the runner is "
            f"midway; more than {np.rad2deg(MOST_TURN):.0f}° is seen too much from the front or "
            "back. Cut the film to where the runner passes, or film from farther away"
        )


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
