"""Marker names: which label in the file is which landmark, and which markers move together.

A marker set is a TOML file, the same for the sets that come with nextstride and for a reader's own
(`--markers map.toml`)::

    title = "My laboratory"

    [keypoints]                          # landmark in nextstride.conventions = label in the file,
    right_asis = "RASI"                  # or several labels, the first that is present counts
    left_asis = ["LASI", "LASIS"]

    [clusters]                           # segment = labels that move rigidly with it
    right_thigh = ["RTHLP", "RTHLD", "RTHAP"]
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from nextstride.conventions import LANDMARKS, MIDLINE_LANDMARKS, SIDES, TRACKED_SEGMENTS
from nextstride.errors import Notice, ReadError
from nextstride.read.numbered_clusters import numbered_clusters

KNOWN_KEYPOINTS = frozenset(
    [f"{side}_{landmark}" for side in SIDES for landmark in LANDMARKS] + list(MIDLINE_LANDMARKS)
)
KNOWN_SEGMENTS = frozenset(
    ["pelvis"] + [f"{s}_{part}" for s in SIDES for part in TRACKED_SEGMENTS if part != "pelvis"]
)

UNNAMED = re.compile(r"[*]\d*|[xu]\d+|c_\d*|unlabell?ed\d*|\d+|", re.IGNORECASE)
"""Labels that a laboratory's software makes up for markers nobody named."""

FEWEST_RECOGNISED = 3
"""A set explains a file only if it recognises this many of its labels."""

SHARED_PART = 0.8
"""What this share of the labels begins or ends with is the subject's name or the trial's."""
SIDE_LABELS = frozenset(["l", "r", "left", "right"])
"""Beginnings and ends that say more than whose the marker is, however many share them."""


@dataclass(frozen=True)
class MarkerSet:
    """How one laboratory names its markers.

    Attributes
    ----------
    title : str
    keypoints : mapping of str to tuple of str
        Landmark to the labels it may have, best first.
    clusters : mapping of str to tuple of str
        Segment to labels.
    """

    title: str
    keypoints: Mapping[str, tuple[str, ...]]
    clusters: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Naming:
    """The names that the labels of one file were given.

    Attributes
    ----------
    names : mapping of str to str
        Label in the file to landmark, for the recognised ones.
    clusters : mapping of str to tuple of str
        Segment to final names of the markers that move with it.
    notices : tuple of Notice
    """

    names: Mapping[str, str]
    clusters: Mapping[str, tuple[str, ...]]
    notices: tuple[Notice, ...]


def name_markers(source: str, labels: Sequence[str], mapping: Path | None = None) -> Naming:
    """Recognise the marker set of a file and name its markers.

    Parameters
    ----------
    source : str
        File name, for messages.
    labels : sequence of str
        Labels in the file.
    mapping : Path, optional
        A TOML file that says what the labels are; else the best of the known sets is taken.

    Raises
    ------
    ReadError
        If `mapping` is wrong or fits no label, or one landmark is claimed by two labels.
    """
    if mapping is not None:
        # The file's labels in full are known too: a map may bear the shared prefix, or choose one
        # of two people by it.
        full = {_plain(label): label for label in labels if _plain(label)}
        known = read_marker_set(mapping)
        naming = _apply(known, full)
        if len(naming.names) < len(known.keypoints):
            naming = _apply(known, {**_plain_labels(source, labels), **full})
        if not naming.names:
            raise ReadError(
                f"{mapping.name}: none of its labels is in {source}, which has "
                f"{', '.join(labels[:12])}{', ...' if len(labels) > 12 else ''}."
            )
        return naming
    plain = _plain_labels(source, labels)
    namings = [_apply(known, plain) for known in marker_sets()]
    scores = [_recognised(naming) for naming in namings]
    best = max(scores)
    if not max((len(naming.names) for naming in namings), default=0):
        clusters = numbered_clusters(labels)
        if clusters:
            return Naming({}, clusters, (_only_clusters(clusters),))
    if best < FEWEST_RECOGNISED:
        return Naming({}, {}, (_unrecognised(labels),))
    winners = [naming for naming, score in zip(namings, scores, strict=True) if score == best]
    return _completed(_agreement(winners), namings, labels)


