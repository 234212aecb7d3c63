"""Every layout is read; every wrong file is refused with one clear message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextstride.errors import NextstrideError, ParameterError, ReadError, RecordingError
from nextstride.profile import SpeedCurve, SpeedTrace, Splits, profile_file, read_sprints

Writer = Callable[[str], Path]
CURVE = SpeedCurve(9.0, 1.2)
SPLITS = "distance_m,time_s\n0,0\n5,1.30\n10,2.05\n20,3.30\n30,4.45\n40,5.58\n"


def rows(header: str, *columns: object, separator: str = ",") -> str:
    lines = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    return "\n".join([header, *(separator.join(f"{cell:.4f}" for cell in line) for line in lines)])


def test_plain_splits(write: Writer) -> None:
    (sprint,) = read_sprints(write(SPLITS))
    assert isinstance(sprint, Splits)
    assert sprint.distance.tolist() == [5, 10, 20, 30, 40]
    assert sprint.time[0] == 1.30


def test_plain_trace(write: Writer) -> None:
    time = np.arange(0, 6, 0.02)
    (sprint,) = read_sprints(write(rows("time_s,speed_m_s", time, CURVE.speed(time))))
    assert isinstance(sprint, SpeedTrace)
    assert sprint.speed[100] == pytest.approx(float(CURVE.speed(2.0)), abs=1e-3)
    assert sprint.distance is None


@pytest.mark.parametrize(
    ("header", "time_factor", "speed_factor", "separator"),
    [
        ("Time (ms);Velocity [km/h]", 1000, 3.6, ";"),
        ("time\tspeed_mps", 1, 1, "\t"),
        ("time velocity", 1, 1, " "),
    ],
)
def test_units_and_separators(
    write: Writer, header: str, time_factor: float, speed_factor: float, separator: str
) -> None:
    time = np.arange(0, 6, 0.02)
    columns = time * time_factor, CURVE.speed(time) * speed_factor
    (sprint,) = read_sprints(write(rows(header, *columns, separator=separator)))
    assert isinstance(sprint, SpeedTrace)
    assert sprint.time[-1] == pytest.approx(time[-1])
    assert sprint.speed[-1] == pytest.approx(float(CURVE.speed(time[-1])), abs=1e-3)


def test_decimal_commas(write: Writer) -> None:
    (sprint,) = read_sprints(write("distance;time\n5;1,3\n10;2,05\n20;3,3\n30;4,45\n"))
    assert sprint.time.tolist() == [1.3, 2.05, 3.3, 4.45]


def test_distance_of_a_laser_becomes_speed(write: Writer) -> None:
    time = np.arange(0, 6, 0.01)
    noise = np.random.default_rng(2).normal(0, 0.002, len(time))
    text = rows("time_s,distance_m", time, 3 + CURVE.distance(time - 0.5) + noise)
    profile = profile_file(write(text))
    assert profile.top_speed.value == pytest.approx(9.0, rel=0.01)
    assert profile.fit.start == pytest.approx(0.5, abs=0.05)
    assert profile.distance_shift == pytest.approx(3.0, abs=0.05)
    assert "speed_from_distance" in [notice.code for notice in profile.notices]


def test_one_row_per_athlete(write: Writer) -> None:
    path = write(
        "Athlete,Height,Bodyweight,10m,5m,20m,30m,30m-20m split\n"
        "Ann,170,60,2.0,1.2,3.4,4.7,1.3\nEve,1.65,,2.1,1.3,3.5,4.8,1.3\n"
    )
    first, second = read_sprints(path)
    assert isinstance(first, Splits)
    assert first.distance.tolist() == [5, 10, 20, 30]
    assert first.time.tolist() == [1.2, 2.0, 3.4, 4.7]
    assert (first.athlete, first.mass, first.height) == ("Ann", 60, 1.7)
    assert (second.mass, second.height) == (None, 1.65)
    assert profile_file(path, athlete="Eve").runner.name == "Eve"
    with pytest.raises(ParameterError, match=r"2 athletes.*--athlete: Ann, Eve"):
        profile_file(path)
    with pytest.raises(ParameterError, match="one of Ann, Eve; got 'Bob'"):
        profile_file(path, athlete="Bob")


def test_the_real_files(sprint_data: Path) -> None:
    kinds = {
        "berlin2009_bolt_100m.csv": (Splits, 1, 10),
        "vescovi_split_times_26women.csv": (Splits, 26, 5),
        "jb_morin_radar.csv": (SpeedTrace, 1, 232),
        "dynaspeed_40m_tether.csv": (SpeedTrace, 1, 7251),
    }
    for name, (kind, count, size) in kinds.items():
        sprints = read_sprints(sprint_data / name)
        assert len(sprints) == count
        assert all(isinstance(each, kind) and len(each.time) == size for each in sprints)
    (bolt,) = read_sprints(sprint_data / "berlin2009_bolt_100m.csv")
    assert isinstance(bolt, Splits)
    assert (bolt.athlete, bolt.reaction_time) == ("Bolt", 0.146)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("distance_m,time_s\n", "only 1 line"),
        ("a,b\n1,2\n", "found a, b"),
        ("distance_m\n10\n20\n", "needs columns"),
        ("distance_m,time_min\n10,1\n20,2\n30,3\n", "unit of column 'time_min'.*got 'min'"),
        ("distance_furlong,time_s\n10,1\n20,2\n30,3\n", "unit of column 'distance_furlong'"),
        ("distance,time_s,time_ms\n10,2,2000\n", "both hold the time"),
        ("distance_m,time_s\n10,2\n20,\n30,4\n", "time_s, row 3 must be a number; got ''"),
        ("distance_m,time_s\n10,2\n20,nan\n30,4\n", "row 3 must be a number; got 'nan'"),
        ("distance_m,time_s\n10,2\n20,inf\n30,4\n", "must be a number"),
        ("distance_m,time_s\n10,2\n20,three\n30,4\n", "got 'three'"),
        ("distance_m,time_s\n10,2\n20\n", "fewer cells"),
        ("athlete,5m,10m,20m\nAnn,1.2,,3.4\n", "Ann: column 10m must be a number"),
        ("time_s\x00,speed\n1,2\n", "binary"),
    ],
)
def test_unreadable_files(write: Writer, text: str, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        profile_file(write(text))
    assert str(caught.value).startswith("sprint.csv")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("distance,time\n10,2\n20,3\n", "at least 3 gates after the start; got 2"),
        ("distance,time\n10,-2\n20,3\n30,4\n", "times must be positive"),
        ("distance,time\n10,2\n20,2\n30,4\n", "times must increase"),
        ("distance,time\n10,2\n10,3\n30,4\n", "distances must increase"),
        ("distance,time\n-10,1\n10,3\n30,4\n", "distances must increase"),
        ("distance,time\n100,3\n", "at least 3 gates .* 33.3 m/s, more than 13"),
        ("distance,time\n0,0\n", "no gate after the start"),
        ("distance,time\n20,1\n60,2\n100,3\n", "40.0 m/s, more than 13"),
        ("distance,time\n30,1\n60,5\n100,9\n", "from 0 to 30 m .* 30.0 m/s"),
        ("distance,time\n10,200\n20,330\n30,450\n", "no sprint; times are needed in s"),
        ("athlete,5m,10m,20m\nAnn,1.2,1.1,3.4\n", "Ann: times must increase"),
    ],
)
def test_impossible_splits(write: Writer, text: str, words: str) -> None:
    with pytest.raises(RecordingError, match=words):
        profile_file(write(text))


def _broken(change: Callable[[np.ndarray, np.ndarray], None]) -> str:
    time = np.arange(0, 6, 0.05)
    speed = CURVE.speed(time)
    change(time, speed)
    return rows("time_s,speed_m_s", time, speed)


def _fast(time: np.ndarray, speed: np.ndarray) -> None:
    speed[50] = 14.2


def _back(time: np.ndarray, speed: np.ndarray) -> None:
    time[7] = time[6]


def _early(time: np.ndarray, speed: np.ndarray) -> None:
    time -= 1


def _slow(time: np.ndarray, speed: np.ndarray) -> None:
    speed /= 10


def _away(time: np.ndarray, speed: np.ndarray) -> None:
    speed[50] = -9


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_fast, "speed at 2.5 s is 14.2 m/s, more than 13"),
        (_back, "after 0.3 s comes 0.3 s"),
        (_early, "times must not be negative; got -1 s"),
        (_slow, "no sprint; it is needed in m/s"),
        (_away, "speeds must not be negative"),
    ],
)
def test_impossible_traces(
    write: Writer, change: Callable[[np.ndarray, np.ndarray], None], words: str
) -> None:
    with pytest.raises(RecordingError, match=words):
        profile_file(write(_broken(change)))


def test_short_traces(write: Writer) -> None:
    time = np.arange(0, 1, 0.05)
    with pytest.raises(RecordingError, match="must last 1\\.5 s or more"):
        profile_file(write(rows("time,speed", time, CURVE.speed(time))))
    with pytest.raises(RecordingError, match="at least 15 samples; got 3"):
        profile_file(write("time,speed\n0,0\n1,5\n2,8\n"))


def test_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"absent[.]csv: no such file"):
        profile_file(tmp_path / "absent.csv")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(0, len(SPLITS)), st.integers(0, 30), st.text("0123456789.,;-\n mneE", max_size=12)
)
def test_damaged_files_are_read_or_refused(
    write: Writer, place: int, length: int, junk: str
) -> None:
    text = SPLITS[:place] + junk + SPLITS[place + length :]
    try:
        document = profile_file(write(text)).to_json()
    except NextstrideError:
        return
    assert 2 < document["MSS_m_s"] < 13
