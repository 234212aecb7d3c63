"""The fair test in one runner: fixed beforehand, drawn by lot, and not to be changed.

The runner is tested on days planned in advance. After at least six of them training starts, on a
day drawn by lot from at least twenty; first a block for the swing side and then an equal one for
the push side, or the other way round, by lot too. Because the start was drawn, the question "would
the runner have got faster anyway?" has an exact answer: look for a rise after every start that
could have been drawn, and see how unusual the real one is (Edgington 1975, J Psychol 90:57; Onghena
& Edgington 2005, Clin J Pain 21:56).

Start and order follow from a random seed by SHA-256, so anyone can repeat the draw; `commitment`
is the hash of the whole plan with its seed. Give it to someone on the first day, and nothing can
be altered afterwards without showing. What this cannot prevent is someone who throws the whole log
away and draws anew before telling anybody.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from nextstride.checks import Problems
from nextstride.errors import NextstrideError, ParameterError
from nextstride.log.entry import check_count, check_text
from nextstride.log.families import KEYS, Family

Block = Literal["swing", "push"]

FEWEST_CANDIDATES = 20
"""With 20 possible starts the smallest p-value is 1/20."""

FEWEST_BASELINES = 6

EXAMPLES: dict[Family, str] = {
    "speed": "fly_10",
    "strength": "hip_flexors_strength_left_rig",
    "thigh_motion": "peak_thigh_flexion_velocity",
}
"""Keys as they are written, for messages."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A fair test as it was fixed. Making one draws start and order.

    Parameters
    ----------
    athlete : str
    outcome : str
        Key of the speed measure that decides; the only one.
    strength, thigh_motion : str
        Keys of the measures of the two earlier links of the chain.
    test_days : tuple of datetime.date
        Every planned test day, in order. Training starts after the test of the day drawn.
    block_sessions : int
        Test days in each of the two blocks.
    baseline_sessions : int
        Test days before training at least, the start day's own test included.
    start_every : int
        A start is possible every so many test days. Starts further apart are easier to tell
        apart, so the test sees smaller effects, and takes longer.
    registered : datetime.date
        Today where not given.
    seed : str
        Drawn where not given.

    Raises
    ------
    ParameterError
        If the plan cannot make a fair test, with every reason.
    """

    athlete: str
    outcome: str
    strength: str
    thigh_motion: str
    test_days: tuple[date, ...]
    block_sessions: int = 6
    baseline_sessions: int = FEWEST_BASELINES
    start_every: int = 1
    registered: date = field(default_factory=date.today)
    seed: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        problems = Problems("trial")
        check_text(problems, "athlete", self.athlete, longest=80)
        check_text(problems, "seed", self.seed, longest=80)
        families: tuple[tuple[str, Family], ...] = (
            ("outcome", "speed"),
            ("strength", "strength"),
            ("thigh_motion", "thigh_motion"),
        )
        for name, family in families:
            key = getattr(self, name)
            problems.require(
                isinstance(key, str) and KEYS[family].fullmatch(key) is not None,
                f"{name} must be the key of a {family.replace('_', ' ')} measure, as "
                f"{EXAMPLES[family]}; got {key!r}",
            )
        check_count(problems, "block_sessions", self.block_sessions, 3, 60)
        fewest = FEWEST_BASELINES
        check_count(problems, "baseline_sessions", self.baseline_sessions, fewest, 60)
        check_count(problems, "start_every", self.start_every, 1, 10)
        days = self.test_days
        problems.require(
            all(early < late for early, late in pairwise(days)),
            "test days must be in order, each once",
        )
        problems.raise_if_any()
        window = 1 + (FEWEST_CANDIDATES - 1) * self.start_every
        needed = self.baseline_sessions - 1 + window + 2 * self.block_sessions
        problems.require(
            len(days) >= needed,
            f"at least {FEWEST_CANDIDATES} possible starts are needed, which with "
            f"{self.baseline_sessions} baseline sessions and two blocks of {self.block_sessions} "
            f"takes {needed} test days; there are {len(days)}",
        )
        problems.raise_if_any()

    @property
    def candidates(self) -> tuple[date, ...]:
        """Days on which training could have started, each as likely."""
        return self.test_days[
            self.baseline_sessions - 1 : -2 * self.block_sessions : self.start_every
        ]

    @property
    def start(self) -> date:
        """Day drawn: training starts after its test, which is the last of the baseline."""
        return self.candidates[draw(self.seed, "start", len(self.candidates))]

    @property
    def order(self) -> tuple[Block, Block]:
        """Which block comes first, drawn."""
        return ("swing", "push") if draw(self.seed, "order", 2) == 0 else ("push", "swing")

    @property
    def commitment(self) -> str:
        """SHA-256 of the plan with its seed, hexadecimal."""
        text = json.dumps(self.plan(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def phase_days(self) -> dict[str, tuple[date, ...]]:
        """Test days of the baseline and of each block; days after the last block are in none."""
        first = self.test_days.index(self.start) + 1
        middle = first + self.block_sessions
        return {
            "baseline": self.test_days[:first],
            self.order[0]: self.test_days[first:middle],
            self.order[1]: self.test_days[middle : middle + self.block_sessions],
        }

    def plan(self) -> dict[str, Any]:
        """What is fixed, as plain JSON."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        days = [day.isoformat() for day in self.test_days]
        return {**values, "test_days": days, "registered": self.registered.isoformat()}

    def to_json(self) -> dict[str, Any]:
        """Return the plan with what was drawn and its commitment."""
        return {
            **self.plan(),
            "start": self.start.isoformat(),
            "order": list(self.order),
            "candidates": len(self.candidates),
            "commitment": self.commitment,
        }


def trial_from_json(document: Mapping[str, Any]) -> Trial:
    """Read what `Trial.to_json` gave, and check that nothing in it was changed.

    Raises
    ------
    ParameterError
        If the plan does not match its commitment, or is no trial.
    """
    try:
        given = {each.name: document[each.name] for each in fields(Trial)}
        given["test_days"] = tuple(date.fromisoformat(day) for day in given["test_days"])
        given["registered"] = date.fromisoformat(given["registered"])
        trial = Trial(**given)
    except NextstrideError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise ParameterError(
            "trial: the document must be a registered trial; it is not."
        ) from error
    if trial.to_json() != dict(document):
        raise ParameterError(
            "trial: the plan does not match its commitment, so it was changed after it was "
            "registered. It decides nothing any more; restore the log from an export."
        )
    return trial


def draw(seed: str, what: str, choices: int) -> int:
    """Number from 0 below `choices`, from the SHA-256 of seed and purpose; anyone can repeat it."""
    digest = hashlib.sha256(f"{seed}:{what}".encode()).digest()
    return int.from_bytes(digest, "big") % choices
