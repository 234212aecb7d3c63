"""`see_film`: a pose model over every picture of a film, in one process or two."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.errors import RecordingError
from nextstride.read.people import Wanted
from nextstride.video.background import Background
from nextstride.video.cuts import find_cuts, tiny_picture
from nextstride.video.film import Film, Picture, pictures
from nextstride.video.pose import pose_model, require_model
from nextstride.video.repeats import find_repeats

Tell = Callable[[int, float], None]
"""Called with how many pictures were seen, and how many a second."""

ALONE = 600
"""A film with fewer pictures is not worth starting a second process for."""
AHEAD = 4
"""Pictures decoded ahead of the pose model."""


@dataclass(frozen=True)
class Sight:
    """What a pose model saw in a film.

    Attributes
    ----------
    time : numpy.ndarray
        (n,) s by the container's clock.
    people : list of numpy.ndarray
        (people, keypoint, [x, y, confidence]) in every picture, pixels.
    tracks : list of numpy.ndarray
        (points, [x before, y before, x, y]) of the background in every picture, pixels.
    names : tuple of str
        Of the keypoints.
    size : tuple of int
        Width and height, pixels.
    cuts : list of int
        Pictures with which something new begins.
    repeated : int
        Pictures that were left out because they repeat the one before.
    rate_played : float
        Usual pictures a second by the container's clock, those left out counted, Hz; 0 where none
        were.
    """

    time: Floats
    people: list[Floats]
    tracks: list[NDArray[np.float32]]
    names: tuple[str, ...]
    size: tuple[int, int]
    cuts: list[int] = field(default_factory=list)
    repeated: int = 0
    rate_played: float = 0.0

    def part(self, kept: slice) -> Sight:
        """Some pictures that follow each other, without cuts."""
        return replace(
            self,
            time=self.time[kept],
            people=self.people[kept],
            tracks=self.tracks[kept],
            cuts=[],
        )


def see_film(
    film: Film,
    model: str,
    tell: Tell | None = None,
    processes: int = 0,
    wanted: Wanted | None = None,
) -> Sight:
    """Run a pose model over every picture of a film.

    Pictures are streamed: what is kept grows by some hundred numbers a picture.

    Parameters
    ----------
    film : Film
    model : str
        A key of `nextstride.video.pose.MODELS`.
    tell : callable, optional
        Told of the progress.
    processes : int
        How many share the film; 0 takes two where there are two cores and the film is long.
    wanted : Wanted, optional
        Whom of several to follow; one process then follows them through the whole film.

    Raises
    ------
    ReadError
        If the model is not installed or the film is damaged.
    RecordingError
        If the film has fewer than three pictures.
    """
    require_model(model)
    known = film.duration if film.duration > 0 else 0.0
    if not processes:
        worth = film.frames >= ALONE and known > 0 and (os.cpu_count() or 1) > 1
        processes = 2 if worth and wanted is None else 1
    if processes == 1 or not known:
        parts = [_see_part(film, model, -np.inf, np.inf, _counter(tell), wanted)]
    else:
        parts = _shared(film, model, processes, tell)
    times = np.concatenate([part.time for part in parts])
    if times.size < 3:
        raise RecordingError(
            f"{film.source}: the video has {times.size} pictures; a run needs at least three "
            "steps, some 60 pictures at 60 per second"
        )
    firsts = np.cumsum([0, *(part.time.size for part in parts[:-1])]).tolist()
    return Sight(
        times,
        [people for part in parts for people in part.people],
        [tracks for part in parts for tracks in part.tracks],
        parts[0].names,
        parts[0].size,
        [cut + first for part, first in zip(parts, firsts, strict=True) for cut in part.cuts],
        sum(part.repeated for part in parts),
        max(part.rate_played for part in parts),
    )


def _see_part(
    film: Film,
    model: str,
    start: float,
    stop: float,
    told: Callable[[int], None],
    wanted: Wanted | None = None,
) -> Sight:
    """One process' share of a film."""
    times: list[float] = []
    people: list[Floats] = []
    behind: list[_Behind] = []
    size = (0, 0)
    background = Background()
    pose = pose_model(model, wanted)
    nobody = np.empty((0, len(pose.names), 3))
    begins = _begins(model, wanted)
    with ThreadPoolExecutor(1) as aside:
        followed: list[Future[_Behind]] = []
        for moment, picture in _ahead(pictures(film, start, stop)):
            seen = pose.see(picture) if moment >= begins else nobody
            times.append(moment)
            people.append(seen)
            behind += [each.result() for each in followed]  # one picture ahead, no more
            followed = [aside.submit(_look_behind, background, picture, seen)]
            size = picture.shape[1], picture.shape[0]
            told(len(times))
        behind += [each.result() for each in followed]
    cuts = find_cuts(np.array([each.tiny for each in behind]))
    tracks = [each.tracks for each in behind]
    whole = Sight(np.array(times), people, tracks, pose.names, size, cuts)
    return _without_repeats(whole, find_repeats(np.array([each.change for each in behind])))


