"""The clock of a file: from its time column and the rate in its header to evenly spaced frames."""

from __future__ import annotations

import math

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ParameterError, ReadError, RecordingError
from nextstride.read.frames import in_ranges

COMMON_RATES = (
    24, 25, 29.97, 30, 50, 59.94, 60, 85, 100, 119.88, 120, 125, 150, 179.82, 180, 200, 239.76,
    240, 250, 300, 340, 360, 400, 480, 500, 600, 960, 1000, 1200, 1500, 1920, 2000, 2400, 3000,
)  # fmt: skip
"""Rates that cameras and force plates run at, Hz."""

LARGEST_JITTER = 0.75
"""A time farther than this from its even place, in frames, means that frames are missing."""

ROUNDING = 0.0006
"""How far a time rounded to ms may lie from its true place, s."""

FRAME_ABOVE_ROUNDING = 4
"""One frame more or less is told from rounding only where it lasts so many times longer."""

ON_PLACE = 0.25
"""Rows were left out where every time is this near, in frames, to a whole number of frames..."""

FEWEST_ROWS = 0.5
"""... and no less than this share of the frames is there."""

RATE_TOLERANCE = 0.005
"""A measured rate this near to a common one, relatively, is that one."""


def usable_rate(source: str, stated: float | None, given: float | None) -> float:
    """Choose the rate that was given by hand, else the file's own.

    Raises
    ------
    ReadError
        If the file's rate is absent or impossible, and none is given.
    ParameterError
        If the given rate is impossible.
    """
    if given is not None and not (math.isfinite(given) and 1 <= given <= 100_000):
        raise ParameterError(
            f"the frame rate (--frame-rate) must be between 1 and 100000 Hz; got {given:g}."
        )
    rate = stated if given is None else given
    if rate is None or not math.isfinite(rate) or not 1 <= rate <= 100_000:
        came = "none" if rate is None else f"{rate:g} Hz"
        raise ReadError(
            f"{source}: the frame rate must be a positive number between 1 and 100000 Hz; "
            f"got {came}. State it with --frame-rate."
        )
    return float(rate)


def with_absent_rows(
    source: str, block: Floats, clock: int, given: float | None
) -> tuple[Floats, tuple[Notice, ...]]:
    """Put rows where their times say they were, so that frames left out are unseen.

    Programs leave out what lies between two volumes that cameras see, or frames that they lost.

    Parameters
    ----------
    source : str
        File name, for messages.
    block : (n, columns) array
        The file's numbers.
    clock : int
        The column of times, in any unit.
    given : float or None
        The rate given by hand, Hz: then every row is its own frame.

    Returns
    -------
    block, notices
        With a row of NaN but for its time where one is absent; as given where the times do not lie
        on whole frames.
    """
    time = block[:, clock]
    steps = np.diff(time)
    if given is not None or len(steps) < 2 or not np.isfinite(time).all() or (steps <= 0).any():
        return block, ()
    frame = float(np.mean(steps[steps < 1.5 * np.median(steps)]))
    spans = np.rint(steps / frame)
    if spans.max() < 2 or len(time) < FEWEST_ROWS * (spans.sum() + 1):
        return block, ()
    places = np.r_[0, np.cumsum(spans)].astype(int)
    frame = float(time[-1] - time[0]) / places[-1]
    if np.abs(time - time[0] - places * frame).max() > ON_PLACE * frame:
        return block, ()
    whole = np.full((places[-1] + 1, block.shape[1]), np.nan)
    whole[:, clock] = time[0] + np.arange(len(whole)) * frame
    whole[places] = block
    absent = np.setdiff1d(np.arange(len(whole)), places) + 1
    told = f"Frames {in_ranges(absent)} are absent by their times, and taken as unseen."
    return whole, (Notice("frames_absent", told),)


