"""Studies, how certain they are, and the strength gains they measured."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import median

from nextstride.evidence.interval import Interval


@dataclass(frozen=True)
class Evidence:
    """One source that a choice may name.

    Attributes
    ----------
    key : str
        Its name in `studies.toml`.
    study, finding, caution : str
        For people.
    groups : tuple of str
        The muscle groups trained; empty where none was measured.
    gain : Interval or None
        Rise in strength as a share; without a range in the study, lower and upper equal the value.
    strength : float or None
        Maximum isometric moment per body mass before training, N m/kg.
    """

    key: str
    study: str
    finding: str
    caution: str
    groups: tuple[str, ...] = ()
    gain: Interval | None = None
    strength: float | None = None


@dataclass(frozen=True)
class Trainability:
    """How much a block of training raises a group's strength.

    Attributes
    ----------
    gain : Interval
        As a share of strength: the median of the studies within the envelope of their ranges.
    evidence : tuple of str
        Keys of the studies.
    own : bool
        Whether they trained this group; otherwise the gains of the other groups stand in.
    """

    gain: Interval
    evidence: tuple[str, ...]
    own: bool


@cache
def evidence() -> dict[str, Evidence]:
    """Return every row of `studies.toml` by its key."""
    text = files("nextstride.evidence").joinpath("studies.toml").read_text("utf-8")
    found = {}
    for key, row in tomllib.loads(text).items():
        gain = None
        if "gain" in row:
            lower, upper = row.get("gain_range", (row["gain"], row["gain"]))
            gain = Interval(row["gain"], lower, upper).scaled(0.01)
        found[key] = Evidence(
            key=key,
            study=row["study"],
            finding=row["finding"],
            caution=row["caution"],
            groups=tuple(row.get("groups", ())),
            gain=gain,
            strength=row.get("strength"),
        )
    return found


def trainability(group: str) -> Trainability:
    """Return what trials of 4 to 9 weeks gained in the strength of `group`.

    Where no trial of that group gives a number, the envelope over all groups stands in.
    """
    about = [each for each in evidence().values() if group in each.groups]
    own = any(each.gain is not None for each in about)
    rows = about if own else about + [each for each in evidence().values() if each.gain is not None]
    gains = [each.gain for each in rows if each.gain is not None]
    envelope = Interval(
        median(gain.value for gain in gains),
        min(gain.lower for gain in gains),
        max(gain.upper for gain in gains),
    )
    return Trainability(envelope, tuple(each.key for each in rows), own)


def typical_strength(group: str) -> float | None:
    """Return a published maximum isometric moment of `group`, N m/kg; None where there is none."""
    known = (each.strength for each in evidence().values() if group in each.groups)
    return next((strength for strength in known if strength is not None), None)
