"""Several passes in one file: a runner who comes back, seen without end or coming in once more.

Cameras that are not stopped between two runs see a way there and a way back, or there twice. Laid
end to end they are no run: the running direction, and with it left and right, is that of one pass.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ParameterError, RecordingError
from nextstride.read.contents import Contents
from nextstride.read.landmarks import HIGH, HIGH_MIDLINE, Flags, Landmarks, paired

WINDOW = 0.2
"""The pelvis' velocity is that from so long before a moment to as long after it, s."""
UNDER_WAY = 1.0
"""A pelvis that goes more slowly stands, turns round or sways on a treadmill, m/s."""
LEAST_WAY = 1.5
"""A shorter way is no pass, m."""
OUT_OF_SIGHT = 0.5
"""A pelvis unseen for longer than this may come in anew, s."""
BACK = float(np.cos(np.deg2rad(135)))
"""Whoever goes on at more than this to the way before comes back; a cut turns by 90 degrees."""
ENDS = 0.3
"""What is seen so long before and after a pass goes with it, s."""
QUICK = 0.6
"""Passes at less than this share of the greatest speed are walks back to the start ..."""
LONG = 0.6
"""... and others are compared where they are at least this share of the longest, m of m."""


@dataclass(frozen=True)
class Pass:
    """One way of the pelvis.

    Attributes
    ----------
    start, stop : float
        s.
    ends : (2, 3) array
        Where it was then, m.
    speed : float
        Median speed, m/s.
    sight : int
        Which of the times without a long gap it lies in.
    """

    start: float
    stop: float
    ends: Floats
    speed: float
    sight: int

    @property
    def way(self) -> Floats:
        """From its start to its stop, (3,) m."""
        return np.asarray(self.ends[1] - self.ends[0])


def refuse_pass(source: str, which: int | None, what: str) -> None:
    """Refuse a pass of a recording in which passes are not told apart.

    Parameters
    ----------
    source : str
        File name.
    which : int or None
        The pass that is asked for.
    what : str
        What the recording is of.

    Raises
    ------
    ParameterError
        If one is asked for.
    """
    if which is not None:
        raise ParameterError(
            f"{source}: --pass {which} needs markers in three dimensions, of which several passes "
            f"are told apart; this file is of {what}. Leave --pass out, and give a file that shows "
            "only the pass you mean."
        )


def one_pass(
    contents: Contents, landmarks: Landmarks, which: int | None
) -> tuple[Contents, tuple[Notice, ...]]:
    """Cut a recording of several passes to one of them, and say so.

    Parameters
    ----------
    contents : Contents
        Of markers in three dimensions.
    landmarks : Landmarks
        Its markers by their names.
    which : int or None
        From 1; the fastest of the long ones where not given.

    Raises
    ------
    RecordingError
        If there are fewer passes than `which`.
    """
    course = landmarks.course([*paired(HIGH), *HIGH_MIDLINE])
    passes = [] if course is None else find_passes(contents.time, course)
    count = max(len(passes), 1)
    if which is not None and not 1 <= which <= count:
        numbers = "only pass 1" if count == 1 else f"passes 1 to {count}"
        raise RecordingError(
            f"{contents.source}: --pass {which} is not there; the file shows {numbers}. Leave it "
            "out to measure the fastest."
        )
    if len(passes) < 2:
        return contents, ()
    chosen = which - 1 if which is not None else _fastest(passes)
    told = "; ".join(
        f"{number}: {each.start:.2f} to {each.stop:.2f} s at {each.speed:.1f} m/s"
        for number, each in enumerate(passes, start=1)
    )
    why = "as asked" if which is not None else "the fastest"
    message = (
        f"{len(passes)} passes in one file ({told}). Pass {chosen + 1} was measured, {why}; "
        "--pass NUMBER measures another."
    )
    start, stop = _window(passes, chosen)
    return _cut(contents, start, stop), (Notice("several_passes", message),)


def find_passes(time: Floats, course: Floats) -> list[Pass]:
    """Ways of the pelvis that do not go on from each other.

    Parameters
    ----------
    time : (n,) array
        s.
    course : (n, 3) array
        Of the pelvis, m; NaN where unseen.
    """
    parts = [part for part in _parts(time, course) if np.linalg.norm(part.way) >= LEAST_WAY]
    passes: list[Pass] = []
    for part in parts:
        if passes and not _anew(passes[-1], part):
            before = passes.pop()
            ends = np.stack([before.ends[0], part.ends[1]])
            speed = max(before.speed, part.speed)
            part = replace(part, start=before.start, ends=ends, speed=speed)
        passes.append(part)
    return passes


