"""`read_film`: a phone's video, or keypoints that a pose model made elsewhere, as a recording."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ParameterError, RecordingError, about
from nextstride.read import read_contents, recording_of
from nextstride.read.animal_trackers import is_deeplabcut
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents
from nextstride.read.people import Wanted, choose_runner, running
from nextstride.read.sports2d import is_sports2d
from nextstride.recording import Recording
from nextstride.tracking import CARRIED, Scale
from nextstride.tracking.filmed import PIXEL_SIZE
from nextstride.tracking.scale import SCALE_SD
from nextstride.video.clock import film_clock, film_pace, on_even_clock
from nextstride.video.cuts import pieces
from nextstride.video.film import ENDINGS, Film, open_film
from nextstride.video.others import count_others, follow_other, shown_twice
from nextstride.video.pose import name_model
from nextstride.video.scale import find_scale, reference_scale, require_scale
from nextstride.video.sight import Sight, Tell, see_film
from nextstride.video.stretch import check_upright, run_stretch, without_outside
from nextstride.video.turning import through
from nextstride.video.view import CARRIED_SD, View, beside_runner, squared, still_view

KEYPOINTS = (".json", ".nc", ".h5", ".hdf5")
"""File name endings of keypoints of one camera."""
SCENE = "camera"
"""Variable (time, row, column) of a filmed recording's motion: the map of every picture's pixels
(x, y, 1) into those of one still picture."""
START = "start_and_pace"
"""Attribute: the container's time at zero of the recording's clock, s, and how many of its seconds
one second of the run lasts."""
MOST_TRIMMED = 0.9
"""A film of which more than this is measured counts as whole."""
GLANCE = 24
"""Pictures from the middle of a run in which the runner's copy is followed."""
TWICE = "The runner is shown twice, side by side; one of them was followed."
SOMEBODY = "Somebody else is in the picture; who runs nearest and longest was followed."


@dataclass(frozen=True)
class FilmOptions:
    """What somebody tells of a film.

    Attributes
    ----------
    height : float or None
        Of the runner, m.
    frame_rate : float or None
        At which it was filmed, Hz, where the file's own clock is wrong (slow motion).
    scale : str or None
        Reference length, as for `reference_scale`.
    pixel_size : float or None
        m a pixel.
    belt_speed : float or None
        m/s.
    forward : str or None
        Axis of the picture.
    pose : str
        Pose model.
    markers : pathlib.Path or None
        As in `read_recording`.
    runner : str or None
        Whom of several, as for `Wanted`.
    """

    height: float | None = None
    frame_rate: float | None = None
    scale: str | None = None
    pixel_size: float | None = None
    belt_speed: float | None = None
    forward: str | None = None
    pose: str = "mediapipe"
    markers: Path | None = None
    runner: str | None = None


def is_film(path: Path) -> bool:
    """Whether a file is a video, by its ending."""
    return path.suffix.casefold() in ENDINGS


def is_image(path: Path) -> bool:
    """Whether a file holds what a camera saw: a video, or keypoints of one."""
    ending = path.suffix.casefold()
    shares_ending = is_deeplabcut(path) or is_sports2d(path)
    return is_film(path) or path.is_dir() or ending in KEYPOINTS or shares_ending


def read_film(path: Path, options: FilmOptions, tell: Tell | None = None) -> Recording:
    """Read a video through a pose model, or a file of keypoints in pixels, in metres.

    Parameters
    ----------
    path : pathlib.Path
        A video, or a file of keypoints of one camera.
    options : FilmOptions
    tell : callable, optional
        Told of the progress of the pose model.

    Returns
    -------
    Recording
        Planar, of format "video" or "keypoints", not yet repaired (`analyze` does). Its motion has
        attributes for the size of a pixel and, of a video, `SCENE`.

    Raises
    ------
    ReadError
        If the file cannot be read, or a package for it is absent.
    RecordingError
        If no runner is seen, or the camera's motion cannot be removed.
    ParameterError
        If an option is impossible, or nothing tells the size of a pixel.
    """
    if is_film(path):
        film = open_film(path)
        _check_told(film, options)
        sight = see_film(film, options.pose, tell, wanted=_wanted(options))
        return recording_of_sight(film, sight, options)
    contents = read_contents(path, options.frame_rate)
    if not contents.in_pixels:
        _refuse_scale(contents.source, options)
        return recording_of(contents, markers=options.markers, forward=options.forward)
    return _in_metres(contents, options)


