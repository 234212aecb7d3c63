"""Files as Sports2D writes them, of a run whose motion is known and of a real one."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import butter, filtfilt
from typer.testing import CliRunner

from nextstride import Athlete, analyze, read_recording
from nextstride.cli import app
from nextstride.errors import MissingDataError, NextstrideError, ParameterError, ReadError
from nextstride.personal.recorded import recorded_sprint
from nextstride.tracking import is_filmed
from nextstride.tracking.steps import BLUR
from nextstride.video import FilmOptions, is_image, read_film

PIXEL = 0.004
NAMES = [
    *("Hip", "RHip", "RKnee", "RAnkle", "RBigToe", "RSmallToe", "RHeel"),
    *("LHip", "LKnee", "LAnkle", "LBigToe", "LSmallToe", "LHeel", "Neck", "Head", "Nose"),
    *("RShoulder", "RElbow", "RWrist", "LShoulder", "LElbow", "LWrist"),
]
"""Its keypoints in its order, when it runs with the model that it takes by default."""
DEPTHS = {
    "Hip": 0.105, "Knee": 0.0886, "Ankle": 0.0972, "BigToe": 0.0766, "SmallToe": 0.12,
    "Heel": 0.0883, "Shoulder": 0.2016, "Elbow": 0.1613, "Wrist": 0.12,
}  # fmt: skip
"""The depths that it gives the keypoints of the visible side, m; the other side's are the negative
of these, and those on the midline lie at zero."""
OURS = {
    "BigToe": "hallux", "SmallToe": "fifth_metatarsal", "Hip": "hip", "Knee": "knee",
    "Ankle": "ankle", "Heel": "heel", "Shoulder": "shoulder", "Elbow": "elbow", "Wrist": "wrist",
}  # fmt: skip
"""Its names of keypoints with a side, in nextstride's."""


def trc_text(names, rate, positions, written_as):
    """The text of a TRC file as Sports2D 0.8.34 writes it; positions (n, 3, m), NaN left blank."""
    count = len(positions)
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{written_as}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame"
        "\tOrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(names)}\tm\t{rate}\t0\t{count}",
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t\t",
        "\t\t" + "\t".join(f"X{n}\tY{n}\tZ{n}" for n in range(1, len(names) + 1)),
    ]
    for frame, places in enumerate(positions):
        cells = ["" if np.isnan(value) else str(value) for value in places.T.ravel()]
        lines.append("\t".join([str(frame), str(frame / rate), *cells]))
    return "\n".join(lines) + "\n"


def write_pixels(folder, names, rate, pixels, stem="run"):
    """Write positions (n, 2, m) in pixels, y down."""
    path = folder / f"{stem}_Sports2D_px_person00.trc"
    depth = np.zeros_like(pixels[:, :1])
    path.write_text(trc_text(names, rate, np.concatenate([pixels, depth], axis=1), str(path)))
    return path


def write_metres(folder, names, rate, pixels, scale, *, floor=0.0, far=100.0, person=0):
    """Write what Sports2D makes of pixels: metres of a runner seen from the left, `far` away."""
    path = folder / f"run_Sports2D_m_person{person:02d}.trc"
    depth = np.array([
        (1 if name[0] == "L" else -1) * DEPTHS.get(name[1:], 0.0) * (name != "Hip")
        for name in names
    ])  # fmt: skip
    middle, origin = np.array([360.0, 640.0])[:, None], np.array([0.0, 1150.0])[:, None]
    places = scale * ((pixels - origin) - depth / far * (pixels - middle)) * [[1], [-1]]
    turn = np.array([[np.cos(floor), -np.sin(floor)], [np.sin(floor), np.cos(floor)]])
    flat = np.broadcast_to(depth, (len(pixels), 1, len(names)))
    places = np.concatenate([np.einsum("ij,njm->nim", turn, places), flat], axis=1)
    path.write_text(trc_text(names, rate, places, str(path)))
    return path


def low_passed(pixels, rate, cutoff=6.0):
    """Positions after the filter that Sports2D takes by default, gaps filled with lines."""
    frames = np.arange(len(pixels))
    filled = pixels.copy()
    for column in np.ndindex(pixels.shape[1:]):
        course = filled[(slice(None), *column)]
        seen = np.isfinite(course)
        course[~seen] = np.interp(frames[~seen], frames[seen], course[seen])
    return filtfilt(*butter(2, cutoff / (rate / 2)), filled, axis=0)


@pytest.fixture(scope="module")
def seen(filmed):
    """Sports2D's names of what the virtual camera saw, and (n, 2, m) pixels, y down."""
    theirs = {
        f"{side}_{ours}": f"{side[0].upper()}{name}"
        for side in ("left", "right")
        for name, ours in OURS.items()
    }
    kept = [name for name in filmed.keypoints if name in theirs]
    position = filmed.motion.position.sel(keypoint=kept).transpose("time", "space", "keypoint")
    return [theirs[name] for name in kept], position.values * [[1], [-1]] / PIXEL + 500


