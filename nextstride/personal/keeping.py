"""Work that survives being stopped: what is finished is on disk, and is not done again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from nextstride.errors import NextstrideError, SolveError, WriteError
from nextstride.parallel import Workers
from nextstride.write.files import written_whole

Arrays = dict[str, NDArray[np.float64]]
Item = TypeVar("Item")
Done = Callable[[], None]
FAILED = "failed"
"""The one thing that a piece of work without a result holds: why."""


class Keeper:
    """A folder of finished pieces of one piece of work.

    Parameters
    ----------
    folder : pathlib.Path or None
        None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, name: str) -> Arrays | None:
        """Return what is kept under `name`, or None where nothing (whole) is."""
        if self._folder is None:
            return None
        try:
            with (
                open(self._folder / f"{name}.npz", "rb") as file,
                np.load(file, allow_pickle=False) as kept,
            ):
                return {key: kept[key] for key in kept.files}
        except (OSError, ValueError, EOFError, KeyError, BadZipFile):
            return None

    def put(self, name: str, arrays: Arrays) -> None:
        """Keep `arrays` under `name`; a stop half-way leaves nothing there."""
        if self._folder is None:
            return
        with (
            suppress(WriteError),  # Without room for it, a stop only costs the work done so far.
            written_whole(self._folder / f"{name}.npz") as aside,
            aside.open("wb") as file,
        ):
            np.savez(file, allow_pickle=False, **arrays)

    def forget(self) -> None:
        """Remove all that is kept."""
        if self._folder is None or not self._folder.is_dir():
            return
        for file in self._folder.iterdir():
            with suppress(OSError):
                file.unlink()
        with suppress(OSError):
            self._folder.rmdir()


def failure(error: NextstrideError) -> Arrays:
    """Return what is kept of a piece of work that ended without a result."""
    return {FAILED: np.array(error.why if isinstance(error, SolveError) else str(error))}


def fingerprint(*parts: object) -> str:
    """Return a name that changes with any of `parts`: texts, numbers or arrays."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode()
        digest.update(data + b"|")
    return digest.hexdigest()[:20]


def do_all(
    work: Callable[[Item], Arrays],
    items: Sequence[tuple[str, Item]],
    keeper: Keeper,
    workers: Workers,
    done: Done,
    holds: Sequence[str] = (),
) -> list[Arrays]:
    """Return ``work(item)`` of every named item, in order, doing only what is not kept.

    Parameters
    ----------
    work : callable
        A function of a module: processes find it by name.
    items : sequence of (name, item)
    keeper : Keeper
    workers : Workers
    done : callable
        Called after each item.
    holds : sequence of str
        Names that a result has unless it is a `failure`; what was kept with others is of another
        version of the program and is done anew.
    """
    results: dict[str, Arrays] = {}
    for name, _ in items:
        kept = keeper.get(name)
        if kept is not None and (not holds or set(kept) in (set(holds), {FAILED})):
            results[name] = kept
            done()
    missing = {name: item for name, item in items if name not in results}
    for name, arrays in workers.finished(work, missing):
        keeper.put(name, arrays)
        results[name] = arrays
        done()
    return [results[name] for name, _ in items]