def recording_of_sight(film: Film, sight: Sight, options: FilmOptions) -> Recording:
    """Make a recording of what was seen in a film.

    Parameters
    ----------
    film : Film
    sight : Sight
        Of all its pictures.
    options : FilmOptions

    Returns
    -------
    Recording
        As from `read_film`.

    Raises
    ------
    RecordingError
        If no runner is seen, or the camera's motion cannot be removed.
    ParameterError
        If nothing tells the size of a pixel.
    """
    sight, points, notices = _runner(film, sight, options)
    kept = run_stretch(film.source, sight, points, film_pace(film, sight, options.frame_rate))
    check_upright(film.source, sight, points[kept])
    notices = (*notices, *_others(film, sight, points, kept, options), *_trimmed(sight, kept))
    points = without_outside(points, sight)
    view = still_view(film.source, sight, kept)
    kept = view.kept
    points = points[kept].copy()
    view = replace(view, maps=view.maps[kept])
    if view.carried:
        view = beside_runner(view, points, sight.names, sight.time[kept])
        options = replace(options, forward=options.forward or _way(view))
    else:
        view = squared(film.source, view, points, sight.names, sight.time[kept])
    points[:, :, :2] = through(view.maps, points[:, :, :2])
    confidence = np.nan_to_num(points[:, :, 2])
    position = np.where(confidence[:, None, :] > 0, points[:, :, :2].transpose(0, 2, 1), np.nan)
    time, rate, clock_notices = film_clock(film, sight.part(kept), options.frame_rate)
    contents = Contents(
        source=film.source,
        format="video",
        time=time,
        frame_rate=rate,
        labels=sight.names,
        position=position * np.array([1, -1])[None, :, None],
        confidence=np.clip(confidence, 0, 1),
        in_pixels=True,
        notices=(_model_notice(options.pose), *notices, *view.notices, *clock_notices),
    )
    contents, maps = on_even_clock(contents, view.maps)
    recording = _in_metres(contents, options, view)
    motion = recording.motion
    pace = film_pace(film, sight, options.frame_rate)
    motion.attrs[START] = (float(sight.time[kept][0]), pace)
    if view.carried:
        motion.attrs[CARRIED] = CARRIED_SD
    motion[SCENE] = (("time", "row", "column"), maps)
    return replace(recording, motion=motion)


def _in_metres(contents: Contents, options: FilmOptions, view: View | None = None) -> Recording:
    """Contents in pixels as a recording; lengths that somebody read are those of the pictures."""
    reference = _reference(options)
    if reference is not None and view is not None:
        reference = Scale(reference.value / view.stretch, reference.sd / view.stretch)
    with about(contents.source):
        scale, notice = find_scale(
            contents,
            height=options.height,
            reference=reference,
            belt_speed=options.belt_speed,
            forward=options.forward,
        )
    recording = recording_of(
        contents.with_notices(notice),
        markers=options.markers,
        pixel_size=scale.value,
        forward=options.forward,
    )
    motion = recording.motion
    error = float(np.hypot(scale.sd / scale.value, view.length_sd if view else 0.0))
    motion.attrs |= {PIXEL_SIZE: scale.value, SCALE_SD: error}
    return replace(recording, motion=motion)


def _reference(options: FilmOptions) -> Scale | None:
    """The size of a pixel that somebody read off a picture."""
    if options.pixel_size is not None:
        return Scale(options.pixel_size, 0.02 * options.pixel_size)
    return None if options.scale is None else reference_scale(options.scale)


def _check_told(film: Film, options: FilmOptions) -> None:
    """Refuse what is wrong, or missing, in what is told of a film before minutes of looking at it.

    Raises
    ------
    ParameterError
    """
    require_scale(film.source, options.height, _reference(options), options.belt_speed)
    usable_rate(film.source, film.frame_rate, options.frame_rate)
    _wanted(options)


