"""Make pictures of every page of the coach's app, on a phone and on a laptop, of the demo's squad.

python docs/make_app_pictures.py FOLDER

Needs the dev extra (Playwright) and a Chromium on the machine.
"""

from __future__ import annotations

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
from nextstride.log.jobs import open_jobs
from nextstride.log.links import open_links
from nextstride.web import Settings, make_app
from nextstride.web.demo import SQUAD, UNTOLD, fill_demo
from nextstride.web.desk import key_of

WIDTHS = {"phone": (400, 800), "laptop": (1400, 900)}


def paths_of(log: Path) -> dict[str, str]:
    """Every page by the name of its picture."""
    with open_links(log) as links, open_jobs(log) as jobs, open_log(log) as book:
        own = links.give(SQUAD[0])
        feel = links.give(UNTOLD)
        runs = [job.id for job in jobs.all(SQUAD[0])]
        other = [job.id for job in jobs.all(SQUAD[1])]
        last = book.athletes()[0].name
    return {
        "board": "/",
        "new-run": "/runs/new",
        "run": f"/runs/{runs[0]}",
        "compare": f"/compare?a={runs[0]}&b={other[0]}",
        "athlete": f"/athletes/{key_of(last)}",
        "new-athlete": "/athletes/new",
        "session": "/session",
        "today": f"/today/{own}",
        "feel": f"/today/{feel}",
        "tests-sprint": "/tests",
        "tests-strength": "/tests?what=strength",
        "tests-jump": "/tests?what=jump",
        "calendar": "/calendar",
        "settings": "/settings",
    }


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
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)


def photograph(browser: Any, address: str, out: Path, names: dict[str, str]) -> None:
    """Take every page at both widths, whole; say which is not there."""
    for width, (across, down) in WIDTHS.items():
        page = browser.new_page(viewport={"width": across, "height": down})
        for name, path in names.items():
            answer = page.goto(f"{address}{path}")
            page.wait_for_timeout(300)
            if answer is None or answer.status != 200:
                print(f"{name}: {path} answers {answer and answer.status}", file=sys.stderr)
                continue
            page.screenshot(path=out / f"{name}-{width}.png", full_page=True)
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
            photograph(browser, address, out, paths_of(log))
        browser.close()
    print(f"Pictures: {out.resolve()}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "app-pictures"))
