"""Files are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from nextstride.write.files import write_whole


def test_files_appear_with_their_text(tmp_path: Path) -> None:
    paths = write_whole(tmp_path / "out", {"a.txt": "é\n", "b.csv": "1,2\r\n"})
    assert [path.read_bytes() for path in paths] == ["é\n".encode(), b"1,2\r\n"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old and longer")
    write_whole(tmp_path, {"a.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "new"


def test_a_failure_leaves_the_old_files_and_no_rest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path, {"a.txt": "new", "b.txt": "\ud800"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old"}
