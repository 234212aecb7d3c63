"""How what is printed reaches a terminal, a file or a pipe that cannot take every letter."""

from __future__ import annotations

import codecs
import errno
import os
import sys
import unicodedata
from typing import TextIO

PLAIN = {
    "\u2212": "-",  # minus sign
    "\u2013": "-",
    "\u2014": "-",
    "\u2010": "-",
    "\u2192": "->",
    "\u2190": "<-",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u00d7": "x",
    "\u00b7": ".",
    "\u2026": "...",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00b0": " deg",
    "\u00b1": "+-",
    "\u2248": "~",
    "\u03c4": "tau",
    "\u03c1": "rho",
    "\u0394": "delta",
}
"""What stands for a character where an encoding has none for it."""
HANDLER = "nextstride.plain"
"""Name of the handler among Python's error handlers for encodings."""


def speak_everywhere() -> None:
    """Let no character stop a command: where an encoding lacks one, plain ones are printed.

    On Windows a pipe has a legacy encoding (cp1252 lacks the minus sign); so may a terminal.
    """
    codecs.register_error(HANDLER, plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=HANDLER)


def plainly(error: UnicodeError) -> tuple[str, int]:
    """Give the characters that stand for those that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_plain(letter, error.encoding) for letter in lacking), error.end


def _plain(letter: str, encoding: str) -> str:
    """A letter as the encoding can write it; a question mark where nothing is like it."""
    whole = unicodedata.normalize("NFKD", letter)
    like = PLAIN.get(letter, "".join(each for each in whole if not unicodedata.combining(each)))
    try:
        like.encode(encoding)
    except UnicodeEncodeError:
        return "?"
    return like


def takes_every_letter(stream: TextIO | None) -> bool:
    """Whether the encoding of a stream has every character; of none, for none is printed."""
    return (
        (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-").startswith("utf")
    )


def finish() -> int:
    """Bring out what is still to be printed; return 2 and say so where it cannot be."""
    if sys.stdout is None:  # Closed by who started us: nothing is to be printed.
        return 0
    try:
        sys.stdout.flush()
    except OSError as error:
        return give_up(error)
    return 0


def give_up(error: OSError) -> int:
    """Print nothing more; return 2 and say so, or 0 where nobody reads any more.

    Raises
    ------
    OSError
        If it is of a file and not of what is printed.
    """
    if error.filename is not None:
        raise error
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  else Python tries again as it ends
    if error.errno in (errno.EPIPE, errno.EINVAL):  # The reader has gone: as with `| head`.
        return 0
    print(f"nextstride: the output cannot be written: {error.strerror}.", file=sys.stderr)
    return 2
