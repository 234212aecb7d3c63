"""A plan on one screen: what it trains and why, the first week, and what that rests on."""

from __future__ import annotations

import math
from itertools import groupby

from nextstride.conventions import in_degrees, in_words
from nextstride.evidence import evidence
from nextstride.training.plan import Focus, Plan, PlannedExercise, Session, limit_in_words


def plan_text(plan: Plan) -> str:
    """Write a plan's reasons, its first week and its evidence."""
    begins = plan.sessions[0].begins
    length = f"{len(plan.weeks)} weeks, {len(plan.sessions)} sessions"
    first = next(week for week in plan.weeks if week.sessions)
    studies = dict.fromkeys(evidence()[key].study for each in plan.focus for key in each.evidence)
    lines = [f"{plan.athlete}: {length} from {begins:%A} {begins.day} {begins:%B %Y}"]
    for number, focus in enumerate(plan.focus, 1):
        lines += _focus_lines(number, focus)
    lines.append(f"Week {first.number}:")
    for session in first.sessions:
        lines += _session_lines(session)
    if studies:
        lines.append(f"Rests on: {'; '.join(studies)}")
    return "\n".join(lines)


def _focus_lines(number: int, focus: Focus) -> list[str]:
    """Why one group is trained."""
    gain = focus.gain.scaled(100)
    return [
        f"{number}. {in_words(focus.group)}: {gain.value:+.1f} % top speed expected "
        f"({gain.lower:+.1f} to {gain.upper:+.1f})",
        f"   {limit_in_words(focus)}",
    ]


def _session_lines(session: Session) -> list[str]:
    """When a session is, and what is done."""
    day = f"{session.begins:%a} {session.begins.day} {session.begins:%B %H:%M}"
    kind = "test day" if session.kind == "test" else "training"
    same = groupby(session.exercises, lambda each: each.exercise)
    return [
        f"  {day}, {kind}, {session.minutes} min",
        *([f"    {', '.join(each.name for each in session.tests)}"] if session.tests else []),
        *(f"    {_work_line(list(planned))}" for _, planned in same),
    ]


def _work_line(planned: list[PlannedExercise]) -> str:
    """One exercise at its joint angles, which share hold time and load."""
    one = planned[0]
    angles = ", ".join(f"{in_degrees(each.joint_angle)} {_place(each)}" for each in planned)
    return f"{one.title}: {one.hold} s at {one.percent} % a side, {one.joint} {angles}"


def _place(planned: PlannedExercise) -> str:
    """How often at one angle, and where to stand."""
    setup = planned.setup
    if setup is None or not math.isfinite(setup.distance):
        return f"{planned.sets}x"
    return f"{planned.sets}x ({setup.band}, {setup.distance:.2f} m back)"