@cache
def marker_sets() -> tuple[MarkerSet, ...]:
    """Return the marker sets that come with nextstride; the first is its own names."""
    folder = files("nextstride.read") / "marker_sets"
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    own = MarkerSet("nextstride", {name: (name,) for name in sorted(KNOWN_KEYPOINTS)}, {})
    return (
        own,
        *(_marker_set(p.name, tomllib.loads(p.read_text(encoding="utf-8"))) for p in paths),
    )


def read_marker_set(path: Path) -> MarkerSet:
    """Read a marker set from a TOML file.

    Raises
    ------
    ReadError
        If the file is absent, no TOML, or names landmarks or segments that are not known.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise ReadError(f"{path.name}: the marker map cannot be read: {problem}.") from None
    except tomllib.TOMLDecodeError as problem:
        raise ReadError(f"{path.name}: the marker map is not valid TOML: {problem}.") from None
    return _marker_set(path.name, document)


def is_unnamed(label: str) -> bool:
    """Tell whether a label was made up by software, as ``*52``, ``x52`` or ``C_12``."""
    return UNNAMED.fullmatch(label.strip()) is not None


def _marker_set(source: str, document: Mapping[str, Any]) -> MarkerSet:
    """Check a marker set's document and turn it into a `MarkerSet`."""
    keypoints = _table(source, document, "keypoints", KNOWN_KEYPOINTS)
    clusters = _table(source, document, "clusters", KNOWN_SEGMENTS)
    if not keypoints:
        raise ReadError(f'{source}: needs a table [keypoints] with lines like right_asis = "RASI".')
    return MarkerSet(str(document.get("title", source)), keypoints, clusters)


