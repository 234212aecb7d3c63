"""Files written whole: aside first, then moved into place; every result goes this way."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from nextstride.errors import WriteError

ROOM = 1_000_000
"""Bytes that a folder must take before work begins: about what a report needs."""

REASONS = {
    errno.ENOSPC: "no space is left on its disk; make room or name another folder",
    errno.EDQUOT: "your share of its disk is used up; make room or name another folder",
    errno.EROFS: "its disk can only be read; name another folder",
    errno.EACCES: "you may not write there; name another folder",
    errno.EPERM: "you may not write there; name another folder",
    errno.EEXIST: "there is a file of that name; name another folder",
    errno.ENOTDIR: "there is a file of that name; name another folder",
    errno.EISDIR: "there is a folder of that name; name another file",
    errno.ENAMETOOLONG: "its name is too long; give a shorter one",
}
"""What is the matter and what to do, by the system's number of an error."""


def write_whole(folder: Path, contents: Mapping[str, str | bytes]) -> list[Path]:
    """Write several files so that none is ever seen half written.

    All are written in full aside before the first is moved into place.

    Parameters
    ----------
    folder : pathlib.Path
        Made where it is not there.
    contents : mapping of str to str or bytes
        File name to text, or to bytes as they are.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    WriteError
        If the folder cannot be made or written to; nothing new is left behind.
    """
    with _room_aside(folder) as aside:
        for name, content in contents.items():
            _write(aside / name, content)
        for name in contents:
            (aside / name).replace(folder / name)
    return [folder / name for name in contents]


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a block a file to write, and move it to `path` once the block has ended well.

    Parameters
    ----------
    path : pathlib.Path
        Its folder is made where it is not there.

    Raises
    ------
    WriteError
        If it cannot be written; nothing new is left behind.
    """
    with _room_aside(path.parent) as aside:
        yield aside / path.name
        (aside / path.name).replace(path)


def check_writable(folder: Path) -> None:
    """Make sure that a result can be written, before work is done for it; leave no trace.

    Parameters
    ----------
    folder : pathlib.Path
        Need not exist.

    Raises
    ------
    WriteError
        If it cannot be made or written to, or there is too little room.
    """
    with told_as_ours(folder):
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        if not there.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        with NamedTemporaryFile(dir=there, prefix=".writing-") as probe:
            probe.write(bytes(ROOM))
            probe.flush()
            os.fsync(probe.fileno())


@contextmanager
def told_as_ours(where: Path) -> Iterator[None]:
    """Turn what the system refuses in a block into one sentence on `where`.

    Raises
    ------
    WriteError
        In the place of every `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise WriteError(f"{where} cannot be written: {reason(error)}.") from error


def reason(error: OSError) -> str:
    """What is the matter with a file or folder, and what to do, for people."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))


@contextmanager
def _room_aside(folder: Path) -> Iterator[Path]:
    """Give a folder within `folder` to write in; after a failure, folders made for it are gone."""
    made = [each for each in (folder, *folder.absolute().parents) if not each.exists()]
    with told_as_ours(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=folder, prefix=".writing-") as aside:
                yield Path(aside)
        except BaseException:
            for each in made:
                with suppress(OSError):
                    each.rmdir()  # Only where it is empty.
            raise


def _write(path: Path, content: str | bytes) -> None:
    """Write a text or bytes, and make sure that they are on the disk."""
    with path.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder, where others may be making and deleting some meanwhile."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in names)
