"""A coach makes a plan without a command line; what is not safe is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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
