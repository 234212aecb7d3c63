"""The joints of the spatial sprinter: pelvis, legs, trunk and arms, 25 coordinates.

The axes of the left side are mirrored, so both sides share their signs: flexion, adduction and
inward rotation are positive. Pelvic list lowers the right hip, rotation brings it forward; the
trunk's bending and rotation are those of the trunk against the pelvis, with the same signs. Angles
follow each other in the order flexion, adduction, rotation, as in the OpenSim models.
"""

from __future__ import annotations

from nextstride.body.tree import Joint, Tree, X, Y, Z

SIDES: dict[str, int] = {"stance": 1, "swing": -1}
"""The right leg stands in the solved step; the next step is its mirror image."""

ROOT: tuple[Joint, ...] = (
    Joint("forward", None, X, slides=True),
    Joint("upward", "forward", Y, slides=True),
    Joint("sideways", "upward", Z, slides=True),
    Joint("tilt", "sideways", Z),
    Joint("list", "tilt", X),
    Joint("rotation", "list", Y, segment="pelvis"),
)


def leg(name: str, side: int) -> tuple[Joint, ...]:
    """Return the joints of a leg, hip to ankle."""
    return (
        Joint(f"{name}_hip_flexion", "rotation", Z, place="hip", side=side),
        Joint(f"{name}_hip_adduction", f"{name}_hip_flexion", X, side),
        Joint(f"{name}_hip_rotation", f"{name}_hip_adduction", Y, side, segment="thigh"),
        Joint(f"{name}_knee", f"{name}_hip_rotation", Z, -1, place="knee", segment="shank"),
        Joint(f"{name}_ankle", f"{name}_knee", Z, place="ankle", segment="foot"),
    )


TRUNK: tuple[Joint, ...] = (
    Joint("lumbar_extension", "rotation", Z, place="lumbar"),
    Joint("lumbar_bending", "lumbar_extension", X),
    Joint("lumbar_rotation", "lumbar_bending", Y, segment="torso"),
)


def arm(name: str, side: int) -> tuple[Joint, ...]:
    """Return the joints of an arm, shoulder to elbow."""
    return (
        Joint(f"{name}_shoulder_flexion", "lumbar_rotation", Z, place="shoulder", side=side),
        Joint(
            f"{name}_shoulder_adduction", f"{name}_shoulder_flexion", X, side, segment="upper_arm"
        ),
        Joint(f"{name}_elbow", f"{name}_shoulder_adduction", Z, place="elbow", segment="forearm"),
    )


SPRINTER: Tree = Tree(
    (
        *ROOT,
        *(joint for name, side in SIDES.items() for joint in leg(name, side)),
        *TRUNK,
        *(joint for name, side in SIDES.items() for joint in arm(name, side)),
    )
)

OUT_OF_PLANE: tuple[str, ...] = (
    "sideways",
    "list",
    "rotation",
    *(f"{name}_hip_{turn}" for name in SIDES for turn in ("adduction", "rotation")),
    "lumbar_bending",
    "lumbar_rotation",
    *(f"{name}_shoulder_adduction" for name in SIDES),
)
"""Joints that a planar body has not."""

UPPER_BODY: tuple[str, ...] = (
    "lumbar_extension",
    *(f"{name}_{joint}" for name in SIDES for joint in ("shoulder_flexion", "elbow")),
)
"""What a planar body of one rigid trunk locks besides."""

ODD: frozenset[str] = frozenset(
    ("sideways", "list", "rotation", "lumbar_bending", "lumbar_rotation")
)
"""Coordinates that change sign in the mirror."""


def mirrored(coordinates: tuple[str, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return index and sign of each of `coordinates` in the mirror image."""
    other = {"stance": "swing", "swing": "stance"}
    index, sign = [], []
    for name in coordinates:
        first, _, rest = name.partition("_")
        index.append(coordinates.index(f"{other[first]}_{rest}" if first in other else name))
        sign.append(-1 if name in ODD else 1)
    return tuple(index), tuple(sign)
