"""Is it a person? Refuses recordings whose size or content cannot be a human run."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.errors import RecordingError
from nextstride.read.contents import GREATEST_DISTANCE
from nextstride.read.landmarks import HIGH, HIGH_MIDLINE, LOW, Landmarks, mean_difference, paired

HIP_HEIGHTS = (0.3, 1.6)
"""Height of the pelvis above the feet in people who run, m: from a child of four to beyond the
tallest."""

FEET = ("heel", "toe", "first_metatarsal", "fifth_metatarsal")


def check_positions(source: str, position: Floats) -> None:
    """Refuse positions of which none is valid, or that are no lengths in m.

    Raises
    ------
    RecordingError
    """
    finite = position[np.isfinite(position)]
    if not finite.size:
        raise RecordingError(
            f"{source}: no marker has a single valid position; all are missing. Export the file "
            "again with its trajectories filled in."
        )
    farthest = float(np.abs(finite).max())
    if farthest > GREATEST_DISTANCE:
        raise RecordingError(
            f"{source}: a marker lies {farthest:.3g} m from the origin, by the file's own unit. "
            "Correct the unit in its header, or export it again."
        )


def check_size(source: str, names: list[str], position: Floats) -> None:
    """Refuse a person whose hips are not between 0.3 and 1.6 m above the feet: a wrong unit.

    Parameters
    ----------
    source : str
        File name, for messages.
    names : list of str
        Canonical names where recognised.
    position : (n, 2 or 3, m) array
        In nextstride's axes, m.

    Raises
    ------
    RecordingError
    """
    landmarks = Landmarks(names, position)
    high = landmarks.course([*paired(HIGH), *HIGH_MIDLINE])
    low = landmarks.course(paired(LOW))
    if high is None or low is None:
        return
    height = float(mean_difference(high, low)[1])
    if not HIP_HEIGHTS[0] <= height <= HIP_HEIGHTS[1]:
        raise RecordingError(
            f"{source}: the hips are {_length(height)} above the feet, where {HIP_HEIGHTS[0]} to "
            f"{HIP_HEIGHTS[1]} m is human. The file's unit of length looks wrong: correct its "
            "header, or export the file again (or state the vertical axis with --up)."
        )


def check_feet(source: str, names: list[str], position: Floats) -> None:
    """Refuse feet that hang on the other leg: left and right swapped on some markers only.

    Parameters
    ----------
    source : str
        File name, for messages.
    names : list of str
        Canonical names where recognised.
    position : (n, 2 or 3, m) array
        m.

    Raises
    ------
    RecordingError
    """
    landmarks = Landmarks(names, position)
    for part in FEET:
        for ankle in ("lateral_ankle", "ankle"):
            ends = [landmarks.course([f"{side}_{part}"]) for side in SIDES]
            own = [landmarks.course([f"{side}_{ankle}"]) for side in SIDES]
            if any(course is None for course in (*ends, *own)):
                continue
            apart = [[_distance(end, other) for other in own] for end in ends]
            wrong = (apart[0][0] + apart[1][1]) > (apart[0][1] + apart[1][0])
            if np.mean(wrong) > 0.5:
                raise RecordingError(
                    f"{source}: the {part.replace('_', ' ')} markers are nearer to the other "
                    "leg's ankle than to their own: left and right look swapped on the feet. "
                    "Correct the labels, or map them with --markers."
                )


def _distance(one: Floats | None, two: Floats | None) -> Floats:
    """Distance of two courses, (n,) in m, infinite where one is unseen."""
    assert one is not None
    assert two is not None
    length: Floats = np.linalg.norm(one - two, axis=1)
    return np.nan_to_num(length, nan=0.0)


def _length(metres: float) -> str:
    """Write a length in the unit that suits it."""
    if abs(metres) < 0.01:
        return f"{metres * 1000:.2g} mm"
    return f"{metres:.2g} m" if abs(metres) < 100 else f"{metres:.0f} m"
