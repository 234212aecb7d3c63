"""DeepLabCut and SLEAP files of a run whose motion is known."""

import h5py
import numpy as np
import pytest

from nextstride import ReadError, read_recording

PIXEL = 0.005


@pytest.fixture(scope="module")
def pixels(filmed):
    """(frame, 2, keypoint), y down."""
    return filmed.motion.position.values * np.array([1, -1])[None, :, None] / PIXEL + 500


def same_run(recording, filmed):
    assert recording.frame_rate == 120
    found = recording.motion.position.sel(keypoint="left_knee").values
    known = filmed.motion.position.sel(keypoint="left_knee").values
    np.testing.assert_allclose(found - found[0], known - known[0], atol=1e-4)


def test_deeplabcut(tmp_path, filmed, pixels):
    names = filmed.keypoints
    path = tmp_path / "run.csv"
    rows = [
        ["scorer", *["net"] * (3 * len(names))],
        ["bodyparts", *[name for name in names for _ in range(3)]],
        ["coords", *["x", "y", "likelihood"] * len(names)],
    ]
    for number, frame in enumerate(pixels):
        rows.append([number, *[v for x, y in frame.T for v in (x, y, 0.9)]])
    path.write_text("\n".join(",".join(map(str, row)) for row in rows))
    same_run(read_recording(path, frame_rate=120, pixel_size=PIXEL), filmed)
    with pytest.raises(ReadError, match="--frame-rate"):
        read_recording(path, pixel_size=PIXEL)
    path.write_text("scorer,a,b\nbodyparts,x,y\ncoords,x,y\n0,1,two\n")
    with pytest.raises(ReadError, match="no table of DeepLabCut"):
        read_recording(path, frame_rate=120, pixel_size=PIXEL)


def test_sleap_follows_the_runner(tmp_path, filmed, pixels):
    path = tmp_path / "run.analysis.h5"
    runner = pixels.transpose(1, 2, 0)
    bystander = np.tile(0.5 * runner[:, :, :1] + 900, (1, 1, runner.shape[2]))
    with h5py.File(path, "w") as file:
        file["tracks"] = np.stack([bystander, runner])
        file["node_names"] = [name.encode() for name in filmed.keypoints]
    recording = read_recording(path, frame_rate=120, pixel_size=PIXEL)
    same_run(recording, filmed)
    assert any(notice.code == "several_people" for notice in recording.notices)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ReadError, match="no analysis file of SLEAP"):
        read_recording(path, frame_rate=120, pixel_size=PIXEL)
