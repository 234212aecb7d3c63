"""RTMPose's backend through the real rtmlib and ONNX Runtime, with made networks for its weights.

The weights cannot be had here. These networks see dots instead of joints: a dot of each of 26
colours is a keypoint, and whatever is bright is a person. So pictures, boxes, colours, scales and
scores go the way that they go with the weights.
"""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from nextstride.cli import app
from nextstride.read.keypoints import HALPE_26
from nextstride.video.pose import DETECTING, POSE, pose_model

pytest.importorskip("rtmlib", reason="RTMPose needs the extra rtmpose")
onnx = pytest.importorskip("onnx", reason="made networks need the package onnx")

NAMES = HALPE_26.split()
COLOURS = np.array(list(itertools.product((0, 128, 255), repeat=3))[1:])
"""RGB, one a keypoint; black is the background."""
MEAN, SPREAD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
"""What rtmlib takes off the three channels, and divides them by."""
DOT = 6
"""Half the width of a dot, pixels."""


def write_network(path, nodes, constants, size, outputs):
    """Write a network of one picture (1, 3, height, width)."""
    from onnx import TensorProto, helper, numpy_helper

    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, *size])
    graph = helper.make_graph(
        [helper.make_node(kind, inputs, [out], **how) for kind, inputs, out, how in nodes],
        *("dots", [picture]),
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())


def write_detector(path, box):
    """A detector of one person in `box` (of 640 pixels), as sure as the picture is bright."""
    nodes = [
        ("ReduceMax", ["picture"], "brightest", {"keepdims": 0}),
        ("Sub", ["brightest", "grey"], "brighter", {}),
        ("Div", ["brighter", "white"], "score", {}),
        ("Reshape", ["score", "one"], "cell", {}),
        ("Concat", ["box", "cell"], "found", {"axis": 2}),
    ]
    constants = {
        "grey": np.float32(114),  # with which rtmlib fills what the picture leaves free
        "white": np.float32(255 - 114),
        "one": np.array([1, 1, 1]),
        "box": np.array(box, np.float32).reshape(1, 1, 4),
    }
    write_network(path, nodes, constants, (640, 640), ["found"])


def write_pose(path):
    """A pose model whose score of a keypoint falls with the distance from the keypoint's colour."""
    colours = np.float32(COLOURS)  # RGB, as RTMPose learned
    constants = {
        "spread": np.array(SPREAD, np.float32).reshape(1, 3, 1, 1),
        "mean": np.array(MEAN, np.float32).reshape(1, 3, 1, 1),
        "channels": np.array([1]),
        "twice": (2 * colours).reshape(-1, 3, 1, 1),
        "own": -(colours**2).sum(axis=1),
        "scale": np.float32(1e-4),
        "one": np.float32(1),
        "halves": np.array([1, 1, 2], np.float32),
    }
    nodes = [
        ("Mul", ["picture", "spread"], "scaled", {}),
        ("Add", ["scaled", "mean"], "colour", {}),
        ("Mul", ["colour", "colour"], "square", {}),
        ("ReduceSum", ["square", "channels"], "length", {"keepdims": 1}),
        ("Conv", ["colour", "twice", "own"], "product", {}),
        ("Sub", ["product", "length"], "off", {}),
        ("Mul", ["off", "scale"], "share", {}),
        ("Add", ["share", "one"], "score", {}),
    ]
    for name, axis in (("x", 2), ("y", 3)):
        nodes += [
            ("ReduceMax", ["score"], f"best_{name}", {"axes": [axis], "keepdims": 0}),
            ("Resize", [f"best_{name}", "", "halves"], f"simcc_{name}", {"mode": "nearest"}),
        ]
    write_network(path, nodes, constants, (256, 192), ["simcc_x", "simcc_y"])


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    write_detector(folder / DETECTING, (60, 180, 300, 620))
    write_pose(folder / POSE)
    return folder


@pytest.fixture(autouse=True)
def use_weights(monkeypatch, weights):
    monkeypatch.setenv("NEXTSTRIDE_WEIGHTS", str(weights))


def dotted(points, ground):
    """A picture of `ground` with a dot of its colour at every keypoint (x, y) that is not NaN."""
    picture = ground.copy()
    for (x, y), colour in zip(points, COLOURS, strict=True):
        if np.isfinite([x, y]).all():
            left, top = (max(0, round(float(value)) - DOT) for value in (x, y))
            picture[top : top + 2 * DOT + 1, left : left + 2 * DOT + 1] = colour
    return picture


def test_every_keypoint_is_found_where_it_is(capfd):
    points = np.stack([160 + 60 * (np.arange(26) % 6), 420 + 150 * (np.arange(26) // 6)], axis=1)
    picture = dotted(points, np.zeros((1280, 720, 3), np.uint8))
    pose = pose_model("rtmpose")
    (found,) = pose.see(picture)
    nobody = pose.see(np.zeros_like(picture))
    assert pose.names == tuple(NAMES)
    np.testing.assert_allclose(found[:, :2], points, atol=DOT + 2)
    assert (found[:, 2] > 0.9).all()
    assert (found[:, 2] <= 1).all()
    assert nobody.shape == (0, 26, 3)
    assert capfd.readouterr().out == ""


def test_the_jog_as_a_film_of_dots(shared_data, write_film):
    path = shared_data / "video_treadmill_jog_side" / "male_side.pose.json"
    document = json.loads(path.read_text())
    short = [name.replace("_", "") for name in document["keypoint_names"]]
    frames = np.array(document["frames"], dtype=float)[:90]
    places = np.full((len(frames), 26, 2), np.nan)
    for number, name in enumerate(NAMES):
        if name.casefold() in short:
            places[:, number] = frames[:, short.index(name.casefold()), :2]
    ground = np.random.default_rng(1).integers(0, 40, (160, 90, 1)).repeat(8, 0).repeat(8, 1)
    ground = np.broadcast_to(ground, (1280, 720, 3)).astype(np.uint8)
    film = write_film("dots.mp4", [dotted(points, ground) for points in places])
    options = ["--pose", "rtmpose", "--height", "1.75", "--mass", "70", "--json", "--no-limits"]
    result = CliRunner().invoke(app, ["analyze", str(film), *options])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert all(one["side"] != two["side"] for one, two in itertools.pairwise(found["steps"]))
    rates = [row["value"] for row in found["measures"] if row["name"] == "step_rate"]
    assert 60 / np.mean([1 / rate for rate in rates]) == pytest.approx(168.9, abs=2.5)
