"""Fits of speed traces: recovery, outliers, shifts of clock and distance, coverage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import lfilter

from nextstride.errors import ParameterError, RecordingError
from nextstride.profile import Air, SpeedCurve, SpeedTrace, fit_trace, profile_file
from nextstride.profile.trace import samples_per_independent

Floats = NDArray[np.float64]
TIME = np.arange(0, 6, 0.02)
curves = st.builds(SpeedCurve, st.floats(6, 11.5), st.floats(0.8, 1.5))


def trace(speed: Floats, time: Floats = TIME) -> SpeedTrace:
    return SpeedTrace("test", time, speed)


@given(curves, st.floats(0.0, 1.0))
def test_a_clean_trace_gives_the_curve(curve: SpeedCurve, start: float) -> None:
    fit = fit_trace(trace(curve.speed(TIME - start)))
    assert fit.curve.top_speed == pytest.approx(curve.top_speed, rel=1e-4)
    assert fit.curve.time_constant == pytest.approx(curve.time_constant, rel=1e-4)
    assert fit.start == pytest.approx(start, abs=1e-4)


def test_outliers_do_not_pull() -> None:
    curve, random = SpeedCurve(9.0, 1.2), np.random.default_rng(3)
    speed = curve.speed(TIME - 0.3) + random.normal(0, 0.05, len(TIME))
    speed[random.choice(len(TIME), 15, replace=False)] = 0.5
    fit = fit_trace(trace(speed))
    assert fit.curve.top_speed == pytest.approx(9.0, rel=0.01)
    assert fit.curve.initial_acceleration == pytest.approx(7.5, rel=0.03)


@pytest.mark.parametrize("memory", [0.0, 0.9])
def test_intervals_hold_the_truth_as_often_as_they_say(memory: float) -> None:
    runs, random = 200, np.random.default_rng(11)
    hits = np.zeros(2)
    for _ in range(runs):
        curve = SpeedCurve(random.uniform(7, 11), random.uniform(0.9, 1.5))
        white = random.normal(0, 0.15 * np.sqrt(1 - memory**2), len(TIME) + 200)
        noise = lfilter([1.0], [1.0, -memory], white)[200:]
        fit = fit_trace(trace(curve.speed(TIME - random.uniform(0.1, 0.8)) + noise))
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


def test_samples_that_say_the_same_count_once() -> None:
    random = np.random.default_rng(5)
    white = random.normal(size=20_000)
    assert samples_per_independent(white, 3)[0] == pytest.approx(1, abs=0.1)
    red = lfilter([1.0], [1.0, -0.8], white)
    # (1 + 0.8) / (1 - 0.8) for autoregressive noise.
    assert samples_per_independent(red, 3)[0] == pytest.approx(9, rel=0.15)
    assert samples_per_independent(np.zeros(10), 3) == (1, 1)


def test_what_the_fit_took_from_the_noise_is_put_back() -> None:
    random, size = np.random.default_rng(6), 300
    across = np.vander(np.linspace(-1, 1, size), 3)
    found = []
    for _ in range(200):
        red = lfilter([1.0], [1.0, -0.8], random.normal(size=size + 200))[200:]
        red -= across @ np.linalg.lstsq(across, red, rcond=None)[0]
        found.append([samples_per_independent(red, count)[0] for count in (0, 3)])
    plain, restored = np.median(found, axis=0)
    assert plain < 8
    assert restored == pytest.approx(9, rel=0.1)


def test_the_slowing_end_is_left_out() -> None:
    time = np.arange(0, 12, 0.02)
    speed = SpeedCurve(10.0, 1.2).speed(time) - np.maximum(time - 7, 0) * 0.5
    fit = fit_trace(trace(speed, time))
    assert fit.curve.top_speed == pytest.approx(10.0, rel=0.005)
    assert time[fit.used][-1] == pytest.approx(7.4, abs=0.3)
    assert [notice.code for notice in fit.notices] == ["slowing_end_left_out"]


def test_standing_before_the_start_changes_nothing() -> None:
    time = np.arange(0, 36, 0.02)
    noise = np.random.default_rng(4).normal(0, 0.1, len(time))
    late = trace(SpeedCurve(9.0, 1.2).speed(time - 30) + noise, time)
    kept = time > 29
    fit, short = fit_trace(late), fit_trace(trace(late.speed[kept], time[kept]))
    assert fit.start == pytest.approx(30, abs=0.05)
    assert fit.curve.top_speed == pytest.approx(short.curve.top_speed, rel=1e-6)


def test_a_trace_without_its_start_is_refused() -> None:
    with pytest.raises(RecordingError, match="the start of the sprint is needed"):
        fit_trace(trace(SpeedCurve(9.0, 1.2).speed(TIME + 1.5)))


def test_a_flying_start_is_no_model_of_a_trace() -> None:
    with pytest.raises(ParameterError, match="start must be one of"):
        fit_trace(trace(SpeedCurve(9.0, 1.2).speed(TIME)), "flying")


def test_the_radar_example(sprint_data: Path) -> None:
    profile = profile_file(
        sprint_data / "jb_morin_radar.csv", mass=75, height=1.72, air=Air(temperature=25)
    )
    document = profile.to_json()
    published = {
        "MSS_m_s": 9.185,
        "MAC_m_s2": 7.004,
        "F0_N_kg": 7.00,
        "V0_m_s": 9.62,
        "Pmax_W_kg": 16.8,
    }
    for name, value in published.items():
        assert document[name] == pytest.approx(value, rel=0.01)
        low, high = document["intervals"][name]
        assert low < value < high
    assert document["start_offset_s"] == pytest.approx(0, abs=0.06)


def test_the_shifts_of_the_tether_file(sprint_data: Path) -> None:
    profile = profile_file(sprint_data / "dynaspeed_40m_tether.csv", mass=64, height=1.77)
    # She stands at a reading of 2.585 to 2.595 m and first passes 0.5 m/s at 1.5 s.
    assert profile.fit.start == pytest.approx(1.4, abs=0.05)
    assert profile.distance_shift == pytest.approx(2.59, abs=0.01)
    sprint = profile.sprint
    assert sprint.distance is not None
    since = sprint.time[profile.fit.used] - profile.fit.start
    run = sprint.distance[profile.fit.used] - profile.distance_shift
    assert np.abs(run - profile.fit.curve.distance(since)).max() < 0.15


def test_shifting_clock_and_distance_shifts_only_the_start(
    sprint_data: Path, tmp_path: Path
) -> None:
    lines = (sprint_data / "dynaspeed_40m_tether.csv").read_text("utf-8").splitlines()
    rows = [[float(cell) for cell in line.split(",")] for line in lines[1::5]]
    original, shifted = tmp_path / "original.csv", tmp_path / "shifted.csv"
    for path, clock, place in ((original, 0.0, 0.0), (shifted, 7.5, -1.2)):
        moved = (f"{row[0] + clock:.6f},{row[1] + place:.6f},{row[3]}" for row in rows)
        path.write_text("\n".join(["time_s,distance_m,speed_m_s", *moved]), "utf-8")
    before, after = profile_file(original), profile_file(shifted)
    assert after.fit.start - before.fit.start == pytest.approx(7.5, abs=1e-4)
    assert before.distance_shift is not None
    assert after.distance_shift == pytest.approx(before.distance_shift - 1.2, abs=1e-4)
    assert after.top_speed.value == pytest.approx(before.top_speed.value, rel=1e-5)
