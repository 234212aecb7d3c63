"""What an import found: entries, and rows that it cannot use."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

from nextstride.log.entry import LogEntry


@dataclass(frozen=True)
class Told:
    """What the person who imports says, for what a file does not.

    Parameters
    ----------
    athlete : str
        Whose rows, where the file has no names.
    day : datetime.date or None
        Of rows without one.
    group, side, device : str
        Of strength tests.
    lever, joint_angle : float or None
        m from the joint to where the device pulled; rad.
    """

    athlete: str = ""
    day: date | None = None
    group: str = ""
    side: str = ""
    device: str = ""
    lever: float | None = None
    joint_angle: float | None = None


@dataclass(frozen=True)
class Found:
    """One entry that a row makes.

    Attributes
    ----------
    line : int
        Of the file; 0 where the whole file makes it.
    entry : LogEntry
    """

    line: int
    entry: LogEntry


@dataclass(frozen=True)
class LeftOut:
    """A row, or a value of it, that makes no entry.

    Attributes
    ----------
    line : int
    reason : str
    """

    line: int
    reason: str


@dataclass(frozen=True)
class Import:
    """What a file would add to the log.

    Attributes
    ----------
    source : str
        Title of the device or program that wrote it.
    found : tuple of Found
        Each with an id that is the same whenever the same file is read.
    left_out : tuple of LeftOut
    """

    source: str
    found: tuple[Found, ...]
    left_out: tuple[LeftOut, ...]

    def new(self, known: Collection[str]) -> tuple[Found, ...]:
        """Return the entries whose ids are not among those that the log knows."""
        return tuple(each for each in self.found if each.entry.id not in known)


def identified(found: Iterable[Found]) -> tuple[Found, ...]:
    """Give every entry the id that its content makes, so that nothing is imported twice.

    Rows that say the same (two trials of the same time) are told apart by their order.
    """
    seen: Counter[str] = Counter()
    told = []
    for each in found:
        content = repr(
            [(f.name, getattr(each.entry, f.name)) for f in fields(each.entry) if f.name != "id"]
        )
        seen[content] += 1
        digest = hashlib.sha256(f"{each.entry.kind}|{content}|{seen[content]}".encode()).hexdigest()
        told.append(replace(each, entry=replace(each.entry, id=digest[:32])))
    return tuple(told)
