"""The demo's squad, and with it the pages as a coach sees them in the middle of a season."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from nextstride.log import Hold, RecordedRun, SpeedTest, open_log
from nextstride.log.jobs import open_jobs
from nextstride.log.squad_session import session_of_day
from nextstride.web.demo import HURT, SQUAD, UNTESTED, UNTOLD, fill_demo
from nextstride.web.desk import key_of
from nextstride.web.worker_files import CLOCK

MOST_WORDS = 60
TODAY = date.today()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's squad."""
    folder = tmp_path_factory.mktemp("demo")
    fill_demo(folder, TODAY)
    return folder


@pytest.fixture(scope="module")
def served(serve: Callable[..., object], filled: Path):
    """A server of the demo's squad."""
    found = serve()
    found.folder = filled
    found.start()
    return found


def test_everybody_has_a_season_and_a_session_today(filled: Path) -> None:
    with open_log(filled / "log.sqlite") as log:
        assert [each.name for each in log.athletes()] == sorted(SQUAD)
        for name in SQUAD:
            days = {each.day for each in log.entries(name, Hold)}
            assert len(days) > 10
            assert max(days) < TODAY
            assert len(log.entries(name, SpeedTest)) > 10
            state = session_of_day(log, name, TODAY)
            assert state.planned is not None
            assert state.planned.day == TODAY
        assert [each.day for each in log.waiting(UNTOLD)] == [TODAY - timedelta(days=1)]


def test_analyses_are_those_of_fitted_bodies(filled: Path) -> None:
    with open_log(filled / "log.sqlite") as log:
        for name in SQUAD[:4]:
            (run,) = log.entries(name, RecordedRun)
            document = json.loads(Path(run.analysis).read_text("utf-8"))
            assert document["limits"]["members"] >= 4
            clock = json.loads(Path(run.analysis).with_name(CLOCK).read_text("utf-8"))
            for shown, known in zip(clock["steps"], document["steps"], strict=True):
                assert shown["touchdown_s"] == known["touchdown_s"]
            assert run.measures["speed"] == pytest.approx(document["speed"]["value"], rel=0.02)


def test_the_board_says_what_limits_how_sure_and_what_is_next(served, browse, seen) -> None:
    page = browse(f"{served.address}/", "phone")
    words = seen(page).words_in_sight()
    assert len(words) <= MOST_WORDS, " ".join(words)
    text = " ".join(words)
    assert re.search(r"Limits: [a-z ]+, (fewer than 1 of 20|\d+ of 10) bodies", text)
    assert "Next: today: " in text


def test_flags_say_what_a_coach_should_look_at(served) -> None:
    text = served.visitor().get("/").text
    assert "pain 4 of 10" in text.split(HURT)[1].split("</li>")[0]
    assert "overdue" in text.split(UNTESTED)[1].split("</li>")[0]
    assert "not told" in text.split(UNTOLD)[1].split("</li>")[0]


def test_an_athletes_page_is_whole(served) -> None:
    text = served.visitor().get(f"/athletes/{key_of(SQUAD[0])}").text
    for heading in ("Tests", "Timeline", "Plan: what was done", "The whole plan", "Own page"):
        assert heading in text
    assert "flying: " in text
    assert "missed" in text or "done" in text


def test_a_run_without_what_a_clock_shows_has_none(served, filled: Path) -> None:
    with open_jobs(filled / "log.sqlite") as jobs:
        (job,) = jobs.all(SQUAD[0])
    clock = filled / "runs" / job.id / CLOCK
    aside = clock.rename(clock.with_suffix(".aside"))
    text = served.visitor().get(f"/runs/{job.id}").text
    aside.rename(clock)
    assert "10 % stronger" in text
    assert "clock.js" not in text
    text = served.visitor().get(f"/runs/{job.id}").text
    assert "clock.js" in text
    assert "Next session, today: " in text


@pytest.mark.parametrize("screen", ["phone", "laptop"])
def test_pages_of_a_season_suit_every_screen(served, browse, screen, check_page) -> None:
    page = browse(f"{served.address}/", screen)
    check_page(page)
    for path in (f"/athletes/{key_of(SQUAD[0])}", "/compare"):
        page.goto(f"{served.address}{path}")
        check_page(page)


def test_who_is_deleted_is_gone_from_every_file(served, filled: Path) -> None:
    """The last test: a film, a report and the log are searched byte by byte."""
    name = HURT
    with open_jobs(filled / "log.sqlite") as jobs:
        (job,) = jobs.all(name)
    own = filled / "runs" / job.id
    (own / "film.mp4").write_bytes(b"FILM-OF-" + name.encode())
    (own / "report.html").write_text(name, "utf-8")
    assert holding(filled, name)
    visitor, here = served.visitor(), f"/athletes/{key_of(name)}"
    assert visitor.post(f"{here}/forget", here, sure="yes").status == 400
    assert own.exists()
    assert visitor.post(f"{here}/forget", here, sure="delete").status == 200
    assert not own.exists()
    assert holding(filled, name) == []
    assert holding(filled, job.id) == []
    assert visitor.get(here).status == 400
    assert name not in visitor.get("/").text


def holding(folder: Path, words: str) -> list[Path]:
    """Files below a folder whose bytes or path hold some words."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [f for f in files if words.encode() in f.read_bytes() or words in str(f)]
