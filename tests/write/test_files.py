"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

import pytest

import nextstride
from nextstride.errors import WriteError
from nextstride.write.files import check_writable, files_below, write_whole, written_whole


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


def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    for attempt in (
        lambda: write_whole(tmp_path / "file", {"a.txt": "new"}),
        lambda: write_whole(tmp_path / "file" / "deeper", {"a.txt": "new"}),
        lambda: check_writable(tmp_path / "file"),
        lambda: check_writable(tmp_path / "file" / "deeper"),
    ):
        with pytest.raises(WriteError, match=r"file.* cannot be written: there is a file of that"):
            attempt()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "fsync", refuse)
    for attempt in (
        lambda: write_whole(tmp_path / "made" / "deep", {"a.txt": "new"}),
        lambda: check_writable(tmp_path / "made" / "deep"),
    ):
        with pytest.raises(WriteError, match=r"deep cannot be written: .*; .*name another folder"):
            attempt()
        assert list(tmp_path.iterdir()) == []


def test_a_place_that_can_be_written_shows_no_trace_of_the_look(tmp_path: Path) -> None:
    check_writable(tmp_path / "not" / "there")
    assert list(tmp_path.iterdir()) == []


def test_a_file_written_piece_by_piece(tmp_path: Path) -> None:
    with written_whole(tmp_path / "film.mp4") as aside:
        aside.write_bytes(b"half")
        assert not (tmp_path / "film.mp4").exists()
        aside.write_bytes(b"whole")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]
    with pytest.raises(WriteError), written_whole(tmp_path / "film.mp4") as aside:
        (aside / "half").touch()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]


# A table told no file (`to_csv(index=...`) gives its text and writes nothing.
WRITES = re.compile(
    r"""\.write_text\(|\.write_bytes\(|\.to_csv\((?!index)|open\([^)]*["'][wax]b?["']"""
)
ELSEWHERE = {"write/files.py": 1, "cli/words_out.py": 1, "video/networks.py": 1,
             "personal/keeping.py": 1, "web/settings.py": 1, "web/uploads.py": 1}  # fmt: skip
"""Files that open something to write: the one place of results, what is written within
`written_whole`, the system's waste bin, and an upload, which comes in piece by piece."""


def test_results_are_written_in_one_place() -> None:
    package = Path(nextstride.__file__).parent
    found = {
        path.relative_to(package).as_posix(): len(WRITES.findall(path.read_text("utf-8")))
        for path in package.rglob("*.py")
    }
    assert {name: count for name, count in found.items() if count} == ELSEWHERE


def test_a_folder_that_vanishes_while_files_are_listed_is_left_out(tmp_path: Path) -> None:
    write_whole(tmp_path, {"a.txt": "a"})
    write_whole(tmp_path / "run", {"b.txt": "b"})
    assert {file.name for file in files_below(tmp_path)} == {"a.txt", "b.txt"}
    listing = files_below(tmp_path)
    first = next(listing)
    shutil.rmtree(tmp_path / "run")
    assert [first.name, *(file.name for file in listing)] == ["a.txt"]
    assert not list(files_below(tmp_path / "nowhere"))
