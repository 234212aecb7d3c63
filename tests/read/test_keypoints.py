from __future__ import annotations

import json
from importlib.util import find_spec

import numpy as np
import pytest
import xarray as xr

from nextstride.errors import ParameterError, ReadError
from nextstride.read import read_recording
from nextstride.read.keypoints import LAYOUTS

PIXEL = 0.002


def side_view(facing=1, frames=30):
    """A BODY_25 runner in pixels, y down, (frame, 25, [x, y, confidence])."""
    places = {
        "Nose": (10, 100), "Neck": (0, 150), "MidHip": (0, 400), "RHip": (0, 400), "LHip": (0, 400),
        "RKnee": (20, 620), "LKnee": (20, 620), "RAnkle": (0, 840), "LAnkle": (0, 840),
        "RHeel": (-30, 860), "LHeel": (-30, 860), "RBigToe": (80, 865), "LBigToe": (80, 865),
        "RSmallToe": (75, 866), "LSmallToe": (75, 866),
    }  # fmt: skip
    points = np.full((frames, 25, 3), 0.9)
    for index, name in enumerate(LAYOUTS[25]):
        x, y = places.get(name, (0, 200))
        points[:, index, 0] = 500 + facing * x + 5 * np.sin(np.arange(frames) / 3)
        points[:, index, 1] = y
    return points


def write_openpose(folder, points, people_each=1):
    folder.mkdir()
    for number, frame in enumerate(points):
        people = [{"pose_keypoints_2d": frame.ravel().tolist()}]
        for _ in range(people_each - 1):
            shy = frame.copy()
            shy[:, 0] += 300
            shy[:, 2] = 0.2
            people.insert(0, {"pose_keypoints_2d": shy.ravel().tolist()})
        path = folder / f"run_{number}_keypoints.json"  # without leading zeros: 10 after 9
        path.write_text(json.dumps({"people": people}))
    return folder


def test_openpose_folder(tmp_path):
    points = side_view()
    folder = write_openpose(tmp_path / "pose", points)
    recording = read_recording(folder, frame_rate=60, pixel_size=PIXEL)
    assert recording.motion.sizes == {"time": 30, "space": 2, "keypoint": 25}
    assert recording.frame_rate == 60
    assert recording.axes.forward == "+x"
    heel = recording.position("left_heel").values
    index = LAYOUTS[25].index("LHeel")
    np.testing.assert_allclose(heel, points[:, index, :2] * [PIXEL, -PIXEL])
    assert float(recording.motion.confidence.mean()) == pytest.approx(0.9)


def test_a_runner_who_faces_left_is_turned(tmp_path):
    folder = write_openpose(tmp_path / "pose", side_view(facing=-1))
    recording = read_recording(folder, frame_rate=60, pixel_size=PIXEL)
    assert recording.axes.forward == "-x"
    ahead = recording.position("left_hallux") - recording.position("left_heel")
    assert (ahead.sel(space="x") > 0).all()


def test_of_several_people_the_runner_is_followed(tmp_path):
    points = side_view()
    alone = write_openpose(tmp_path / "one", points)
    crowd = write_openpose(tmp_path / "three", points, people_each=3)
    options = {"frame_rate": 60, "pixel_size": PIXEL}
    one, three = read_recording(alone, **options), read_recording(crowd, **options)
    xr.testing.assert_equal(one.motion, three.motion)
    assert "several_people" in {notice.code for notice in three.notices}


def test_unseen_keypoints_and_empty_frames_are_missing(tmp_path):
    points = side_view()
    points[4, LAYOUTS[25].index("LHeel")] = 0
    folder = write_openpose(tmp_path / "pose", points)
    (folder / "run_9_keypoints.json").write_text('{"people": []}')
    recording = read_recording(folder, frame_rate=60, pixel_size=PIXEL)
    missing = np.isnan(recording.position("left_heel").values).any(axis=1)
    assert np.flatnonzero(missing).tolist() == [4, 9]


def test_pixels_without_a_size_are_refused(tmp_path):
    folder = write_openpose(tmp_path / "pose", side_view())
    with pytest.raises(ReadError, match=r"positions are in pixels.*--pixel-size"):
        read_recording(folder, frame_rate=60)
    with pytest.raises(ParameterError, match="between 0 and 1; got -1"):
        read_recording(folder, frame_rate=60, pixel_size=-1)


