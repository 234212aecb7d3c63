"""`ProbeRound`: one round of a fatigue probe, as it was read (`nextstride.probe`)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.log.entry import LogEntry, check_count
from nextstride.probe.protocol import MOST_RUNS_A_DAY
from nextstride.probe.rounds import Reading, Round

Pair = tuple[float, float | None]
"""A value, and s since the last hold; None where nothing was tired."""


@dataclass(frozen=True, kw_only=True)
class ProbeRound(LogEntry):
    """One round of a probe: strength, runs, strength.

    Its speeds are known at once, so the session's feel is told before.

    Parameters
    ----------
    link : str
        Of `nextstride.probe.PROBED`, or `nextstride.probe.SHAM`.
    round_number : int
        0 for the fresh one, or which tired round.
    strengths : tuple of (float, float or None)
        In any one unit, the same throughout the probe; s since the last hold.
    runs : tuple of (float, float or None)
        Speed, m/s; s since the last hold.
    """

    kind: ClassVar[str] = "probe_round"

    link: str
    round_number: int
    strengths: tuple[Pair, ...] = ()
    runs: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        for name in ("strengths", "runs"):
            object.__setattr__(self, name, _pairs(name, getattr(self, name)))
        super().__post_init__()

    def check(self, problems: Problems) -> None:
        """Note what is wrong with a round."""
        check_count(problems, "round_number", self.round_number, 0, 20)
        problems.require(bool(self.strengths or self.runs), "a strength or a run is needed")
        problems.require(
            len(self.runs) <= MOST_RUNS_A_DAY,
            f"no day has more than {MOST_RUNS_A_DAY} runs; got {len(self.runs)} in one round",
        )
        if not problems.found:
            try:
                self.round  # noqa: B018  # a Round checks its readings
            except ParameterError as error:
                problems.require(False, str(error).rstrip("."))

    @property
    def round(self) -> Round:
        """The same for `nextstride.probe.probe_price`."""
        return Round(
            self.link, self.round_number, _readings(self.strengths), _readings(self.runs), self.day
        )

    @classmethod
    def from_round(cls, read: Round, **told: Any) -> Self:
        """Make the entry of a round.

        Parameters
        ----------
        read : Round
        **told
            The fields that all entries share.
        """
        pairs = [
            tuple((each.value, None if math.isnan(each.after) else each.after) for each in readings)
            for readings in (read.strengths, read.runs)
        ]
        return cls(
            link=read.link, round_number=read.number, strengths=pairs[0], runs=pairs[1], **told
        )

    def to_json(self) -> dict[str, Any]:
        """Return the entry as plain JSON, its kind included."""
        lists = {name: [list(each) for each in getattr(self, name)] for name in READ}
        return super().to_json() | lists


READ = ("strengths", "runs")
"""What is read in a round."""


def _pairs(name: str, given: Iterable[Any]) -> tuple[Pair, ...]:
    """Value and moment of each reading, from tuples or what JSON made of them."""
    try:
        return tuple(
            (float(value), None if after is None else float(after)) for value, after in given
        )
    except (TypeError, ValueError):
        raise ParameterError(
            f"probe round: {name} must be pairs of a value and of seconds since the last hold (or "
            f"nothing); got {given!r}."
        ) from None


def _readings(pairs: Iterable[Pair]) -> tuple[Reading, ...]:
    """Each pair as `Reading`."""
    return tuple(Reading(value, math.nan if after is None else after) for value, after in pairs)
