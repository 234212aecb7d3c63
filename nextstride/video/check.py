"""`check_film`: whether a film can be measured, and what to change, in a few seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.errors import ReadError
from nextstride.tracking.filmed import SHOULDERS
from nextstride.video.cuts import find_cuts, tiny_picture
from nextstride.video.film import Film, Picture, open_film, pictures
from nextstride.video.mediapipe_pose import MediaPipe
from nextstride.video.pose import require_model
from nextstride.video.repeats import find_repeats
from nextstride.video.weights import FULL

SECONDS = 2.0
"""No further picture is looked at after so long ..."""
SECONDS_OF_CUTS = 1.5
"""... nor is the film gone through for cuts and repeated pictures, at the same time, any longer."""
LOOKED_AT = 12
"""Pictures looked at, at most."""
GOOD_RATE, LEAST_RATE = 100.0, 50.0
"""Pictures per second: at 120 an interval is sure to 3 ms, below 50 to no better than 10."""
LEAST_HEIGHT, GOOD_HEIGHT = 75.0, 300.0
"""Of the runner, pixels: the least that is analysed, and what keeps a joint's 15 mm to 3 pixels."""
EDGE = 0.985
"""Feet below this share of the picture's height are at its edge, or beyond it."""
LEAST_SEEN = 0.5
"""Share of the pictures in which the runner, or a fault, must be seen to count."""
OBLIQUE, FRONTAL = np.deg2rad(25), np.deg2rad(50)
"""Angles to the side view: told from 25°, as shoulders swing; beyond 50° it is none."""
NOSE_TO_TOE = 0.87
"""Of a runner, over body height: the nose is at 0.92 of it, and the legs are bent."""
TRUNK = 0.288
"""Shoulders to hips over body height (Winter 2009, figure 4.1)."""
DARK, BRIGHT = 45.0, 225.0
"""Median brightness of the runner's surroundings, of 255, at which a phone takes long exposures, or
has lost the outline."""
MOST_TOLD = 5
"""Cuts whose times are told."""
LEAST_OF_WHOLE = 0.95
"""A film gone through this far was gone through."""
MANY_REPEATS = 0.1
"""Share of pictures that repeat the one before from which on it is told."""
OTHERS = 0.6
"""People less tall than this share of the runner are far behind and do not matter."""


@dataclass(frozen=True)
class Remark:
    """One thing that a film was checked for.

    Attributes
    ----------
    code : str
        Stable, snake_case, for programs.
    verdict : str
        "good", "poor" (a report, with wider intervals) or "bad" (no report is likely).
    found : str
        What was found.
    advice : str
        What to change; empty where all is well.
    """

    code: str
    verdict: str
    found: str
    advice: str = ""


@dataclass(frozen=True)
class FilmCheck:
    """What a film is worth before it is analysed.

    Attributes
    ----------
    source : str
        File name.
    frame_rate : float
        Pictures per second by the container's clock, Hz.
    duration : float
        s; 0 where the file does not say.
    looked_at : int
        Pictures looked at.
    remarks : tuple of Remark
    """

    source: str
    frame_rate: float
    duration: float
    looked_at: int
    remarks: tuple[Remark, ...]

    @property
    def is_usable(self) -> bool:
        """Whether nothing that was found is bad."""
        return all(remark.verdict != "bad" for remark in self.remarks)


@dataclass(frozen=True)
class Glimpse:
    """One picture: the runner (keypoint, [x, y, visibility]) or None, people, brightness, size."""

    runner: Floats | None
    people: int
    brightness: float
    size: tuple[int, int]


def check_film(path: Path) -> FilmCheck:
    """Look at some pictures of a film.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    ReadError
        If it is no video, or the pose model or its package is absent.
    """
    film = open_film(path)
    require_model(FULL)
    with ThreadPoolExecutor(1) as other:
        through = other.submit(_gone_through, film)
        seen = list(_glimpses(film))
        followed = through.result()
    if not seen:
        raise ReadError(f"{film.source}: no picture can be read. Copy or export the video again")
    remarks = [_rate(film)]
    whole = [each for each in seen if each.runner is not None]
    if not whole:
        remarks.append(
            Remark(
                "runner",
                "bad",
                f"nobody is seen in {len(seen)} pictures from all over the film",
                "Film one runner from the side, whole, sharp and large, and cut away what is "
                "before and after the run",
            )
        )
    else:
        remarks += [_large(whole), _inside(whole), _square(whole), _alone(whole)]
    remarks += [_light(seen), *followed]
    return FilmCheck(film.source, film.frame_rate, film.duration, len(seen), tuple(remarks))


