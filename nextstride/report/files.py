"""Files written whole: under another name first, then moved into place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write several text files so that none is ever seen half written.

    All are written in full under temporary names before the first is moved into place.

    Parameters
    ----------
    folder : pathlib.Path
        Made where it is not there.
    texts : mapping of str to str
        File name to content.

    Returns
    -------
    list of pathlib.Path
        The files, in the order given.

    Raises
    ------
    OSError
        If the folder cannot be made or written to; nothing new is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    try:
        for name, text in texts.items():
            written.append(_write_aside(folder / name, text))
        for aside, name in zip(written, texts, strict=True):
            aside.replace(folder / name)
    finally:
        for aside in written:
            aside.unlink(missing_ok=True)
    return [folder / name for name in texts]


def _write_aside(path: Path, text: str) -> Path:
    """Write a text beside its place, and make sure that it is on the disk."""
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)
