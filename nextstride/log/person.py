"""Whether a run is the athlete's: what its analysis took for mass, height and sex, against the log.

Forces, moments and the fitted body scale with mass and height, so a plan from another person's run
trains another person.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError, ReadError

SAME_WITHIN = 0.05
"""Two values of one person differ by no more than this share: a day's mass by 1 to 2 %, a height
with shoes by 2 %; a season's growth may be more, and is then to be confirmed."""

MEASURED = {"mass": ("mass_kg", "kg"), "height": ("height_m", "m")}
"""Field of an athlete, its name in an analysis, its unit."""


def differences(told: dict[str, Any], athlete: Athlete) -> tuple[str, ...]:
    """What an analysis took otherwise than the log has it, in words; what was assumed is no word.

    Parameters
    ----------
    told : dict
        ``athlete`` of an ``analysis.json``.
    athlete : Athlete
        As the log has it.
    """
    assumed = {*(told.get("assumed") or ()), *athlete.assumed}
    found = []
    for field, (name, unit) in MEASURED.items():
        here, there = getattr(athlete, field), told.get(name)
        if field in assumed or not isinstance(there, int | float) or there <= 0:
            continue
        if abs(there / here - 1) > SAME_WITHIN:
            found.append(f"{field} {there:g} {unit} instead of {here:g} {unit}")
    if "sex" not in assumed and told.get("sex") not in (None, athlete.sex):
        found.append(f"sex {told['sex']} instead of {athlete.sex}")
    return tuple(found)


def fill_in(told: Athlete, known: Athlete) -> tuple[Athlete, tuple[str, ...]]:
    """An athlete as told, and what was not told as the log has it; and where the two disagree.

    Parameters
    ----------
    told : Athlete
        What was not told stands among its `assumed`.
    known : Athlete
        As the log has it.
    """
    fields = ("mass", "height", "sex")
    filled = {name: getattr(known, name) for name in fields if name in told.assumed}
    assumed = tuple(name for name in filled if name in known.assumed)
    tests = known.strength_tests | told.strength_tests
    athlete = replace(
        told,
        **filled,
        name=known.name,
        assumed=assumed,
        leg_length=told.leg_length or known.leg_length,
        strength_tests=tests,
    )
    as_document = {"mass_kg": told.mass, "height_m": told.height, "sex": told.sex}
    return athlete, differences(as_document | {"assumed": told.assumed}, known)


def check_is_of(file: Path, athlete: Athlete, *, confirmed: bool) -> None:
    """Make sure that an analysis was made of this athlete.

    Parameters
    ----------
    file : pathlib.Path
        An ``analysis.json``, or its folder.
    athlete : Athlete
        As the log has it.
    confirmed : bool
        Somebody has said that it is; then nothing is checked.

    Raises
    ------
    ParameterError
        If mass or height differ by more than `SAME_WITHIN`, or sex does.
    ReadError
        If the file cannot be read.
    """
    if confirmed:
        return
    path = file / "analysis.json" if file.is_dir() else file
    try:
        told = json.loads(path.read_text("utf-8")).get("athlete")
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror}).") from error
    except (ValueError, AttributeError) as error:
        raise ReadError(
            f"{path}: must be an analysis.json as nextstride analyze writes it; it is not."
        ) from error
    found = differences(told, athlete) if isinstance(told, dict) else ()
    if found:
        raise ParameterError(
            f"{path}: seems to be of somebody else than {athlete.name}: it was analysed with "
            f"{', '.join(found)}. Analyse the run with --athlete and the right values, correct "
            "the log with nextstride athlete add --update, or say --confirmed."
        )
