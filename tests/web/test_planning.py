"""A coach plans, tests fairly and prints sheets without a command line; the unsafe is refused."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import analysis, sprinter

from nextstride.athlete import Athlete
from nextstride.log import RecordedRun, StrengthTest, open_log
from nextstride.web.desk import key_of

MEASURED = date.today() - timedelta(days=2)
HELD = {"group": "hip_flexors", "side": "left", "joint_angle": math.radians(30), "device": "rig"}


@pytest.fixture(scope="module")
def served(serve: Callable[..., object]):
    """A server with an athlete of whom one run tells what limits, and one without a run."""
    found = serve()
    folder = analysis(found.folder / "run", sprinter())
    with open_log(found.log) as log:
        log.save_athletes(Athlete(75, 1.8, "male", "Ada"), Athlete(name="Bo"))
        log.add(RecordedRun.from_analysis(folder / "analysis.json", "Ada", date.today()))
        log.add(StrengthTest(athlete="Ada", day=MEASURED, moment=2.1, **HELD))
    found.start()
    return found


def test_a_plan_is_made_kept_and_given(served) -> None:
    key, visitor = key_of("Ada"), served.visitor()
    assert "Make the plan" in visitor.get(f"/athletes/{key}/plan").text
    told = {"age": "24,5", "weeks": "6", "speed_days": "tuesday"}
    assert visitor.post(f"/athletes/{key}/plan", **told).status == 303
    with open_log(served.log) as log:
        assert len(log.plans("Ada")) == 1
    page = visitor.get(f"/athletes/{key}/plan/plan.html")
    assert page.status == 200
    assert "sandbox" in page.headers["content-security-policy"]
    assert visitor.get(f"/athletes/{key}/plan/plan.ics").text.startswith("BEGIN:VCALENDAR")
    assert visitor.get(f"/athletes/{key}/plan/plan.json").status == 404


def test_a_plan_names_the_bands_that_are_there(served) -> None:
    key, visitor = key_of("Ada"), served.visitor()
    here = f"/athletes/{key}/plan"
    read = {"band-1": "long loop", "resting-1": "1,0", "near-1": "1.5", "pull-1": "6,3"}
    read |= {"far-1": "220cm", "more-1": "12.0"}
    charted = {"colour-1": "gold", "length-1": "1,5", "fold-1": "looped"}
    away, back = (date.today() + timedelta(days=days) for days in (4, 15))
    told = {"age": "24", "clock": "18:30", "away": f"{away}", "back": f"{back}"}
    assert visitor.post(here, **told, **read, **charted).status == 303
    with open_log(served.log) as log:
        sessions = log.plans("Ada")[-1].sessions
    assert {each.begins.hour for each in sessions} == {18}
    assert not any(away <= each.day <= back for each in sessions)
    page = visitor.get(f"{here}/plan.html").text
    assert "long loop" in page or "TheraBand gold, looped" in page
    half = visitor.post(here, **told, **(read | {"pull-1": ""}))
    assert half.status == 400
    assert "needs all of it" in half.text
    no_length = visitor.post(here, **told, **{"colour-1": "gold"})
    assert no_length.status == 400
    assert "the length of the gold band" in no_length.text
    assert visitor.post(here, **(told | {"back": "2029-01-01"})).status == 400
    assert visitor.post(here, **(told | {"clock": "late"})).status == 400


def test_a_fair_test_is_shown_first_and_then_fixed_for_good(served) -> None:
    here, visitor = f"/athletes/{key_of('Ada')}/trial", served.visitor()
    assert "hip flexors" in visitor.get(here).text
    told = {"weekday": "tuesday", "start_within": "30"}
    shown = visitor.post(here, **told)
    assert shown.status == 200
    assert "This would be fixed for good" in shown.text
    with open_log(served.log) as log:
        assert log.trials("Ada") == ()
    seldom = visitor.post(here, **(told | {"start_within": "2"}), agreed="yes")
    assert seldom.status == 400
    assert "“weeks within which the start is drawn”" in seldom.text
    assert visitor.post(here, **told, block="4,5").status == 400
    assert visitor.post(here, agreed="yes").status == 400
    assert visitor.post(here, **told, agreed="yes").status == 303
    with open_log(served.log) as log:
        (trial,) = log.trials("Ada")
    assert trial.strength == "hip_flexors_strength_left_30deg_rig"
    assert trial.commitment in visitor.get(here).text
    assert "running" in visitor.get(f"/athletes/{key_of('Ada')}").text
    verdict = visitor.get(f"{here}/verdict.html")
    assert "still running" in verdict.text
    assert "sandbox" in verdict.headers["content-security-policy"]
    assert visitor.post(here, **told, agreed="yes").status == 400, "a second one at the same time"
    nobody = f"/athletes/{key_of('Bo')}/trial"
    assert visitor.get(f"{nobody}/verdict.html").status == 404
    missing = visitor.post(nobody, **told)
    assert missing.status == 400
    assert "“strength that is trained”" in missing.text


def test_the_sheet_of_a_test_day_is_for_whom_it_is_safe(served) -> None:
    visitor, key = served.visitor(), key_of("Ada")
    assert "Make the sheet" in visitor.get("/tests/sheet").text
    sheet = visitor.post("/tests/sheet", athlete=key, age="24")
    assert "Strength tests: Ada" in sheet.text
    assert "Trochanter" in sheet.text or "trochanter" in sheet.text
    assert "sandbox" in sheet.headers["content-security-policy"]
    child = visitor.post("/tests/sheet", athlete=key, age="13").text
    assert "No maximal test" in child
    assert "trochanter" not in child
    assert visitor.post("/tests/sheet", athlete=key).status == 400


@pytest.mark.parametrize(
    ("name", "told", "words"),
    [
        ("Ada", {}, "age"),
        ("Ada", {"age": "30", "condition": "heart_disease"}, "doctor"),
        ("Bo", {"age": "30"}, "no recording"),
    ],
)
def test_what_cannot_be_planned_is_told(served, name: str, told: dict, words: str) -> None:
    answer = served.visitor().post(f"/athletes/{key_of(name)}/plan", **told)
    assert answer.status == 400
    assert words in answer.text


def test_who_is_deleted_is_in_no_file_of_the_data_folder(served) -> None:
    with open_log(served.log) as log:
        log.save_athletes(Athlete(60, 1.7, "female", "Xenia Quill"))
        folder = analysis(served.folder / "xenia", sprinter())
        log.add(RecordedRun.from_analysis(folder / "analysis.json", "Xenia Quill", date.today()))
    key, visitor = key_of("Xenia Quill"), served.visitor()
    assert visitor.post(f"/athletes/{key}/plan", age="30").status == 303
    body = b"Xenia Quill\tno markers at all"
    told = {"X-Token": visitor.token(), "X-File-Name": "x.trc"}
    assert visitor.ask("POST", f"/uploads?athlete={key}", body, told).status == 201
    assert len(files_that_tell(served.folder, b"Xenia Quill")) > 2
    until = time.monotonic() + 60
    while (gone := visitor.post(f"/athletes/{key}/forget", sure="delete")).status != 200:
        assert time.monotonic() < until, gone.text
        time.sleep(0.5)
    assert files_that_tell(served.folder, b"Xenia Quill") == []


def files_that_tell(folder: Path, name: bytes) -> list[Path]:
    """Files in which a name stands."""
    return [file for file in folder.rglob("*") if file.is_file() and name in file.read_bytes()]
