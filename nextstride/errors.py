"""What can go wrong, as one tree; every message says what was needed, what came and what to do.

::

    NextstrideError
    ├── ReadError         a file cannot be read as what it claims to be
    ├── ParameterError    an option or argument is impossible
    ├── RecordingError    the file opened, but holds no run that can be analysed
    ├── WriteError        a result cannot be written: no room, no right
    ├── MissingDataError  a quantity's inputs are absent: that quantity is null, the rest goes on
    └── SolveError        an optimisation ended without an answer

All are also `ValueError`. On the command line each becomes one message and exit status 2
(a `SolveError`: 1); none is ever turned into a number.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class NextstrideError(ValueError):
    """Base of every error that nextstride raises on purpose."""


class ReadError(NextstrideError):
    """A file cannot be read as what it claims to be."""


class ParameterError(NextstrideError):
    """An option or argument is impossible."""


class RecordingError(NextstrideError):
    """The file opened, but what it holds cannot be analysed as a run."""


class WriteError(NextstrideError):
    """A result cannot be written; nothing of it is left half written."""


class MissingDataError(NextstrideError):
    """The inputs of one quantity are absent; it becomes null with this message as its reason."""


class SolveError(NextstrideError):
    """An optimisation ended without an answer; the message says what to try.

    Parameters
    ----------
    message : str
    why : str
        Its reason in a few words, so that many can be counted.
    """

    def __init__(self, message: str, why: str = "no answer") -> None:
        super().__init__(message)
        self.why = why


@contextmanager
def about(subject: str) -> Iterator[None]:
    """Begin the message of every error of ours raised within with `subject`, unless it does."""
    try:
        yield
    except NextstrideError as error:
        if str(error).startswith(subject):
            raise
        raise type(error)(f"{subject}: {error}") from error


@dataclass(frozen=True)
class Notice:
    """Something the reader of a result must know; not an error.

    Attributes
    ----------
    code : str
        Stable, snake_case, for programs.
    message : str
        One or two sentences, for people.
    """

    code: str
    message: str
