"""Clusters whose markers name segment and side only: steps and speed, and no more than that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from nextstride.analysis import Analysis, analyze
from nextstride.athlete import Athlete
from nextstride.errors import RecordingError
from nextstride.read import read_recording, recording_of
from nextstride.read.contents import Contents
from nextstride.read.coverage import marker_coverage
from nextstride.read.markers import name_markers
from nextstride.read.numbered_clusters import numbered_clusters
from nextstride.sample import SyntheticSprinter

SHORT = {"ASIS": "pelvis", "PSIS": "pelvis", "Thigh": "thigh", "Shank": "shank", "Heel": "foot"}


@pytest.mark.parametrize(
    "label", ["L_foot_1", "l foot 1", "LeftFoot1", "Anna:left_foot_1", "LFoot1"]
)
def test_labels_of_a_cluster(label: str) -> None:
    """Whatever its case, separators and subject."""
    others = [label.replace("1", number) for number in "23"]
    right = [f"R_foot_{number}" for number in "123"]
    pelvis = [f"pelvis_{number}" for number in "123"]
    found = numbered_clusters([label, *others, *right, *pelvis])
    assert found["left_foot"] == (label, *others)
    assert found.keys() == {"left_foot", "right_foot", "pelvis"}


@pytest.mark.parametrize("lacking", ["L_foot_", "pelvis_"])
def test_pelvis_and_both_feet_are_needed(lacking: str) -> None:
    labels = [f"{stem}{n}" for stem in ("L_foot_", "R_foot_", "pelvis_") for n in "123"]
    assert numbered_clusters(labels)
    assert numbered_clusters([label for label in labels if not label.startswith(lacking)]) == {}
    assert numbered_clusters([label for label in labels if label != f"{lacking}3"]) == {}


def test_what_they_give_is_told() -> None:
    labels = [f"{stem}{n}" for stem in ("L_foot_", "R_foot_", "pelvis_") for n in "123"]
    rows = {row.measures: row.missing for row in marker_coverage(name_markers("a.c3d", labels))}
    assert rows["step rate and length"] == ()
    assert "left forefoot" in rows["steps, contact, flight and swing times"]


def clusters_of(runner: SyntheticSprinter, turn: np.ndarray) -> Contents:
    """A made runner, three markers about each forefoot and the pelvis, in other axes."""
    motion = runner.recording(200, 0.0005, seed=1).motion["position"]
    around = np.array([[0.02, 0.0, 0.0], [-0.02, 0.0, 0.01], [0.0, 0.02, -0.01]])
    pelvis = ["left_asis", "right_asis", "left_psis", "right_psis"]
    parts = {"L_foot_": ["left_toe"], "R_foot_": ["right_toe"], "pelvis_": pelvis}
    labels = [f"{stem}{number}" for stem in parts for number in (1, 2, 3)]
    middles = [motion.sel(keypoint=names).mean("keypoint").values for names in parts.values()]
    places = [middle + each for middle in middles for each in around]
    position = np.einsum("ij,tjk->tik", turn, np.stack(places, axis=2))
    return Contents("made.trc", "trc", motion.time.values, 200.0, tuple(labels), position)


@pytest.mark.parametrize("turn", [np.eye(3), np.array([[0, 0, 1], [-1, 0, 0], [0, -1, 0]])])
def test_a_made_jog_on_a_belt(turn: np.ndarray) -> None:
    runner = replace(SyntheticSprinter.jogging(), strides=6)
    contents = clusters_of(runner, np.asarray(turn, dtype=float))
    found = analyze(recording_of(contents), runner.athlete)
    assert_holds(found, runner.speed, runner.step_rate)


def test_a_real_run_on_a_belt(shared_data: Path, tmp_path: Path) -> None:
    recording = read_recording(renamed(shared_data / "rbds_s001_treadmill", tmp_path))
    assert recording.axes.forward == "+x"
    assert_holds(analyze(recording, Athlete(mass=62, height=1.81)), 2.5, 2.614)


def assert_holds(found: Analysis, speed: float, step_rate: float) -> None:
    """Speed and step rate lie inside wide intervals; contact and flight are not told."""
    for name, side, truth in (
        ("speed", "both", speed),
        ("step_rate", "left", step_rate),
        ("step_rate", "right", step_rate),
        ("step_length", "left", speed / step_rate),
        ("step_length", "right", speed / step_rate),
    ):
        row = found.measures.sel(measure=name, side=side)
        assert row.lower < truth < row.upper, name
        assert row.value == pytest.approx(truth, rel=0.06)
    told = found.measures.sel(measure="speed", side="both")
    assert told.upper - told.lower > 0.04 * speed
    assert np.isnan(found.measures.sel(measure=["contact_time", "flight_time"]).value).all()
    assert "marker_clusters" in {notice.code for notice in found.notices}


def renamed(folder: Path, into: Path) -> Path:
    """A public treadmill run with its markers named by segment, side and number, as Calgary's."""
    lines = (folder / "RBDS001runT25markers.txt").read_text("utf-8").splitlines()[:1501]
    rows = [line.split("\t") for line in lines]
    count: dict[str, int] = {}
    chosen, names = [0], ["Time"]
    for column in range(1, len(rows[0]), 3):
        label = rows[0][column]
        segment = next((new for old, new in SHORT.items() if old in label), None)
        if segment is None:
            continue
        stem = segment if segment == "pelvis" else f"{label[0]}_{segment}"
        count[stem] = count.get(stem, 0) + 1
        names += [f"{stem}_{count[stem]}{axis}" for axis in "XYZ"]
        chosen += range(column, column + 3)
    path = into / "calgary.txt"
    cells = [names, *([row[place] for place in chosen] for row in rows[1:])]
    path.write_text("\n".join("\t".join(row) for row in cells), "utf-8")
    return path


def test_a_walk_is_no_run_though_no_toe_off_is_seen() -> None:
    """A pelvis that is highest over the foot, and one that is seen over one contact only."""
    runner = replace(SyntheticSprinter.jogging(), strides=6, speed=2.6)
    contents = clusters_of(runner, np.eye(3))
    position = contents.position.copy()
    height = position[:, 1, 6:]
    position[:, 1, 6:] = 2 * height.mean() - height
    with pytest.raises(RecordingError, match="walking"):
        analyze(recording_of(replace(contents, position=position)), runner.athlete)
    position[: len(position) // 2, :, 6:] = np.nan
    position[len(position) // 2 + 60 :, :, 6:] = np.nan
    with pytest.raises(RecordingError, match=r"walk"):
        analyze(recording_of(replace(contents, position=position)), runner.athlete)


def test_markers_of_landmarks_stay_what_they_were(shared_data: Path) -> None:
    found = read_recording(shared_data / "rbds_s001_treadmill" / "RBDS001runT25markers.txt")
    assert isinstance(found.motion["position"], xr.DataArray)
    assert not {"left_foot", "right_foot"} & set(found.motion.keypoint.values)