def even_clock(
    source: str, time: Floats, stated: float | None, given: float | None
) -> tuple[Floats, float, tuple[Notice, ...]]:
    """Return an evenly spaced clock through `time`, its rate and what to say about it.

    A time column is often rounded to a ms, so that its own steps jitter by several per cent; the
    frames behind it were evenly spaced. The rate is that of the whole column, made exact where a
    common rate lies within 0.5 %.

    Parameters
    ----------
    source : str
        File name, for messages.
    time : (n,) array
        The file's time column, s.
    stated : float or None
        The rate in the file's header, Hz.
    given : float or None
        The rate given by hand, Hz; it overrides both.

    Raises
    ------
    RecordingError
        If times are absent or go backwards.
    ReadError
        If the frames are not evenly spaced, or a given rate is impossible.
    """
    _check_times(source, time)
    coarse = _rate_of_coarse(time, stated)
    if given is not None or coarse is not None:
        _check_order(source, time, may_repeat=True)
        rate = usable_rate(source, coarse, given)
        return time[0] + np.arange(len(time)) / rate, rate, ()
    _check_order(source, time)
    measured = (len(time) - 1) / float(time[-1] - time[0])
    usable_rate(source, measured, None)
    stretched = _rate_of_stretched(time)
    if stretched is not None:
        notice = Notice(
            "clock_stretched",
            f"The times of {source} spread {len(time)} frames evenly from {time[0]:g} to "
            f"{time[-1]:g} s with both ends, which makes {measured:.6g} Hz of {stretched:g} Hz; "
            f"they were taken as {stretched:g} Hz.",
        )
        return time[0] + np.arange(len(time)) / stretched, stretched, (notice,)
    doubt = float(np.ptp(np.diff(time))) / float(time[-1] - time[0])
    for rate in (nearest_rate(measured, stated, doubt) or measured, measured):
        even = time[0] + np.arange(len(time)) / rate
        astray = float(np.max(np.abs(time - even)))
        if astray <= LARGEST_JITTER / rate:
            break
    else:
        raise ReadError(
            f"{source}: frames must be evenly spaced in time; some are {astray * 1000:.0f} ms "
            f"off a steady {rate:g} Hz, so frames are missing. Export the file without gaps in "
            "time, or state --frame-rate if the time column is wrong."
        )
    notices: tuple[Notice, ...] = ()
    if stated is not None and not math.isclose(stated, rate, rel_tol=RATE_TOLERANCE):
        notices = (
            Notice(
                "frame_rate_disagrees",
                f"The header says {stated:g} Hz but the time column runs at {rate:g} Hz; "
                "the time column was used.",
            ),
        )
    return even, rate, notices


def _rate_of_stretched(time: Floats) -> float | None:
    """Return the true rate of a clock that was stretched by one frame, or None.

    Whoever spreads n frames over n / rate seconds but includes both ends (as ``linspace`` does)
    writes a clock that runs slow by one frame in n.
    """
    frames, lasted = len(time), float(time[-1] - time[0])
    rate = round(frames / lasted)
    if rate not in COMMON_RATES or 1 / rate < FRAME_ABOVE_ROUNDING * ROUNDING:
        return None
    uneven = np.abs(time - np.linspace(time[0], time[-1], frames)).max()
    stretched = uneven <= ROUNDING and abs(lasted - frames / rate) <= ROUNDING
    true = any(abs(lasted - (frames - 1) / common) <= ROUNDING for common in COMMON_RATES)
    return float(rate) if stretched and not true else None


def _rate_of_coarse(time: Floats, stated: float | None) -> float | None:
    """Return the stated rate where times were rounded to more than a frame's time, or None.

    They then repeat, but lie where the rate says as nearly as their own grain.
    """
    steps = np.diff(time)
    if stated is None or (steps < 0).any() or (steps > 0).all() or not steps.any():
        return None
    grain = float(steps[steps > 0].min())
    rate = nearest_rate((len(time) - 1) / float(time[-1] - time[0]), stated)
    if rate != stated or grain * rate < 1 + RATE_TOLERANCE:
        return None
    even = time[0] + np.arange(len(time)) / rate
    return rate if np.abs(time - even).max() <= grain else None


def _check_times(source: str, time: Floats) -> None:
    """Refuse a time column that is too short or has holes."""
    if len(time) < 2:
        raise RecordingError(f"{source}: a run needs at least 2 frames; got {len(time)}.")
    if not np.isfinite(time).all() or np.abs(time).max() > 1e8:
        frame = int(np.argmax(~np.isfinite(time) | (np.abs(time) > 1e8))) + 1
        raise RecordingError(f"{source}: frame {frame} has no usable time; every frame needs one.")


def _check_order(source: str, time: Floats, *, may_repeat: bool = False) -> None:
    """Refuse times that go backwards, or that stand still where they may not."""
    steps = np.diff(time)
    backwards = np.flatnonzero(steps < 0 if may_repeat else steps <= 0)
    if not backwards.size:
        return
    at = int(backwards[0])
    what_else = "" if (steps < 0).any() else ", or state --frame-rate if each row is its own frame"
    raise RecordingError(
        f"{source}: times must increase, but frame {at + 2} ({time[at + 1]:g} s) does not follow "
        f"frame {at + 1} ({time[at]:g} s). Mend the time column{what_else}."
    )


def nearest_rate(measured: float, stated: float | None = None, doubt: float = 0.0) -> float | None:
    """Return the stated rate, else the nearest common one, if within 0.5 %; else None.

    Parameters
    ----------
    measured : float
        Hz.
    stated : float, optional
        The rate in the file's header, Hz.
    doubt : float
        Relative uncertainty of `measured`; within it a whole number of Hz is preferred, since 240
        and 239.76 Hz cannot be told apart in a short file.
    """
    if stated and abs(measured - stated) <= RATE_TOLERANCE * stated:
        return stated
    near = [rate for rate in COMMON_RATES if abs(measured - rate) <= RATE_TOLERANCE * rate]
    whole = [r for r in near if r == round(r) and abs(measured - r) <= doubt * r]
    return min(whole or near, key=lambda rate: abs(measured - rate), default=None)
