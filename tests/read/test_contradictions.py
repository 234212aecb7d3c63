"""Labels and options that contradict the recording are refused, or read as they were meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from nextstride import analyze, read_recording
from nextstride.errors import RecordingError
from nextstride.sample import SyntheticSprinter
from nextstride.write import write_trc


@pytest.fixture(scope="module")
def sprint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    recording = SyntheticSprinter(strides=2).recording(forces=False)
    return write_trc(recording, tmp_path_factory.mktemp("sprint") / "sprint.trc")


def test_left_and_right_swapped_on_the_feet_only_is_refused(sprint: Path, tmp_path: Path) -> None:
    lines = sprint.read_text("utf-8").split("\n")
    for part in ("heel", "toe", "first_metatarsal", "fifth_metatarsal"):
        swapped = lines[3].replace(f"left_{part}", "?").replace(f"right_{part}", f"left_{part}")
        lines[3] = swapped.replace("?", f"right_{part}")
    file = tmp_path / "swapped.trc"
    file.write_text("\n".join(lines), "utf-8")
    with pytest.raises(RecordingError, match=r"swapped\.trc.*left and right"):
        read_recording(file)


def test_a_map_may_bear_the_files_shared_prefix(sprint: Path, tmp_path: Path) -> None:
    recording = SyntheticSprinter(strides=2).recording(forces=False)
    lines = sprint.read_text("utf-8").split("\n")
    renamed = {name: f"Anna:M{number}" for number, name in enumerate(recording.keypoints)}
    cells = lines[3].split("\t")
    lines[3] = "\t".join(renamed.get(cell, cell) for cell in cells)
    file, mapping = tmp_path / "anna.trc", tmp_path / "map.toml"
    file.write_text("\n".join(lines), "utf-8")
    rows = [f'{name} = "{label}"' for name, label in renamed.items()]
    mapping.write_text("\n".join(["[keypoints]", *rows]), "utf-8")
    assert set(read_recording(file, markers=mapping).keypoints) == set(recording.keypoints)


@pytest.mark.parametrize(("runner", "belt"), [("sprint", 3.5), ("jog", 6.0), ("jog", 0.0)])
def test_a_belt_speed_that_the_feet_contradict_is_refused(runner: str, belt: float) -> None:
    made = SyntheticSprinter(strides=2) if runner == "sprint" else SyntheticSprinter.jogging()
    with pytest.raises(RecordingError, match="--belt-speed"):
        analyze(made.recording(), made.athlete, belt_speed=belt)


def test_a_belt_speed_that_the_feet_bear_out_is_taken() -> None:
    runner = SyntheticSprinter.jogging()
    assert analyze(runner.recording(), runner.athlete, belt_speed=3.05).run.pace.belt_speed == 3.05
