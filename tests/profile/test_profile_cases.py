"""Small files that went wrong, each with its right answer; and files of the same kinds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.profile import (
    Behind,
    Profile,
    SpeedCurve,
    SpeedTrace,
    Splits,
    Which,
    fit_splits,
    fit_trace,
    profile_file,
    read_sprints,
)
from nextstride.profile.lost import lost_samples, split_sprints

Writer = Callable[[str], Path]
CURVE = SpeedCurve(9.0, 1.2)
TIME = np.arange(0, 8, 1 / 47)
GATES = np.arange(5.0, 41, 5)


@pytest.fixture
def profiled(shared_data: Path) -> Callable[..., Profile]:
    """Profile the file of a case."""

    def profile(case: str, athlete: str | Which | None = None, **options: object) -> Profile:
        folder = shared_data / "cases" / case
        if not folder.is_dir():
            pytest.skip(f"no {folder}")
        file = next(folder.glob("sprint.*"))
        return profile_file(file, mass=75, height=1.80, athlete=athlete, **options)  # type: ignore[arg-type]

    return profile


def holds(profile: Profile, acceleration: float) -> bool:
    low, high = profile.to_json()["intervals"]["MAC_m_s2"]
    return bool(low <= acceleration <= high)


def codes(profile: Profile) -> set[str]:
    return {notice.code for notice in profile.notices}


def test_decimal_commas_cut_in_two(profiled: Callable[..., Profile]) -> None:
    with pytest.raises(ReadError, match="row 2 has 3 cells, more than the header has names"):
        profiled("splits-decimal-comma-cut")


def test_one_who_did_not_finish(profiled: Callable[..., Profile]) -> None:
    assert profiled("squad-dnf", "Mia").top_speed.value == pytest.approx(9.57, abs=0.005)
    with pytest.raises(ReadError, match="Bo: column 10m must be a number; got 'DNF'"):
        profiled("squad-dnf", "Bo")


def test_two_trials_of_one_name(profiled: Callable[..., Profile]) -> None:
    with pytest.raises(ParameterError, match=r"2 sprints of Mia.*1: 40 m in 5\.62 s; 2: 40 m"):
        profiled("two-trials-one-name", "Mia")
    best = profiled("two-trials-one-name", Which("mia", 2))
    assert best.top_speed.value == pytest.approx(9.57, abs=0.005)
    with pytest.raises(ParameterError, match=r"--trial.*got 3"):
        profiled("two-trials-one-name", Which("Mia", 3))


def test_a_radar_that_lost_the_runner(profiled: Callable[..., Profile]) -> None:
    profile = profiled("radar-dropout-early")
    assert profile.initial_acceleration.value == pytest.approx(7.5, rel=0.03)
    assert holds(profile, 7.5)
    assert "lost_samples_left_out" in codes(profile)


def test_a_walking_start(profiled: Callable[..., Profile]) -> None:
    profile = profiled("radar-walking-start")
    assert profile.time_constant.value == pytest.approx(1.2, rel=0.05)
    assert holds(profile, 7.5)
    assert "walking_start" in codes(profile)


def test_half_a_metre_behind_the_gate(profiled: Callable[..., Profile]) -> None:
    unsaid = profiled("gates-start-0.5m-behind")
    assert holds(unsaid, 7.5)
    assert "start_distance_unknown" in codes(unsaid)
    said = profiled("gates-start-0.5m-behind", start=Behind(0.5))
    assert said.initial_acceleration.value == pytest.approx(7.5, rel=0.01)
    assert holds(said, 7.5)
    assert "start_distance_unknown" not in codes(said)


def test_a_clock_that_ran_long_before(profiled: Callable[..., Profile]) -> None:
    profile = profiled("clock-2.5s-before")
    assert profile.top_speed.value == pytest.approx(9.0, abs=0.02)
    assert profile.fit.start == pytest.approx(2.5, abs=0.02)


def test_a_short_gps_trace(profiled: Callable[..., Profile]) -> None:
    profile = profiled("gps-25-rows")
    assert isinstance(profile.sprint, SpeedTrace)
    assert profile.top_speed.value == pytest.approx(9.0, abs=0.01)


@pytest.mark.parametrize("case", ["excel-sep-line", "excel-unicode-text"])
def test_what_excel_writes(profiled: Callable[..., Profile], case: str) -> None:
    profile = profiled(case)
    assert profile.sprint.time.tolist() == [1.374, 2.103, 2.745, 3.349, 3.932, 4.505, 5.071, 5.633]
    assert profile.top_speed.value == pytest.approx(9.0, abs=0.01)


@pytest.mark.parametrize("behind", [0.0, 0.3, 0.5, 0.75])
@pytest.mark.parametrize("gates", [[5, 10, 20, 30], [10, 20, 30, 40, 50], list(range(5, 41, 5))])
def test_the_interval_holds_an_unsaid_distance(behind: float, gates: list[float]) -> None:
    distance = np.array(gates, float)
    time = np.round(CURVE.time_at(distance + behind) - CURVE.time_at(behind), 3)
    splits = Splits("test", distance, time)
    for start in ("auto", Behind(behind)):
        estimate = fit_splits(splits, start).estimate(lambda curve: curve.initial_acceleration)  # type: ignore[arg-type]
        assert estimate.lower is not None
        assert estimate.upper is not None
        assert estimate.lower <= 7.5 <= estimate.upper


def test_an_impossible_distance_behind_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"--behind.*between 0 and 5 m; got 9"):
        Behind(9)
    with pytest.raises(ParameterError, match="--behind is for times at gates"):
        fit_trace(SpeedTrace("test", TIME, CURVE.speed(TIME - 1)), Behind(0.5))


def test_a_clock_long_after_the_runner_is_refused() -> None:
    time = CURVE.time_at(np.array([30.0, 40, 50, 60])) - 2.8
    with pytest.raises(NextstrideError, match=r"2 s or more before the clock.*--behind"):
        fit_splits(Splits("test", np.array([30.0, 40, 50, 60]), time))


def radar(*, walking: float = 0.0, seed: int = 1) -> np.ndarray:
    """Speed seen by a radar: noise, ripple of the steps, 2 s of standing or walking before."""
    random = np.random.default_rng(seed)
    late = -CURVE.time_constant * np.log(1 - walking / CURVE.top_speed)
    since = TIME - 2 + late
    ran = np.where(TIME < 2, walking, CURVE.speed(since) + 0.25 * np.sin(27 * TIME))
    return np.asarray(ran + random.normal(0, np.where(TIME < 2, 0.03, 0.15)))


@pytest.mark.parametrize(
    ("begin", "end", "value"), [(2.0, 2.4, 0.0), (2.5, 3.2, 0.0), (4.0, 4.3, 0.0), (2.3, 2.9, None)]
)
def test_losses_anywhere_are_left_out(begin: float, end: float, value: float | None) -> None:
    speed = radar()
    lost = (begin <= TIME) & (end > TIME)
    speed[lost] = speed[lost][0] if value is None else value
    fit = fit_trace(SpeedTrace("test", TIME, speed))
    assert fit.notices[0].code == "lost_samples_left_out"
    assert fit.curve.initial_acceleration == pytest.approx(7.5, rel=0.06)
    assert not fit.used[lost][1:].any()


def test_real_traces_lose_nothing(sprint_data: Path) -> None:
    for name in ("jb_morin_radar.csv", "dynaspeed_40m_tether.csv"):
        (trace,) = read_sprints(sprint_data / name)
        assert isinstance(trace, SpeedTrace)
        assert not lost_samples(trace.time, trace.speed).any()


@pytest.mark.parametrize("walking", [0.8, 1.5, 3.0])
def test_walking_and_jogging_starts(walking: float) -> None:
    fit = fit_trace(SpeedTrace("test", TIME, radar(walking=walking)))
    assert [notice.code for notice in fit.notices] == ["walking_start"]
    assert fit.curve.time_constant == pytest.approx(1.2, rel=0.1)


def test_two_sprints_in_one_trace(write: Writer) -> None:
    one = radar()
    rest = np.linspace(9, 0, 200)
    speed = np.concatenate([one, rest, np.zeros(500), 0.9 * one])
    time = np.arange(len(speed)) / 47
    assert len(list(split_sprints(SpeedTrace("test", time, speed)))) == 2
    lines = [f"{t:.3f},{v:.3f}" for t, v in zip(time, speed, strict=True)]
    path = write("\n".join(["time_s,speed_m_s", *lines]))
    with pytest.raises(ParameterError, match="holds 2 sprints; say which one with --trial"):
        profile_file(path)
    second = profile_file(path, athlete=Which(trial=2))
    assert second.top_speed.value == pytest.approx(8.1, rel=0.03)


def test_gates_that_begin_again_are_two_sprints(write: Writer) -> None:
    text = "distance_m,time_s\n10,2.05\n20,3.30\n30,4.45\n10,2.00\n20,3.20\n30,4.30\n"
    with pytest.raises(ParameterError, match=r"1: 30 m in 4\.45 s; 2: 30 m in 4\.3 s"):
        profile_file(write(text))


def test_rows_of_several_runners(write: Writer) -> None:
    body = "".join(f"Ann,{d},{t}\n" for d, t in zip((10, 20, 30), (2.05, 3.3, 4.45), strict=True))
    path = write("athlete,distance_m,time_s\n" + body + "Bo,10,2.1\nBo,20,\nBo,30,x\n")
    assert profile_file(path, athlete="Ann").sprint.time.tolist() == [2.05, 3.3, 4.45]
    with pytest.raises(ReadError, match="Bo: time_s, row 6 must be a number; got ''"):
        profile_file(path, athlete="Bo")


def test_a_blank_gate_is_left_out_and_said(write: Writer) -> None:
    rows = [f"{d:g},{t:.3f}" for d, t in zip(GATES, CURVE.time_at(GATES), strict=True)]
    rows[3] = "20,"
    profile = profile_file(write("\n".join(["distance_m,time_s", *rows])))
    assert len(profile.sprint.time) == 7
    left_out = next(each for each in profile.notices if each.code == "rows_left_out")
    assert left_out.message == "Left out row 5: time_s, row 5 must be a number; got ''."
    assert profile.top_speed.value == pytest.approx(9.0, abs=0.05)


def test_lines_of_a_device_above_the_table(write: Writer) -> None:
    rows = [f"{t:.3f};{3.6 * v:.2f}".replace(".", ",") for t, v in zip(TIME, radar(), strict=True)]
    head = ["Device;Stalker ATS II;;", "Firmware;1.2;Date: 28.11.2026", "", "Zeit;Geschwindigkeit"]
    profile = profile_file(write("\n".join([*head, "[s];[km/h]", *rows])))
    assert profile.top_speed.value == pytest.approx(9.0, rel=0.02)
    assert "header_lines" in codes(profile)


def test_names_are_found_however_their_accents_are_written(write: Writer) -> None:
    path = write("athlete,10m,20m,30m\nZoe\u0308,2.05,3.30,4.45\nBo,2.1,3.4,4.6\n")
    assert profile_file(path, athlete="ZO\u00cb").sprint.athlete == "Zo\u00eb"


def test_gates_that_tell_nothing_of_the_start_say_so(write: Writer) -> None:
    profile = profile_file(write("distance_m,time_s\n10,1.9\n20,3.1\n30,4.2\n40,5.3\n"))
    assert "acceleration_unknown" in codes(profile)
    better = profile_file(write("distance_m,time_s\n10,1.85\n20,3.05\n30,4.15\n40,5.22\n"))
    assert "acceleration_unknown" not in codes(better)


def test_a_flying_start_beyond_what_is_looked_for_is_refused() -> None:
    time = CURVE.time_at(GATES + 9) - CURVE.time_at(9)
    with pytest.raises(NextstrideError, match="5 m or more before the first line"):
        fit_splits(Splits("test", GATES, time), "flying")


def test_a_trace_that_missed_a_slow_start() -> None:
    slow = SpeedCurve(9.0, 2.0)
    time = np.arange(0, 8, 0.02)
    fit = fit_trace(SpeedTrace("test", time, slow.speed(time + 1.3)))
    assert fit.start == pytest.approx(-1.3, abs=0.01)
    assert fit.curve.time_constant == pytest.approx(2.0, rel=0.01)


def test_a_name_in_capitals_is_the_same_name(write: Writer) -> None:
    rows = "athlete;10m;20m;30m\nMIA;2,05;3,30;4,40\nMia ;2,00;3,22;4,30\n"
    with pytest.raises(ParameterError, match=r"2 sprints of MIA.*--trial"):
        profile_file(write(rows), mass=60, height=1.70)


def test_a_few_rows_of_a_gps_are_no_gates(write: Writer) -> None:
    time = np.arange(9.0)
    speed, place = CURVE.speed(np.maximum(time - 0.6, 0)), CURVE.distance(np.maximum(time - 0.6, 0))
    rows = "".join(f"{t:g},{v:.2f},{d:.2f}\n" for t, v, d in zip(time, speed, place, strict=True))
    with pytest.raises(NextstrideError, match="needs at least 15 samples; got 9"):
        profile_file(write("time_s,speed_m_s,distance_m\n" + rows), mass=60, height=1.70)


def test_gates_passed_evenly_with_their_speeds_are_gates(write: Writer) -> None:
    rows = "".join(f"{30 + 10 * n},{3.9 + 1.11 * n:.2f},9.0\n" for n in range(5))
    (sprint,) = read_sprints(write("distance_m,time_s,speed_m_s\n" + rows))
    assert isinstance(sprint, Splits)
