"""The body in three dimensions as a model that OpenSim opens: segments and joints, no muscles.

The file is XML as OpenSim 4 reads it. Pelvis and coordinates are those of Rajagopal et al. (2016),
so that `opensim_motion` moves it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable

import numpy as np

from nextstride.body.layout import Parameters
from nextstride.body.spatial.joints import SIDES, SPRINTER
from nextstride.body.spatial.layout import SLICES
from nextstride.body.spatial.scaling import SpatialBody
from nextstride.body.spatial.sprinter import shape
from nextstride.body.tree import Joint, Shape
from nextstride.kinematics.forward import HIP, MODEL_HEIGHT
from nextstride.sprint.spatial.record import OPENSIM, SIDE_OF

FORMAT = "40000"
AXES = ("x", "y", "z")


def opensim_model(body: SpatialBody, hips: tuple[float, float, float] = HIP) -> str:
    """Return the segments and joints of `body` as the text of an ``.osim`` file.

    Parameters
    ----------
    body : SpatialBody
    hips : tuple of float
        Where the right hip stands in the pelvis of a body of 1.80 m, m; its z is the body's own.
        By default as in the generic pelvis.
    """
    numbers = shape(Parameters(body.vector, SLICES))
    middle = np.array([*hips[:2], 0.0]) * body.athlete.height / MODEL_HEIGHT
    root = ElementTree.Element("OpenSimDocument", Version=FORMAT)
    model = ElementTree.SubElement(root, "Model", name="nextstride")
    _text(model, "gravity", (0.0, -body.get("gravity")[0], 0.0))
    bodies, joints = (
        ElementTree.SubElement(ElementTree.SubElement(model, name), "objects")
        for name in ("BodySet", "JointSet")
    )
    for chain in _chains():
        _add_body(bodies, chain[-1], numbers, middle)
        _add_joint(joints, chain, numbers, middle)
    ElementTree.indent(root)
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n' + ElementTree.tostring(root, "unicode") + "\n"
    )


def coordinate_name(joint: str) -> str:
    """Return OpenSim's name of a coordinate."""
    if joint in ("forward", "upward", "sideways"):
        return "pelvis_t" + AXES[("forward", "upward", "sideways").index(joint)]
    side, _, rest = joint.partition("_")
    return f"{OPENSIM[rest]}_{SIDE_OF[side][0]}" if side in SIDES else OPENSIM[joint]


def _chains() -> list[list[Joint]]:
    """Joints that follow each other up to the next segment, root first."""
    chains: list[list[Joint]] = [[]]
    for joint in SPRINTER.joints:
        chains[-1].append(joint)
        if joint.segment is not None:
            chains.append([])
    return chains[:-1]


def _body_name(joint: Joint) -> str:
    """Name of the segment that a joint carries."""
    side = joint.name.partition("_")[0]
    return f"{joint.segment}_{SIDE_OF[side][0]}" if side in SIDES else str(joint.segment)


def _text(parent: ElementTree.Element, name: str, numbers: Iterable[float]) -> None:
    """Add an element of numbers."""
    ElementTree.SubElement(parent, name).text = " ".join(f"{float(each):.9g}" for each in numbers)


def _add_body(
    parent: ElementTree.Element, joint: Joint, numbers: Shape, middle: np.ndarray
) -> None:
    """Add the segment that a joint carries."""
    segment = numbers.segments[str(joint.segment)]
    center = np.array(segment.center, dtype=float)
    body = ElementTree.SubElement(parent, "Body", name=_body_name(joint))
    _text(body, "mass", [segment.mass])
    _text(body, "mass_center", center + (middle if joint.segment == "pelvis" else 0.0))
    _text(body, "inertia", [*segment.inertia, 0.0, 0.0, 0.0])


def _add_joint(
    parent: ElementTree.Element, chain: list[Joint], numbers: Shape, middle: np.ndarray
) -> None:
    """Add the joint of the coordinates in `chain`, which stands where the first of them does."""
    first, last = chain[0], chain[-1]
    on = "ground" if first.parent is None else _body_name(SPRINTER.named[first.parent])
    place = np.zeros(3)
    if first.place is not None:
        place = np.array(numbers.places[first.place], dtype=float) * (1, 1, first.side)
        place += middle if on == "pelvis" else 0.0
    name = _body_name(last)
    joint = ElementTree.SubElement(parent, "CustomJoint", name=f"{name}_joint")
    ElementTree.SubElement(joint, "socket_parent_frame").text = f"{on}_before_{name}"
    ElementTree.SubElement(joint, "socket_child_frame").text = f"{name}_origin"
    coordinates = ElementTree.SubElement(joint, "coordinates")
    for each in chain:
        ElementTree.SubElement(coordinates, "Coordinate", name=coordinate_name(each.name))
    frames = ElementTree.SubElement(joint, "frames")
    for frame, base, at in (
        (f"{on}_before_{name}", on, place),
        (f"{name}_origin", name, [0.0] * 3),
    ):
        offset = ElementTree.SubElement(frames, "PhysicalOffsetFrame", name=frame)
        socket = "/ground" if base == "ground" else f"/bodyset/{base}"
        ElementTree.SubElement(offset, "socket_parent").text = socket
        _text(offset, "translation", at)
    _add_transform(joint, chain)


def _add_transform(parent: ElementTree.Element, chain: list[Joint]) -> None:
    """Add the axes: rotations in their order, then translations."""
    transform = ElementTree.SubElement(parent, "SpatialTransform")
    turns = [joint for joint in chain if not joint.slides]
    slides = {joint.axis: joint for joint in chain if joint.slides}
    free = [axis for axis in range(3) if axis not in {joint.axis for joint in turns}]
    rows: list[tuple[str, int, Joint | None]] = [
        (f"rotation{place + 1}", joint.axis, joint) for place, joint in enumerate(turns)
    ]
    rows += [(f"rotation{len(turns) + place + 1}", axis, None) for place, axis in enumerate(free)]
    rows += [(f"translation{axis + 1}", axis, slides.get(axis)) for axis in range(3)]
    for name, axis, moving in rows:
        row = ElementTree.SubElement(transform, "TransformAxis", name=name)
        told = ElementTree.SubElement(row, "coordinates")
        direction = np.zeros(3)
        direction[axis] = 1.0 if moving is None else moving.sign
        _text(row, "axis", direction)
        if moving is None:
            function = ElementTree.SubElement(row, "Constant", name="function")
            _text(function, "value", [0.0])
        else:
            told.text = coordinate_name(moving.name)
            function = ElementTree.SubElement(row, "LinearFunction", name="function")
            _text(function, "coefficients", [1.0, 0.0])
