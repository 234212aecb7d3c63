from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from nextstride.errors import ReadError
from nextstride.read import FORMATS, read_recording


def test_absent_file_is_refused(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read_recording(tmp_path / "absent.c3d")


@pytest.mark.parametrize("ending", [".c3d", ".trc", ".mot", ".csv", ".nc", ".json", ".xyz"])
def test_empty_file_is_refused(tmp_path, ending):
    path = tmp_path / f"run{ending}"
    path.touch()
    with pytest.raises(ReadError, match="the file is empty"):
        read_recording(path)


@pytest.mark.parametrize("ending", [".c3d", ".trc", ".mot", ".csv", ".nc", ".json"])
def test_a_text_with_the_wrong_ending_is_refused(tmp_path, ending):
    path = tmp_path / f"run{ending}"
    path.write_text("Dear coach,\nthe recording is attached.\n" * 60)
    with pytest.raises(ReadError, match=f"run{ending}: "):
        read_recording(path)


@pytest.mark.parametrize("ending", [".trc", ".mot", ".csv"])
def test_a_binary_file_with_the_ending_of_a_text_is_refused(tmp_path, runner, write_c3d, ending):
    path = shutil.copy(write_c3d(tmp_path / "run.c3d", runner()), tmp_path / f"other{ending}")
    with pytest.raises(ReadError, match="must be a text file"):
        read_recording(path)


def test_a_folder_without_keypoints_is_refused(tmp_path):
    with pytest.raises(ReadError, match="a folder must hold OpenPose keypoint files"):
        read_recording(tmp_path)


def test_a_folder_named_like_a_file_is_refused(tmp_path):
    folder = tmp_path / "run.c3d"
    folder.mkdir()
    with pytest.raises(ReadError, match="a folder must hold"):
        read_recording(folder)


def test_unknown_endings_are_refused_with_the_list_of_known_ones(tmp_path):
    path = tmp_path / "run.docx"
    path.write_text("x")
    with pytest.raises(ReadError, match=r"\.docx is no format.*\.c3d.*\.trc.*\.mot"):
        read_recording(path)


def test_accelerometer_archive_is_refused_with_the_reason(shared_data):
    path = shared_data / "imu_sacrum_grf_alcantara" / "imu_grf.npz"
    with pytest.raises(ReadError, match=r"accelerometer signals.*no positions"):
        read_recording(path)


def start_of_c3d(shared_data, tmp_path, share):
    raw = (shared_data / "dorn2012_ja1_c3d" / "JA1Gait35.c3d").read_bytes()
    path = tmp_path / "run.c3d"
    path.write_bytes(raw[: int(share * len(raw))])
    return path


@pytest.mark.parametrize("share", [0.001, 0.01])
def test_c3d_without_data_is_refused(shared_data, tmp_path, share):
    with pytest.raises(ReadError, match=r"run\.c3d: "):
        read_recording(start_of_c3d(shared_data, tmp_path, share))


@pytest.mark.parametrize("share", [0.1, 0.7, 0.999])
def test_truncated_c3d_is_read_as_far_as_it_goes(shared_data, tmp_path, share):
    whole = read_recording(start_of_c3d(shared_data, tmp_path, 1.0))
    read = read_recording(start_of_c3d(shared_data, tmp_path, share))
    assert any("truncated" in note.message for note in read.notices)
    frames = read.motion.sizes["time"]
    assert share - 0.05 < frames / whole.motion.sizes["time"] < share + 0.01
    xr.testing.assert_equal(
        read.motion["position"], whole.motion["position"].isel(time=slice(frames))
    )


def test_formats_have_distinct_names_and_endings():
    endings = [ending for known in FORMATS for ending in known.endings]
    assert len(set(endings)) == len(endings)
    assert len({known.name for known in FORMATS}) == len(FORMATS)


def test_c3d_and_trc_of_one_trial_agree(shared_data):
    twin = read_recording(shared_data / "dorn2012_ja1_trc_ik" / "run0900cms.trc")
    c3d = read_recording(shared_data / "dorn2012_ja1_c3d" / "JA1Gait35.c3d")
    assert set(twin.keypoints) == set(c3d.keypoints)
    assert dict(twin.clusters) == dict(c3d.clusters)
    # The TRC lacks the first frame, and lies in its own place in the room.
    for name in ("left_heel", "right_asis", "clavicle"):
        apart = c3d.position(name).values[1:] - twin.position(name).values
        assert np.abs(apart - apart.mean(axis=0)).max() < 1e-4


def test_importing_the_readers_loads_no_c3d_library():
    code = "import sys, nextstride.read; sys.exit('ezc3d' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
