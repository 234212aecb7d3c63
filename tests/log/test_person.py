"""Whose run it is, and forgetting a person everywhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError
from nextstride.log import Log, RecordedRun
from nextstride.log.forgetting import forget_person
from nextstride.log.person import check_is_of
from nextstride.log.unfinished import work_folder

MIA = Athlete(name="Mia", mass=58, height=1.68, sex="female")


def analysis(folder: Path, **told: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    person = {"mass_kg": 58, "height_m": 1.68, "sex": "female", "assumed": []} | told
    document = {
        "athlete": person,
        "recording": {"source": "run.c3d"},
        "measures": [{"name": "speed", "value": 8.8}],
    }
    (folder / "analysis.json").write_text(json.dumps(document), "utf-8")
    return folder / "analysis.json"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"mass_kg": 61.5}, "mass 61.5 kg instead of 58 kg"),
        ({"height_m": 1.80}, r"height 1\.8 m"),
        ({"sex": "male"}, "sex male instead of female"),
        ({"mass_kg": 81, "sex": "male"}, "mass 81 kg instead of 58 kg, sex male"),
    ],
)
def test_the_run_of_another_is_refused_unless_confirmed(
    tmp_path: Path, told: dict[str, Any], words: str
) -> None:
    file = analysis(tmp_path, **told)
    with pytest.raises(ParameterError, match=words):
        check_is_of(file, MIA, confirmed=False)
    check_is_of(tmp_path, MIA, confirmed=True)


@pytest.mark.parametrize(
    "told", [{}, {"mass_kg": 60.5}, {"mass_kg": 75, "sex": "male", "assumed": ["mass", "sex"]}]
)
def test_a_days_difference_and_what_was_assumed_say_nothing(
    tmp_path: Path, told: dict[str, Any]
) -> None:
    check_is_of(analysis(tmp_path, **told), MIA, confirmed=False)


def test_forgetting_takes_what_is_ours_and_names_the_rest(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    mine, others, nameless = work_folder("MIA"), work_folder("Bo"), work_folder() / "0a1b"
    for folder in (mine / "2c3d", others / "4e5f", nameless):
        folder.mkdir(parents=True)
        (folder / "body.npz").write_bytes(b"body")
    data, elsewhere = tmp_path / "data", analysis(tmp_path / "elsewhere")
    ours = analysis(data / "runs" / "mia")
    (data / "runs" / "mia" / "report.html").write_text("Mia")
    (data / "progress.json").write_text('{"athlete": "mia"}')
    other = data / "plans" / "Bo"
    other.mkdir(parents=True)
    (other / "plan.json").write_text('{"athlete": "Bo"}')
    day = date(2025, 1, 6)
    log.add(*(RecordedRun.from_analysis(file, "Mia", day) for file in (ours, elsewhere)))
    found = forget_person(log, "mia", data)
    assert found.left == (str(elsewhere),)
    assert not ours.parent.exists()
    assert not (data / "progress.json").exists()
    assert not mine.exists()
    assert (others / "4e5f" / "body.npz").exists()
    assert found.nameless == (nameless,)
    assert "Mia" not in str(mine)
    assert (other / "plan.json").exists()
    assert log.athletes() == ()
