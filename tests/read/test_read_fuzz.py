"""Whatever the bytes, reading ends in a recording or in one of nextstride's own errors."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextstride.errors import NextstrideError
from nextstride.read import attach_forces, read_recording
from nextstride.recording import Recording

ENDINGS = (".c3d", ".trc", ".mot", ".sto", ".txt", ".csv", ".json", ".nc", ".npz")
WORDS = ("nan", "inf", "1e999", "-", "", "x", "Time", "endheader", "\0", "é", "9" * 400, "\t\t")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def read_or_refuse(path):
    """Read, allowing refusals of nextstride only."""
    try:
        recording = read_recording(path)
    except NextstrideError:
        return
    assert isinstance(recording, Recording)


@given(raw=st.binary(max_size=2000), ending=st.sampled_from(ENDINGS))
@settings(max_examples=150, deadline=None)
def test_random_bytes(folder, raw, ending):
    path = folder / f"run{ending}"
    path.write_bytes(raw)
    read_or_refuse(path)


@given(text=st.text(max_size=500), ending=st.sampled_from(ENDINGS[1:7]))
@settings(max_examples=150, deadline=None)
def test_random_text(folder, text, ending):
    path = folder / f"run{ending}"
    path.write_text(text, encoding="utf-8")
    read_or_refuse(path)


@given(seed=st.integers(0, 2**32), share=st.floats(0, 1))
@settings(max_examples=150, deadline=None)
def test_damaged_c3d(folder, runner, write_c3d, plate_in_file, seed, share):
    path = folder / "damaged.c3d"
    raw = bytearray(_sound_c3d(folder, runner, write_c3d, plate_in_file))
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(raw) if chance.random() < 0.3 else 6000)
        raw[place] = chance.choice((0, 1, 255, chance.randrange(256)))
    if chance.random() < 0.2:
        raw = raw[: int(share * len(raw))]
    path.write_bytes(raw)
    read_or_refuse(path)


def _sound_c3d(folder, runner, write_c3d, plate_in_file):
    """Bytes of a C3D with a plate and events, written once."""
    import numpy as np

    path = folder / "sound.c3d"
    if not path.exists():
        corners = np.array([[300.0, 0, 900], [-300, 0, 900], [-300, 0, -900], [300, 0, -900]])
        plate = plate_in_file(2, np.full((180, 6), 100.0), corners, (0, 0, -40))
        events = ((0.0, 0.1, "Foot Strike", "Left"),)
        write_c3d(path, runner(), plates=(plate,), events=events)
    return path.read_bytes()


@st.composite
def damage(draw):
    """A few edits of a text: lines removed, cells replaced, the end cut off."""
    edits = st.tuples(st.integers(0, 70), st.integers(0, 40), st.sampled_from(WORDS))
    return draw(st.lists(edits, max_size=4)), draw(st.none() | st.integers(0, 20000))


def damaged(text, edits, cut):
    lines = text.split("\n")
    for row, column, word in edits:
        cells = lines[row % len(lines)].split("\t")
        cells[column % len(cells)] = word
        lines[row % len(lines)] = "\t".join(cells)
    return "\n".join(lines)[:cut]


@given(changes=damage())
@settings(max_examples=150, deadline=None)
def test_damaged_trc(folder, runner, trc_text_of, changes):
    path = folder / "damaged.trc"
    path.write_text(damaged(trc_text_of(runner()), *changes), encoding="utf-8")
    read_or_refuse(path)


@given(changes=damage())
@settings(max_examples=100, deadline=None)
def test_damaged_table(folder, runner, table_text_of, changes):
    path = folder / "damaged.txt"
    path.write_text(damaged(table_text_of(runner()), *changes), encoding="utf-8")
    read_or_refuse(path)


@given(changes=damage())
@settings(max_examples=100, deadline=None)
def test_damaged_forces(folder, runner, write_trc, changes):
    recording = read_recording(write_trc(folder / "sound.trc", runner()))
    names = [
        f"{side}_ground_force_{kind}{axis}" for side in "RL" for kind in "vp" for axis in "xyz"
    ]
    rows = ["\t".join([f"{i / 100}", *["0", "700", "0"] * 4]) for i in range(60)]
    text = "\n".join(["grf", "endheader", "\t".join(["time", *names]), *rows])
    path = folder / "damaged.mot"
    path.write_text(damaged(text, *changes), encoding="utf-8")
    try:
        together = attach_forces(recording, path)
    except NextstrideError:
        return
    assert together.force is not None


@given(changes=damage(), degrees=st.sampled_from(("yes", "no", "perhaps")))
@settings(max_examples=100, deadline=None)
def test_damaged_motion(folder, changes, degrees):
    rows = [f"{i / 100}\t0.9\t{i}" for i in range(60)]
    head = ["Coordinates", f"inDegrees={degrees}", "endheader", "time\tpelvis_ty\thip_flexion_r"]
    path = folder / "damaged.mot"
    path.write_text(damaged("\n".join(head + rows), *changes), encoding="utf-8")
    read_or_refuse(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(names=JSON, frames=JSON, fps=JSON, timestamps=JSON)
@settings(max_examples=150, deadline=None)
def test_any_pose_json(folder, names, frames, fps, timestamps):
    path = folder / "damaged.json"
    document = {"keypoint_names": names, "frames": frames, "fps": fps, "timestamps": timestamps}
    path.write_text(json.dumps(document))
    read_or_refuse(path)


@given(
    frames=st.lists(
        st.lists(st.lists(st.floats() | st.none(), min_size=3, max_size=3), min_size=4, max_size=4),
        max_size=5,
    )
)
@settings(max_examples=100, deadline=None)
def test_any_pose_positions(folder, frames):
    path = folder / "damaged.json"
    names = ["left_hip", "left_ankle", "left_heel", "left_big_toe"]
    path.write_text(json.dumps({"keypoint_names": names, "frames": frames, "fps": 30}))
    try:
        read_recording(path, pixel_size=0.001)
    except NextstrideError:
        return


@given(people=JSON)
@settings(max_examples=100, deadline=None)
def test_any_openpose_json(folder, people):
    poses = folder / "poses"
    poses.mkdir(exist_ok=True)
    (poses / "0.json").write_text(json.dumps({"people": people}))
    with pytest.raises(NextstrideError):
        read_recording(poses, frame_rate=60, pixel_size=0.001)
