"""Markers named by segment, side and number only, as ``L_foot_1``: clusters without landmarks.

Where a joint is they do not say, but how the feet and the pelvis go they do: the middle of each of
these three clusters stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, TRACKED_SEGMENTS

NUMBERED = re.compile(
    rf"(?:(l|r|left|right)[\W_]*)?({'|'.join(TRACKED_SEGMENTS)})[\W_]*\d+", re.IGNORECASE
)
FEWEST = 3
"""Markers that make a cluster."""

MIDDLES = {"pelvis": "pelvis", **{f"{side}_foot": f"{side}_foot" for side in SIDES}}
"""Landmark that the middle of each cluster stands for."""


def numbered_clusters(labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Clusters of labels that name segment, side and number; none unless pelvis and feet are there.

    Parameters
    ----------
    labels : sequence of str
        Labels in the file; what stands before a colon is the subject's.

    Returns
    -------
    dict of str to tuple of str
        Segment, as ``left_foot``, to its labels.
    """
    found: dict[str, tuple[str, ...]] = {}
    for label in labels:
        match = NUMBERED.fullmatch(label.rpartition(":")[2].strip())
        if match is None:
            continue
        segment = match[2].casefold()
        if segment != "pelvis":
            if match[1] is None:
                continue
            segment = f"{SIDES[match[1][0] in 'rR']}_{segment}"
        found[segment] = (*found.get(segment, ()), label)
    clusters = {segment: members for segment, members in found.items() if len(members) >= FEWEST}
    return clusters if MIDDLES.keys() <= clusters.keys() else {}


def cluster_middles(
    names: Sequence[str], position: Floats, clusters: Mapping[str, Sequence[str]]
) -> tuple[list[str], Floats]:
    """Names and courses of the middles of the clusters of pelvis and feet.

    Parameters
    ----------
    names : sequence of str
        Of the markers in `position`.
    position : (n, 3, m) array
    clusters : mapping of str to sequence of str

    Returns
    -------
    names : list of str
    middles : (n, 3, k) array
        NaN where a marker of the cluster was not seen.
    """
    place = {name: index for index, name in enumerate(names)}
    found = {
        landmark: position[:, :, [place[name] for name in clusters[segment]]].mean(axis=2)
        for segment, landmark in MIDDLES.items()
        if segment in clusters and place.keys() >= set(clusters[segment])
    }
    return list(found), np.stack(list(found.values()), axis=2) if found else position[:, :, :0]
