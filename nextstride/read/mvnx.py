"""Xsens MVN's .mvnx: anatomical points from the poses of the body's segments.

Layout: MVN User Manual (Movella), "MVNX": segments with points in their own axes, then frames with
one quaternion (w, x, y, z) and one position (m, z up) for each segment. The points are parts of a
model that inertial sensors move: they are no measured places.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents

SEGMENT_ORIGINS = {"UpperLeg": "hip", "LowerLeg": "knee", "Foot": "ankle", "Toe": "toe"}
"""The joint at the origin of a leg's segments, for files without points."""

MOST_SEGMENTS = 200
LARGEST_SEGMENT = 10.0
"""A point farther than this from its segment's origin is no part of a person, m."""


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read the points of an .mvnx.

    Raises
    ------
    ReadError
        If it is no MVNX, or holds no frames of positions and orientations.
    """
    source = path.name
    raw = path.read_bytes()
    if b"<!DOCTYPE" in raw[:4096]:
        raise ReadError(f"{source}: an MVNX file declares no document type; this one does.")
    try:
        root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise ReadError(f"{source}: is not whole XML: {problem}. Export it again.") from None
    subject = next((element for element in root.iter() if _tag(element) == "subject"), None)
    if subject is None:
        raise ReadError(f"{source}: an MVNX file has a subject; this one has none.")
    segments = [element for element in subject.iter() if _tag(element) == "segment"]
    if not 0 < len(segments) <= MOST_SEGMENTS:
        raise ReadError(f"{source}: {len(segments)} segments cannot be a person.")
    rate = usable_rate(source, _number(subject.get("frameRate", "")), frame_rate)
    position, orientation = _frames(source, subject, len(segments))
    labels, course = _points(segments, position, orientation)
    told = f"The points of {source} are a model's that inertial sensors move, not measured places."
    return Contents(
        source=source,
        format="mvnx",
        time=np.arange(len(position)) / rate,
        frame_rate=rate,
        labels=labels,
        position=course,
        notices=(Notice("points_of_a_model", told),),
    )


def _tag(element: ElementTree.Element) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _number(text: str) -> float | None:
    """Return a number, or None where the text is none."""
    try:
        return float(text)
    except ValueError:
        return None


def _frames(source: str, subject: ElementTree.Element, segments: int) -> tuple[Floats, Floats]:
    """Positions (n, segments, 3) and orientations (n, segments, 4) of all frames of the motion.

    Raises
    ------
    ReadError
        If there are fewer than two frames, or one of another length.
    """
    held: dict[str, list[list[float]]] = {"position": [], "orientation": []}
    for frame in (element for element in subject.iter() if _tag(element) == "frame"):
        if frame.get("type", "normal") != "normal":
            continue  # the poses of the calibration
        parts = {_tag(part): part.text or "" for part in frame}
        for name, values in held.items():
            try:
                values.append([float(cell) for cell in parts.get(name, "").split()])
            except ValueError as problem:
                raise ReadError(f"{source}: {name} must be numbers; {problem}.") from None
    wanted = {"position": 3 * segments, "orientation": 4 * segments}
    for name, values in held.items():
        if len(values) < 2 or any(len(row) != wanted[name] for row in values):
            raise ReadError(
                f"{source}: every frame must hold {wanted[name]} numbers of {name} for its "
                f"{segments} segments, and there must be two or more. Export positions and "
                "orientations from MVN."
            )
    position = np.array(held["position"]).reshape(-1, segments, 3)
    orientation = np.array(held["orientation"]).reshape(-1, segments, 4)
    return position, orientation


def _points(
    segments: list[ElementTree.Element], position: Floats, orientation: Floats
) -> tuple[tuple[str, ...], Floats]:
    """Labels and courses (n, 3, m) of all points, or of the legs' joints where there are none."""
    labels: list[str] = []
    courses: list[Floats] = []
    for place, segment in enumerate(segments):
        for point in (element for element in segment.iter() if _tag(element) == "point"):
            label = point.get("label", "")
            place_text = next((part.text or "" for part in point if _tag(part) == "pos_b"), "")
            numbers = [_number(cell) for cell in place_text.split()]
            local = [number for number in numbers if number is not None]
            within = len(local) == 3 and np.abs(local).max() < LARGEST_SEGMENT
            if label and label not in labels and within:
                turned = _turned(orientation[:, place], np.array(local))
                labels.append(label)
                courses.append(position[:, place] + turned)
    if not labels:
        for place, segment in enumerate(segments):
            for side in ("Left", "Right"):
                joint = SEGMENT_ORIGINS.get(segment.get("label", "").removeprefix(side))
                if joint and segment.get("label", "").startswith(side):
                    labels.append(f"{side.lower()}_{joint}")
                    courses.append(position[:, place])
    if not labels:
        return (), np.empty((len(position), 3, 0))
    with np.errstate(all="ignore"):
        return tuple(labels), np.stack(courses, axis=2)


def _turned(quaternion: Floats, vector: Floats) -> Floats:
    """Turn a vector by quaternions (n, 4) of length one, (n, 3); NaN where they are not."""
    # What is far too long is left out before it is squared, which would overflow.
    short = np.where(np.abs(quaternion) < 2, quaternion, np.nan)
    sound = np.abs(np.linalg.norm(short, axis=1) - 1) < 0.01
    unit = np.where(sound[:, None], short, np.nan)
    w, axis = unit[:, :1], unit[:, 1:]
    across = np.cross(axis, vector)
    return np.asarray(vector + 2 * (w * across + np.cross(axis, across)))
