"""A fair test of what was logged, with a start that is not far away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nextstride.errors import MissingDataError, ParameterError
from nextstride.log import Hold, LogEntry, SpeedTest, StrengthTest
from nextstride.log.conduct import follow_trial, off_day_notes
from nextstride.log.trial_planning import Timing, choose_measures, doubts, plan_trial

FIRST = date(2025, 1, 6)
NOTHING: dict[str, str | None] = {}
TWICE = Timing(("mon", "thursday"), FIRST)


def mia(number: int = 0) -> dict[str, Any]:
    return {"athlete": "Mia", "day": FIRST + timedelta(days=number)}


def measured() -> list[LogEntry]:
    left = {"group": "hip_flexors", "moment": 2.0, "side": "left", "joint_angle": 0.524}
    return [
        SpeedTest(**mia(), method="fly_10", time=1.1),
        *(SpeedTest(**mia(n), method="gates", distance=30, time=4.2) for n in range(3)),
        StrengthTest(**mia(), **left, device="rig"),
        StrengthTest(**mia(4), **left, device="rig"),
        StrengthTest(**mia(9), group="hip_flexors", moment=2.0),
    ]


def test_measures_are_chosen_from_what_was_logged_angle_and_device_included() -> None:
    assert choose_measures(measured(), NOTHING) == {
        "outcome": "gates_30m",
        "strength": "hip_flexors_strength_left_30deg_rig",
        "thigh_motion": "peak_thigh_flexion_velocity",
    }
    assert choose_measures(measured(), {"outcome": "fly_10"})["outcome"] == "fly_10"
    with pytest.raises(MissingDataError, match="no strength is logged yet"):
        choose_measures(measured()[:2], NOTHING)


def test_a_key_that_was_never_logged_is_doubted() -> None:
    chosen = choose_measures(measured(), {"strength": "hip_flexors_strength_left_rig"})
    (doubt,) = doubts(measured(), chosen, FIRST)
    assert "hip_flexors_strength_left_30deg_rig (2x)" in doubt
    hold = Hold(**mia(), exercise="hip_flexor_hold", group="hip_flexors", hold_time=9, sets=1)
    (begun,) = doubts([*measured(), hold], choose_measures(measured(), NOTHING), FIRST)
    assert "Training has begun already" in begun


def test_the_start_is_drawn_within_a_bounded_time() -> None:
    trial = plan_trial("Mia", choose_measures(measured(), NOTHING), TWICE)
    assert trial.candidates[-1] - trial.test_days[0] <= timedelta(weeks=TWICE.start_within)
    with pytest.raises(ParameterError, match="test on 2 days a week, or allow more"):
        Timing(("monday",), FIRST).test_days()
    assert len(Timing(("monday",), FIRST, start_within=26).test_days()) == 37


def test_what_goes_otherwise_is_said_while_it_happens() -> None:
    chosen = choose_measures(measured(), {"outcome": "fly_10"})
    trial = plan_trial("Mia", chosen, TWICE, registered=FIRST, seed="a")
    days = trial.test_days
    runs: list[LogEntry] = [
        SpeedTest(athlete="Mia", day=day, method="fly_10", time=1.1)
        for day in (days[0], days[1] + timedelta(days=1), days[3])
    ]
    late = runs[1]
    assert "no test day of Mia's fair test" in off_day_notes([late], {"Mia": (trial,)})[0]
    assert off_day_notes([runs[0]], {"Mia": (trial,)}) == ()
    found = follow_trial(trial, runs, days[4], sealed=[days[2]])
    assert (found.done, found.missed, found.elsewhere) == (
        (days[0], days[2], days[3]),
        (days[1],),
        (late.day,),
    )
    assert found.next_day == days[4]
    assert found.notes[0].startswith(f"Missed: 1 test day ({days[1]}).")
    assert "1 missed test day was made up for so" in found.notes[1]


def test_another_measure_than_the_fixed_one_is_named() -> None:
    chosen = choose_measures(measured(), {"outcome": "fly_10"})
    trial = plan_trial("Mia", chosen, TWICE, registered=FIRST, seed="a")
    gates: list[LogEntry] = [
        SpeedTest(athlete="Mia", day=day, method="gates", distance=30, time=4.2)
        for day in trial.test_days[:5]
    ]
    notes = " ".join(follow_trial(trial, gates, trial.test_days[5]).notes)
    assert "fixed on fly_10" in notes
    assert "gates_30m on 5 days" in notes
