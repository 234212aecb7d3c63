"""Test days: what is measured before the first session and after every unloading week."""

from __future__ import annotations

from datetime import date, datetime, time

from nextstride.conventions import in_degrees, in_words
from nextstride.training.levers import CUFF_POINT
from nextstride.training.plan import Assessment, Session
from nextstride.training.sessions import Runner
from nextstride.training.targets import Target

FEEL = Assessment(
    "Feel",
    "Before any time is shown: recovery, lightness, turnover, connectedness and strain, each 0 "
    "to 100 (scales that have not been validated).",
)
SPRINT = Assessment(
    "Flying 10 m",
    "After a full warm-up, 4 runs at full speed with gates, radar or a filmed line, at least 6 "
    "min apart. Write down every run.",
)
ACCELERATION = Assessment("Acceleration", "Two of the runs timed from a standing start over 30 m.")
EASY_HOLD = Assessment(
    "Easy hold",
    "One easy hold per side as planned: write down whether the angle was kept to the end. No "
    "maximal test.",
)
NOTE = (
    "Rested: no sprinting and no holds the day before. One test day alone shows no change: "
    "compare with the minimal detectable change for the number of trials."
)
MINUTES = 60
EASY_MINUTES = 30


def plan_test_day(day: date, clock: time, targets: list[Target], runner: Runner) -> Session:
    """Return the test session of one day.

    Who has pain, or needs a professional's word that is not given, neither sprints nor holds at
    the maximum; nobody under 16 does the latter (`nextstride.training.health`).

    Parameters
    ----------
    day : datetime.date
    clock : datetime.time
    targets : list of Target
    runner : Runner
    """
    health = runner.health
    tests = [FEEL]
    all_out = health.may_go_all_out(tested=bool(runner.athlete.strength_tests))
    if all_out:
        tests += [SPRINT, ACCELERATION]
    if health.cautious:
        tests.append(EASY_HOLD)
    else:
        tests += [_maximal_hold(target) for target in targets]
    return Session(
        begins=datetime.combine(day, clock),
        kind="test",
        minutes=MINUTES if all_out else EASY_MINUTES,
        tests=tuple(tests),
        note=NOTE,
    )


def _maximal_hold(target: Target) -> Assessment:
    """Strength test of one group at the angles of its holds."""
    angles = ", ".join(in_degrees(angle) for angle in target.angles.angles)
    scale = (
        "against a luggage scale in place of the band's anchor, by a strap that does not "
        "stretch; log kg and the distance from cuff to joint (nextstride log strength)"
        if target.hold.cuff in CUFF_POINT
        else "with the band shortened until the position can be held for 3 s only; read the scale"
    )
    return Assessment(
        f"Maximum of {in_words(target.group)}",
        f"{target.hold.title}, {target.hold.joint} at {angles}: build up over 3 s, hold 3 s, "
        f"twice per side and angle, 60 s apart, {scale}. The better one counts as 100 %.",
    )
