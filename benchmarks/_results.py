"""What every accuracy benchmark shares: its rows, how they print, and where they are kept."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from nextstride import __version__

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"


@dataclass(frozen=True)
class Row:
    """One comparison with a reference."""

    what: str
    ours: str
    reference: str
    accepted: str
    within: bool | None
    """Whether ours is within what is accepted; None where nothing was set beforehand."""


def two_sided(share: float, level: int = 95, room: int = 2) -> tuple[str, bool]:
    """What a coverage is to be, and whether it is: neither less than claimed nor more.

    Parameters
    ----------
    share : float
        Of the truths that intervals held, 0 to 1.
    level : int
        What the intervals claim, %.
    room : int
        By how much the share may differ, %.
    """
    low, high = level - room, level + room
    return f"{low} to {high} %", low <= 100 * share <= high


def real_recordings() -> Path:
    """Folder of the real recordings; ends the benchmark, saying so, where it is absent."""
    stated = os.environ.get("NEXTSTRIDE_DATA")
    folder = Path(stated) if stated else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        print(f"skipped: no real recordings at {folder}; set NEXTSTRIDE_DATA to their folder")
        sys.exit(0)
    return folder


def report(name: str, title: str, rows: list[Row], notes: str) -> None:
    """Print the table and keep it as ``benchmarks/results/NAME.json``."""
    print(f"\n{title}\n")
    for row in rows:
        mark = {True: "in ", False: "OUT", None: "   "}[row.within]
        print(f"{mark}  {row.what:62}  {row.ours:34}  {row.reference:26}  {row.accepted}")
    within = [row.within for row in rows if row.within is not None]
    print(f"\n{sum(within)} of {len(within)} within what is accepted")
    RESULTS.mkdir(exist_ok=True)
    measured = {"time": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "version": __version__}
    document = {"name": name, "measured": measured, "title": title, "notes": notes}
    document["rows"] = [asdict(row) for row in rows]
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
