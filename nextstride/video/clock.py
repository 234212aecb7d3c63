"""The clock of a film: of slow motion, of repeated pictures, and of phones that vary their rate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice
from nextstride.read.clock import nearest_rate, usable_rate
from nextstride.read.contents import Contents
from nextstride.video.film import Film
from nextstride.video.sight import Sight

LONGEST_GAP = 1.5
"""Pictures farther apart than this many usual ones have missing pictures between them."""


def film_pace(film: Film, sight: Sight, given: float | None) -> float:
    """How many seconds of the film's clock one second of the run lasts.

    Parameters
    ----------
    film : Film
    sight : Sight
    given : float or None
        Pictures a second at which it was filmed, as somebody stated, Hz.
    """
    return 1.0 if given is None else given / _rate_played(film, sight)


def film_clock(
    film: Film, sight: Sight, given: float | None
) -> tuple[Floats, float, tuple[Notice, ...]]:
    """Time of every picture, s, and the usual rate of those that show something new, Hz.

    Parameters
    ----------
    film : Film
    sight : Sight
        Of the pictures that show the run.
    given : float or None
        As for `film_pace`.

    Raises
    ------
    ParameterError
        If the rate that was given is impossible.
    """
    usual = _usual_rate(film, sight.time)
    repeats = _repeats_notice(sight, usual)
    if given is None:
        return sight.time - sight.time[0], usable_rate(film.source, usual, None), repeats
    played = _rate_played(film, sight)
    true = usable_rate(film.source, played, given)
    pace = true / played
    told = (
        f"The file plays at {played:g} pictures per second; its times were stretched to the "
        f"{true:g} that were stated."
    )
    stated = () if abs(pace - 1) < 0.005 else (Notice("frame_rate_stated", told),)
    return (sight.time - sight.time[0]) / pace, usual * pace, (*stated, *repeats)


def _rate_played(film: Film, sight: Sight) -> float:
    """Pictures that the film shows a second, new or not, Hz."""
    if not sight.repeated:
        return _usual_rate(film, sight.time)
    return nearest_rate(sight.rate_played, film.frame_rate) or sight.rate_played


def _usual_rate(film: Film, stamps: Floats) -> float:
    """Usual pictures per second by the container's clock, Hz."""
    usual = 1 / float(np.median(np.diff(stamps)))
    return nearest_rate(usual, film.frame_rate) or usual


def _repeats_notice(sight: Sight, usual: float) -> tuple[Notice, ...]:
    """Say that pictures were shown again, where that is so."""
    if not sight.repeated:
        return ()
    told = (
        f"{sight.repeated} pictures of the film only repeat the one before; they show nothing new "
        f"and were left out. {usual:.3g} pictures remain of each second that the film plays."
    )
    return (Notice("pictures_repeated", told),)


def on_even_clock(contents: Contents, maps: Floats) -> tuple[Contents, Floats]:
    """Pictures on an even clock: phones vary their rate and drop pictures.

    Between two pictures in their usual distance, straight; unseen where pictures are missing.

    Parameters
    ----------
    contents : Contents
        Of a film, with confidence.
    maps : numpy.ndarray
        (time, 3, 3) of every picture.
    """
    time, rate = contents.time, contents.frame_rate
    even = np.arange(time[0], time[-1] + 0.25 / rate, 1 / rate)
    if len(even) == len(time) and np.abs(even - time).max() < 0.1 / rate:
        return replace(contents, time=even), maps
    right = np.clip(np.searchsorted(time, even), 1, len(time) - 1)
    left = right - 1
    share = np.clip((even - time[left]) / (time[right] - time[left]), 0, 1)
    lone = (time[right] - time[left]) * rate > LONGEST_GAP
    place = contents.position
    mixed = (1 - share)[:, None, None] * place[left] + share[:, None, None] * place[right]
    near = np.where(share < 0.5, left, right)
    # A picture that falls on a moment stands for itself, whatever its neighbours lack.
    exact = np.abs(time[near] - even) * rate < 0.1
    mixed[exact] = place[near[exact]]
    mixed[lone & ~exact] = np.nan
    sure = contents.confidence
    assert sure is not None
    confidence = np.minimum(sure[left], sure[right])
    confidence[exact] = sure[near[exact]]
    confidence[lone & ~exact] = 0.0
    jitter = float(np.std(np.diff(time)) * rate)
    told = (
        f"The pictures are not evenly spaced (their distance varies by {100 * jitter:.0f} %); they "
        f"were put on an even clock of {rate:g} Hz."
    )
    evened = replace(contents, time=even, position=mixed, confidence=confidence)
    return evened.with_notices(Notice("frame_rate_varies", told)), maps[near]