def same_run(recording, filmed, tolerance):
    assert is_filmed(recording)
    assert recording.format == "keypoints"
    assert recording.frame_rate == 120
    found = recording.motion.position.sel(keypoint="left_knee").values
    known = filmed.motion.position.sel(keypoint="left_knee").values
    np.testing.assert_allclose(found - found[0], known - known[0], atol=tolerance)


def codes(recording):
    return {notice.code for notice in recording.notices}


def test_pixels(tmp_path, filmed, seen):
    path = write_pixels(tmp_path, seen[0], 120, seen[1])
    same_run(read_recording(path, pixel_size=PIXEL), filmed, 1e-9)
    with pytest.raises(ReadError, match="--pixel-size"):
        read_recording(path)
    recording = read_film(path, FilmOptions(pixel_size=PIXEL))
    assert recording.motion.attrs["pixel_size"] == PIXEL
    assert "smoothed" not in codes(recording)


def test_blank_and_zero_cells_are_missing(tmp_path, seen):
    names, pixels = seen
    knee = names.index("LKnee")
    pixels = pixels.copy()
    pixels[5, :, knee], pixels[6, :, knee] = np.nan, 0.0
    recording = read_recording(write_pixels(tmp_path, names, 120, pixels), pixel_size=PIXEL)
    missing = np.isnan(recording.position("left_knee").values).all(axis=1)
    assert set(np.flatnonzero(missing)) == {5, 6}


def test_metres_have_made_up_depths_and_the_error_of_a_height(tmp_path, filmed, seen, sprinter):
    path = write_metres(tmp_path, *(seen[0], 120, seen[1]), PIXEL)
    recording = read_recording(path)
    same_run(recording, filmed, 0.03)  # Sports2D makes the near leg smaller, the far one larger.
    analysis = analyze(recording, sprinter.athlete)
    told = {notice.code: notice.message for notice in analysis.notices}
    assert {"keypoints_repaired", "turned"} <= set(told)
    assert "Sports2D was told" in told["scale"]
    assert "contradicts" not in told["scale"]
    error = analysis.run.recording.motion.attrs["scale_sd"]
    assert 0.04 < error < 0.08
    speed = analysis.measures.sel(measure="speed", side="both")
    assert float(speed.upper - speed.value) > 1.9 * error * float(speed.value)


def test_a_height_that_contradicts_the_limbs_is_told(tmp_path, seen, sprinter):
    told_wrong = 1.65 / sprinter.athlete.height
    path = write_metres(tmp_path, *(seen[0], 120, seen[1]), PIXEL * told_wrong)
    notices = analyze(read_recording(path), Athlete(height=sprinter.athlete.height)).notices
    assert "contradicts" in next(n.message for n in notices if n.code == "scale")
    notices = analyze(read_recording(path), Athlete(assumed=("height",))).notices
    assert "contradicts" not in next(n.message for n in notices if n.code == "scale")


def test_metres_of_another_person_than_the_first_are_refused(tmp_path, seen):
    path = write_metres(tmp_path, *(seen[0], 120, seen[1]), PIXEL, person=2)
    with pytest.raises(ReadError, match=r"person 00.*_px_person02.trc"):
        read_recording(path)


def test_metres_take_no_size_of_a_pixel(tmp_path, seen):
    path = write_metres(tmp_path, *(seen[0], 120, seen[1]), PIXEL)
    assert is_image(path)
    with pytest.raises(ParameterError, match="in metres"):
        read_film(path, FilmOptions(scale="10=1850"))


def test_a_file_with_another_name_is_known_by_its_header(tmp_path, seen):
    path = write_pixels(tmp_path, *(seen[0], 120, seen[1]))
    renamed = path.rename(tmp_path / "sprint.trc")
    assert read_recording(renamed, pixel_size=PIXEL).format == "keypoints"


def test_a_header_that_opensim_wrote_is_known_by_the_files_name(tmp_path, seen):
    path = write_metres(tmp_path, *(seen[0], 120, seen[1]), PIXEL)
    _, keys, values, names, axes, *rows = path.read_text().split("\n")
    first = "PathFileType  4\t(X/Y/Z) D:\\films\\run_Sports2D\\pose-3d"
    path.write_text("\n".join([first, keys, values, names, axes, "", *rows]))
    assert read_recording(path).format == "keypoints"


def test_other_flat_files_and_measured_depth_stay_markers(tmp_path, seen):
    path = write_metres(tmp_path, *(seen[0], 120, seen[1]), PIXEL)
    text = path.read_text()
    other = tmp_path / "walk.trc"
    other.write_text(text.replace(str(path), "walk.trc"))
    assert not is_image(other)
    first, rows = text.split("\n")[:5], text.split("\n")[5:-1]
    cells = [row.split("\t") for row in rows]
    cells[7][4] = "0.31"
    path.write_text("\n".join([*first, *("\t".join(row) for row in cells)]) + "\n")
    assert not is_image(path)


