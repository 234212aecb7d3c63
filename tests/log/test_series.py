"""From entries to one point a session; and sessions of equal speed."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.log import Feel, LogEntry, RecordedRun, SpeedTest, StrengthTest
from nextstride.log.families import KEYS
from nextstride.log.feel import SCALES, feel_score
from nextstride.log.matching import MATCHED_WITHIN, match_by_speed
from nextstride.log.series import Point, build_series
from nextstride.log.typical_error import published_errors

DAY = date(2025, 1, 6)
FEEL = {"recovery": 60, "lightness": 55, "turnover": 70, "connectedness": 40, "strain": 30}


def mia(number: int = 0) -> dict[str, Any]:
    return {"athlete": "Mia", "day": DAY + timedelta(days=number)}


def test_runs_of_a_session_are_one_point() -> None:
    entries = [SpeedTest(**mia(), method="fly_10", time=time) for time in (1.0, 1.25)]
    entries.append(SpeedTest(**mia(), session=2, method="fly_10", time=1.0))
    (series,) = build_series(entries).values()
    assert [(p.session, p.value, p.trials) for p in series.points] == [(1, 9.0, 2), (2, 10.0, 1)]


def test_points_are_in_order_whatever_the_entries_are() -> None:
    entries = [StrengthTest(**mia(n), group="hip_flexors", moment=2) for n in (5, 1, 3)]
    (series,) = build_series(entries).values()
    assert [point.day for point in series.points] == [mia(n)["day"] for n in (1, 3, 5)]


def test_keys_are_what_a_trial_can_name(each_kind: list[LogEntry]) -> None:
    found = build_series(each_kind)
    assert set(found) == {
        "gates_30m",
        "fly_10",
        "radar",
        "recorded_speed",
        "peak_thigh_flexion_velocity",
        "hip_flexors_strength_left_90deg_hand_held",
        "jump_height_countermovement_jump_flight_time",
        "bar_speed_back_squat_60kg",
        "feel",
    }
    for series in found.values():
        assert KEYS[series.family].fullmatch(series.key)
        assert series.reliability is None or series.reliability in published_errors()


def test_another_side_angle_or_device_is_another_measure() -> None:
    tests: list[dict[str, Any]] = [
        {"side": "left"},
        {"side": "right"},
        {"joint_angle": math.radians(30)},
        {"joint_angle": math.radians(-10)},
        {"device": "rig"},
    ]
    entries = [StrengthTest(**mia(), group="hip_flexors", moment=2, **each) for each in tests]
    assert len(build_series(entries)) == 5


def test_feel_gets_the_speed_of_its_session() -> None:
    entries: list[LogEntry] = [Feel(**mia(n), **FEEL) for n in (0, 1, 2)]
    entries += [SpeedTest(**mia(n), method="radar", top_speed=9 + n / 10) for n in (0, 1)]
    entries.append(SpeedTest(**mia(2), method="fly_10", time=1.0))
    points = build_series(entries)["feel"].points
    assert [point.speed for point in points] == [9.0, 9.1, None]


def test_thigh_motion_keeps_the_speed_of_its_recording() -> None:
    measures = {"speed": 9.3, "peak_thigh_extension_velocity": -16.0}
    run = RecordedRun(**mia(), source="a", analysis="a", sha256="0", measures=measures)
    series = build_series([run])["peak_thigh_extension_velocity"]
    assert series.better == -1
    assert series.points[0].speed == 9.3


def test_feel_score_turns_strain_round() -> None:
    assert feel_score(Feel(**mia(), **FEEL)) == pytest.approx((60 + 55 + 70 + 40 + 70) / 5)
    assert {scale.name for scale in SCALES} == FEEL.keys()


def points(*speeds: float | None) -> tuple[Point, ...]:
    return tuple(Point(DAY, 1, 0, speed, 1) for speed in speeds)


def test_the_closest_speeds_are_paired() -> None:
    before, after = match_by_speed(points(9.0, 9.1, None, 8.0), points(9.1, 9.04, 9.5, None))
    assert [(b.speed, a.speed) for b, a in zip(before, after, strict=True)] == [
        (9.1, 9.1),
        (9.0, 9.04),
    ]


speeds = st.lists(st.floats(8, 10), max_size=12)


@given(before=speeds, after=speeds)
def test_pairs_are_of_equal_speed_and_used_once(before: list[float], after: list[float]) -> None:
    early, late = match_by_speed(points(*before), points(*after))
    assert len(early) == len(late) <= min(len(before), len(after))
    assert len({id(p) for p in early}) == len(early)
    assert len({id(p) for p in late}) == len(late)
    for a, b in zip(early, late, strict=True):
        assert a.speed is not None
        assert b.speed is not None
        assert abs(b.speed / a.speed - 1) <= MATCHED_WITHIN
