"""Which axis of the file is up and which is forward.

Up is the file axis along which the pelvis (or the trunk) lies above the feet. Forward is where the
pelvis travels; on a treadmill or in standing, where the toes point. Then the runner's right hand
follows, and left markers must be on the left: if not, labels are swapped and the file is refused.
"""

from __future__ import annotations

import re

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.errors import ParameterError, RecordingError
from nextstride.read.landmarks import HIGH, HIGH_MIDLINE, LOW, Landmarks, mean_difference, paired
from nextstride.read.turn import Turn
from nextstride.recording import Axes

TOES = ("toe", "hallux", "first_metatarsal", "fifth_metatarsal")
ACROSS = ("asis", "psis", "iliac_crest", "hip", "greater_trochanter", "lateral_knee", "knee")
"""Pairs of landmarks of which the left one is always on the left."""

TRAVEL = 1.0
"""A pelvis that goes farther than this runs overground, m."""

SNAP = np.deg2rad(10)
"""A direction this near to a file axis is that axis: laboratories run along their axes."""

UPRIGHT = 0.8
"""The pelvis is above the feet along an axis that holds this share of the distance to them."""

CLEARLY_ACROSS = 0.02
"""Left lies right of right by more than this only where labels are swapped, m."""


def find_turn(
    source: str,
    landmarks: Landmarks,
    planar: bool,
    up: str | None = None,
    forward: str | None = None,
    header_up: str | None = None,
) -> Turn:
    """Decide up and forward and return the turn into nextstride's axes.

    Parameters
    ----------
    source : str
        File name, for messages.
    landmarks : Landmarks
    planar : bool
        Whether the file has two axes only, y up.
    up, forward : str, optional
        File axes given by hand, as in ``"Z"`` or ``"-y"``.
    header_up : str, optional
        The file's own word on up.

    Raises
    ------
    ParameterError
        If a given axis is no axis, or both are the same.
    RecordingError
        If neither data nor header tell, or left and right labels look swapped.
    """
    if planar:
        turn = _planar_turn(source, landmarks, forward)
    else:
        up_vector, up_method = _up(source, landmarks, up, header_up)
        forward_vector, forward_method = _forward(source, landmarks, up_vector, forward)
        matrix = np.stack([forward_vector, up_vector, np.cross(forward_vector, up_vector)])
        name = axis_name(forward_vector) or "along travel"
        method = f"up {up_method}; forward {forward_method}"
        turn = Turn(matrix, Axes(axis_name(up_vector) or "", name, method))
        _check_sides(source, landmarks, turn)
    return turn


def given_axis(option: str, text: str, dimensions: int = 3) -> Floats:
    """Return the unit vector of an axis written as ``"Z"``, ``"-y"`` or ``"+x"``.

    Raises
    ------
    ParameterError
        If the text is no axis.
    """
    match = re.fullmatch(r"([+-]?)([xyz])", text.strip().casefold())
    if match is None or "xyz".index(match[2]) >= dimensions:
        raise ParameterError(
            f"{option} must be an axis of the file, such as Z or -y; got {text!r}."
        )
    vector = np.zeros(dimensions)
    vector["xyz".index(match[2])] = -1.0 if match[1] == "-" else 1.0
    return vector


def axis_name(vector: Floats) -> str | None:
    """Name of a unit vector along an axis, as in ``"+z"``; None if it is along none."""
    place = int(np.argmax(np.abs(vector)))
    if abs(abs(vector[place]) - 1) > 1e-9:
        return None
    return ("-" if vector[place] < 0 else "+") + "xyz"[place]


def _unit(vector: Floats) -> Floats:
    """Vector of length 1."""
    unit: Floats = vector / np.linalg.norm(vector)
    return unit


