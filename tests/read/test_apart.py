"""Files that are opened in a process of their own."""

from __future__ import annotations

import h5py
import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read.apart import READ_ARRAYS, read_apart


@pytest.fixture
def path(tmp_path):
    where = tmp_path / "run.h5"
    with h5py.File(where, "w") as file:
        file["tracks"] = np.arange(6.0).reshape(2, 3)
        file["node_names"] = [b"hip", b"knee"]
    return where


def test_arrays_come_back_whole_and_absent_ones_do_not(path):
    held = read_apart(path, "no", READ_ARRAYS, "tracks", "scores")
    assert list(held) == ["tracks"]
    np.testing.assert_array_equal(held["tracks"], np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("while True: pass", "reading it does not end"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "damaged and cannot be opened"),
        ("raise OSError('bad\\nheap')", "this is none: bad heap"),
    ],
)
def test_what_leads_a_library_astray_is_one_sentence(path, program, told):
    with pytest.raises(ReadError, match=told) as refused:
        read_apart(path, "this is none", program, patience=1.0)
    assert "\n" not in str(refused.value)


def test_a_users_file_named_as_a_library_is_not_taken_for_it(path, monkeypatch):
    (path.parent / "h5py.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(path.parent)
    assert "tracks" in read_apart(path, "no", READ_ARRAYS, "tracks")
