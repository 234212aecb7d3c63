"""A folder as squads have it, good and bad: every file a row, with numbers or its true reason."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
from _results import Row, real_recordings, report
from typer.testing import CliRunner

from nextstride.cli import app
from nextstride.sample import SyntheticSprinter
from nextstride.write import write_trc

NOTES = """
`nextstride batch FOLDER --no-limits` on 40 made runs of eight athletes (9.15 to 9.5 m/s, 100 Hz,
2 mm of noise), three real walks, five damaged files (cut, empty, noise, a letter, a C3D's ending on
a TRC), and two doubles: a copy, and the same run with other line ends under another name.
"""
GOOD, ATHLETES = 40, 8
WALKS = (
    "labs_opencap_walk/walk.trc",
    "labs_opensim_walk_cut/walking2.c3d",
    "labs_uwa_run/Fast Walking.c3d",
)
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut.trc": lambda good: good[: len(good) // 40],
    "empty.trc": lambda good: b"",
    "noise.c3d": lambda good: np.random.default_rng(0).bytes(20_000),
    "letter.csv": lambda good: b"Dear coach,\nthe numbers come on Monday.\n",
    "renamed.c3d": lambda good: good,
}


def make_folder(folder: Path) -> dict[str, float]:
    """Write the folder; return the true speed of every good run by its place."""
    truth = {}
    for athlete in range(ATHLETES):
        runner = SyntheticSprinter(speed=9.15 + 0.05 * athlete, strides=2)
        for day in range(GOOD // ATHLETES):
            place = f"athlete{athlete}/2026-05-{1 + day:02}/run.trc"
            (folder / place).parent.mkdir(parents=True)
            noisy = runner.recording(100, noise=0.002, seed=GOOD * athlete + day)
            write_trc(noisy, folder / place)
            truth[place] = runner.speed
    good = (folder / place).read_bytes()
    for name, damage in DAMAGES.items():
        (folder / "athlete0" / name).write_bytes(damage(good))
    for number, walk in enumerate(WALKS):
        source = real_recordings() / walk
        shutil.copy(source, folder / f"athlete{number}" / f"walk{source.suffix}")
    (folder / "athlete7" / "same.trc").write_bytes(good)
    (folder / "athlete7" / "like.trc").write_bytes(good.replace(b"\n", b"\r\n"))
    return truth


def main() -> None:
    """Run the command, print and keep the table."""
    with TemporaryDirectory() as place:
        folder, out = Path(place) / "squad", Path(place) / "out"
        truth = make_folder(folder)
        options = ["--no-limits", "--out", str(out)]
        result = CliRunner().invoke(app, ["batch", str(folder), *options])
        runs = pd.read_parquet(out / "runs.parquet").set_index("recording")
    report("batch", "A squad's folder", rows_of(runs, truth, result.exit_code), NOTES)
    for name, row in runs[runs.status != "analysed"].iterrows():
        print(f"{row.status:10} {name}: {row.reason}")


def rows_of(runs: pd.DataFrame, truth: dict[str, float], status: int) -> list[Row]:
    """The table."""
    good = runs.loc[list(truth)]
    numbers = runs.speed.notna()
    told, untold = int(numbers.sum()), int((~numbers).sum())
    doubles = int((runs.status == "duplicate").sum())
    speeds = pd.Series(truth)
    held = ((good.speed_lower <= speeds) & (speeds <= good.speed_upper)).sum()
    bad = [name for name in runs.index if Path(name).name in DAMAGES]
    walks = [name for name in runs.index if Path(name).stem == "walk"]
    named = sum(runs.reason[name].startswith(Path(name).name) for name in bad)
    walking = sum("walk" in runs.reason[name].split(":", 1)[-1] for name in walks)
    ours = int(runs.reason.str.contains("nextstride itself").sum())
    return [
        Row("rows with numbers", str(told), "40", "40", told == GOOD),
        Row("rows with a reason", str(untold), "10", "10", untold == 10),
        Row("damaged files named with what is wrong", f"{named} of 5", "", "5 of 5", named == 5),
        Row("walks refused as walks", f"{walking} of 3", "", "3 of 3", walking == 3),
        Row("doubles", str(doubles), "2", "2", doubles == 2),
        Row("faults of nextstride itself", str(ours), "0", "0", ours == 0),
        Row("exit status", str(status), "3: some failed", "3", status == 3),
        Row("true speed within its 95 % interval", f"{held} of {GOOD}", "95 %", "", None),
    ]


if __name__ == "__main__":
    main()