@dataclass(frozen=True)
class _Behind:
    """What one picture shows behind the runner, and how it differs from the one before."""

    tracks: NDArray[np.float32]
    change: float
    tiny: NDArray[np.uint8]


def _look_behind(background: Background, picture: Picture, people: Floats) -> _Behind:
    """Follow the background into a picture, in a thread of its own while the pose model works."""
    tracks = background.follow(picture, people)
    return _Behind(tracks, background.change, tiny_picture(picture))


def _begins(model: str, wanted: Wanted | None) -> float:
    """When a model that sees one person at a time begins to look, by the container's clock, s.

    Before the user's moment somebody else may be where the runner is then.
    """
    if model == "rtmpose" or wanted is None or wanted.time is None:
        return -np.inf
    return wanted.time


def _without_repeats(sight: Sight, repeats: NDArray[np.bool_]) -> Sight:
    """What was seen, without pictures (n,) that only repeat the one before."""
    if not repeats.any():
        return sight
    kept = np.flatnonzero(~repeats)
    return replace(
        sight,
        time=sight.time[kept],
        people=[sight.people[picture] for picture in kept],
        tracks=[sight.tracks[picture] for picture in kept],
        cuts=np.searchsorted(kept, sight.cuts).tolist(),
        repeated=int(repeats.sum()),
        rate_played=1 / float(np.median(np.diff(sight.time))),
    )


def _shared(film: Film, model: str, processes: int, tell: Tell | None) -> list[Sight]:
    """Share a film among processes, each a stretch of it."""
    context = get_context("spawn")
    edges = np.r_[-np.inf, film.duration * np.arange(1, processes) / processes, np.inf]
    counts: Any = context.Array("q", processes)
    told = _counter(tell)
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(counts, os.getpid())
    ) as pool:
        jobs = [
            pool.submit(_see_share, film, model, edges[place], edges[place + 1], place)
            for place in range(processes)
        ]
        while not all(job.done() for job in jobs):
            time.sleep(0.1)
            told(sum(counts))
        return [part for part in (job.result() for job in jobs) if part.time.size]


_counts: Any = None
"""In a process of several: how many pictures each has seen."""


def _begin(counts: Any, parent: int) -> None:
    """Begin a process of several, which ends when the one that started it is no more."""
    global _counts
    _counts = counts

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _see_share(film: Film, model: str, start: float, stop: float, place: int) -> Sight:
    """The work of one process of several."""

    def told(seen: int) -> None:
        _counts[place] = seen

    return _see_part(film, model, start, stop, told)


def _counter(tell: Tell | None) -> Callable[[int], None]:
    """Turn a count into progress: the count and pictures a second."""
    began = time.perf_counter()

    def told(seen: int) -> None:
        if tell is not None:
            tell(seen, seen / max(time.perf_counter() - began, 1e-9))

    return told


def _ahead(source: Iterator[tuple[float, Picture]]) -> Iterator[tuple[float, Picture]]:
    """Decode in a thread of its own while the model works, a few pictures ahead."""
    waiting: queue.Queue[Any] = queue.Queue(AHEAD)
    stopped = threading.Event()

    def put(item: Any) -> None:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
                break
            except queue.Full:
                continue

    def decode() -> None:
        try:
            for item in source:
                put(item)
                if stopped.is_set():
                    return
            put(None)
        except Exception as problem:  # noqa: BLE001  # raised again by the reader below
            put(problem)

    thread = threading.Thread(target=decode, daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        stopped.set()
        thread.join()
