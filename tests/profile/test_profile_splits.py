"""Fits of split times recover what they were made from, within intervals that keep their word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from nextstride.errors import ParameterError, RecordingError
from nextstride.profile import Profile, SpeedCurve, Splits, fit_splits, profile_athletes
from nextstride.profile.splits import StartModel, resolution

GATES = np.array([5.0, 10, 20, 30, 40])
curves = st.builds(SpeedCurve, st.floats(6, 11.5), st.floats(0.8, 1.5))


def splits(distance: ArrayLike, time: ArrayLike) -> Splits:
    return Splits("test", np.asarray(distance, float), np.asarray(time, float))


@given(curves)
def test_clean_times_from_rest_give_the_curve(curve: SpeedCurve) -> None:
    fit = fit_splits(splits(GATES, curve.time_at(GATES)), "rest")
    assert fit.curve.top_speed == pytest.approx(curve.top_speed, rel=1e-6)
    assert fit.curve.time_constant == pytest.approx(curve.time_constant, rel=1e-6)
    assert fit.start == 0


@given(curves, st.floats(-0.5, 0.5))
def test_clean_times_give_curve_and_start(curve: SpeedCurve, start: float) -> None:
    fit = fit_splits(splits(GATES, curve.time_at(GATES) + start))
    assert fit.model == "offset"
    assert fit.curve.top_speed == pytest.approx(curve.top_speed, rel=1e-5)
    assert fit.curve.time_constant == pytest.approx(curve.time_constant, rel=1e-5)
    assert fit.start == pytest.approx(start, abs=1e-5)


@given(curves, st.floats(0.1, 1.5))
def test_clean_times_give_curve_and_flying_distance(curve: SpeedCurve, flying: float) -> None:
    time = curve.time_at(GATES + flying) - curve.time_at(flying)
    fit = fit_splits(splits(GATES, time), "flying")
    assert fit.curve.top_speed == pytest.approx(curve.top_speed, rel=1e-4)
    assert fit.flying_distance == pytest.approx(flying, abs=1e-3)
    assert fit.start == pytest.approx(-float(curve.time_at(flying)), abs=1e-3)


@pytest.mark.parametrize("model", ["rest", "offset", "flying"])
def test_intervals_hold_the_truth_as_often_as_they_say(model: StartModel) -> None:
    runs, random = 200, np.random.default_rng(20260)
    hits = np.zeros(2)
    for _ in range(runs):
        curve = SpeedCurve(random.uniform(7, 11), random.uniform(0.9, 1.5))
        flying = 0.3 if model == "flying" else 0.0
        shift = -0.2 if model == "offset" else 0.0
        time = curve.time_at(GATES + flying) - curve.time_at(flying) + shift
        fit = fit_splits(splits(GATES, time + random.normal(0, 0.01, len(GATES))), model)
        for place, (quantity, truth) in enumerate(
            [
                (lambda each: each.top_speed, curve.top_speed),
                (lambda each: each.initial_acceleration, curve.initial_acceleration),
            ]
        ):
            estimate = fit.estimate(quantity)
            assert estimate.lower is not None
            assert estimate.upper is not None
            hits[place] += estimate.lower <= truth <= estimate.upper
    # 95 % of 200, and three standard errors of that count.
    assert (np.abs(hits / runs - 0.95) < 3 * np.sqrt(0.95 * 0.05 / runs)).all()


def test_three_gates_leave_no_room_for_a_start() -> None:
    curve = SpeedCurve(9.0, 1.2)
    gates = np.array([10.0, 20, 30])
    fit = fit_splits(splits(gates, curve.time_at(gates)))
    assert fit.model == "rest"
    assert fit.degrees_of_freedom == 1
    with pytest.raises(ParameterError, match="needs 4 gates; got 3"):
        fit_splits(splits(gates, curve.time_at(gates)), "offset")


def test_an_unknown_start_model_is_refused() -> None:
    with pytest.raises(ParameterError, match="start must be one of"):
        fit_splits(splits(GATES, SpeedCurve(9, 1.2).time_at(GATES)), "gun")  # type: ignore[arg-type]


def test_the_slowing_end_is_left_out() -> None:
    curve = SpeedCurve(11.0, 1.3)
    gates = np.arange(10.0, 101, 10)
    time = curve.time_at(gates)
    slow = time + np.maximum(gates - 70, 0) * 0.006
    fit = fit_splits(splits(gates, slow))
    assert fit.used.tolist() == [True] * 7 + [False] * 3
    assert fit.curve.top_speed == pytest.approx(11.0, rel=1e-4)
    assert fit.notices[0].code == "slowing_end_left_out"


def test_a_slow_last_gate_of_few_is_kept_and_said() -> None:
    time = SpeedCurve(8.0, 1.1).time_at(GATES)
    time[-1] += 0.1
    fit = fit_splits(splits(GATES, time))
    assert fit.used.all()
    assert fit.notices[0].code == "slowing_end_kept"


def test_times_that_are_no_sprint_from_rest_are_refused() -> None:
    steady = splits([10, 20, 30, 40, 50], [2.0, 4.0, 6.0, 8.0, 10.0])
    with pytest.raises(RecordingError, match="no all-out sprint from rest"):
        fit_splits(steady, "rest")


@pytest.mark.parametrize(
    ("time", "step"), [([1.2, 2.0], 0.1), ([1.23, 2.0], 0.01), ([1.234], 0.001), ([1.23456], 1e-4)]
)
def test_resolution_of_times(time: list[float], step: float) -> None:
    assert resolution(np.array(time)) == step


def test_rounded_times_never_claim_to_be_exact() -> None:
    time = np.round(SpeedCurve(9.0, 1.2).time_at(GATES), 2)
    assert float(np.sqrt(fit_splits(splits(GATES, time)).covariance[0, 0])) > 1e-3


@pytest.fixture
def women(sprint_data: Path) -> tuple[Profile, ...]:
    return profile_athletes(sprint_data / "vescovi_split_times_26women.csv", sex="female")


def test_all_26_women_fit(women: tuple[Profile, ...]) -> None:
    assert len(women) == 26
    for profile in women:
        document = profile.to_json()
        assert len(document["residuals_s"]) == 5
        assert max(map(abs, document["residuals_s"])) < 0.05
        assert 6.5 < document["MSS_m_s"] < 8.5
        assert 5 < document["MAC_m_s2"] < 10
        assert document["athlete"]["assumed"] == []


def test_bolt_in_berlin(sprint_data: Path) -> None:
    (profile,) = profile_athletes(sprint_data / "berlin2009_bolt_100m.csv", sex="male")
    # Laser: 12.34 m/s at most (Graubner & Nixdorf 2011), which the curve approaches from below.
    assert profile.top_speed.value == pytest.approx(12.34, rel=0.01)
    assert profile.fit.residual_sd < 0.01
    assert {notice.code for notice in profile.notices} >= {"slowing_end_left_out", "reaction_time"}