def _glimpses(film: Film) -> Iterator[Glimpse]:
    """Look at pictures from all over the film while there is time, its middle first."""
    began = time.monotonic()
    shares = np.arange(1, 2 * LOOKED_AT, 2) / (2 * LOOKED_AT)
    order = np.argsort([int(f"{n:04b}"[::-1], 2) for n in range(LOOKED_AT)])
    model = MediaPipe(following=False, landmarks=FULL)
    for share in shares[order]:
        moment = share * film.duration if film.duration else 0.0
        for _, picture in pictures(film, moment):
            yield _glimpse(model, picture)
            break
        if time.monotonic() - began > SECONDS or not film.duration:
            return


def _glimpse(model: MediaPipe, picture: Picture) -> Glimpse:
    """What one picture shows."""
    people = model.everyone(picture)
    light = float(np.median(picture[::8, ::8].astype(float).mean(axis=2)))
    size = picture.shape[1], picture.shape[0]
    if not people:
        return Glimpse(None, 0, light, size)
    heights = [_height(person) for person in people]
    alike = sum(height > OTHERS * max(heights) for height in heights)
    return Glimpse(people[int(np.argmax(heights))], alike, light, size)


def _height(person: Floats) -> float:
    """About how tall a person is in the picture, pixels."""
    return float(np.ptp(person[:, :2], axis=0).max()) / NOSE_TO_TOE


def _rate(film: Film) -> Remark:
    """Pictures a second, and what they allow."""
    found = f"{film.frame_rate:.4g} pictures a second"
    advice = "Film in slow motion, 120 or 240 a second"
    if film.frame_rate >= GOOD_RATE:
        return Remark("frame_rate", "good", found)
    if film.frame_rate >= LEAST_RATE:
        return Remark("frame_rate", "poor", f"{found}: times are sure to some 7 ms", advice)
    told = (
        f"{found}: a contact time is a guess of ± 30 ms. If it is slow motion that plays at this "
        "rate, tell the true one with --frame-rate"
    )
    return Remark("frame_rate", "poor", told, advice)


def _large(seen: list[Glimpse]) -> Remark:
    """How large the runner is."""
    height = float(np.median([_height(each.runner) for each in seen if each.runner is not None]))
    found = f"the runner is some {height:.0f} pixels tall, of {seen[0].size[1]}"
    advice = "Go nearer or zoom in: the runner should fill half of the picture's height"
    if height >= GOOD_HEIGHT:
        return Remark("size", "good", found)
    return Remark("size", "bad" if height < LEAST_HEIGHT else "poor", found, advice)


def _inside(seen: list[Glimpse]) -> Remark:
    """Whether the whole body is in the picture."""
    out = [_sides_out(each) for each in seen]
    share = float(np.mean([bool(sides) for sides in out]))
    if share <= 1 - LEAST_SEEN:
        return Remark("whole_body", "good", "the whole body is in the picture")
    sides = sorted({side for each in out for side in each})
    return Remark(
        "whole_body",
        "bad" if "feet" in sides else "poor",
        f"{' and '.join(sides)} beyond the picture's edge in {100 * share:.0f} % of the pictures",
        "Film the whole runner, with some ground under the feet",
    )


def _sides_out(glimpse: Glimpse) -> set[str]:
    """Which ends of the body are beyond the picture's edge."""
    assert glimpse.runner is not None
    feet = [k for k, name in enumerate(MediaPipe.names) if name.endswith(("Heel", "BigToe"))]
    low = glimpse.runner[feet, 1].max() >= EDGE * glimpse.size[1]
    high = glimpse.runner[MediaPipe.names.index("Nose"), 1] < 0
    return {name for name, is_out in (("feet", low), ("head", high)) if is_out}


