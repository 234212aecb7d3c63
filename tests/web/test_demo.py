"""The demo's squad, and with it the pages as a coach sees them in the middle of a season."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from nextstride.log import Hold, RecordedRun, SpeedTest, open_log
from nextstride.log.jobs import open_jobs
from nextstride.log.squad_session import session_of_day
from nextstride.web.demo import HURT, SQUAD, UNTESTED, UNTOLD
from nextstride.web.desk import key_of
from nextstride.web.runs import DOWNLOADS
from nextstride.web.worker_files import CLOCK

MOST_WORDS = 60
TODAY = date.today()
PAGES = (
    *("", "runs/new", "runs/*", "compare", "session", "calendar", "settings", "athletes/new"),
    *("athletes/*", "athletes/*/plan", "athletes/*/trial", "athletes/*/feel", "athletes/*/export"),
    *("tests", "tests/sheet"),
)
"""Address of every page, a star for an id."""


@pytest.fixture(scope="module")
def served(serve: Callable[..., object]):
    """The demo, as a newcomer starts it."""
    found = serve("--demo")
    found.start()
    return found


@pytest.fixture(scope="module")
def filled(served) -> Path:
    """Where the demo's squad lies."""
    told = re.search(r"<dt>Log</dt><dd>(.+?)</dd>", served.visitor().get("/settings").text)
    assert told
    return Path(told[1]).parent


def test_every_page_is_there_and_every_link_leads_somewhere(served) -> None:
    visitor, seen, wanted = served.visitor(), set(), ["/"]
    while wanted:
        path = wanted.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = visitor.get(path)
        assert answer.status == 200, path
        if path.startswith("/calendar?") or "text/html" not in answer.headers["content-type"]:
            continue
        found = re.findall(r'(?:href|src|data-run)="(/[^"#]*)"', answer.text)
        wanted += [unescape(each) for each in found]
    pages = {re.sub(r"[0-9a-f]{12,}|\?.*", "*", path) for path in seen}
    assert {f"/{name}" for name in PAGES} <= pages
    assert {f"/runs/*/files/{name}" for name in DOWNLOADS} <= pages


def test_the_page_for_the_athlete_is_one_and_short(served, filled: Path) -> None:
    with open_jobs(filled / "log.sqlite") as jobs:
        for job in jobs.all()[:5]:
            sheet = PdfReader(filled / "runs" / job.id / "athlete.pdf")
            assert len(sheet.pages) == 1
            assert 150 <= len(sheet.pages[0].extract_text().split()) <= 350


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


def test_a_run_whose_recording_is_not_kept_keeps_its_results(served, filled: Path) -> None:
    with open_jobs(filled / "log.sqlite") as jobs:
        (job,) = jobs.all(SQUAD[1])
        answer = served.visitor().post(f"/runs/{job.id}/again", f"/runs/{job.id}", day=str(TODAY))
        assert answer.status == 400
        assert "is not kept here" in answer.text
        assert jobs.get(job.id).is_over
    assert "10 % stronger" in served.visitor().get(f"/runs/{job.id}").text


@pytest.mark.parametrize("screen", ["phone", "laptop"])
def test_pages_of_a_season_suit_every_screen(served, browse, screen, check_page) -> None:
    """Axe takes long on long pages, and what it looks at is nearly the same on both screens."""
    page, here = browse(f"{served.address}/", screen), f"/athletes/{key_of(SQUAD[0])}"
    for path in ("/", here, f"{here}/plan", f"{here}/trial", "/compare", "/tests/sheet"):
        page.goto(f"{served.address}{path}")
        check_page(page, with_axe=screen == "phone")


def test_who_is_deleted_is_gone_from_every_file(served, filled: Path) -> None:
    """One of the last tests: a film, a report and the log are searched byte by byte."""
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


def test_nothing_of_the_demo_is_left_when_it_stops(served, filled: Path) -> None:
    """The very last test: it stops the server."""
    assert filled.exists()
    served.stop()
    assert not filled.exists()