def _parts(time: Floats, course: Floats) -> Iterator[Pass]:
    """Stretches of time in which the pelvis is under way in one direction."""
    seen = np.flatnonzero(np.isfinite(course).all(axis=1))
    gaps = np.flatnonzero(np.diff(time[seen]) > OUT_OF_SIGHT) + 1
    for sight, frames in enumerate(np.split(seen, gaps)):
        clock, places = time[frames], course[frames]
        if frames.size < 4 or clock[-1] - clock[0] < WINDOW:
            continue
        velocity = _velocity(clock, places)
        speed = np.linalg.norm(velocity, axis=1)
        for first, last in _in_one_direction(velocity, speed > UNDER_WAY):
            ends, middle = places[[first, last]], float(np.median(speed[first : last + 1]))
            yield Pass(float(clock[first]), float(clock[last]), ends, middle, sight)


def _velocity(clock: Floats, places: Floats) -> Floats:
    """Velocity over the window around each moment, (n, 3) m/s."""
    before = np.maximum(clock - WINDOW, clock[0])
    after = np.minimum(clock + WINDOW, clock[-1])
    way = np.stack(
        [np.interp(after, clock, axis) - np.interp(before, clock, axis) for axis in places.T],
        axis=1,
    )
    # Of times so late that the window is lost in rounding nothing is known.
    span = np.broadcast_to((after - before)[:, None], way.shape)
    return np.asarray(np.divide(way, span, out=np.zeros_like(way), where=span > 0))


def _in_one_direction(velocity: Floats, flags: Flags) -> Iterator[tuple[int, int]]:
    """First and last of the flagged moments around the fastest that go its way, in order."""
    edges = np.flatnonzero(np.diff(np.r_[False, flags, False]))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        fastest = start + int(np.argmax(np.linalg.norm(velocity[start:stop], axis=1)))
        other = np.flatnonzero(velocity[start:stop] @ velocity[fastest] <= 0) + start
        first = max(other[other < fastest], default=start - 1) + 1
        last = min(other[other > fastest], default=stop) - 1
        for begin, end in ((start, first), (first, last + 1), (last + 1, stop)):
            if (begin, end) == (first, last + 1):
                yield int(first), int(last)
            elif end > begin:
                rest = np.zeros_like(flags)
                rest[begin:end] = True
                yield from _in_one_direction(velocity, rest)


def _anew(before: Pass, after: Pass) -> bool:
    """Whether a part does not go on from the one before: it goes back, or begins farther back."""
    way = before.way / np.linalg.norm(before.way)
    if way @ after.way < BACK * np.linalg.norm(after.way):
        return True
    ahead = float((after.ends[0] - before.ends[1]) @ way)
    expected = before.speed * (after.start - before.stop)
    return after.sight != before.sight and ahead < 0.5 * expected


def _fastest(passes: list[Pass]) -> int:
    """Place of the fastest of the passes that are long enough; the first of those alike."""
    running = QUICK * max(each.speed for each in passes)
    ways = [float(np.linalg.norm(each.way)) * (each.speed > running) for each in passes]
    known = [place for place, way in enumerate(ways) if way >= LONG * max(ways)]
    return max(known, key=lambda place: round(passes[place].speed, 1))


def _window(passes: list[Pass], chosen: int) -> tuple[float, float]:
    """Start and stop of a pass with what is seen at its ends, s."""
    halves = [(one.stop + two.start) / 2 for one, two in itertools.pairwise(passes)]
    earliest, latest = [-np.inf, *halves][chosen], [*halves, np.inf][chosen]
    one = passes[chosen]
    return max(one.start - ENDS, earliest), min(one.stop + ENDS, latest)


def _cut(contents: Contents, start: float, stop: float) -> Contents:
    """Frames and forces within a time."""
    seen = np.isfinite(contents.position).any(axis=(1, 2))
    wanted = seen & (contents.time >= start) & (contents.time <= stop)
    first, last = contents.time[wanted][[0, -1]]
    inside = (contents.time >= first) & (contents.time <= last)
    force = contents.force
    return replace(
        contents,
        time=contents.time[inside],
        position=contents.position[inside],
        confidence=None if contents.confidence is None else contents.confidence[inside],
        force=None if force is None else force.sel(time=slice(start, stop)),
        labelled_events=tuple(e for e in contents.labelled_events if start <= e.time <= stop),
    )
