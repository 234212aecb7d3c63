from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.io import loadmat, savemat

from nextstride.read.matlab import decode_mat

VARIABLES = {
    "number": 2.5,
    "table": np.arange(6.0).reshape(2, 3),
    "deep": np.arange(24, dtype=np.int16).reshape(2, 3, 4),
    "text": "Läufer",
    "cells": np.array(["RASI", "LASI"], dtype=object),
    "structure": {"Name": "run", "Inner": {"Rate": 100.0, "Data": np.ones((2, 4, 5), "f4")}},
    "several": np.array([{"A": 1.0}, {"A": 2.0}], dtype=object),
}


@pytest.mark.parametrize("compressed", [True, False])
def test_everything_comes_back_as_scipy_reads_it(tmp_path, compressed):
    path = tmp_path / "run.mat"
    savemat(path, VARIABLES, do_compression=compressed)
    ours, theirs = decode_mat(path.read_bytes()), loadmat(path)
    for name in ("number", "table", "deep"):
        np.testing.assert_array_equal(ours[name], theirs[name])
    assert ours["text"] == "Läufer"
    assert ours["cells"] == ["RASI", "LASI"]
    assert ours["structure"]["Name"] == "run"
    np.testing.assert_array_equal(ours["structure"]["Inner"]["Data"], np.ones((2, 4, 5)))
    assert [float(row["A"].item()) for row in ours["several"]] == [1.0, 2.0]


def test_an_array_of_structures_is_a_list(tmp_path):
    rows = np.zeros(2, dtype=[("Force", object), ("Frequency", object)])
    rows[0], rows[1] = (np.ones((3, 4)), 1000.0), (np.zeros((3, 4)), 500.0)
    path = tmp_path / "run.mat"
    savemat(path, {"Force": rows})
    plates = decode_mat(path.read_bytes())["Force"]
    assert [plate["Frequency"].item() for plate in plates] == [1000.0, 500.0]


@given(raw=st.binary(max_size=300))
def test_any_bytes_after_a_header_are_read_or_refused(raw):
    try:
        decode_mat(bytes(124) + b"\x00\x01IM" + raw)
    except ValueError:
        return


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="header"):
        decode_mat(b"\x89HDF" + bytes(300))
