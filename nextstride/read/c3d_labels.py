"""Marker names of a C3D file: which points are markers, and which of two with one name is which.

Among the points stand results of a gait model (angles, moments), which are no positions.
Old programs keep four characters: the markers at the outside and the inside of a knee are then both
``RKNE``. What the file says besides (POINT:DESCRIPTIONS), or that one of them was never seen, tells
them apart; else none of them is trusted.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice
from nextstride.read.c3d_parameters import Parameters
from nextstride.read.markers import is_unnamed

TWO_PEOPLE = 0.8
"""Where this share of all names stands twice, the file holds two people, not names cut off."""


RESULTS = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS")
"""Parameters that list the points which are results of a model."""


def distinct_labels(
    parameters: Parameters, position: Floats
) -> tuple[tuple[str, ...], Floats, tuple[Notice, ...]]:
    """Return names without twins, the positions that bear them, and what to say of it.

    Parameters
    ----------
    parameters : Parameters
    position : (n, 3, m) array
        Points, NaN where unseen.
    """
    every = parameters.texts("POINT", "LABELS")[: position.shape[2]]
    results = {text for kind in RESULTS for text in parameters.texts("POINT", kind)} - {""}
    places = [place for place, label in enumerate(every) if label not in results]
    described = [*parameters.texts("POINT", "DESCRIPTIONS"), *[""] * len(every)]
    labels, descriptions = [every[place] for place in places], [described[p] for p in places]
    position = position[:, :, places]
    counts = Counter(label.casefold() for label in labels if not is_unnamed(label))
    twins = [name for name, count in counts.items() if count > 1]
    if not twins or len(twins) >= TWO_PEOPLE * len(counts):
        return tuple(labels), position, ()
    seen = np.asarray(np.isfinite(position).all(axis=1).any(axis=0))
    kept = np.ones(len(labels), dtype=bool)
    told = []
    for twin in twins:
        places = [i for i, label in enumerate(labels) if label.casefold() == twin]
        present = [i for i in places if seen[i]] or places[:1]
        kept[[i for i in places if i not in present]] = False
        name = labels[places[0]]
        for place, new in zip(
            present, _names(name, [descriptions[i] for i in present]), strict=True
        ):
            labels[place] = new
        told.append(f"{name} as {', '.join(labels[i] for i in present)}")
    notice = Notice(
        "markers_alike",
        f"Markers of the same name were told apart by their descriptions and by which were seen: "
        f"{'; '.join(told)}.",
    )
    return (
        tuple(label for label, keep in zip(labels, kept, strict=True) if keep),
        (position[:, :, kept]),
        (notice,),
    )


def _names(name: str, descriptions: list[str]) -> list[str]:
    """New names of markers that share one: by what describes them, else numbered."""
    if len(descriptions) == 1:
        return [name]
    if len({text.casefold() for text in descriptions if text}) < len(descriptions):
        return [f"{name} #{number}" for number in range(1, len(descriptions) + 1)]
    shortest = min(descriptions, key=len)
    plain = all(text.casefold().startswith(shortest.casefold()) for text in descriptions)
    return [name if plain and text == shortest else text for text in descriptions]
