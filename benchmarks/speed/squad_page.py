"""How quickly ten thousand recordings open in a browser, and in what reads tables."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb
import numpy as np
import pandas as pd
import polars
from _results import Row, report
from playwright.sync_api import Browser, sync_playwright

from nextstride.parallel import Here
from nextstride.sample import SyntheticSprinter
from nextstride.squad.batch import Batch, run_batch
from nextstride.squad.job import Job, Settings
from nextstride.squad.page import write_squad_page
from nextstride.squad.tables import runs_table, write_tables
from nextstride.write import write_trc

NOTES = """
One made run through the whole batch; its row, each number moved by a normal 5 %, stands for 10,000
runs of 800 athletes over 300 days, a twentieth of them refused. Opened is from the address to
the tables drawn, in a browser that runs already, each time in a context of its own: the median of
nine, and the quickest, which other work on the machine disturbs least.
"""
RECORDINGS, ATHLETES, DAYS, OPENINGS, SECONDS = 10_000, 800, 300, 9, 2.0


def made_runs(folder: Path) -> Batch:
    """Ten thousand rows and the steps of one."""
    runner = SyntheticSprinter(strides=2)
    path = write_trc(runner.recording(100, noise=0.002), folder / "run.trc")
    with Here() as workers:
        job = Job(path.name, path, runner.athlete)
        one = run_batch([job], Settings(limits=False), folder / "one", workers)
    random = np.random.default_rng(0)
    (row,) = one.runs
    numbers = [name for name, value in row.items() if isinstance(value, float) and value]
    runs = []
    for place in range(RECORDINGS):
        factors = np.exp(random.normal(0, 0.05, len(numbers)))
        made = row | {name: row[name] * by for name, by in zip(numbers, factors, strict=True)}
        made |= {"speed_lower": made["speed"] - 0.1, "speed_upper": made["speed"] + 0.1}
        day = date(2026, 1, 1) + timedelta(days=place % DAYS)
        who = {"recording": f"season/{place}.c3d", "athlete": f"Athlete {place % ATHLETES}"}
        if place % 20 == 1:
            made = {"status": "failed", "reason": f"{place}.c3d: is cut", "report": ""}
        runs.append(made | who | {"day": day})
    return replace(one, runs=runs)


def opening_times(browser: Browser, page: Path) -> list[float]:
    """Seconds from the address to the tables drawn."""
    times = []
    for _ in range(OPENINGS):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        seen = context.new_page()
        began = time.perf_counter()
        seen.goto(page.as_uri())
        seen.locator("[data-table=runs] tbody tr").first.wait_for()
        times.append(time.perf_counter() - began)
        context.close()
    return times


def counted(out: Path) -> dict[str, list[int]]:
    """How many runs with a speed each program finds in the Parquet and the CSV file."""
    files = [str(out / f"runs.{ending}") for ending in ("parquet", "csv")]
    asked = "select count(speed) from '{}'"
    frames = {
        "pandas": (pd.read_parquet, pd.read_csv),
        "polars": (polars.read_parquet, polars.read_csv),
    }
    counts = {
        name: [int(read(file)["speed"].count()) for read, file in zip(reads, files, strict=True)]
        for name, reads in frames.items()
    }
    return counts | {"DuckDB": [duckdb.sql(asked.format(each)).fetchall()[0][0] for each in files]}


def main() -> None:
    """Measure, print and keep the table."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("skipped: no Chromium on this machine")
        return
    with TemporaryDirectory() as place:
        out = Path(place)
        batch = made_runs(out)
        write_tables(batch, out)
        page = write_squad_page(runs_table(batch), out)
        size = page.stat().st_size / 1e6
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            times = opening_times(browser, page)
            browser.close()
        known = sum(row.get("speed") is not None for row in batch.runs)
        found = counted(out)
    middle, load = median(times), f"{os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    rows = [
        Row("squad page of 10,000 runs", f"{size:.1f} MB", "", "", None),
        Row("opened", f"{middle:.2f} s", "", "< 2 s", middle < SECONDS),
        Row("opened, the quickest", f"{min(times):.2f} s", "", "", None),
        Row("load of the machine meanwhile", load, "", "", None),
        *(
            Row(f"runs with a speed in Parquet, in CSV, by {name}", f"{counts[0]}, {counts[1]}",
                f"{known}", "the same", counts == [known, known])
            for name, counts in found.items()
        ),
    ]  # fmt: skip
    report("squad_page", "A squad page of ten thousand recordings", rows, NOTES)


if __name__ == "__main__":
    main()
