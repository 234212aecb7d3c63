"""What is printed reaches files and pipes of every encoding; a full one is one sentence."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nextstride
from nextstride.cli.words_out import HANDLER, speak_everywhere

ENCODINGS = ["cp1252", "cp437", "ascii", "latin-1", "cp932"]


@pytest.fixture
def sprint(tmp_path: Path) -> Path:
    path = tmp_path / "sprint.csv"
    path.write_text("athlete,10m,20m,30m,40m\nZo\u00eb \u6d0b,1.85,3.05,4.15,5.22\n", "utf-8")
    return path


def run(
    *arguments: object, encoding: str = "utf-8", **options: object
) -> subprocess.CompletedProcess:  # type: ignore[type-arg]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "nextstride", *map(str, arguments)]
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(command, stderr=subprocess.PIPE, env=environment, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_pipe_of_a_legacy_encoding(sprint: Path, encoding: str) -> None:
    told = run("profile", sprint, encoding=encoding)
    assert told.returncode == 0, told.stderr
    assert b"m/s" in told.stdout
    document = json.loads(
        run("profile", sprint, "--json", encoding=encoding).stdout.decode(encoding)
    )
    assert document["athlete"]["name"] == "Zo\u00eb \u6d0b"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_letter_of_the_program_can_be_printed(encoding: str) -> None:
    speak_everywhere()
    package = Path(nextstride.__file__).parent
    letters = {
        letter
        for path in (*package.rglob("*.py"), *package.rglob("*.toml"))
        for letter in path.read_text("utf-8")
    }
    for letter in sorted(letters):
        assert letter.encode(encoding, HANDLER)
    assert "\u22120,5 \u2192 9 m/s\u00b2".encode("ascii", HANDLER) == b"-0,5 -> 9 m/s2"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [["profile"], ["measures"], ["measures", "--json"]])
def test_output_to_a_full_disk(sprint: Path, command: list[str]) -> None:
    with open("/dev/full", "w") as full:
        told = run(*command, *([sprint] if command == ["profile"] else []), stdout=full)
    assert told.returncode == 2
    assert re.search(rb"nextstride: the output cannot be written: .*[Nn]o space", told.stderr)
    assert b"Traceback" not in told.stderr
    assert b"Exception ignored" not in told.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell that closes the output")
@pytest.mark.parametrize("more", ["", "--json"])
def test_a_closed_output_is_no_fault(more: str) -> None:
    command = f"{sys.executable} -m nextstride measures {more} >&-"
    told = subprocess.run(command, shell=True, stderr=subprocess.PIPE)
    assert (told.returncode, told.stderr) == (0, b"")


def test_a_folder_that_cannot_be_written_is_known_first(sprint: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = run("simulate", "--out", tmp_path / "file" / "out")
    assert told.returncode == 2
    assert told.stdout == b""
    assert b"cannot be written: there is a file of that name" in told.stderr
