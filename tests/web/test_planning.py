"""A coach makes a plan without a command line; what is not safe is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from commands import analysis, sprinter

from nextstride.athlete import Athlete
from nextstride.log import RecordedRun, open_log
from nextstride.web.desk import key_of


@pytest.fixture(scope="module")
def served(serve: Callable[..., object]):
    """A server with an athlete of whom one run tells what limits, and one without a run."""
    found = serve()
    folder = analysis(found.folder / "run", sprinter())
    with open_log(found.log) as log:
        log.save_athletes(Athlete(75, 1.8, "male", "Ada"), Athlete(name="Bo"))
        log.add(RecordedRun.from_analysis(folder / "analysis.json", "Ada", date.today()))
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
