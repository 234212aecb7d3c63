from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import ParameterError, ReadError
from nextstride.log import (
    Feel,
    LogEntry,
    PowerTest,
    ProbeRound,
    RecordedRun,
    SpeedTest,
    StrengthTest,
    entry_from_json,
)

FIRST_DAY = date(2025, 1, 6)
MIA: dict[str, Any] = {"athlete": "Mia", "day": FIRST_DAY}
FEEL = {"recovery": 60, "lightness": 55, "turnover": 70, "connectedness": 40, "strain": 30}

TIRED: dict[str, Any] = {"round_number": 1, "strengths": [(22, 15)]}


def test_json_and_back(each_kind: list[LogEntry]) -> None:
    for entry in each_kind:
        assert entry_from_json(json.loads(json.dumps(entry.to_json()))) == entry


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SpeedTest(**MIA, method="gates", distance=100, time=3), "time for 100 m must be"),
        (lambda: SpeedTest(**MIA, method="gates", distance=30, time=-4), "time for 30 m must be"),
        (lambda: SpeedTest(**MIA, method="gates", distance=30), "time for 30 m must be a number"),
        (lambda: SpeedTest(**MIA, method="fly_10", time=0.5), "time for 10 m must be"),
        (lambda: SpeedTest(**MIA, method="fly_10", distance=20, time=2), "distance must be"),
        (lambda: SpeedTest(**MIA, method="radar", top_speed=14), "top speed must be between"),
        (lambda: SpeedTest(**MIA, method="radar", top_speed=9, time=3), "only a top speed"),
        (lambda: SpeedTest(**MIA, method="sundial", time=3), "method must be one of gates"),
        (lambda: StrengthTest(**MIA, group="hip_flexors", moment=400), "divided by body mass"),
        (lambda: StrengthTest(**MIA, group="hip_flexors", moment=float("nan")), "moment must be"),
        (lambda: StrengthTest(**MIA, group="hip_benders", moment=2), "group must be one of hip"),
        (lambda: StrengthTest(**MIA, group="hip_flexors", moment=True), "must be a number"),
        (lambda: PowerTest(**MIA, exercise="jump"), "either the height of a jump or the speed"),
        (
            lambda: PowerTest(**MIA, exercise="jump", height=38),
            "height of the jump must be between",
        ),
        (lambda: PowerTest(**MIA, exercise="", bar_speed=1), "exercise must be printable"),
        (lambda: ProbeRound(**MIA, link="hamstrings", **TIRED), "link must be one of hip_flexors"),
        (lambda: ProbeRound(**MIA, **{**TIRED, "runs": 9}, link="sham"), "runs must be pairs"),
        (lambda: ProbeRound(**MIA, link="sham", round_number=0), "a strength or a run is needed"),
        (lambda: ProbeRound(**MIA, link="sham", **{**TIRED, "runs": [(9, 5)] * 7}), "more than 6"),
        (lambda: Feel(**MIA, **{**FEEL, "strain": 101}), "strain must be between 0 and 100"),
        (lambda: Feel(**{**MIA, "athlete": " "}, **FEEL), "athlete must be printable"),
        (lambda: Feel(**{**MIA, "day": date(1066, 1, 1)}, **FEEL), "day must be a date"),
        (lambda: Feel(**MIA, **FEEL, session=0), "session must be a whole number"),
        (lambda: Feel(**MIA, **FEEL, note="\x00"), "note must be printable"),
    ],
)
def test_impossible_values_are_refused(make: Callable[[], LogEntry], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        make()


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ParameterError, match=r"strain.*session|session.*strain"):
        Feel(**MIA, **{**FEEL, "strain": -1}, session=99)


@given(distance=st.floats(5, 400), speed=st.floats(3, 9))
def test_what_people_run_is_taken(distance: float, speed: float) -> None:
    entry = SpeedTest(**MIA, method="gates", distance=distance, time=distance / speed + 0.5)
    assert entry.speed < speed


def test_records_are_taken() -> None:
    assert SpeedTest(**MIA, method="gates", distance=100, time=9.58).speed == pytest.approx(
        10.44, abs=0.01
    )
    SpeedTest(**MIA, method="gates", distance=60, time=6.34)
    SpeedTest(**MIA, method="gates", distance=10, time=1.70)
    SpeedTest(**MIA, method="fly_10", time=0.81)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "dream"}, "kind must be one of"),
        ({"mood": 3}, "unknown fields: mood"),
        ({"day": "2025-13-01"}, "wrong type"),
        ({"recovery": "high"}, "recovery must be a number"),
    ],
)
def test_foreign_documents_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        entry_from_json({**Feel(**MIA, **FEEL).to_json(), **change})


def test_missing_fields_are_named() -> None:
    with pytest.raises(ParameterError, match="missing fields: athlete, day, lightness"):
        entry_from_json(
            {"kind": "feel", "recovery": 1, "turnover": 1, "connectedness": 1, "strain": 1}
        )


def analysis(tmp_path: Path, rows: list[dict[str, object]]) -> Path:
    path = tmp_path / "analysis.json"
    path.write_text(json.dumps({"recording": {"source": "run.c3d"}, "measures": rows}))
    return path


def test_recording_from_an_analysis(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"name": "speed", "side": "both", "value": 9.4},
        {"name": "contact_time", "side": "left", "value": 0.110},
        {"name": "contact_time", "side": "right", "value": 0.114},
        {"name": "trunk_angle", "side": "both", "value": None},
    ]
    entry = RecordedRun.from_analysis(analysis(tmp_path, rows), "Mia", FIRST_DAY)
    assert entry.measures == {"speed": 9.4, "contact_time": pytest.approx(0.112)}
    assert entry.source == "run.c3d"
    assert len(entry.sha256) == 64


def test_recording_without_speed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="holds no speed"):
        RecordedRun.from_analysis(analysis(tmp_path, []), "Mia", FIRST_DAY)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"measures": [1]}', "nonsense"])
def test_what_is_no_analysis_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "analysis.json"
    path.write_text(content)
    with pytest.raises(ReadError, match=r"must be an analysis\.json"):
        RecordedRun.from_analysis(path, "Mia", FIRST_DAY)


def test_missing_analysis_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        RecordedRun.from_analysis(tmp_path / "absent.json", "Mia", FIRST_DAY)


def test_a_command_of_the_log_does_not_wait_for_arrays() -> None:
    code = "import sys, nextstride.log.store; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