def _square(seen: list[Glimpse]) -> Remark:
    """Whether the runner is seen from the side, from the distance of the shoulders."""
    widths = [_width(each.runner) for each in seen if each.runner is not None]
    angle = float(np.arcsin(min(1.0, float(np.median(widths)) * TRUNK / SHOULDERS)))
    advice = "Stand level with the middle of the run and look square across the lane"
    if angle < OBLIQUE:
        return Remark("square", "good", "the runner is seen from the side")
    found = f"the runner is seen at some {np.rad2deg(angle):.0f}° to the side view"
    return Remark("square", "bad" if angle > FRONTAL else "poor", found, advice)


def _width(person: Floats) -> float:
    """Distance of the shoulders along the picture, over the length of the trunk."""
    place = {name: person[k, :2] for k, name in enumerate(MediaPipe.names)}
    left, right = ([place[f"{side[0].upper()}{part}"] for part in ("Shoulder", "Hip")]
                   for side in SIDES)  # fmt: skip
    trunk = (left[0] + right[0] - left[1] - right[1]) / 2
    return float(abs(left[0][0] - right[0][0]) / np.hypot(*trunk))


def _alone(seen: list[Glimpse]) -> Remark:
    """Who else is in the picture."""
    others = int(np.median([each.people for each in seen])) - 1
    if others <= 0:
        return Remark("people", "good", "one runner is in the picture")
    return Remark(
        "people",
        "poor" if others == 1 else "bad",
        f"{others} other{'s' if others > 1 else ''} in the picture",
        "Crop the video to one runner, or film one at a time",
    )


def _light(seen: list[Glimpse]) -> Remark:
    """Whether there is light enough for short exposures."""
    brightness = float(np.median([each.brightness for each in seen]))
    found = f"brightness {100 * brightness / 255:.0f} %"
    if brightness < DARK:
        return Remark(
            "light",
            "poor",
            f"{found}: a dark film blurs what moves",
            "Film in daylight or turn on the light",
        )
    if brightness > BRIGHT:
        return Remark("light", "poor", f"{found}: outlines are lost", "Lower the exposure")
    return Remark("light", "good", found)


def _gone_through(film: Film) -> list[Remark]:
    """What shows only from picture to picture, as far as there is time to go through the film."""
    began = time.monotonic()
    times: list[float] = []
    tiny: list[NDArray[np.uint8]] = []
    for moment, picture in pictures(film):
        times.append(moment)
        tiny.append(tiny_picture(picture))
        if time.monotonic() - began > SECONDS_OF_CUTS:
            break
    if not tiny:
        return []
    return [_cuts(film, np.array(times) - times[0], np.array(tiny)), *_repeats(np.array(tiny))]


def _cuts(film: Film, times: Floats, tiny: NDArray[np.uint8]) -> Remark:
    """Where the film is cut."""
    cuts = find_cuts(tiny)
    if cuts:
        places = ", ".join(f"{times[cut]:.1f}" for cut in cuts[:MOST_TOLD])
        more = f" and {len(cuts) - MOST_TOLD} more" if len(cuts) > MOST_TOLD else ""
        return Remark(
            "cuts",
            "poor",
            f"the film is cut at {places}{more} s",
            "Give the piece with the run only; else the one that shows a runner longest is taken",
        )
    whole = times[-1] > LEAST_OF_WHOLE * film.duration
    found = "the film is not cut" + ("" if whole else f" in its first {times[-1]:.1f} s")
    return Remark("cuts", "good", found)


def _repeats(tiny: NDArray[np.uint8]) -> tuple[Remark, ...]:
    """Whether many pictures only repeat the one before."""
    changes = np.abs(np.diff(tiny.astype(np.int16), axis=0)).mean(axis=(1, 2))
    share = float(find_repeats(np.r_[0.0, changes]).mean())
    if share < MANY_REPEATS:
        return ()
    told = f"{100 * share:.0f} % of the pictures only repeat the one before: they are left out"
    advice = (
        "Give the film as the phone took it, not converted or slowed down; if it is slow motion, "
        "tell the rate it was filmed at with --frame-rate"
    )
    return (Remark("repeats", "poor", told, advice),)