def _up(
    source: str, landmarks: Landmarks, given: str | None, header: str | None
) -> tuple[Floats, str]:
    """Up as a signed file axis, and how it was decided."""
    if given is not None:
        return given_axis("up (--up)", given), "as given"
    high = landmarks.course([*paired(HIGH), *HIGH_MIDLINE])
    low = landmarks.course(paired(LOW))
    if high is not None and low is not None:
        difference = mean_difference(high, low)
        length = float(np.linalg.norm(difference))
        place = int(np.argmax(np.abs(difference)))
        if length > 0 and abs(difference[place]) >= UPRIGHT * length:
            vector = np.zeros(3)
            vector[place] = np.sign(difference[place])
            return vector, "from the pelvis above the feet"
        raise RecordingError(
            f"{source}: the pelvis must be above the feet along one axis of the file; it is at "
            f"{np.round(difference, 2)} m from them. State the vertical axis with --up, or check "
            "the marker names with --markers."
        )
    if header is not None:
        return given_axis("up", header), "from the file's header"
    raise RecordingError(
        f"{source}: up cannot be told without known markers on pelvis and feet. Name the markers "
        "with --markers map.toml, or state the axes with --up and --forward."
    )


def _forward(
    source: str, landmarks: Landmarks, up: Floats, given: str | None
) -> tuple[Floats, str]:
    """Forward as a unit vector across `up`, and how it was decided."""
    if given is not None:
        vector = given_axis("forward (--forward)", given)
        if abs(vector @ up) > 0:
            raise ParameterError(
                f"forward (--forward) must be across up, which is {axis_name(up)}; got {given!r}."
            )
        return vector, "as given"
    travel, toes = _travel(landmarks, up), _pointing(landmarks, up)
    if travel is not None:
        if toes is not None and travel @ toes < -0.5:
            raise RecordingError(
                f"{source}: the runner travels where the heels point, not the toes: toe and heel "
                "labels look swapped, or the run is backwards. Mend the labels with --markers, "
                "or state the direction with --forward."
            )
        return _snapped(travel), "from the travel of the pelvis"
    if toes is not None:
        return _snapped(toes), "from the heels to the toes"
    facing = _facing(landmarks, up)
    if facing is not None:
        return _snapped(facing), "from the back to the front of the pelvis"
    swinging = _swinging(landmarks, up)
    if swinging is not None:
        return _snapped(swinging), "from where the feet swing"
    raise RecordingError(
        f"{source}: the running direction cannot be told: the pelvis does not travel, and no foot "
        "has known heel and toe markers. State it with --forward, or name the markers with "
        "--markers map.toml."
    )


def _across(vector: Floats, up: Floats) -> Floats:
    """Part of a vector that is across `up`."""
    return np.asarray(vector - (vector @ up) * up)


