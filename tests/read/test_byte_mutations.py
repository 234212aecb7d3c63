"""Sound files of every format with some bytes changed: read, or refused in our own words.

``NEXTSTRIDE_FUZZ=10000`` changes each format's file so many times; by default a few.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import signal
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from nextstride.errors import NextstrideError
from nextstride.measures.forces_alone import measure_forces
from nextstride.read import attach_forces, read_recording
from nextstride.read.force_trace import read_force_trace
from nextstride.recording import Recording


def beside(name):
    """Another test file's module, for its writer of the format."""
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


optitrack, qualisys = beside("test_optitrack"), beside("test_qualisys")
mvnx = beside("test_mvnx")
vicon_csv, visual3d = beside("test_vicon_csv"), beside("test_visual3d")

MUTATIONS = int(os.environ.get("NEXTSTRIDE_FUZZ", "15"))
APART = ("sleap", "netcdf")
"""Each read of these costs a process, so fewer of them are changed."""
PATIENCE = 60
"""A file that is not read within this time hangs, s."""

BYTES = (0, 1, 9, 10, 32, 44, 45, 46, 48, 57, 101, 127, 128, 255)
"""Bytes that mean something in some format."""


def sound_c3d(folder, make, tools):
    corners = np.array([[300.0, 0, 900], [-300, 0, 900], [-300, 0, -900], [300, 0, -900]])
    plate = tools["plate_in_file"](2, np.full((180, 6), 100.0), corners, (0, 0, -40))
    events = ((0.0, 0.1, "Foot Strike", "Left"),)
    return tools["write_c3d"](folder / "run.c3d", make(), plates=(plate,), events=events)


def sound_text(name, text):
    def write(folder, make, tools):
        path = folder / name
        path.write_text(text(make, tools), encoding="utf-8")
        return path

    return write


def sound_motion(make, tools):
    rows = [f"{i / 100}\t0.9\t{i}" for i in range(60)]
    head = ["Coordinates", "inDegrees=yes", "endheader", "time\tpelvis_ty\thip_flexion_r"]
    return "\n".join(head + rows)


def sound_vicon(make, tools):
    sections = (
        vicon_csv.EVENTS,
        vicon_csv.devices(*vicon_csv.pulse()),
        vicon_csv.trajectories(make(speed=4)),
    )
    return "\n".join(line for section in sections for line in section)


def sound_pose(make, tools):
    names = ["left_hip", "left_ankle", "left_heel", "left_big_toe"]
    frames = [[[float(i), 2.0 * k, 0.9] for k in range(4)] for i in range(30)]
    return json.dumps({"keypoint_names": names, "frames": frames, "fps": 60})


def sound_deeplabcut(make, tools):
    parts = [part for part in ("hip", "knee", "ankle") for _ in range(3)]
    head = ["scorer" + ",net" * 9, "bodyparts," + ",".join(parts), "coords" + ",x,y,likelihood" * 3]
    rows = [f"{i}" + f",{i}.5,20.25,0.9" * 3 for i in range(30)]
    return "\n".join(head + rows)


def sound_sleap(folder, make, tools):
    path = folder / "run.h5"
    with h5py.File(path, "w") as file:
        file["tracks"] = np.ones((1, 2, 3, 20))
        file["node_names"] = [b"hip", b"knee", b"ankle"]
    return path


def sound_netcdf(folder, make, tools):
    path = folder / "run.nc"
    dims, names = ("time", "space", "keypoint"), ["left_hip", "left_ankle"]
    coords = {"space": ["x", "y"], "keypoint": names, "time": np.arange(20) / 50}
    xr.Dataset({"position": (dims, np.ones((20, 2, 2)))}, coords).to_netcdf(path, engine="h5netcdf")
    return path


