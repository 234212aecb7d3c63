"""Where unfinished fits are kept, by person, so that they can be deleted with the person."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nextstride.log.names import name_key

OWNED = "of-"
"""Begins the name of a folder that is one person's."""
KEY_LETTERS = 16
"""Of a hash that stands for the person: a cache is no place for names."""


def work_folder(name: str = "") -> Path:
    """Return the folder in the user's cache for unfinished fits of one person.

    Parameters
    ----------
    name : str
        Empty for a run of which nobody said whose it is; its fits lie beside everybody's folders.
    """
    import platformdirs  # Only needed here.

    folder = Path(platformdirs.user_cache_dir("nextstride")) / "unfinished"
    if not name:
        return folder
    return folder / f"{OWNED}{hashlib.sha256(name_key(name).encode()).hexdigest()[:KEY_LETTERS]}"


def nameless_work() -> tuple[Path, ...]:
    """Return the unfinished fits that do not say whose they are."""
    folder = work_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(each for each in folder.iterdir() if not each.name.startswith(OWNED)))
