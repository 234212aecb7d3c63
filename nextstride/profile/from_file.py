"""Profile the sprints of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nextstride.athlete import Athlete, Sex
from nextstride.checks import Problems
from nextstride.profile.air import Air
from nextstride.profile.files import Sprint, read_sprints
from nextstride.profile.profile import DEFAULT_AIR, Profile, profile_sprint
from nextstride.profile.splits import StartModel


def profile_file(
    path: str | Path,
    *,
    mass: float | None = None,
    height: float | None = None,
    sex: Sex | None = None,
    athlete: str | None = None,
    start: StartModel = "auto",
    air: Air = DEFAULT_AIR,
) -> Profile:
    """Profile the one sprint of a file, or that of one of its athletes.

    Parameters
    ----------
    path : str or pathlib.Path
        See `nextstride.profile.files` for the layouts.
    mass, height : float, optional
        Body mass in kg and height in m, for drag; else the file's; else assumed, with a notice.
    sex : {"male", "female"}, optional
        Chooses the norms.
    athlete : str, optional
        Whose sprint, where the file holds several.
    start : {"auto", "offset", "rest", "flying"}
        How clock and runner start: `START_MODELS`.
    air : Air

    Returns
    -------
    Profile

    Raises
    ------
    ReadError, RecordingError, ParameterError
        If the file, its numbers or an option cannot be used; the message says what to do.
    """
    sprints = read_sprints(path)
    if athlete is not None:
        problems = Problems(Path(path).name)
        problems.one_of("athlete (--athlete)", athlete, [each.athlete for each in sprints])
        problems.raise_if_any()
        sprints = tuple(each for each in sprints if each.athlete == athlete)
    elif len(sprints) > 1:
        problems = Problems(Path(path).name)
        names = ", ".join(each.athlete for each in sprints)
        problems.require(
            False, f"holds {len(sprints)} athletes; say which one with --athlete: {names}"
        )
        problems.raise_if_any()
    return profile_sprint(sprints[0], _runner(sprints[0], mass, height, sex), start, air)


def profile_athletes(
    path: str | Path, *, sex: Sex | None = None, start: StartModel = "auto", air: Air = DEFAULT_AIR
) -> tuple[Profile, ...]:
    """Profile every athlete of a file; body mass and height are the file's.

    Raises
    ------
    ReadError, RecordingError, ParameterError
        As `profile_file`.
    """
    return tuple(
        profile_sprint(sprint, _runner(sprint, None, None, sex), start, air)
        for sprint in read_sprints(path)
    )


def _runner(sprint: Sprint, mass: float | None, height: float | None, sex: Sex | None) -> Athlete:
    """Who ran, from what was given, else from the file, else assumed."""
    known = {
        "mass": sprint.mass if mass is None else mass,
        "height": sprint.height if height is None else height,
        "sex": sex,
    }
    given: dict[str, Any] = {name: value for name, value in known.items() if value is not None}
    assumed = tuple(name for name in known if name not in given)
    return Athlete(name=sprint.athlete, assumed=assumed, **given)
