"""Files written whole: aside first, then moved into place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory


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
    OSError
        If the folder cannot be made or written to; nothing new is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".writing-") as aside:
        for name, content in contents.items():
            _write(Path(aside) / name, content)
        for name in contents:
            (Path(aside) / name).replace(folder / name)
    return [folder / name for name in contents]


def _write(path: Path, content: str | bytes) -> None:
    """Write a text or bytes, and make sure that they are on the disk."""
    with path.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
