"""From a runner's limiter map to weeks of sessions, each choice with its reason."""

from __future__ import annotations

from datetime import date

import xarray as xr

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError
from nextstride.training.bands import Band
from nextstride.training.dose import PROGRESSION, UNLOAD_EVERY, dose_of_week
from nextstride.training.health import Health, health_notices
from nextstride.training.plan import Plan, Session, Week
from nextstride.training.plan_notices import (
    NO_TRIAL,
    band_notices,
    group_rested,
    missing_notices,
    order_notices,
)
from nextstride.training.priority import Priority, chosen_priorities, is_certain, priorities
from nextstride.training.schedule import MOST_SESSIONS, Schedule, session_days
from nextstride.training.sessions import Runner, training_session
from nextstride.training.targets import Target, may_be_trained, target_of
from nextstride.training.test_days import plan_test_day

MOST_SESSIONS_MINOR = 2


def plan_training(
    limits: xr.Dataset,
    joint_angles: xr.Dataset,
    athlete: Athlete,
    health: Health,
    schedule: Schedule,
    bands: tuple[Band, ...] = (),
) -> Plan:
    """Plan a runner's training from the map of what limits their top speed.

    Parameters
    ----------
    limits : xarray.Dataset
        ``elasticity``, ``lower``, ``upper`` and if known ``probability_first`` on
        ``muscle_group``; ``density`` on ``(muscle_group, percent)``.
    joint_angles : xarray.Dataset
        ``thigh``, ``knee``, ``ankle`` and if known ``trunk`` on ``percent``, rad: the runner's
        course over the same stride, which turns the map's percent into joint angles.
    athlete : Athlete
        Its strength tests, named by muscle group, give the maximum in N m/kg.
    health : Health
        Age, pains and conditions.
    schedule : Schedule
        When, and around what.
    bands : tuple of Band
        What the runner owns; for each hold the first that gives the dose is used.

    Returns
    -------
    Plan
        No exercise in it exceeds the limits written beside it in the table of exercises.

    Raises
    ------
    ParameterError
        If an input is impossible, or a condition forbids training before a doctor has agreed.
    """
    health.refuse_if_unsafe()
    ranked = priorities(limits)
    rubber = tuple(band for band in bands if _tolerated(band, health))
    targets, rested = _targets(ranked, limits, joint_angles, health)
    runner = Runner(athlete, health, rubber)
    weeks = _weeks(targets, runner, schedule)
    planned = [each for week in weeks for session in week.sessions for each in session.exercises]
    notices = [
        NO_TRIAL,
        *health_notices(health, tested=bool(athlete.strength_tests)),
        *order_notices(ranked),
        *[group_rested(group) for group in rested],
        *missing_notices(targets, runner, had_bands=bool(bands)),
        *band_notices(planned),
    ]
    return Plan(
        athlete=athlete.name,
        weeks=weeks,
        priorities=tuple(ranked),
        focus=tuple(each.focus for each in targets),
        certain=is_certain(ranked),
        progression=PROGRESSION,
        notices=tuple(dict.fromkeys(notices)),
        maxima={
            each.group: athlete.strength_tests[each.group]
            for each in targets
            if each.group in athlete.strength_tests
        },
    )


def _targets(
    ranked: list[Priority], limits: xr.Dataset, joint_angles: xr.Dataset, health: Health
) -> tuple[list[Target], list[str]]:
    """Work of the chosen groups, and the groups that would be chosen if health allowed it."""
    allowed = [each for each in ranked if may_be_trained(each.group, health.ailments)]
    rested = [each.group for each in chosen_priorities(ranked) if each not in allowed]
    chosen = chosen_priorities(allowed)
    targets = [target_of(each, limits, joint_angles, health.ailments) for each in chosen]
    return targets, rested


def _weeks(targets: list[Target], runner: Runner, schedule: Schedule) -> tuple[Week, ...]:
    """Fill every week: a test day first and in `tested_days`, training between."""
    most = MOST_SESSIONS_MINOR if runner.health.minor else MOST_SESSIONS
    days = session_days(schedule, most)
    dates_of = {number: schedule.dates(number, days) for number in range(1, schedule.weeks + 1)}
    tested = tested_days(dates_of)
    weeks, done = [], 0
    for number, dates in dates_of.items():
        dose = dose_of_week(number, gentle=runner.health.gentle)
        sessions: list[Session] = []
        for day in dates:
            if day in tested:
                sessions.append(plan_test_day(day, schedule.clock, targets, runner))
            elif targets:
                sessions.append(
                    training_session((day, schedule.clock), done, dose, targets, runner)
                )
                done += 1
        weeks.append(Week(number, dose.unload, tuple(sessions)))
    return tuple(weeks)


def tested_days(dates_of: dict[int, list[date]]) -> set[date]:
    """Test days: the first session, the last of every unloading week, the last of all.

    Parameters
    ----------
    dates_of : dict of int to list of datetime.date
        Sessions by week, in order of time; a week without any is passed over.

    Raises
    ------
    ParameterError
        If no week has a session.
    """
    every = [day for dates in dates_of.values() for day in dates]
    if not every:
        raise ParameterError("schedule: the days off leave no day for a session.")
    unloading = (d[-1] for number, d in dates_of.items() if d and number % UNLOAD_EVERY == 0)
    return {every[0], every[-1], *unloading}


def _tolerated(band: Band, health: Health) -> bool:
    """Whether the runner may touch the band."""
    return not ("latex_allergy" in health.conditions and "latex" in band.material)
