"""`AnalysisRequest`: all that may be asked of one recording, from the command line or elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nextstride.analysis.result import Analysis
from nextstride.analysis.story import analyze
from nextstride.athlete import Athlete
from nextstride.recording import Recording
from nextstride.strides import EventSource

if TYPE_CHECKING:
    from nextstride.video import FilmOptions

Tell = Callable[[str, int, int], None]
"""Told of progress: what is done, and how many parts of how many; 0 where they are not counted."""


@dataclass(frozen=True)
class AnalysisRequest:
    """What is asked of one recording.

    Attributes
    ----------
    file : pathlib.Path
        A film, or any recording that `nextstride.read` knows.
    athlete : Athlete
        What is only assumed of the height does not scale a film.
    film : FilmOptions
        What is told of the recording; what is not of films alone holds for every kind.
    up : str or None
        Axis of the file.
    standing, forces : pathlib.Path or None
        A standing trial, and ground forces in a file of their own.
    events : {"auto", "markers", "force"}
        What touchdown and toe-off are found from.
    which_pass : int or None
        Of several in a file of markers, from 1; the fastest where not given.
    source : str
        What the recording is called in results; the name of its file where empty.
    """

    file: Path
    athlete: Athlete
    film: FilmOptions
    up: str | None = None
    standing: Path | None = None
    forces: Path | None = None
    events: EventSource = "auto"
    which_pass: int | None = None
    source: str = ""

    @property
    def axes(self) -> dict[str, Any]:
        """What is told of the axes and markers of files that are no films."""
        return {"markers": self.film.markers, "up": self.up, "forward": self.film.forward}


def nobody(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def measure_request(request: AnalysisRequest, tell: Tell = nobody) -> Analysis:
    """Read a recording with all that goes with it, and analyse it; fit no bodies.

    Parameters
    ----------
    request : AnalysisRequest
    tell : callable
        Told of progress.

    Raises
    ------
    NextstrideError
        If it cannot be read or analysed.
    """
    from nextstride.read import read_recording

    told = request.film
    tell("reading", 0, 0)
    recording = _read(request, tell)
    if request.source:
        recording = replace(recording, source=request.source)
    standing = None
    if request.standing is not None:
        standing = read_recording(request.standing, **request.axes)
    tell("measuring", 0, 0)
    return analyze(
        recording,
        request.athlete,
        standing=standing,
        belt_speed=told.belt_speed,
        events=request.events,
    )


def _read(request: AnalysisRequest, tell: Tell) -> Recording:
    """Read a recording of any kind, with the forces that lie in a file of their own."""
    from nextstride.read import attach_forces, read_recording
    from nextstride.read.passes import refuse_pass
    from nextstride.video import is_film, is_image, open_film, read_film

    file, told, athlete = request.file, request.film, request.athlete
    if is_image(file):
        refuse_pass(file.name, request.which_pass, "what one camera saw")
        height = None if "height" in athlete.assumed else athlete.height
        total = open_film(file).frames if is_film(file) else 0

        def count(seen: int, _rate: float) -> None:
            tell("looking at the film", seen, total)

        recording = read_film(file, replace(told, height=height), count)
    else:
        recording = read_recording(
            file, frame_rate=told.frame_rate, which_pass=request.which_pass, **request.axes
        )
    return recording if request.forces is None else attach_forces(recording, request.forces)
