"""What an unloaded plate tells: its offset, and whether the file counts newtons or kilonewtons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.errors import Notice

CLEAR_OFFSET = 2.0
"""An unloaded plate that reads more than this has an offset, N."""
SURE_OFFSET = 50.0
"""A plate that reads less than this is unloaded, N."""
LARGEST_OFFSET = 400.0
"""A plate that reads more than this is loaded, however still: half a person may stand on it, N."""
SHARE_UNLOADED = 0.2
"""A plate must be unloaded for this share of the time before its offset is judged."""
QUIET = 10.0
"""An unloaded plate varies by less than this in the quietest part of the time, N ..."""
STEPPED_ON = 400.0
"""... and a foot takes it farther than this from there, N, ..."""
OTHER_WAY = 0.01
"""... to the other side in less than this share of the time."""
KILONEWTONS = (0.5, 8.0)
"""Greatest vertical force of a run in kilonewtons; in newtons nobody runs so lightly."""


def unloaded_samples(normal: Floats) -> NDArray[np.bool_] | None:
    """Samples in which nobody is on a plate, or None where it is never surely unloaded.

    A plate is unloaded where it reads nearly nothing; else where it comes back to one quiet level
    between loads that all go one way. Whoever stands still on it gives such a level too, but no
    loads beside it.

    Parameters
    ----------
    normal : numpy.ndarray
        (n,), force across the plate, N.
    """
    near_zero = np.abs(normal) < SURE_OFFSET
    if near_zero.mean() >= SHARE_UNLOADED:
        return np.asarray(near_zero)
    rising = np.sort(normal)
    count = max(2, int(SHARE_UNLOADED * len(rising)))
    widths = rising[count - 1 :] - rising[: len(rising) - count + 1]
    quietest = int(np.argmin(widths))
    level = float(np.median(rising[quietest : quietest + count]))
    above, below = normal - level, level - normal
    load, other = (above, below) if above.max() > below.max() else (below, above)
    quiet = widths[quietest] < QUIET and abs(level) < LARGEST_OFFSET
    if quiet and load.max() > STEPPED_ON and (other > 3 * QUIET).mean() < OTHER_WAY:
        return np.asarray(np.abs(normal - level) < 2 * QUIET)
    return None


def newtons_per_unit(normals: Sequence[Floats]) -> float:
    """Return 1000 where forces are clearly in kilonewtons, else 1.

    They are where the greatest is a runner's in kN, a plate is in exact rest between the loads, and
    the loads last: an idle plate's hum in N is never at rest, and a knock does not last.

    Parameters
    ----------
    normals : sequence of numpy.ndarray
        Force across each plate (n,), or vertical force.
    """
    peaks = [float(np.abs(normal).max(initial=0.0)) for normal in normals]
    if not peaks or not KILONEWTONS[0] <= max(peaks) <= KILONEWTONS[1]:
        return 1.0
    normal = np.abs(normals[int(np.argmax(peaks))])
    at_rest, lasting = normal < 0.02 * max(peaks), normal > 0.5 * max(peaks)
    return 1000.0 if at_rest.mean() > SHARE_UNLOADED and lasting.mean() > 0.02 else 1.0


def told_kilonewtons(greatest: float) -> Notice:
    """Say that forces were taken as kilonewtons.

    Parameters
    ----------
    greatest : float
        The greatest force in the file, in its unit.
    """
    return Notice(
        "forces_in_kilonewtons",
        f"The greatest vertical force is {greatest:.2g}, which in N is no runner's; the forces "
        "were read as kilonewtons.",
    )
