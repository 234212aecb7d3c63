from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextstride import analyze, attach_forces, read_recording
from nextstride.errors import MissingDataError
from nextstride.recording import Axes, Recording
from nextstride.sample import SyntheticSprinter
from nextstride.write import write_angles, write_forces, write_trc


@pytest.fixture(scope="module")
def sprinter() -> SyntheticSprinter:
    return SyntheticSprinter(strides=2)


def test_a_run_comes_back_from_its_files(sprinter: SyntheticSprinter, tmp_path: Path) -> None:
    recording = sprinter.recording()
    assert recording.force is not None
    markers = write_trc(recording, tmp_path / "run.trc")
    forces = write_forces(recording, tmp_path / "forces.mot")
    back = attach_forces(read_recording(markers), forces)
    assert back.force is not None
    names = list(recording.keypoints)
    there = back.motion.position.sel(keypoint=names).values
    np.testing.assert_allclose(there, recording.motion.position.values, atol=1e-7)
    ours = recording.force.force.sel(space="y").sum("plate").values
    np.testing.assert_allclose(back.force.force.sel(space="y").sum("plate").values, ours, atol=0.01)
    assert set(back.force.side.values) == {"left", "right"}


def test_the_files_analyse_like_the_recording(sprinter: SyntheticSprinter, tmp_path: Path) -> None:
    recording = sprinter.recording()
    markers = write_trc(recording, tmp_path / "run.trc")
    back = attach_forces(read_recording(markers), write_forces(recording, tmp_path / "forces.mot"))
    direct, by_file = (analyze(one, sprinter.athlete).measures for one in (recording, back))
    xr.testing.assert_allclose(direct["value"], by_file["value"], rtol=1e-4, atol=1e-4)


def test_angles_come_back_in_rad(tmp_path: Path) -> None:
    time = np.arange(50) / 100
    angle = xr.DataArray(
        np.column_stack([np.sin(time), 5 * time]),
        dims=("time", "coordinate"),
        coords={"time": time, "coordinate": ["hip_flexion_r", "pelvis_tx"]},
    )
    back = read_recording(write_angles(angle, tmp_path / "angles.mot")).motion["angle"]
    np.testing.assert_allclose(back.sel(coordinate=angle.coordinate), angle, atol=1e-6)


def test_what_is_not_there_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    time = np.arange(4) / 100
    angle = xr.DataArray(
        np.zeros((4, 1)), dims=("time", "coordinate"), coords={"time": time, "coordinate": ["a"]}
    )
    recording = Recording(
        xr.Dataset({"angle": angle}), None, "angles.mot", "opensim", 100, Axes("+y", "+x", "given")
    )
    with pytest.raises(MissingDataError, match=r"run\.trc"):
        write_trc(recording, tmp_path / "run.trc")
    with pytest.raises(MissingDataError, match=r"forces\.mot"):
        write_forces(recording, tmp_path / "forces.mot")
    assert not list(tmp_path.iterdir())


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hidden=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 34)), max_size=20))
def test_markers_that_were_not_seen_stay_unseen(
    hidden: list[tuple[int, int]], sprinter: SyntheticSprinter, tmp_path: Path
) -> None:
    recording = sprinter.recording()
    motion = recording.motion.copy(deep=True)
    for frame, marker in hidden:
        motion["position"].values[frame, :, marker] = np.nan
    gappy = Recording(
        motion, None, recording.source, recording.format, recording.frame_rate, recording.axes
    )
    back = read_recording(write_trc(gappy, tmp_path / "gaps.trc"))
    there = back.motion.position.sel(keypoint=list(recording.keypoints)).values
    assert (np.isnan(there) == np.isnan(motion.position.values)).all()
