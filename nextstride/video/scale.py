"""Metres: the size of a pixel at the runner, from whatever is known, with its error."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError, Notice, ParameterError
from nextstride.kinematics import body_points
from nextstride.read import recording_of
from nextstride.read.contents import Contents
from nextstride.read.markers import name_markers
from nextstride.strides import find_pace
from nextstride.tracking import LEAST_CONFIDENCE, Scale, body_scale, repair_keypoints

REFERENCE_PIXELS = 3.0
"""SD with which somebody reads a length off a picture, pixels."""
REFERENCE_DEPTH = 0.02
"""SD of a length in the lane against the runner's distance from the camera, 1: 0.2 m at 10 m."""
UNSTATED = 1.75
"""Height that a first guess of the size takes where none is stated, m."""


def reference_scale(text: str) -> Scale:
    """Read ``--scale``: a length in m and its length in pixels, as in ``10=1850``.

    Raises
    ------
    ParameterError
        If it is no such pair.
    """
    try:
        length, pixels = (float(part) for part in text.split("="))
    except ValueError:
        length = pixels = np.nan
    if not (0 < length < 1000 and 10 <= pixels < 1e5):
        raise ParameterError(
            "--scale must be a length in metres and the same length in pixels at the runner's "
            f"distance from the camera, as 10=1850; got {text!r}."
        )
    error = np.hypot(REFERENCE_PIXELS / pixels, REFERENCE_DEPTH)
    return Scale(length / pixels, length / pixels * float(error))


def belt_scale(contents: Contents, rough: Scale, belt_speed: float, forward: str | None) -> Scale:
    """Metres a pixel from the belt's speed and that of the feet that stand on it.

    Parameters
    ----------
    contents : Contents
        In pixels.
    rough : Scale
        A first guess.
    belt_speed : float
        m/s.
    forward : str or None
        As in `read_recording`.
    """
    guess = recording_of(contents, pixel_size=rough.value, forward=forward)
    points = body_points(repair_keypoints(guess), Athlete(height=UNSTATED))
    pace = find_pace(points)
    if not pace.treadmill or pace.belt_speed <= 0:
        raise MissingDataError("--belt-speed is given, but the runner travels through the picture")
    value = rough.value * belt_speed / pace.belt_speed
    return Scale(value, value * float(np.hypot(pace.belt_spread / pace.belt_speed, 0.02)))


def require_scale(
    source: str, height: float | None, reference: Scale | None, belt_speed: float | None
) -> None:
    """Refuse pixels of which nothing tells the size.

    Parameters
    ----------
    source : str
        File name, for messages.
    height, reference, belt_speed
        As for `find_scale`.

    Raises
    ------
    ParameterError
    """
    if height is None and reference is None and not belt_speed:
        raise ParameterError(
            f"{source}: positions in a picture are in pixels, which are no lengths. State the "
            "runner's --height, a reference length with --scale, or the belt with --belt-speed."
        )


def find_scale(
    contents: Contents,
    *,
    height: float | None,
    reference: Scale | None,
    belt_speed: float | None,
    forward: str | None = None,
) -> tuple[Scale, Notice]:
    """Choose the surest size of a pixel, and say how it was had.

    A reference length in the lane, else the belt's speed, else the runner's height.

    Parameters
    ----------
    contents : Contents
        In pixels.
    height : float or None
        The runner's, m.
    reference : Scale or None
        From `reference_scale`.
    belt_speed : float or None
        m/s; None or 0 where there is no belt.
    forward : str or None
        As in `read_recording`.

    Raises
    ------
    ParameterError
        If nothing is known.
    MissingDataError
        If the feet do not show the belt.
    """
    require_scale(contents.source, height, reference, belt_speed)
    tall = _body(contents, height or UNSTATED)
    found: dict[str, Scale] = {}
    if reference is not None:
        found["a reference length (--scale)"] = reference
    elif belt_speed:
        found["the belt's speed (--belt-speed)"] = belt_scale(contents, tall, belt_speed, forward)
    if height is not None:
        found["the runner's height (--height)"] = tall
    (how, best), *others = found.items()
    message = (
        f"A pixel is {1000 * best.value:.2f} mm ± {100 * best.sd / best.value:.1f} % (SD), from "
        f"{how}; every length, speed and moment has this error."
    )
    for other, scale in others:
        off = abs(scale.value - best.value)
        if off > 2 * np.hypot(scale.sd, best.sd):
            message += (
                f" By {other} it would be {1000 * scale.value:.2f} mm, which contradicts it: one "
                "of the two is wrong."
            )
    return best, Notice("scale", message)


def _body(contents: Contents, height: float) -> Scale:
    """Metres a pixel from body height."""
    known = name_markers(contents.source, contents.labels).names
    position = xr.DataArray(
        contents.position,
        dims=("time", "space", "keypoint"),
        coords={
            "time": contents.time,
            "space": ["x", "y"],
            "keypoint": [known.get(label, label) for label in contents.labels],
        },
    )
    if contents.confidence is not None:
        position = position.where(contents.confidence[:, None, :] >= LEAST_CONFIDENCE)
    return body_scale(position, height)
