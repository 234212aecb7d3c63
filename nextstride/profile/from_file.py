"""Profile the sprints of a file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nextstride.athlete import Athlete, Sex
from nextstride.checks import Problems
from nextstride.profile.air import Air
from nextstride.profile.files import read_rows, read_sprints
from nextstride.profile.profile import DEFAULT_AIR, Profile, profile_sprint
from nextstride.profile.splits import Behind, StartModel
from nextstride.profile.sprints import Sprint, described

LISTED = 12
"""Names at most in a message."""


@dataclass(frozen=True)
class Which:
    """Which sprint of a file.

    Parameters
    ----------
    athlete : str, optional
        Name, in any case and spelling of its accents.
    trial : int, optional
        Which of the athlete's sprints, from 1, where there are several.
    """

    athlete: str | None = None
    trial: int | None = None


def profile_file(
    path: str | Path,
    *,
    mass: float | None = None,
    height: float | None = None,
    sex: Sex | None = None,
    athlete: str | Which | None = None,
    start: StartModel | Behind = "auto",
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
    athlete : str or Which, optional
        Whose sprint, where the file holds several.
    start : {"auto", "offset", "rest", "flying"} or Behind
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
    wanted = athlete if isinstance(athlete, Which) else Which(athlete)
    sprint = _chosen(Path(path), wanted)
    return profile_sprint(sprint, _runner(sprint, mass, height, sex), start, air)


def _chosen(path: Path, wanted: Which) -> Sprint:
    """The one sprint that is asked for; a file of several asks which."""
    sprints, unusable = read_rows(path)
    problems = Problems(path.name)
    spellings = {_key(each.athlete): each.athlete for each in reversed((*sprints, *unusable))}
    names = list(reversed(spellings.values()))
    if wanted.athlete is not None:
        key = _key(wanted.athlete)
        problems.require(
            key in spellings,
            f"athlete (--athlete) must be one of {_listed(names)}; got {wanted.athlete!r}",
        )
        problems.raise_if_any()
        sprints = tuple(each for each in sprints if _key(each.athlete) == key)
        unusable = tuple(each for each in unusable if _key(each.athlete) == key)
    elif len(names) > 1:
        people = f"holds {len(names)} athletes; say which one with --athlete: {_listed(names)}"
        problems.require(False, people)
        problems.raise_if_any()
    if not sprints:
        raise unusable[0].error
    return sprints[_trial(problems, sprints, wanted.trial)]


def _trial(problems: Problems, sprints: tuple[Sprint, ...], wanted: int | None) -> int:
    """Place of the trial that is asked for, or a question which."""
    shown = "; ".join(f"{place}: {described(each)}" for place, each in enumerate(sprints, 1))
    count = len(sprints)
    if wanted is None:
        whose = f" of {sprints[0].athlete}" if sprints[0].athlete else ""
        question = f"holds {count} sprints{whose}; say which one with --trial ({shown})"
        problems.require(count == 1, question)
    else:
        problems.require(
            1 <= wanted <= count, f"trial (--trial) must be one of {shown}; got {wanted}"
        )
    problems.raise_if_any()
    return (wanted or 1) - 1


def _key(name: str) -> str:
    """A name without its case and the way its accents are written."""
    return unicodedata.normalize("NFC", name).casefold().strip()


def _listed(names: list[str]) -> str:
    """Names for a message."""
    return ", ".join(names[:LISTED]) + (f", ... ({len(names)} in all)" if names[LISTED:] else "")


def profile_athletes(
    path: str | Path,
    *,
    sex: Sex | None = None,
    start: StartModel | Behind = "auto",
    air: Air = DEFAULT_AIR,
) -> tuple[Profile, ...]:
    """Profile every sprint of a file that is one; body mass and height are the file's.

    Rows that are none are left out; `nextstride.profile.files.read_rows` says why.

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