def _table(
    source: str, document: Mapping[str, Any], name: str, known: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """One table of a marker set: known names to one label or several."""
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise ReadError(f"{source}: [{name}] must be a table; got {table!r}.")
    strange = sorted(set(table) - known)
    if strange:
        raise ReadError(
            f"{source}: [{name}] has unknown names {', '.join(strange)}; "
            f"known are {', '.join(sorted(known))}."
        )
    result = {}
    for key, value in table.items():
        labels = [value] if isinstance(value, str) else value
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise ReadError(f"{source}: {name}.{key} must be a label or a list; got {value!r}.")
        result[key] = tuple(labels)
    return result


def _plain_labels(source: str, labels: Sequence[str]) -> dict[str, str]:
    """Map each label, without the subject's name, case and separators, to the label in the file."""
    short = [label.rpartition(":")[2].strip() for label in labels]
    plain: dict[str, str] = {}
    alike: set[str] = set()
    for label, name in zip(labels, map(_plain, _without_shared(short)), strict=True):
        if name in plain and not is_unnamed(label):
            # Names like Marker1 are free to stand on several bodies; those of landmarks are not.
            if name in _known_labels() or label == plain[name]:
                raise ReadError(
                    f"{source}: the markers {plain[name]!r} and {label!r} mean the same; "
                    "keep one person and one marker of each name in the file, or name those of "
                    "one person in full with --markers map.toml."
                )
            alike.add(name)
        if name:
            plain[name] = label
    return {name: label for name, label in plain.items() if name not in alike}


def _without_shared(names: list[str]) -> list[str]:
    """Take off what most names begin or end with, up to a separator."""
    names = [re.sub(r"[-.\s]+", "_", name) for name in names]
    while head := _shared([name.split("_")[0] for name in names if "_" in name], len(names)):
        names = [name.removeprefix(f"{head}_") for name in names]
    while tail := _shared([name.split("_")[-1] for name in names if "_" in name], len(names)):
        names = [name.removesuffix(f"_{tail}") for name in names]
    return names


def _shared(parts: Sequence[str], of: int) -> str:
    """The part that most of `of` names have, unless it is a side; empty where there is none."""
    for part, count in Counter(parts).most_common(1):
        if count > 1 and count >= SHARED_PART * of and part.casefold() not in SIDE_LABELS:
            return part
    return ""


@cache
def _known_labels() -> frozenset[str]:
    """Plain labels that any known marker set has a meaning for."""
    tables = (table for known in marker_sets() for table in (known.keypoints, known.clusters))
    return frozenset(
        _plain(label) for table in tables for names in table.values() for label in names
    )


def _plain(label: str) -> str:
    """Return a label without case and separators."""
    return re.sub(r"[\W_]", "", label).casefold()


def _apply(marker_set: MarkerSet, plain: Mapping[str, str]) -> Naming:
    """Name the labels by one marker set."""
    names: dict[str, str] = {}
    for landmark, alternatives in marker_set.keypoints.items():
        present = [plain[_plain(label)] for label in alternatives if _plain(label) in plain]
        if present and present[0] not in names:
            names[present[0]] = landmark
    clusters = {
        segment: tuple(
            names.get(plain[_plain(label)], plain[_plain(label)])
            for label in members
            if _plain(label) in plain
        )
        for segment, members in marker_set.clusters.items()
    }
    notice = Notice(
        "marker_set",
        f"Markers read as the set {marker_set.title}: {len(names)} landmarks recognised.",
    )
    return Naming(names, {s: m for s, m in clusters.items() if m}, (notice,))


def _recognised(naming: Naming) -> int:
    """Count the labels that a naming explains, as landmark or as member of a cluster."""
    members = {member for cluster in naming.clusters.values() for member in cluster}
    return len(members | set(naming.names.values()))


def _agreement(winners: Sequence[Naming]) -> Naming:
    """Merge namings that recognise equally many labels; where they differ, name nothing."""
    first = winners[0]
    clusters = {
        segment: members
        for segment, members in first.clusters.items()
        if all(other.clusters.get(segment) == members for other in winners)
    }
    if all(other.names == first.names for other in winners):
        return replace(first, clusters=clusters)
    agreed = {
        label: name
        for label, name in first.names.items()
        if all(other.names.get(label) == name for other in winners)
    }
    unsure = sorted({label for other in winners for label in other.names} - set(agreed))
    notice = Notice(
        "marker_set_ambiguous",
        f"Several marker sets fit equally well and differ on {', '.join(unsure)}; these keep "
        "their names in the file. Say what they are with --markers.",
    )
    return Naming(agreed, clusters, (*first.notices, notice))


def _completed(naming: Naming, namings: Sequence[Naming], labels: Sequence[str]) -> Naming:
    """Name what the best set does not know, where all other sets that do call it the same.

    Laboratories mix sets. Only sets of skin markers count: a pose estimator's knee is another
    place than a marker's. Nor do members of a numbered cluster: FM1 is a metatarsal beside FM2 and
    FM5, but the first of three on the femur beside FM2 and FM3.
    """
    skin = [other for other in namings if other.clusters]
    if not naming.clusters:
        return naming
    taken = {*naming.names.values(), *naming.names}
    said: dict[str, set[str]] = {}
    for other in skin:
        for label, landmark in other.names.items():
            if not _of_a_cluster(label, labels, other):
                said.setdefault(label, set()).add(landmark)
    only = {label: min(landmarks) for label, landmarks in said.items() if len(landmarks) == 1}
    claims = Counter(landmark for label, landmark in only.items() if label not in taken)
    added = {
        label: landmark
        for label, landmark in only.items()
        if label not in taken and landmark not in taken and claims[landmark] == 1
    }
    if not added:
        return naming
    notice = Notice(
        "marker_sets_mixed",
        "Also read, as other marker sets name them: "
        f"{', '.join(f'{label} ({name})' for label, name in sorted(added.items()))}.",
    )
    clusters = {
        segment: tuple(added.get(member, member) for member in members)
        for segment, members in naming.clusters.items()
    }
    return Naming({**naming.names, **added}, clusters, (*naming.notices, notice))


def _of_a_cluster(label: str, labels: Sequence[str], naming: Naming) -> bool:
    """Whether the file numbers more markers like this one than a naming knows."""
    stem = label.rstrip("0123456789")
    alike = [other for other in labels if other.rstrip("0123456789") == stem and other != stem]
    return stem != label and not set(alike) <= set(naming.names)


def _only_clusters(clusters: Mapping[str, Sequence[str]]) -> Notice:
    """What to say where markers are named by segment and number only."""
    return Notice(
        "marker_clusters",
        f"The markers name segments only ({', '.join(clusters)}), no landmarks. The middles of "
        "those of pelvis and feet give steps and speed; when a foot leaves the ground they do not "
        "tell, and touchdowns are less sure. For more, name the landmarks of a standing trial with "
        "--markers and give it with --static.",
    )


def _unrecognised(labels: Sequence[str]) -> Notice:
    """What to say where no set fits."""
    return Notice(
        "markers_unrecognised",
        f"No known marker set fits the labels {', '.join(labels[:8])}"
        f"{', ...' if len(labels) > 8 else ''}; name them with --markers map.toml.",
    )
