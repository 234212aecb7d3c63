"""Training sessions: which group and which kind of work comes when, with dose, reason and band."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time

from nextstride.athlete import Athlete
from nextstride.conventions import in_words
from nextstride.training.band_setup import BandSetup, set_up_band, wanted_torque
from nextstride.training.bands import Band
from nextstride.training.dose import Dose
from nextstride.training.exercise import Exercise
from nextstride.training.health import Health
from nextstride.training.levers import CUFF_POINT, lever
from nextstride.training.plan import PlannedExercise, Session
from nextstride.training.targets import Target

WARM_UP_MINUTES = 8
FRESH = "timing"
"""Comes in every session, first, before the holds tire."""
LATER = ("left_right", "band_position", "whole_stride")
"""Comes after the holds, one kind a session in turn."""


@dataclass(frozen=True)
class Why:
    """Why a choice was made.

    Attributes
    ----------
    reason : str
    evidence : tuple of str
        Keys of what it rests on.
    """

    reason: str
    evidence: tuple[str, ...]


WHY: dict[str, Why] = {
    "timing": Why("fast intent raises the rate of force more than slow holds", ("oranchuk_2019",)),
    "left_right": Why(
        "one band for both legs shows a difference that two bands would hide", ("own_rule",)
    ),
    "band_position": Why(
        "the whole body holds the position in which this group works", ("own_rule",)
    ),
    "whole_stride": Why(
        "both legs work at once, as in the stride; no trial tests it", ("own_rule",)
    ),
}
"""Why each kind of work is there, and on what that rests."""
ANGLE_EVIDENCE = ("lanza_2019", "noorkoiv_2014", "oranchuk_2019")
"""What the choice of joint angles rests on."""


@dataclass(frozen=True)
class Runner:
    """Who trains, and with what.

    Attributes
    ----------
    athlete : Athlete
    health : Health
    bands : tuple of Band
    """

    athlete: Athlete
    health: Health
    bands: tuple[Band, ...]


def training_session(
    begins: tuple[date, time], number: int, dose: Dose, targets: list[Target], runner: Runner
) -> Session:
    """Put one session together: fast work, holds of the first group and one other, one more kind.

    Parameters
    ----------
    begins : tuple of (datetime.date, datetime.time)
    number : int
        How many training sessions came before it.
    dose : Dose
    targets : list of Target
        At least one; the most important first. The others take turns.
    runner : Runner
    """
    first, *others = targets
    today = [first, others[number % len(others)]] if others else [first]
    focus = today[(number // len(LATER)) % len(today)]
    exercises = (
        *_other(focus, FRESH, dose, runner),
        *(each for target in today for each in _holds(target, dose, runner)),
        *_other(focus, LATER[number % len(LATER)], dose, runner),
    )
    seconds = sum(each.duration for each in exercises)
    return Session(
        begins=datetime.combine(*begins),
        kind="training",
        minutes=WARM_UP_MINUTES + math.ceil(seconds / 60),
        exercises=exercises,
        note=_note(dose, runner.health),
    )


def _holds(target: Target, dose: Dose, runner: Runner) -> list[PlannedExercise]:
    """Holds of one group at each of its angles, most sets where the limit acts most."""
    angles = target.angles
    sets = dose.sets_per_angle(target.hold.limits, len(angles.angles), angles.main)
    reasons = [_hold_reason(target, index) for index in range(len(sets))]
    return [
        _planned(target.hold, target.group, (angle, count), (dose, runner), why)
        for angle, count, why in zip(angles.angles, sets, reasons, strict=True)
    ]


def _hold_reason(target: Target, index: int) -> Why:
    """Say why this group is held at this angle."""
    angles = target.angles
    words = f"{target.reason}. Angles: {target.angle_reason}."
    if index == angles.main and not math.isnan(angles.peak):
        words += " This is the angle nearest to where it acts most."
    if target.hold.is_long(angles.angles[index]):
        words += " The muscles are long here, from where gains carry over furthest."
    return Why(words, (*target.evidence, *ANGLE_EVIDENCE))


def _other(target: Target, kind: str, dose: Dose, runner: Runner) -> list[PlannedExercise]:
    """Work of one other kind, where the runner may do any."""
    found = target.other(kind)
    if found is None:
        return []
    exercise, angle = found
    sets = dose.sets_per_angle(exercise.limits, 1, 0)[0]
    why = Why(f"For {in_words(target.group)}: {WHY[kind].reason}.", WHY[kind].evidence)
    return [_planned(exercise, target.group, (angle, sets), (dose, runner), why)]


def _planned(
    exercise: Exercise,
    group: str,
    work: tuple[float, int],
    circumstances: tuple[Dose, Runner],
    why: Why,
) -> PlannedExercise:
    """Plan one exercise; `work` is joint angle (rad) and sets."""
    angle, sets = work
    dose, runner = circumstances
    percent = dose.percent(exercise.limits)
    return PlannedExercise(
        exercise=exercise.name,
        title=exercise.title,
        kind=exercise.kind,
        group=group,
        joint=exercise.joint,
        joint_angle=angle,
        hold=dose.hold(exercise.limits),
        percent=percent,
        sets=sets,
        rest=math.ceil(exercise.limits.rest),
        reason=why.reason,
        evidence=tuple(dict.fromkeys((*why.evidence, *exercise.sources))),
        setup=_setup(exercise, angle, wanted_torque(group, percent, runner.athlete), runner),
    )


def _setup(
    exercise: Exercise, angle: float, wanted: float | None, runner: Runner
) -> BandSetup | None:
    """Set up the first of the runner's bands that gives the dose, or else the strongest."""
    fast = exercise.kind == FRESH
    if fast or wanted is None or exercise.cuff not in CUFF_POINT or not runner.bands:
        return None
    geometry = lever(exercise, angle, runner.athlete)
    setups = [set_up_band(geometry, band, wanted) for band in runner.bands]
    works = (setup for setup in setups if setup.works)
    return next(works, max(setups, key=lambda setup: setup.torque.value))


def _note(dose: Dose, health: Health) -> str:
    """What holds for the whole session."""
    words = [f"Warm up for {WARM_UP_MINUTES} min. On a day of sprinting, sprint first."]
    if dose.unload:
        words.append("Unloading week: one set.")
    if health.minor:
        words.append("With an adult present.")
    if health.pains:
        words.append("Leave out whatever hurts.")
    return " ".join(words)