@pytest.mark.parametrize("ending", [".c3d", "_LSTM.trc", "_ik.mot", "_LSTM_ik.mot"])
def test_what_is_derived_is_refused(tmp_path, ending):
    path = tmp_path / f"run_Sports2D_m_person00{ending}"
    path.write_text("anything")
    with pytest.raises(ReadError, match="measured no depth"):
        read_recording(path)


@pytest.mark.parametrize("name", ["run_Sports2D_angles_person00.mot", "run.mot"])
def test_its_angles_are_refused(tmp_path, name):
    names = ["right ankle", "left ankle", "right knee", "left knee", "right hip", "trunk"]
    lines = ["Coordinates", "version=1", "nRows=3", "nColumns=6", "inDegrees=yes", "", "endheader"]
    lines.append("\t".join(["time", *names]))
    lines += ["\t".join([str(n / 120), "", *(["12.5"] * 5)]) for n in range(3)]
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(ReadError, match="Sports2D's angles"):
        read_recording(path)


def test_smoothed_keypoints_show_no_velocity(tmp_path, seen, sprinter):
    smooth = low_passed(seen[1], 120, cutoff=10.0)
    path = write_pixels(tmp_path, seen[0], 120, smooth)
    recording = read_recording(path, pixel_size=PIXEL)
    assert "smoothed" in codes(recording)
    analysis = analyze(recording, sprinter.athlete)
    found = analysis.measures.sel(side="left")
    for name in ("peak_thigh_flexion_velocity", "foot_retraction_speed"):
        assert np.isnan(float(found["value"].sel(measure=name)))
        assert "smoothed" in str(found["note"].sel(measure=name).item())
    assert np.isfinite(float(found["value"].sel(measure="step_rate")))
    assert float(analysis.run.steps.touchdown_sd.min()) > BLUR
    assert np.isfinite(float(analysis.measures["value"].sel(measure="speed", side="both")))
    with pytest.raises(MissingDataError, match="Sports2D has smoothed it"):
        recorded_sprint(analysis.run, analysis.measures)


@given(cut=st.integers(0, 4000), junk=st.text(max_size=20))
def test_damaged_files_are_refused_or_read(tmp_path_factory, cut, junk):
    folder = tmp_path_factory.mktemp("fuzz")
    random = np.random.default_rng(cut)
    path = write_pixels(folder, NAMES, 60, random.uniform(1, 700, (8, 2, len(NAMES))))
    text = path.read_text()
    path.write_text(text[:cut] + junk + text[cut:], encoding="utf-8")
    with suppress(NextstrideError):
        read_recording(path, pixel_size=PIXEL)


@pytest.fixture
def jog(shared_data):
    """Pixels of the real jog in Sports2D's order: (n, 2, 22), y down, NaN where unsure."""
    path = shared_data / "video_treadmill_jog_side" / "male_side.pose.json"
    document = json.loads(path.read_text())
    frames = np.array(document["frames"], dtype=float)
    short = [name.replace("_", "").casefold() for name in document["keypoint_names"]]
    order = [short.index("midhip" if name == "Hip" else name.casefold()) for name in NAMES]
    unsure = frames[:, order, 2] <= 0.3  # What Sports2D does not take into account by default.
    pixels = np.where(unsure[:, :, None], np.nan, frames[:, order, :2])
    return pixels.transpose(0, 2, 1)


@pytest.mark.parametrize(("unit", "smooth"), [("px", False), ("px", True), ("m", True)])
def test_jog_on_a_treadmill(tmp_path, jog, unit, smooth):
    pixels = low_passed(jog, 30) if smooth else jog
    if unit == "px":
        path = write_pixels(tmp_path, NAMES, 30, pixels)
    else:  # A floor that slopes by 2°, as Sports2D finds in this film of a treadmill.
        path = write_metres(tmp_path, NAMES, 30, pixels, 1.75 / 640, floor=np.deg2rad(2), far=10.0)
    options = ["--height", "1.75", "--mass", "70", "--json", "--no-limits"]
    result = CliRunner().invoke(app, ["analyze", str(path), *options])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    steps = document["steps"]
    assert all(one["side"] != two["side"] for one, two in itertools.pairwise(steps))
    touchdowns = np.array([step["touchdown_s"] for step in steps], dtype=float)
    known = np.flatnonzero(np.isfinite(touchdowns))[[0, -1]]
    cadence = 60 * float(np.ptp(known) / np.ptp(touchdowns[known]))
    assert cadence == pytest.approx(168.9, abs=1.0)
    told = {warning["code"] for warning in document["warnings"]}
    assert ("smoothed" in told) == smooth
    assert ("turned" in told) == (unit == "m")
