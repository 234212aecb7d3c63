"""What the markers of a file give: which measures they allow, and which markers the others lack.

Also writes the marker map (`nextstride.read.markers`) that a reader completes by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from nextstride.conventions import LANDMARKS, SIDES
from nextstride.read.markers import KNOWN_KEYPOINTS, Naming, is_unnamed
from nextstride.read.numbered_clusters import MIDDLES

Ways = tuple[tuple[str, ...], ...]
"""Several ways to one thing, each a set of keypoints (with ``{side}``) that must all be there."""

PELVIS: Ways = (
    ("left_asis", "right_asis"),
    ("left_psis", "right_psis"),
    ("sacrum",),
    ("pelvis",),
    ("left_hip", "right_hip"),
    ("left_greater_trochanter", "right_greater_trochanter"),
    ("left_iliac_crest", "right_iliac_crest"),
)
HIP: Ways = (
    ("{side}_hip",),
    ("left_asis", "right_asis", "left_psis", "right_psis"),
    ("left_asis", "right_asis", "sacrum"),
    ("{side}_greater_trochanter",),
)
KNEE: Ways = (("{side}_knee",), ("{side}_lateral_knee",), ("cluster thigh", "cluster shank"))
ANKLE: Ways = (("{side}_ankle",), ("{side}_lateral_ankle",), ("cluster shank", "cluster foot"))
HEEL: Ways = (("{side}_heel",),)
FOREFOOT: Ways = (
    ("{side}_toe",),
    ("{side}_fifth_metatarsal",),
    ("{side}_first_metatarsal",),
    ("{side}_hallux",),
)
FOOT: Ways = (("{side}_foot",), *(heel + fore for heel in HEEL for fore in FOREFOOT))
SHOULDER: Ways = (("{side}_shoulder",), ("{side}_acromion",))
TRUNK: Ways = (("left_acromion", "right_acromion"), ("left_shoulder", "right_shoulder"), ("c7",))
ARM: Ways = (
    ("{side}_elbow", "{side}_wrist"),
    ("{side}_lateral_elbow", "{side}_lateral_wrist"),
)

FEWEST_OF_CLUSTER = 3
"""Markers that fix how a segment is turned."""


@dataclass(frozen=True)
class Need:
    """What some measures need.

    Attributes
    ----------
    measures : str
        In the words of the report.
    parts : tuple of (str, Ways)
        Parts of the body, each with the ways to it.
    """

    measures: str
    parts: tuple[tuple[str, Ways], ...]


LEG = (("hip", HIP), ("knee", KNEE), ("ankle", ANKLE))

NEEDS: tuple[Need, ...] = (
    Need("step rate and length", (("foot", FOOT), ("pelvis", PELVIS))),
    Need("steps, contact, flight and swing times", (("heel", HEEL), ("forefoot", FOREFOOT))),
    Need("speed, step length, pelvis height and lift", (("pelvis", PELVIS),)),
    Need("thigh angles, pull and push, limiters", (("hip", HIP), ("knee", KNEE))),
    Need("knee and shank angles", LEG),
    Need("ankle angles, touchdown distance", (*LEG, ("heel", HEEL), ("forefoot", FOREFOOT))),
    Need("hip and knee moments and powers", (*LEG, ("heel", HEEL), ("forefoot", FOREFOOT))),
    Need("trunk lean", (("hip", HIP), ("trunk", TRUNK))),
    Need("arms and whole-body balance", (*LEG, ("shoulder", SHOULDER), ("arm", ARM))),
)
"""Groups of measures by what they ask of the markers."""


@dataclass(frozen=True)
class Coverage:
    """One group of measures, and what it lacks.

    Attributes
    ----------
    measures : str
    missing : tuple of str
        What has to be marked yet, in words; empty where the group can be measured.
    """

    measures: str
    missing: tuple[str, ...]


def marker_coverage(naming: Naming) -> tuple[Coverage, ...]:
    """Say for every group of measures whether the named markers give it.

    Parameters
    ----------
    naming : Naming
        Of markers that were seen.
    """
    known = set(naming.names.values())
    for segment, members in naming.clusters.items():
        if len(members) >= FEWEST_OF_CLUSTER:
            known.add(f"cluster {segment}")
            if not naming.names and segment in MIDDLES:
                known.add(MIDDLES[segment])
    return tuple(Coverage(need.measures, tuple(_missing(need, known))) for need in NEEDS)


def _missing(need: Need, known: set[str]) -> list[str]:
    """What a need lacks: each part, or each side of it, with the first way to it."""
    lacks = []
    for part, ways in need.parts:
        if not any("{side}" in name or "cluster" in name for way in ways for name in way):
            if not any(known >= set(way) for way in ways):
                lacks.append(f"{part} (as {' and '.join(ways[0])})")
            continue
        for side in SIDES:
            sided = [
                {name.format(side=side).replace("cluster ", f"cluster {side}_") for name in way}
                for way in ways
            ]
            if not any(known >= way for way in sided):
                lacks.append(f"{side} {part}")
    return lacks


def map_text(title: str, labels: Sequence[str], naming: Naming) -> str:
    """Write a marker map: what was recognised as it stands, what was not to be completed.

    Parameters
    ----------
    title : str
        What the map is of.
    labels : sequence of str
        Labels in the file.
    naming : Naming
        What was recognised of them.

    Returns
    -------
    str
        TOML that `nextstride.read.markers.read_marker_set` reads once a landmark is named.
    """
    label_of = {landmark: label for label, landmark in naming.names.items()}
    free = [label for label in labels if label not in naming.names and not is_unnamed(label)]
    lines = [
        f"title = {json.dumps(title, ensure_ascii=False)}",
        "",
        "# Left: the landmark. Right: its label in your file. Complete the lines that begin with #",
        "# and take the # away. Not used yet:",
        *(f"#   {label}" for label in free),
        "",
        "[keypoints]",
    ]
    for landmark in _in_order():
        label = label_of.get(landmark)
        if label is not None:
            lines.append(f"{landmark} = {json.dumps(label, ensure_ascii=False)}")
        else:
            meaning = LANDMARKS.get(landmark.partition("_")[2], "")
            lines.append(f'# {landmark} = ""' + (f"  # {meaning}" if meaning else ""))
    lines += ["", "# Markers that move rigidly with a segment, three or more.", "[clusters]"]
    in_file = {landmark: label for label, landmark in naming.names.items()}
    for segment, members in naming.clusters.items():
        own = [in_file.get(member, member) for member in members]
        lines.append(f"{segment} = {json.dumps(own, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _in_order() -> list[str]:
    """Every landmark: the right side's, the left side's, those of the midline."""
    sided = [f"{side}_{landmark}" for side in ("right", "left") for landmark in LANDMARKS]
    return [*sided, *sorted(KNOWN_KEYPOINTS - set(sided))]
