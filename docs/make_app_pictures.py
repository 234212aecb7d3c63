"""Make pictures of every page of the coach's app, on a phone and on a laptop, of the demo's squad.

python docs/make_app_pictures.py [FOLDER]

Needs the dev extra (Playwright) and a Chromium on the machine.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from nextstride.log import open_log
from nextstride.log.jobs import Jobs, new_id, open_jobs
from nextstride.log.links import open_links
from nextstride.web import Settings, make_app
from nextstride.web.demo import SQUAD, UNTOLD, fill_demo
from nextstride.web.desk import key_of
from nextstride.write.files import write_whole

WIDTHS = {"phone": (400, 800), "laptop": (1400, 900)}
PATIENCE = 120_000
"""How long a page may take to load, ms: pictures are also made beside other work."""


def paths_of(log: Path) -> dict[str, str]:
    """Every page by the name of its picture."""
    with open_links(log) as links, open_jobs(log) as jobs, open_log(log) as book:
        own = links.give(SQUAD[0])
        feel = links.give(UNTOLD)
        runs = [job.id for job in jobs.all(SQUAD[0])]
        other = [job.id for job in jobs.all(SQUAD[1])]
        last = book.athletes()[0].name
        failed = add_run_that_fails(log.parent / "runs", jobs)
    return {
        "board": "/",
        "new-run": "/runs/new",
        "run": f"/runs/{runs[0]}",
        "run-failed": f"/runs/{failed}",
        "compare": f"/compare?a={runs[0]}&b={other[0]}",
        "athlete": f"/athletes/{key_of(last)}",
        "plan": f"/athletes/{key_of(last)}/plan",
        "fair-test": f"/athletes/{key_of(last)}/trial",
        "new-athlete": "/athletes/new",
        "session": "/session",
        "today": f"/today/{own}",
        "feel": f"/today/{feel}",
        "tests-sprint": "/tests",
        "tests-strength": "/tests?what=strength",
        "tests-jump": "/tests?what=jump",
        "test-sheet": "/tests/sheet",
        "calendar": "/calendar",
        "settings": "/settings",
        "sign-in": "/sign-in",
        "nothing": "/nothing-here",
    }


def add_run_that_fails(runs: Path, jobs: Jobs) -> str:
    """Ask for the analysis of a file that is no recording; return its job."""
    job = new_id()
    write_whole(runs / job, {"recording.trc": "no markers at all"})
    options = {"day": date.today().isoformat(), "limits": False}
    jobs.add(job, SQUAD[2], "thursday-2.trc", "recording.trc", options)
    return job


def wait_until_over(log: Path) -> None:
    """Wait until every run is over."""
    with open_jobs(log) as jobs:
        while not all(job.is_over for job in jobs.all()):
            time.sleep(0.2)


@contextmanager
def served(folder: Path, log: Path) -> Iterator[str]:
    """Serve in a thread; give the address."""
    settings = Settings(log=str(log), folder=folder, demo=True)
    config = uvicorn.Config(make_app(settings), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


def photograph(browser: Any, address: str, out: Path, names: dict[str, str]) -> None:
    """Take every page at both widths, whole; say which is not there."""
    for width, (across, down) in WIDTHS.items():
        page = browser.new_page(viewport={"width": across, "height": down})
        page.set_default_timeout(PATIENCE)
        for name, path in names.items():
            answer = page.goto(f"{address}{path}")
            page.wait_for_timeout(300)
            if answer is None or answer.status not in (200, 404):
                print(f"{name}: {path} answers {answer and answer.status}", file=sys.stderr)
                continue
            # What stays at the foot of the screen would stand in the middle of a whole page.
            style = ".ready { position: static !important }"
            page.screenshot(path=out / f"{name}-{width}.png", full_page=True, style=style)
        page.close()


def main(out: Path) -> None:
    """Make the squad, serve it, and take the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        log = fill_demo(folder, date.today())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with served(folder, log) as address:
            names = paths_of(log)
            wait_until_over(log)
            photograph(browser, address, out, names)
        browser.close()
    print(f"Pictures: {out.resolve()}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("app-pictures"))
    main(parser.parse_args().folder)