def test_frames_without_a_rate_are_refused(tmp_path):
    folder = write_openpose(tmp_path / "pose", side_view())
    with pytest.raises(ReadError, match="--frame-rate"):
        read_recording(folder, pixel_size=PIXEL)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ("[]", "needs a list of people"),
        ('{"people": 3}', "needs a list of people"),
        ('{"people": [{}]}', "needs pose_keypoints_2d"),
        ('{"people": [{"pose_keypoints_2d": [1, 2]}]}', "three numbers for each keypoint"),
        ('{"people": [{"pose_keypoints_2d": [1, 2, 3]}]}', "17, 18, 25 or 26 keypoints; got 1"),
        ('{"people": []}', "no person in any frame"),
    ],
)
def test_broken_openpose_files_are_refused(tmp_path, text, message):
    folder = tmp_path / "pose"
    folder.mkdir()
    (folder / "0.json").write_text(text)
    with pytest.raises(ReadError, match=message):
        read_recording(folder, frame_rate=60, pixel_size=PIXEL)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"people": []}, "needs keypoint_names and frames"),
        ({"keypoint_names": ["a"], "frames": [[["x", 1, 1]]], "fps": 30}, "lists of numbers"),
        ({"keypoint_names": ["a"], "frames": [[[1, 1]]], "fps": 30}, "frames must be"),
        ({"keypoint_names": ["a"], "frames": [[[1, 1, 1]]]}, "--frame-rate"),
        (
            {"keypoint_names": ["a"], "frames": [[[1, 1, 1]]] * 2, "timestamps": [0, 0.1, 0.2]},
            "2 frames but 3 timestamps",
        ),
    ],
)
def test_broken_pose_files_are_refused(tmp_path, document, message):
    path = tmp_path / "run.json"
    path.write_text(json.dumps(document))
    with pytest.raises(ReadError, match=message):
        read_recording(path, pixel_size=PIXEL)


needs_h5py = pytest.mark.skipif(find_spec("h5py") is None, reason="netCDF needs h5py")


def movement_file(path, individuals=1, units=None, **attrs):
    points = side_view()
    position = np.repeat(points[:, :, :2].transpose(0, 2, 1)[..., None], individuals, axis=3)
    confidence = np.repeat(points[:, :, 2:3], individuals, axis=2)
    confidence[..., :-1] = 0.1
    dataset = xr.Dataset(
        {
            "position": (("time", "space", "keypoints", "individuals"), position),
            "confidence": (("time", "keypoints", "individuals"), confidence),
        },
        coords={
            "time": np.arange(30) / 60,
            "space": ["x", "y"],
            "keypoints": list(LAYOUTS[25]),
            "individuals": [f"person_{i}" for i in range(individuals)],
        },
        attrs={"fps": 60.0, "time_unit": "seconds", **attrs},
    )
    if units:
        dataset.position.attrs["units"] = units
    dataset.to_netcdf(path, engine="h5netcdf")
    return path


@needs_h5py
@pytest.mark.parametrize("individuals", [1, 3])
def test_movement_netcdf(tmp_path, individuals):
    path = movement_file(tmp_path / "run.nc", individuals)
    recording = read_recording(path, pixel_size=PIXEL)
    assert recording.frame_rate == 60
    assert recording.axes.forward == "+x"
    assert float(recording.motion.confidence.mean()) == pytest.approx(0.9)
    assert ("several_people" in {n.code for n in recording.notices}) == (individuals > 1)


@needs_h5py
def test_movement_times_in_frames(tmp_path):
    path = movement_file(tmp_path / "run.nc", time_unit="frames", fps=120.0)
    assert read_recording(path, pixel_size=PIXEL).duration == pytest.approx(29 / 120)


@needs_h5py
def test_broken_netcdf_is_refused(tmp_path):
    path = tmp_path / "run.nc"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + b"x" * 1000)
    with pytest.raises(ReadError, match="netCDF file cannot be read"):
        read_recording(path)


@needs_h5py
def test_netcdf_of_something_else_is_refused(tmp_path):
    path = tmp_path / "run.nc"
    xr.Dataset({"temperature": ("time", np.arange(3.0))}).to_netcdf(path, engine="h5netcdf")
    with pytest.raises(ReadError, match=r"needs a variable position.*temperature"):
        read_recording(path)


def test_treadmill_video(shared_data):
    path = shared_data / "video_treadmill_jog_side" / "male_side.pose.json"
    recording = read_recording(path, pixel_size=1 / 640)
    assert recording.frame_rate == 30
    assert recording.motion.sizes["time"] == 360
    assert recording.axes.forward == "-x"
    assert {"left_hip", "right_ankle", "left_heel", "right_hallux"} <= set(recording.keypoints)
    assert float(recording.motion.confidence.max()) <= 1
