"""How much of a plan was done: which entries belong to which planned session, week by week."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nextstride.errors import MissingDataError
from nextstride.log.entries import Hold
from nextstride.log.planned import TRAINING, PlannedSession, PlannedWeeks

NEAR_DAYS = 3
"""A session done on another day counts for a planned one at most so many days away."""

SAME_ANGLE = math.radians(2)
"""Two angles that are printed alike are the same."""


@dataclass(frozen=True)
class WeekDone:
    """How much of one week's plan was done.

    Attributes
    ----------
    week : int
        Of the plan, from 1.
    first, last : datetime.date
        Days of its first and last session.
    sessions_planned, sessions_done : int
        Training sessions; done is one of which anything was.
    sets_planned, sets_done : int
        A side; no exercise counts for more than was planned.
    """

    week: int
    first: date
    last: date
    sessions_planned: int
    sessions_done: int
    sets_planned: int
    sets_done: int

    @property
    def share(self) -> float:
        """Of the planned sets, how many were done."""
        return self.sets_done / self.sets_planned

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {**vars(self), **days, "share": self.share}


def session_to_log(
    athlete: str, plans: Sequence[PlannedWeeks], done: Iterable[Hold], day: date
) -> PlannedSession:
    """Find the planned session that was done on a day.

    The one of that day; else the nearest within `NEAR_DAYS` of which nothing is logged yet, the
    missed one before the one to come.

    Parameters
    ----------
    athlete : str
        For messages.
    plans : sequence of PlannedWeeks
        The newest last; it counts.
    done : iterable of Hold
        What is logged of the athlete.
    day : datetime.date

    Raises
    ------
    MissingDataError
        If there is no plan, or it has no such session.
    """
    if not plans:
        raise MissingDataError(
            f"log: no plan of {athlete} is kept; make one with nextstride plan, or log single "
            "exercises with nextstride log hold."
        )
    plan = plans[-1]
    of_day = [each for each in plan.sessions if each.day == day]
    if of_day and of_day[0].kind != TRAINING:
        raise MissingDataError(
            f"log: {day} is a test day of {athlete}'s plan ({', '.join(of_day[0].tests)}); log "
            "what was measured with nextstride log feel, speed and strength."
        )
    if of_day:
        return of_day[0]
    logged = assign(plan, done)
    open_ones = [
        each
        for each in plan.training
        if abs(each.day - day) <= timedelta(days=NEAR_DAYS) and not logged[each.day]
    ]
    if not open_ones:
        raise MissingDataError(
            f"log: {athlete}'s plan has no session on {day}, and none that is open within "
            f"{NEAR_DAYS} days; {_neighbours(plan, day)}."
        )
    return min(open_ones, key=lambda each: (abs(each.day - day), each.day))


def _neighbours(plan: PlannedWeeks, day: date) -> str:
    """The planned days around a day, in words."""
    before = [each.day for each in plan.training if each.day < day]
    after = [each.day for each in plan.training if each.day > day]
    said = ([f"the last before was on {before[-1]}"] if before else []) + (
        [f"the next is on {after[0]}"] if after else []
    )
    return " and ".join(said) or "it has no training at all"


def assign(plan: PlannedWeeks, done: Iterable[Hold]) -> dict[date, list[Hold]]:
    """What was done for each planned training session, by the day that it was planned for.

    What was done on a planned day counts for it; what was done on another, for the nearest planned
    day within `NEAR_DAYS` that nothing else was done for.
    """
    by_day: dict[date, list[Hold]] = {}
    for hold in done:
        by_day.setdefault(hold.day, []).append(hold)
    found = {each.day: by_day.pop(each.day, []) for each in plan.training}
    for day in sorted(by_day):
        near = [each for each in found if abs(each - day) <= timedelta(days=NEAR_DAYS)]
        free = [each for each in near if not found[each]]
        if free:
            found[min(free, key=lambda each: (abs(each - day), each))] = by_day[day]
    return found


def adherence(plan: PlannedWeeks, done: Iterable[Hold], until: date) -> tuple[WeekDone, ...]:
    """How much was done of every week of a plan that has begun.

    Parameters
    ----------
    plan : PlannedWeeks
    done : iterable of Hold
        What is logged of the athlete.
    until : datetime.date
        Sessions planned for later days are not asked for yet.
    """
    logged = assign(plan, done)
    weeks = []
    for number in dict.fromkeys(each.week for each in plan.training):
        due = [each for each in plan.training if each.week == number and each.day <= until]
        if due:
            weeks.append(
                WeekDone(
                    week=number,
                    first=due[0].day,
                    last=due[-1].day,
                    sessions_planned=len(due),
                    sessions_done=sum(bool(logged[each.day]) for each in due),
                    sets_planned=sum(hold.sets for each in due for hold in each.holds),
                    sets_done=sum(_sets_done(each, logged[each.day]) for each in due),
                )
            )
    return tuple(weeks)


def _sets_done(session: PlannedSession, done: list[Hold]) -> int:
    """Planned sets that were done; two sides logged apart are one set."""
    total = 0
    for planned in session.holds:
        sets = {"both": 0, "left": 0, "right": 0}
        for hold in done:
            angle = hold.joint_angle
            same = angle is None or abs(angle - planned.joint_angle) <= SAME_ANGLE
            if hold.exercise == planned.exercise and same:
                sets[hold.side] += hold.sets
        total += min(planned.sets, sets["both"] + (sets["left"] + sets["right"]) // 2)
    return total