def _wanted(options: FilmOptions) -> Wanted | None:
    """Whom of several the user means."""
    return None if options.runner is None else Wanted.of(options.runner)


def _refuse_scale(source: str, options: FilmOptions) -> None:
    """Refuse the size of a pixel for positions in metres.

    Raises
    ------
    ParameterError
    """
    if options.scale is not None or options.pixel_size is not None:
        raise ParameterError(
            f"{source}: its positions are in metres, so --scale and --pixel-size say nothing of "
            "them. Leave these out, or give the file of the pixels."
        )


def _runner(
    film: Film, sight: Sight, options: FilmOptions
) -> tuple[Sight, Floats, tuple[Notice, ...]]:
    """What was seen between two cuts of the film where a runner is seen longest, and the runner.

    Raises
    ------
    RecordingError
        If nobody is seen, or several run alike.
    """
    wanted = _wanted(options)
    found: list[tuple[float, Sight, Floats, int]] = []
    problems: list[RecordingError] = []
    for piece in pieces(len(sight.time), sight.cuts):
        part = sight.part(piece)
        try:
            points, others = choose_runner(part.people, part.names, film.source, wanted, part.time)
        except RecordingError as problem:
            problems.append(problem)
            continue
        found.append((running(points, part.names), part, points, others))
    if not found:
        raise max(problems, key=lambda problem: "run alike" in str(problem))
    _, part, points, others = max(found, key=lambda each: each[0])
    notices = []
    if sight.cuts:
        told = (
            f"The film is cut in {len(sight.cuts)} places; the piece from {part.time[0]:.2f} to "
            f"{part.time[-1]:.2f} s, which shows a runner longest, was analysed."
        )
        notices.append(Notice("film_cut", told))
    if others:
        notices.append(Notice("several_people", SOMEBODY))
    return part, points, tuple(notices)


def _others(
    film: Film, sight: Sight, points: Floats, kept: slice, options: FilmOptions
) -> tuple[Notice, ...]:
    """Ask who else is in the pictures of the run; refuse a crowd, unless somebody is pointed at."""
    if options.pose == "rtmpose":
        return ()
    people = count_others(film, points[kept], sight.time[kept])
    if people > 1 and options.runner is None:
        raise RecordingError(
            f"{film.source}: at least {people + 1} people are in the picture, and a pose model may "
            "take the legs of one for another's. Crop the video to one runner, film one at a time, "
            "or say whom you mean with --runner"
        )
    if not people:
        return () if options.runner is not None else _twice(film, points[kept], sight.time[kept])
    if options.runner is None:
        other = follow_other(film, points[kept], sight.time[kept])
        if shown_twice(points[kept], other):
            return (Notice("several_people", TWICE),)
        both = [np.concatenate(pair) for pair in zip(points[kept, None], other, strict=True)]
        choose_runner(both, sight.names, film.source)  # refuses who run alike
    return (Notice("several_people", SOMEBODY),)


def _twice(film: Film, points: Floats, time: Floats) -> tuple[Notice, ...]:
    """Say that a runner is shown twice whose small copy single pictures do not show."""
    first = max(0, (len(time) - GLANCE) // 2)
    part = slice(first, first + GLANCE)
    other = follow_other(film, points[part], time[part])
    return (Notice("several_people", TWICE),) if shown_twice(points[part], other) else ()


def _trimmed(sight: Sight, kept: slice) -> tuple[Notice, ...]:
    """Say which part of a film was measured, where it is not nearly all of it."""
    first, last = sight.time[kept][[0, -1]]
    if last - first > MOST_TRIMMED * (sight.time[-1] - sight.time[0]):
        return ()
    told = (
        f"Measured was the part from {first:.2f} to {last:.2f} s, in which both legs are seen "
        "whole, and run."
    )
    return (Notice("film_trimmed", told),)


def _way(view: View) -> str | None:
    """Axis of the picture along which the runner runs whom a carried camera follows."""
    return {1.0: "x", -1.0: "-x"}.get(view.way)


def _model_notice(model: str) -> Notice:
    """Which pose model saw the runner."""
    return Notice("pose_model", f"Seen by the pose model {name_model(model)}.")
