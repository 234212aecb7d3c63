"""Planned sessions logged in one line, by one athlete or a squad; adherence; undo."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import pytest

from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError, ParameterError
from nextstride.log import Hold, Log, SpeedTest
from nextstride.log.adherence import adherence, session_to_log
from nextstride.log.planned import PlannedSession, PlannedWeeks, planned_weeks, with_exception
from nextstride.log.squad_session import (
    SquadSession,
    log_session,
    read_otherwise,
    session_of_day,
    take_back,
)

MONDAY = date(2025, 1, 6)
WORK = [
    ("march_switch", "March with a stop", 55, 2, 2),
    ("plantarflexor_hold", "One-leg heel-raise hold on a step", 0, 10, 2),
    ("plantarflexor_hold", "One-leg heel-raise hold on a step", 20, 10, 1),
    ("half_squat_position", "One-leg quarter-squat position", 40, 8, 1),
]


def session(day: date, kind: str = "training") -> dict[str, Any]:
    exercises = [
        {"exercise": name, "title": title, "group": "plantarflexors", "joint_angle_deg": angle}
        | {"hold_s": hold, "percent_max": 70, "sets": sets}
        for name, title, angle, hold, sets in WORK
    ]
    tests = [{"name": "Flying 10 m"}]
    training = kind == "training"
    return {
        "begins": f"{day}T17:00:00",
        "kind": kind,
        "exercises": exercises if training else [],
        "tests": [] if training else tests,
    }


PLAN = {
    "weeks": [
        {
            "number": 1,
            "sessions": [
                session(MONDAY, "test"),
                session(MONDAY + timedelta(days=2)),
                session(MONDAY + timedelta(days=4)),
            ],
        },
        {"number": 2, "sessions": [session(MONDAY + timedelta(days=7 + n)) for n in (0, 2, 4)]},
    ]
}
WEDNESDAY, FRIDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)


@pytest.fixture
def squad(log: Log) -> Log:
    log.save_athletes(Athlete(name="Bo"), Athlete(name="Cai"))
    for name in ("Mia", "Bo"):
        log.save_plan(name, PLAN)
    return log


def done(log: Log, *names: str, day: date = WEDNESDAY, but: tuple[str, ...] = ()) -> SquadSession:
    return log_session(log, names, day, [read_otherwise(text) for text in but])


def test_a_session_is_logged_as_planned(squad: Log) -> None:
    done(squad, "mia")
    held = squad.entries("Mia", Hold)
    assert [(h.exercise, h.sets, h.hold_time, h.percent_max) for h in held] == [
        (name, sets, hold, 70) for name, _, _, hold, sets in WORK
    ]
    assert [round(math.degrees(h.joint_angle or 0)) for h in held] == [55, 0, 20, 40]
    with pytest.raises(MissingDataError, match="logged already"):
        done(squad, "Mia")


def test_exceptions_are_named_by_number_or_a_part_of_the_name(squad: Log) -> None:
    done(squad, "Mia", but=("1=0", "heel raise=1x8@60", "squat=3pain4"))
    held = squad.entries("Mia", Hold)
    assert [(h.exercise, h.sets, h.hold_time, h.percent_max, h.pain) for h in held] == [
        ("plantarflexor_hold", 1, 8, 60, None),
        ("plantarflexor_hold", 1, 8, 60, None),
        ("half_squat_position", 3, 8, 70, 4),
    ]


@pytest.mark.parametrize(
    ("but", "message"),
    [
        ("one-leg=0", "fits several"),
        ("bench press=0", "fits none"),
        ("9=0", "fits none"),
        ("1=often", "must be as 0"),
        ("1=", "must be as 0"),
        ("nothing", "must be WHICH=DONE"),
        ("Cai:1=0", "names 'Cai'"),
    ],
)
def test_what_cannot_be_meant_is_refused_whole(squad: Log, but: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        done(squad, "Mia", "Bo", but=(but,))
    assert squad.entries("Mia") == squad.entries("Bo") == ()


def test_a_squad_is_logged_at_once_and_undone_at_once(squad: Log) -> None:
    squad.add(SpeedTest(athlete="Mia", day=MONDAY, method="fly_10", time=1.1))
    found = done(squad, but=("Bo:heel raise=0",))
    assert [each.athlete for each in found.done] == ["Bo", "Mia"]
    assert "no plan of Cai" in found.passed_over["Cai"]
    assert (len(squad.entries("Bo")), len(squad.entries("Mia"))) == (2, 4)
    assert len(squad.undo()) == 6
    assert squad.entries("Bo") == squad.entries("Mia") == ()
    assert [entry.day for entry in squad.undo("Mia")] == [MONDAY]
    with pytest.raises(MissingDataError, match="nothing to undo"):
        squad.undo()


def test_what_was_undone_leaves_no_opened_session(squad: Log) -> None:
    seen = SpeedTest(athlete="Mia", day=MONDAY, method="fly_10", time=1.1, known_to_runner=True)
    squad.add(seen)
    squad.undo()
    squad.add(SpeedTest(athlete="Mia", day=MONDAY, method="fly_10", time=1.1))
    assert len(squad.waiting("Mia")) == 1


def test_a_session_done_a_day_late_counts_for_the_one_that_is_open(squad: Log) -> None:
    (late,) = done(squad, "Mia", day=WEDNESDAY + timedelta(days=1)).done
    assert late.planned_for == WEDNESDAY
    (next_one,) = done(squad, "Mia", day=FRIDAY).done
    assert next_one.planned_for == FRIDAY
    with pytest.raises(MissingDataError, match="test day"):
        done(squad, "Mia", day=MONDAY)
    with pytest.raises(MissingDataError, match="no session on 2025-03-01"):
        done(squad, "Mia", day=date(2025, 3, 1))


def test_adherence_counts_what_was_planned_and_due(squad: Log) -> None:
    done(squad, "Mia", but=("heel raise=1",))
    plan = squad.plans("Mia")[-1]
    (first,) = adherence(plan, squad.entries("Mia", Hold), FRIDAY)
    assert (first.sessions_done, first.sessions_planned) == (1, 2)
    assert (first.sets_done, first.sets_planned) == (2 + 1 + 1 + 1, 12)
    weeks = adherence(plan, squad.entries("Mia", Hold), date(2025, 2, 1))
    assert [week.sets_planned for week in weeks] == [12, 18]
    assert adherence(plan, (), MONDAY) == ()


def test_more_than_planned_is_not_more_than_all(squad: Log) -> None:
    done(squad, "Mia", but=("1=9",))
    (week,) = adherence(squad.plans("Mia")[-1], squad.entries("Mia", Hold), WEDNESDAY)
    assert week.share == 1


def test_plans_are_exported_restored_and_forgotten(squad: Log, tmp_path: Any) -> None:
    from nextstride.log import open_log

    document = squad.export()
    with open_log(tmp_path / "other.sqlite") as other:
        other.restore(document)
        other.restore(document)
        assert other.export() == document
        assert other.plans("Bo") == (planned_weeks(PLAN),)
    squad.forget("Bo")
    assert [each["name"] for each in squad.export()["athletes"] if each["plans"]] == ["Mia"]
    with pytest.raises(ParameterError, match="must be what nextstride plan makes"):
        squad.save_plan("Mia", {"weeks": [{}]})


def test_the_session_of_a_day_is_what_would_be_logged(squad: Log) -> None:
    state = session_of_day(squad, "mia", WEDNESDAY)
    assert state.planned is not None
    assert (state.planned.day, state.done, state.why) == (WEDNESDAY, (), "")
    assert session_of_day(squad, "Mia", MONDAY).why == "test day"
    assert session_of_day(squad, "Cai", WEDNESDAY).why == "no plan"
    assert "no open session" in session_of_day(squad, "Mia", MONDAY + timedelta(days=60)).why


def test_what_is_logged_is_done_on_its_day_and_on_the_planned_one(squad: Log) -> None:
    tuesday = WEDNESDAY - timedelta(days=1)
    done(squad, "Mia", day=tuesday)
    for day in (tuesday, WEDNESDAY):
        state = session_of_day(squad, "Mia", day)
        assert state.planned is None
        assert [hold.day for hold in state.done] == [tuesday] * len(WORK)


def test_a_day_is_taken_back_of_those_asked_alone(squad: Log) -> None:
    done(squad, "Mia", "Bo")
    squad.add(SpeedTest(athlete="Mia", day=WEDNESDAY, method="fly_10", time=1.07))
    assert take_back(squad, ["Mia"], WEDNESDAY) == len(WORK)
    assert squad.entries("Mia", Hold) == ()
    assert squad.waiting("Mia") != ()
    assert len(squad.entries("Bo", Hold)) == len(WORK)
    assert take_back(squad, ["Cai"], WEDNESDAY) == 0


def test_a_plan_tells_when_how_long_and_which_band() -> None:
    document = session(WEDNESDAY)
    setup = {"band": "red", "distance_m": 0.85, "force_n": {"value": 54.2}}
    document["exercises"][0] |= {"rest_s": 45, "setup": setup}
    document |= {"minutes": 35, "note": "Warm up."}
    (found,) = planned_weeks({"weeks": [{"number": 1, "sessions": [document]}]}).sessions
    assert (found.minutes, found.note) == (35, "Warm up.")
    assert found.begins is not None
    assert found.begins.hour == 17
    assert (found.holds[0].rest, found.holds[0].band) == (45, "red, 0.85 m back (54 N)")
    assert (found.holds[1].rest, found.holds[1].band) == (None, "")


def test_a_session_counts_for_a_planned_one_at_most_three_days_away() -> None:
    planned = PlannedSession(WEDNESDAY, 1, "training", (), ())
    plans = [PlannedWeeks((planned,))]
    assert session_to_log("Mia", plans, (), WEDNESDAY + timedelta(days=3)) == planned
    for days in (-4, 4):
        with pytest.raises(MissingDataError, match="none that is open within 3 days"):
            session_to_log("Mia", plans, (), WEDNESDAY + timedelta(days=days))


def test_nobody_does_less_than_no_set() -> None:
    session = planned_weeks(PLAN).training[0]
    with pytest.raises(ParameterError, match="must be as 0"):
        with_exception(session, "1", "-2")
