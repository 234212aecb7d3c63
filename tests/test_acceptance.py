"""What a user meets: the contract of the JSON, and every kind of bad input at the command line."""

from __future__ import annotations

import json
from pathlib import Path
from types import NoneType

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from nextstride import MEASURES
from nextstride.cli import app
from nextstride.conventions import SIDES
from nextstride.sample import SyntheticSprinter
from nextstride.write import write_trc

HEAD = 5
"""Lines above the rows of a TRC."""
TRUTH = SyntheticSprinter(speed=8.0, strides=2)
NUMBER = (float, int)


def analyze(file: Path, out: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["analyze", str(file), "--out", str(out), *options])


@pytest.fixture(scope="module")
def sprint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_trc(TRUTH.recording(forces=False), tmp_path_factory.mktemp("run") / "run.trc")


class Rows:
    """The text of a TRC as something to damage."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text().splitlines()
        self.head = lines[:HEAD]
        rows = [line for line in lines[HEAD:] if line.strip()]
        self.cells = np.array([row.split("\t") for row in rows])

    def write(self, path: Path) -> Path:
        rows = ["\t".join(row) for row in self.cells]
        path.write_text("\n".join([*self.head, *rows]) + "\n")
        return path


def rate(rows: Rows, hertz: str) -> None:
    rows.head[2] = "\t".join([hertz, hertz, *rows.head[2].split("\t")[2:]])


def no_markers(rows: Rows) -> None:
    rows.cells[:, 2:] = ""


def standing(rows: Rows) -> None:
    rows.cells[:, 2:] = rows.cells[0, 2:]


def one_step(rows: Rows) -> None:
    rows.cells = rows.cells[:50]


def sides_swapped(rows: Rows) -> None:
    words = rows.head[3].split("\t")
    other = {"left_": "right_", "right_": "left_"}
    swapped = [
        next((there + w.removeprefix(s) for s, there in other.items() if w.startswith(s)), w)
        for w in words
    ]
    assert swapped != words
    rows.head[3] = "\t".join(swapped)


def a_thousandth(rows: Rows) -> None:
    rows.cells[:, 2:] = [[repr(float(cell) / 1000) for cell in row] for row in rows.cells[:, 2:]]


def no_clock(rows: Rows) -> None:
    rate(rows, "0")
    rows.cells[:, 1] = "0"


def backwards(rows: Rows) -> None:
    rows.cells[:, 1] = rows.cells[::-1, 1].copy()


DAMAGE = {
    no_markers: "no marker has a single valid position",
    standing: "--static",
    one_step: "at least two steps",
    sides_swapped: "look swapped",
    a_thousandth: "unit of length",
    no_clock: "times must increase",
    backwards: "times must increase",
}


def refused(result: Result, name: str, said: str, out: Path) -> None:
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("nextstride: ")
    assert name in result.stderr
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not out.exists()


def test_the_file_that_is_damaged_below_is_sound(sprint: Path, tmp_path: Path) -> None:
    """Rewriting the rows without damage changes nothing: what is refused is the damage."""
    result = analyze(Rows(sprint).write(tmp_path / "same.trc"), tmp_path / "out", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["speed"]["value"] == pytest.approx(8.0, rel=0.01)


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda function: function.__name__)
def test_bad_input_gets_one_message_and_leaves_nothing(damage, sprint, tmp_path) -> None:
    rows = Rows(sprint)
    damage(rows)
    bad = rows.write(tmp_path / "bad.trc")
    refused(analyze(bad, tmp_path / "out"), "bad.trc", DAMAGE[damage], tmp_path / "out")


def test_a_folder_is_no_recording(tmp_path: Path) -> None:
    folder = tmp_path / "sprint.c3d"
    folder.mkdir()
    refused(analyze(folder, tmp_path / "out"), "sprint.c3d", "folder", tmp_path / "out")


def test_a_file_cut_off_in_its_data_says_how_much_was_read(
    shared_data: Path, tmp_path: Path
) -> None:
    whole = (shared_data / "dorn2012_ja1_c3d" / "JA1Gait35.c3d").read_bytes()
    cut = tmp_path / "cut.c3d"
    cut.write_bytes(whole[: len(whole) // 2])
    result = analyze(cut, tmp_path / "out", "--no-limits")
    assert result.exit_code == 0
    assert "cut.c3d: it is truncated: of 324 frames it holds 158" in result.output


def test_the_document_keeps_the_contract(sprint: Path, tmp_path: Path) -> None:
    """Fields, types and units that other programs rely on; more fields may come."""
    document = json.loads(analyze(sprint, tmp_path / "out", "--json", "--no-limits").stdout)
    holds(document["recording"], source=str, format=str, frame_rate_hz=NUMBER)
    holds(document["recording"], duration_s=NUMBER, treadmill=bool)
    holds(document["athlete"], mass_kg=NUMBER, height_m=NUMBER, sex=str)
    holds(document["speed"], value=NUMBER, unit=str, lower=NUMBER, upper=NUMBER, method=str)
    time = (*NUMBER, NoneType)
    for step in document["steps"]:
        holds(step, side=str, touchdown_s=time, midstance_s=time, toe_off_s=time)
        holds(step, next_touchdown_s=time, timing_sd_s=NUMBER)
        assert step["side"] in SIDES
    for row in document["measures"]:
        holds(row, name=str, side=str, value=time, unit=str, lower=time, upper=time, n=int)
        assert row["unit"] == MEASURES[row["name"]].unit
        assert row["side"] in (SIDES if MEASURES[row["name"]].sided else ("both",))
        if row["value"] is not None:
            assert row["lower"] <= row["value"] <= row["upper"]
    for notice in document["warnings"]:
        holds(notice, code=str, message=str)
    assert [document[key] for key in ("schema", "limits", "experiment", "plan")] == [1, *[None] * 3]


def holds(part: dict[str, object], **fields: type | tuple[type, ...]) -> None:
    for name, kind in fields.items():
        assert name in part
        assert isinstance(part[name], kind), (name, part[name])
