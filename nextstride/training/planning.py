"""From a runner's limiter map to weeks of sessions, each choice with its reason."""

from __future__ import annotations

import xarray as xr

from nextstride.athlete import Athlete
from nextstride.errors import Notice
from nextstride.training.bands import Band
from nextstride.training.dose import PROGRESSION, UNLOAD_EVERY, dose_of_week
from nextstride.training.exercises import KINDS
from nextstride.training.health import Health, health_notices
from nextstride.training.plan import Plan, Session, Week
from nextstride.training.priorities import Priority, chosen_priorities, priorities
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
    certain = _is_certain(ranked)
    planned = [each for week in weeks for session in week.sessions for each in session.exercises]
    notices = [
        _no_trial(),
        *health_notices(health),
        *_order_notices(ranked, certain),
        *[_rested(group) for group in rested],
        *_missing_notices(targets, runner, had_bands=bool(bands)),
    ]
    for each in planned:
        if each.setup is not None:
            notices += each.setup.notices
    return Plan(
        athlete=athlete.name,
        weeks=weeks,
        priorities=tuple(ranked),
        trained=tuple(each.group for each in targets),
        certain=certain,
        progression=PROGRESSION,
        notices=tuple(dict.fromkeys(notices)),
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
    """Fill every week: tests first and at the end of every unloading week, training between."""
    most = MOST_SESSIONS_MINOR if runner.health.minor else MOST_SESSIONS
    days = session_days(schedule, most)
    weeks, done = [], 0
    for number in range(1, schedule.weeks + 1):
        dose = dose_of_week(number)
        dates = schedule.dates(number, days)
        tested = {dates[0]} if number == 1 else set()
        if number % UNLOAD_EVERY == 0 or number == schedule.weeks:
            tested.add(dates[-1])
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


def _is_certain(ranked: list[Priority]) -> bool:
    """Whether the first group's range of gain lies above every other's."""
    first, *others = ranked
    return not any(first.gain.overlaps(each.gain) for each in others)


def _tolerated(band: Band, health: Health) -> bool:
    """Whether the runner may touch the band."""
    return not ("latex_allergy" in health.conditions and "latex" in band.material)


def _no_trial() -> Notice:
    return Notice(
        "no_trial",
        "No trial of band isometrics on sprint speed was found. Strength gains are measured in "
        "trials; gains in speed here come from the simulated body. Whether it works for this "
        "runner is what the test days, and a fair trial, must show.",
    )


def _order_notices(ranked: list[Priority], certain: bool) -> list[Notice]:
    """Say where the order of the groups is not certain, or no group is worth training."""
    first = ranked[0]
    if first.gain.value <= 0:
        return [
            Notice(
                "no_limiter",
                "The map finds no muscle group whose strength would raise top speed, so the "
                "plan holds test days only.",
            )
        ]
    if certain:
        return []
    rivals = [each.group for each in ranked[1:] if first.gain.overlaps(each.gain)]
    named = ", ".join(group.replace("_", " ") for group in rivals)
    return [
        Notice(
            "order_uncertain",
            f"The order is not certain: the expected gain of {first.group.replace('_', ' ')} "
            f"cannot be told from that of {named}. Up to three of them are trained.",
        )
    ]


def _rested(group: str) -> Notice:
    return Notice(
        "group_rested",
        f"{group.replace('_', ' ').capitalize()} would be trained, but every hold for it is "
        "ruled out by age, pain or condition. It is left alone until that has changed; other "
        "groups take its place.",
    )


def _missing_notices(targets: list[Target], runner: Runner, had_bands: bool) -> list[Notice]:
    """Say what is missing for a complete plan."""
    notices = []
    for target in targets:
        absent = [words for kind, words in KINDS.items() if kind not in _kinds_of(target)]
        if absent:
            notices.append(
                Notice(
                    "kinds_left_out",
                    f"For {target.group.replace('_', ' ')} these are left out by age, pain or "
                    f"condition: {', '.join(absent)}.",
                )
            )
        if target.group not in runner.athlete.strength_tests:
            notices.append(_strength_unknown(target.group))
    if had_bands and not runner.bands:
        notices.append(Notice("latex", "Every band given is of latex: use bands free of latex."))
    elif not had_bands and targets:
        notices.append(
            Notice(
                "no_band",
                "No band was given, so no distance to step back is computed: read the band "
                "with a luggage scale at two lengths.",
            )
        )
    return notices


def _kinds_of(target: Target) -> set[str]:
    return {target.hold.kind, *(each.kind for each, _ in target.others)}


def _strength_unknown(group: str) -> Notice:
    return Notice(
        "strength_not_tested",
        f"The maximum of {group.replace('_', ' ')} was not tested; percentages count from the "
        "first test day, and torques, where given, from a published mean.",
    )