def _travel(landmarks: Landmarks, up: Floats) -> Floats | None:
    """Direction in which the pelvis travels, or None if it goes less than `TRAVEL`."""
    course = landmarks.course([*paired(HIGH), *HIGH_MIDLINE])
    if course is None:
        return None
    seen = course[np.isfinite(course).all(axis=1)]
    tenth = max(1, len(seen) // 10)
    way = _across(seen[-tenth:].mean(axis=0) - seen[:tenth].mean(axis=0), up)
    return _unit(way) if np.linalg.norm(way) > TRAVEL else None


def _pointing(landmarks: Landmarks, up: Floats) -> Floats | None:
    """Mean direction from heel to toe while each foot is low, across `up`, or None."""
    ways = []
    for side in SIDES:
        heel = landmarks.course([f"{side}_heel"])
        toe = landmarks.course([f"{side}_{landmark}" for landmark in TOES])
        if heel is None or toe is None:
            continue
        both = np.isfinite(heel).all(axis=1) & np.isfinite(toe).all(axis=1)
        if both.any():
            height = ((heel + toe) @ up)[both]
            # A foot in late recovery points backwards; near the ground it points forwards.
            low = height <= np.median(height)
            ways.append(_across((toe - heel)[both][low].mean(axis=0), up))
    way = np.sum(ways, axis=0) if ways else np.zeros(len(up))
    return _unit(way) if np.linalg.norm(way) > 0 else None


def _facing(landmarks: Landmarks, up: Floats) -> Floats | None:
    """Mean direction from the back to the front of the pelvis, across `up`, or None."""
    front = landmarks.course(paired(["asis"]))
    back = landmarks.course([*paired(["psis"]), "sacrum"])
    if front is None or back is None:
        return None
    way = _across(mean_difference(front, back), up)
    return _unit(way) if np.linalg.norm(way) > 0 else None


def _swinging(landmarks: Landmarks, up: Floats) -> Floats | None:
    """Direction in which feet go while they are high, against that while they are low, or None.

    On a treadmill a foot swings forward through the air and goes back with the belt.
    """
    ways = []
    for side in SIDES:
        foot = landmarks.course([f"{side}_{landmark}" for landmark in LOW])
        if foot is None:
            continue
        moved = np.diff(foot, axis=0)
        height = (foot[1:] + foot[:-1]) @ up
        seen = np.isfinite(moved).all(axis=1)
        if seen.any():
            low, high = np.percentile(height[seen], [25, 75])
            with_belt = moved[seen & (height <= low)].mean(axis=0)
            ways.append(_across(moved[seen & (height >= high)].mean(axis=0) - with_belt, up))
    way = np.sum(ways, axis=0) if ways else np.zeros(len(up))
    return _unit(way) if np.linalg.norm(way) > 0 else None


def _snapped(direction: Floats) -> Floats:
    """Return the signed file axis within `SNAP` of a direction, else the direction."""
    place = int(np.argmax(np.abs(direction)))
    if abs(direction[place]) < np.cos(SNAP):
        return direction
    axis = np.zeros(len(direction))
    axis[place] = np.sign(direction[place])
    return axis


def _check_sides(source: str, landmarks: Landmarks, turn: Turn) -> None:
    """Refuse a recording whose left markers are on the right."""
    wrong = []
    for landmark in ACROSS:
        left = landmarks.course([f"left_{landmark}"])
        right = landmarks.course([f"right_{landmark}"])
        if left is None or right is None:
            continue
        both = np.isfinite(left).all(axis=1) & np.isfinite(right).all(axis=1)
        apart = float(((right - left)[both] @ turn.matrix[2]).mean()) if both.any() else 0.0
        if apart < -CLEARLY_ACROSS:
            wrong.append(f"{landmark.replace('_', ' ')} by {-100 * apart:.0f} cm")
    if wrong:
        raise RecordingError(
            f"{source}: left and right labels look swapped: with up {turn.axes.up} and forward "
            f"{turn.axes.forward} ({turn.axes.method}), these left markers lie right of the right "
            f"ones: {', '.join(wrong)}. Mend the labels in the file or with --markers, or state "
            "the true axes with --up and --forward."
        )


def _planar_turn(source: str, landmarks: Landmarks, given: str | None) -> Turn:
    """Turn of a recording with two axes: the runner faces +x afterwards."""
    up = np.array([0.0, 1.0])
    if given is not None:
        vector, method = given_axis("forward (--forward)", given, 2), "as given"
        if vector[0] == 0:
            raise ParameterError(
                f"forward (--forward) must be x or -x in a side view; got {given!r}."
            )
    else:
        travel, toes = _travel(landmarks, up), _pointing(landmarks, up)
        way = travel if travel is not None else toes
        if way is None:
            raise RecordingError(
                f"{source}: the running direction cannot be told without heel and toe. State it "
                "with --forward x or --forward -x."
            )
        vector = np.array([1.0 if way[0] > 0 else -1.0, 0.0])
        method = "from the travel of the pelvis" if travel is not None else "from heels to toes"
    matrix = np.stack([vector, up])
    name = axis_name(vector) or ""
    return Turn(matrix, Axes("+y", name, f"up as in the image; forward {method}"))
