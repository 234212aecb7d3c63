"""Forgetting a person: not only out of the log, but out of everything else that is ours.

Ours are the log, the person's unfinished fits in the cache, and what was written into the data
folder beside the log: analyses, plans, pages of progress and verdicts. What a user had written
elsewhere, and exports, are not ours to delete; they are named, as far as the log knows of them. So
are unfinished fits of runs of which nobody said whose they are.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nextstride.errors import NextstrideError
from nextstride.log.database import default_path
from nextstride.log.names import name_key
from nextstride.log.store import Log
from nextstride.log.unfinished import nameless_work, work_folder
from nextstride.write.files import files_below

DOCUMENTS = ("analysis.json", "plan.json", "progress.json", "verdict.json")
"""What tells whose a folder of results is."""

RESULTS = (
    *DOCUMENTS,
    *("report.html", "steps.csv", "measures.csv", "plan.html", "plan.ics"),
    *("progress.html", "verdict.html"),
)
"""What nextstride writes for one person."""


@dataclass(frozen=True)
class Forgotten:
    """What became of everything that told of a person.

    Attributes
    ----------
    name : str
    deleted : tuple of pathlib.Path
        Files and folders that were ours.
    left : tuple of str
        Analyses elsewhere that the log referred to; delete them too if the person wishes.
    nameless : tuple of pathlib.Path
        Unfinished fits that do not say whose they are; delete those that are the person's.
    """

    name: str
    deleted: tuple[Path, ...]
    left: tuple[str, ...]
    nameless: tuple[Path, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "forgotten": self.name,
            "deleted": [str(path) for path in self.deleted],
            "analyses_left": list(self.left),
            "unfinished_left": [str(path) for path in self.nameless],
        }


def forget_person(log: Log, name: str, data: Path | None = None) -> Forgotten:
    """Delete all that is ours of a person, for good.

    Parameters
    ----------
    log : Log
    name : str
    data : pathlib.Path, optional
        The data folder; the user's where not given.

    Raises
    ------
    ParameterError
        If the log has no such athlete.
    NextstrideError
        If the log's file cannot be rewritten now, or a file of ours cannot be deleted.
    """
    known = log.athlete(name).name
    folder = data or default_path().parent
    analyses = log.forget(known)
    ours = [*_documents_of(known, folder, analyses), work_folder(known)]
    deleted = tuple(path for document in ours for path in _delete(document, folder))
    left = tuple(path for path in analyses if Path(path).exists())
    return Forgotten(known, deleted, left, nameless_work())


def _documents_of(name: str, folder: Path, analyses: tuple[str, ...]) -> Iterator[Path]:
    """Documents in the data folder that are of a person."""
    logged = {Path(path) for path in analyses}
    documents = sorted(file for file in files_below(folder) if file.name in DOCUMENTS)
    for file in documents:
        if file in logged or _whose(file) == name_key(name):
            yield file


def _whose(file: Path) -> str | None:
    """Key of the name in a document of ours, None where it tells none."""
    with suppress(OSError, ValueError, AttributeError):
        document = json.loads(file.read_text("utf-8"))
        told = document.get("athlete") or document.get("trial", {}).get("athlete")
        named = told.get("name") if isinstance(told, dict) else told
        return name_key(named) if isinstance(named, str) else None
    return None


def _delete(document: Path, data: Path) -> Iterator[Path]:
    """Delete a folder of one person's, or what lies with a document of theirs."""
    try:
        if document.is_dir():
            shutil.rmtree(document)
            yield document
            return
        for name in RESULTS if document.parent != data else (document.name,):
            file = document.with_name(name)
            if file.exists():
                file.unlink()
                yield file
        with suppress(OSError):  # Something else lies there, so the folder stays.
            document.parent.rmdir()
    except OSError as error:
        raise NextstrideError(
            f"log: {document} tells of this person and cannot be deleted ({error.strerror}). What "
            "the log held is gone; delete it by hand."
        ) from error
