"""Files written whole: aside first, then moved into place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


def write_whole(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write several text files so that none is ever seen half written.

    All are written in full aside before the first is moved into place.

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
    with TemporaryDirectory(dir=folder, prefix=".writing-") as aside:
        for name, text in texts.items():
            _write(Path(aside) / name, text)
        for name in texts:
            (Path(aside) / name).replace(folder / name)
    return [folder / name for name in texts]


def _write(path: Path, text: str) -> None:
    """Write a text, and make sure that it is on the disk."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
