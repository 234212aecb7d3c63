"""What cannot be a sprint: refused before anything is fitted."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.checks import Problems
from nextstride.errors import RecordingError

FASTEST = 13.0
"""No runner is faster, m/s: the fastest 20 m on record were run at 12.3 m/s (Graubner & Nixdorf
2011, New Stud Athl 26:19-53)."""
SLOWEST = 2.0
"""An all-out sprint that never gets faster is none, m/s."""
LONGEST = 400.0
"""Farthest gate, m."""
LEAST_GATES = 3
LEAST_SAMPLES = 15
SHORTEST = 1.5
"""Shortest trace, s."""


def check_splits(source: str, distance: Floats, time: Floats) -> None:
    """Refuse gates that no sprint can have passed so.

    Raises
    ------
    RecordingError
        With every problem found.
    """
    problems = Problems(source)
    problems.require(bool((time > 0).all()), f"times must be positive; got {_shown(time)} s")
    problems.require(
        bool((np.diff(time) > 0).all()),
        f"times must increase from gate to gate, counted from the start; got {_shown(time)} s",
    )
    problems.require(
        bool((np.diff(distance, prepend=0) > 0).all()) and bool((distance <= LONGEST).all()),
        f"distances must increase, from above 0 to at most {LONGEST:g} m; got {_shown(distance)} m",
    )
    problems.require(len(time) > 0, "holds no gate after the start")
    problems.raise_if_any(RecordingError)
    problems.require(
        len(time) >= LEAST_GATES,
        f"needs at least {LEAST_GATES} gates after the start; got {len(time)}",
    )
    pace = np.diff(distance, prepend=0) / np.diff(time, prepend=0)
    place = int(pace.argmax())
    start = distance[place - 1] if place else 0.0
    problems.require(
        pace[place] <= FASTEST,
        f"from {start:g} to {distance[place]:g} m the speed would be {pace[place]:.1f} m/s, more "
        f"than {FASTEST:g}, which nobody runs; check times and distances",
    )
    problems.require(
        pace[place] >= SLOWEST,
        f"the fastest interval was run at {pace[place]:.2f} m/s, which is no sprint; times are "
        "needed in s and distances in m",
    )
    problems.raise_if_any(RecordingError)


def check_trace(source: str, time: Floats, speed: Floats | None) -> None:
    """Refuse samples that no sprint can have had.

    Raises
    ------
    RecordingError
        With every problem found.
    """
    problems = Problems(source)
    problems.require(
        len(time) >= LEAST_SAMPLES, f"needs at least {LEAST_SAMPLES} samples; got {len(time)}"
    )
    back = np.flatnonzero(np.diff(time) <= 0)
    where = f"after {time[back[0]]:g} s comes {time[back[0] + 1]:g} s" if len(back) else ""
    problems.require(not len(back), f"times must increase; {where}")
    problems.require(bool((time >= 0).all()), f"times must not be negative; got {time.min():g} s")
    problems.require(
        float(np.ptp(time)) >= SHORTEST,
        f"must last {SHORTEST:g} s or more; lasts {np.ptp(time):.2f} s",
    )
    if speed is not None:
        _check_speeds(problems, time, speed)
    problems.raise_if_any(RecordingError)


def _check_speeds(problems: Problems, time: Floats, speed: Floats) -> None:
    """Note speeds out of reach."""
    top = int(speed.argmax())
    problems.require(
        speed[top] <= FASTEST,
        f"the speed at {time[top]:g} s is {speed[top]:.1f} m/s, more than {FASTEST:g}, which "
        "nobody runs; if the unit is km/h name the column speed_km_h, else remove such samples",
    )
    problems.require(
        speed[top] >= SLOWEST,
        f"the highest speed is {speed[top]:.2f} m/s, which is no sprint; it is needed in m/s",
    )
    problems.require(
        bool((speed > -SLOWEST).all()),
        f"speeds must not be negative (away from the start is positive); got {speed.min():.1f} m/s",
    )


def _shown(values: Floats) -> str:
    """The first few numbers, for a message."""
    return ", ".join(f"{value:g}" for value in values[:8]) + (", ..." if len(values) > 8 else "")
