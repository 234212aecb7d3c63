"""Every C3D that ezc3d writes is read as ezc3d reads it, whole or cut off."""

from __future__ import annotations

import ezc3d
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextstride.read.c3d_file import decode_c3d

SHAPES = st.fixed_dictionaries(
    {
        "markers": st.integers(1, 300),
        "frames": st.integers(2, 40),
        "first": st.sampled_from([0, 1, 2, 3328, 65_500]),
        # At 59.94 Hz and 7 samples ezc3d itself counts 6 and reads all points astray.
        "rate": st.sampled_from([25.0, 50.0, 100.0, 250.0, 1000.0]),
        "channels": st.integers(0, 60),
        "samples": st.integers(1, 20),
        "unseen": st.floats(0, 0.5),
        "cut": st.floats(0, 1),
    }
)


def written(path, shape, seed=0):
    """A file of that shape by ezc3d, of random places; each marker is unseen for a while."""
    chance = np.random.default_rng(seed)
    markers, frames = shape["markers"], shape["frames"]
    points = np.ones((4, markers, frames))
    points[:3] = chance.normal(0, 1000, (3, markers, frames))
    points[:, chance.random((markers, frames)) < shape["unseen"]] = np.nan
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [shape["rate"]]
    file["parameters"]["POINT"]["LABELS"]["value"] = [f"M{i}" for i in range(markers)]
    file["data"]["points"] = points
    file["header"]["points"]["first_frame"] = shape["first"]
    if shape["channels"]:
        names = [f"C{i}" for i in range(shape["channels"])]
        file["parameters"]["ANALOG"]["RATE"]["value"] = [shape["rate"] * shape["samples"]]
        file["parameters"]["ANALOG"]["LABELS"]["value"] = names
        size = (1, shape["channels"], frames * shape["samples"])
        file["data"]["analogs"] = chance.normal(0, 5, size)
    file.write(str(path))
    return path


def assert_read_alike(path):
    """Our decoder and ezc3d agree on a file."""
    theirs, ours = ezc3d.c3d(str(path)), decode_c3d(path.name, path.read_bytes())
    points = theirs["data"]["points"][:3].transpose(2, 0, 1)
    residual = theirs["data"]["meta_points"]["residuals"][0].T
    seen = np.broadcast_to(residual[:, None] >= 0, points.shape)
    np.testing.assert_array_equal(ours.residual < 0, residual < 0)
    np.testing.assert_array_equal(ours.position[seen], points[seen])
    np.testing.assert_allclose(ours.analog.ravel(), theirs["data"]["analogs"][0].T.ravel())
    assert ours.rate == pytest.approx(theirs["parameters"]["POINT"]["RATE"]["value"][0])
    return ours


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=SHAPES)
def test_files_that_ezc3d_writes(tmp_path, shape):
    path = written(tmp_path / "run.c3d", shape)
    file = assert_read_alike(path)
    assert file.position.shape == (shape["frames"], 3, shape["markers"])
    assert file.faults == ()
    raw = path.read_bytes()
    start = 512 * (int.from_bytes(raw[16:18], "little") - 1)
    width = 4 * (4 * shape["markers"] + shape["channels"] * shape["samples"])
    kept = 2 + int(shape["cut"] * (shape["frames"] - 3))
    path.write_bytes(raw[: start + kept * width + width // 2])
    if kept < shape["frames"] - 1:
        cut = assert_read_alike(path)
        assert len(cut.position) == kept
        assert "truncated" in cut.faults[0]


def test_more_frames_than_a_header_counts(tmp_path):
    shape = {"markers": 1, "frames": 66_000, "first": 0, "rate": 100.0, "channels": 0}
    assert_read_alike(written(tmp_path / "long.c3d", {**shape, "samples": 1, "unseen": 0.1}))