SOUND = {
    "c3d": sound_c3d,
    "trc": sound_text("run.trc", lambda make, tools: tools["trc_text_of"](make())),
    "table": sound_text("run.txt", lambda make, tools: tools["table_text_of"](make())),
    "opensim": sound_text("run.mot", sound_motion),
    "vicon": sound_text("run.csv", sound_vicon),
    "qualisys tsv": sound_text("run.tsv", lambda make, tools: qualisys.tsv(make())),
    "qualisys mat": lambda folder, make, tools: qualisys.mat(folder / "run.mat", make()),
    "mvnx": sound_text("run.mvnx", lambda make, tools: mvnx.mvnx(make())),
    "optitrack": sound_text("run.csv", lambda make, tools: optitrack.motive(make())),
    "visual3d": sound_text("run.txt", lambda make, tools: visual3d.export(make())),
    "pose": sound_text("run.json", sound_pose),
    "deeplabcut": sound_text("run.csv", sound_deeplabcut),
    "sleap": sound_sleap,
    "netcdf": sound_netcdf,
}


@pytest.fixture(scope="module")
def tools(runner, write_c3d, plate_in_file, trc_text_of, table_text_of, write_trc):
    """Writers of the other tests."""
    given = {"write_c3d": write_c3d, "plate_in_file": plate_in_file, "write_trc": write_trc}
    return {**given, "trc_text_of": trc_text_of, "table_text_of": table_text_of}


def mutated(raw, chance):
    """Some bytes exchanged, taken out or put in, most of them where headers stand; or cut off."""
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed) if chance.random() < 0.4 else min(6000, len(changed)))
        kind = chance.random()
        if kind < 0.8:
            changed[place] = (
                chance.choice(BYTES) if chance.random() < 0.5 else chance.randrange(256)
            )
        elif kind < 0.9:
            del changed[place : place + chance.randint(1, 40)]
        else:
            changed[place:place] = bytes(chance.choice(BYTES) for _ in range(chance.randint(1, 8)))
        if len(changed) < 2:
            break
    if chance.random() < 0.1:
        changed = changed[: chance.randrange(len(changed))]
    return bytes(changed)


def hangs(signum, frame):
    raise TimeoutError


@pytest.fixture
def patience():
    """End what takes for ever."""
    before = signal.signal(signal.SIGALRM, hangs)
    yield lambda: signal.alarm(PATIENCE)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", SOUND)
def test_changed_bytes(tmp_path, runner, tools, patience, name):
    path = SOUND[name](tmp_path, runner, tools)
    raw = path.read_bytes()
    told = {"frame_rate": 100.0} if name == "visual3d" else {}
    for seed in range(MUTATIONS // 5 if name in APART else MUTATIONS):
        path.write_bytes(mutated(raw, random.Random(f"{name} {seed}")))
        patience()
        try:
            recording = read_recording(path, **told, pixel_size=0.002)
        except NextstrideError:
            continue
        except BaseException as defect:
            raise AssertionError(f"{name}, mutation {seed}: {defect!r}") from defect
        assert isinstance(recording, Recording)


def test_changed_bytes_of_forces_alone(tmp_path, patience):
    time = np.arange(600) / 200
    force = 2000 * np.clip(np.sin(2 * np.pi * 1.4 * time), 0, None)
    rows = "\n".join(f"{t:.3f},{f:.1f}" for t, f in zip(time, force, strict=True))
    path = tmp_path / "grf.csv"
    for seed in range(MUTATIONS):
        raw = mutated(f"Time,Fz\n{rows}\n".encode(), random.Random(f"alone {seed}"))
        path.write_bytes(raw)
        patience()
        try:
            run = measure_forces(read_force_trace(path))
        except NextstrideError:
            continue
        assert len(run.contacts) >= 3


def test_changed_bytes_of_forces(tmp_path, runner, tools, patience):
    recording = read_recording(tools["write_trc"](tmp_path / "run.trc", runner()))
    names = [
        f"{side}_ground_force_{kind}{axis}" for side in "RL" for kind in "vp" for axis in "xyz"
    ]
    rows = ["\t".join([f"{i / 100}", *["0", "700", "0"] * 4]) for i in range(60)]
    sound = "\n".join(["grf", "endheader", "\t".join(["time", *names]), *rows])
    path = tmp_path / "run.mot"
    for seed in range(MUTATIONS):
        path.write_bytes(mutated(sound.encode(), random.Random(f"forces {seed}")))
        patience()
        try:
            together = attach_forces(recording, path)
        except NextstrideError:
            continue
        assert together.force is not None
