"""Real films whose steps were counted by eye: what becomes of each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _results import Row, real_recordings, report

from nextstride import Analysis, Athlete, analyze
from nextstride.errors import NextstrideError
from nextstride.video import FilmOptions, open_film, read_film
from nextstride.video.recording import START

NOTES = """
Films by others, from public repositories, with the pictures in which the feet pass each other
counted by eye; nobody knows more of them, so speed is not compared. *Step rate* is that of the
passings that both have. *Contact* is the shortest and the longest that the pictures allow, by eye:
the interval of the foot that is surer must hold both, and its middle must be no farther from theirs
than half the interval. The runner is taken to be 1.75 m tall. hato72 shows every picture three
times, so 30 different ones a second; that all together are 90 a second, as a sprint's, is a guess.
"""
RUNNER = Athlete(mass=70.0, height=1.75)


@dataclass(frozen=True)
class Filmed:
    """A real film and what the eye says of it.

    Attributes
    ----------
    path : str
    passings : tuple of float
        Pictures in which the feet pass each other; none where it is to be refused or was not
        counted.
    within : float
        How far step rate may be off, 1.
    frame_rate : float or None
        As stated by hand, Hz.
    refused : str
        What the refusal must say.
    contact : tuple of float
        Shortest and longest contact that the pictures allow, s.
    accelerates : bool
    """

    path: str
    passings: tuple[float, ...] = ()
    within: float = 0.05
    frame_rate: float | None = None
    refused: str = ""
    contact: tuple[float, float] | None = None
    accelerates: bool = False


FILMS = (
    Filmed("static_jog.mp4", (7.5, 17.5, 27.3), contact=(0.22, 0.27)),
    Filmed("hato72.mp4", (35, 56.5, 79, 101.5, 125, 148), 0.03, 90.0, contact=(0.10, 0.17)),
    Filmed("hato72_a2.mp4", (88, 95, 102.5, 110, 118), 0.08, accelerates=True),
    Filmed("hato72_b2.mp4", accelerates=True),
    Filmed("hato72_b5.mp4", (92.5, 138.5), 0.08, accelerates=True),
    Filmed("sports2d_demo4.mp4", refused="this is a walk"),
)


def rows_of(filmed: Filmed, path: Path) -> list[Row]:
    """What became of one film."""
    name = filmed.path
    try:
        options = FilmOptions(height=RUNNER.height, frame_rate=filmed.frame_rate)
        analysis = analyze(read_film(path, options), RUNNER)
    except NextstrideError as error:
        told = str(error).removeprefix(f"{name}: ").split(":")[0].split(";")[0][:90]
        right = bool(filmed.refused) and filmed.refused in str(error)
        return [
            Row(f"{name}: outcome", f"refused: {told}", filmed.refused or "a report", "", right)
        ]
    rows = [_outcome(filmed, analysis)]
    if len(filmed.passings) > 1:
        rows.append(_step_rate(filmed, analysis))
    if filmed.contact:
        rows.append(_contact(filmed, analysis))
    return rows


def _outcome(filmed: Filmed, analysis: Analysis) -> Row:
    """Whether there is a report, and of which kind."""
    steady = analysis.run.pace.steady
    kinds = {True: "a steady run", False: "an acceleration, step by step"}
    kind = f"{kinds[steady]}, {analysis.run.steps.sizes['step']} steps"
    wanted = filmed.refused or kinds[not filmed.accelerates]
    right = not filmed.refused and steady is not filmed.accelerates
    return Row(f"{filmed.path}: outcome", f"report: {kind}", wanted, "", right)


def _step_rate(filmed: Filmed, analysis: Analysis) -> Row:
    """Step rate by the passings that lie within those by eye."""
    begun, pace = analysis.run.recording.motion.attrs[START]
    swings = np.sort(np.concatenate(list(analysis.run.pace.swings.values())))
    pictures = (begun + swings * pace) * _file_rate(filmed)
    eye = np.array(filmed.passings)
    steps = (eye[-1] - eye[0]) / _steps_by_eye(filmed, pictures)
    near = [int(np.argmin(np.abs(pictures - place))) for place in eye[[0, -1]]]
    ours = (pictures[near[1]] - pictures[near[0]]) / (near[1] - near[0])
    rate = filmed.frame_rate or _file_rate(filmed)
    off = steps / ours - 1
    return Row(
        f"{filmed.path}: step rate, 1/s",
        f"{rate / ours:.2f} ({100 * off:+.1f} %)",
        f"{rate / steps:.2f} by eye",
        f"within {100 * filmed.within:g} %",
        bool(abs(off) <= filmed.within),
    )


def _contact(filmed: Filmed, analysis: Analysis) -> Row:
    """Contact time of the foot that is surer, against the pictures."""
    assert filmed.contact is not None
    found = analysis.measures.sel(measure="contact_time", side=["left", "right"])
    widths = np.nan_to_num((found.upper - found.lower).values, nan=np.inf)
    surer = found.isel(side=int(np.argmin(widths)))
    value, low, high = (float(surer[name]) for name in ("value", "lower", "upper"))
    holds = low <= filmed.contact[0] and filmed.contact[1] <= high
    near = abs(value - float(np.mean(filmed.contact))) <= (high - low) / 2
    known = np.isfinite(value)
    shortest, longest = (1000 * end for end in filmed.contact)
    return Row(
        f"{filmed.path}: contact time, ms",
        f"{1000 * value:.0f} ({1000 * low:.0f} to {1000 * high:.0f})" if known else "not shown",
        f"{shortest:.0f} to {longest:.0f} by eye",
        "ours holds it, and errs by no more than it claims",
        bool(holds and near) if known else None,
    )


def _steps_by_eye(filmed: Filmed, pictures: np.ndarray) -> int:
    """How many steps lie between the first and the last passing by eye."""
    if len(filmed.passings) > 2:
        return len(filmed.passings) - 1
    first, last = filmed.passings
    return round((last - first) / float(np.median(np.diff(pictures))))


def _file_rate(filmed: Filmed) -> float:
    """Pictures a second by the file's own clock."""
    return open_film(real_recordings() / "video_real" / filmed.path).frame_rate


def main() -> None:
    """Analyse every film."""
    folder = real_recordings() / "video_real"
    rows = [row for filmed in FILMS for row in rows_of(filmed, folder / filmed.path)]
    report("real_films", "Real films", rows, NOTES)


if __name__ == "__main__":
    main()
