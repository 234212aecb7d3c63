"""The verdict of a fair test, in words that are never surer than the numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any, Literal

from scipy.stats import t

from nextstride.errors import ParameterError
from nextstride.log.compare import Change, compare, in_words
from nextstride.log.conduct import LEAST_BASELINES, Lot, follow_trial, lot_left
from nextstride.log.entry import LogEntry
from nextstride.log.feel import UNVALIDATED
from nextstride.log.names import name_key
from nextstride.log.randomisation import start_p_value
from nextstride.log.series import FEEL, Point, Series, build_series
from nextstride.log.trial import Block, Trial

Certainty = Literal["running", "cannot be judged", "evidence", "hint", "not shown"]

EVIDENCE_BELOW = 0.05
HINT_BELOW = 0.15

ONE_SIDED = 0.025
"""False alarms of one link of the chain; it is looked at once, at the end."""

ORDER_NOTE = (
    "Which block did more cannot be shown by one runner and two blocks: the lot had two orders, so "
    "either would look better in half of the cases by chance alone."
)


@dataclass(frozen=True)
class Chain:
    """Strength, thigh motion at matched speed and speed over one block, against the phase before.

    Attributes
    ----------
    block : {"swing", "push"}
    links : tuple of Change
        In this order; a link that was not measured is ``cannot be judged``.
    holds_up_to : int
        How many links moved for the better, from the first on, before one did not.
    """

    block: Block
    links: tuple[Change, ...]
    holds_up_to: int

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        links = [link.to_json() for link in self.links]
        return {"block": self.block, "links": links, "holds_up_to": self.holds_up_to}


@dataclass(frozen=True)
class Verdict:
    """What a fair test says.

    Attributes
    ----------
    certainty : str
        Of training having raised the outcome: ``running``, ``cannot be judged``, ``evidence``
        (p at most 0.05), ``hint`` (at most 0.15) or ``not shown``.
    text : tuple of str
        Sentences for people.
    p_value : float or None
        From `nextstride.log.randomisation.start_p_value`.
    smallest_p_value : float
        What the lot allows at best: 1 / number of possible starts.
    rise : float or None
        Mean outcome after the start less before, SI.
    chains : tuple of Chain
        Swing block, push block.
    feel : tuple of Change
        Feel over the same blocks; not validated.
    commitment : str
    """

    certainty: Certainty
    text: tuple[str, ...]
    smallest_p_value: float
    commitment: str
    p_value: float | None = None
    rise: float | None = None
    chains: tuple[Chain, ...] = ()
    feel: tuple[Change, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "certainty": self.certainty,
            "text": list(self.text),
            "p_value": self.p_value,
            "smallest_p_value": self.smallest_p_value,
            "rise": self.rise,
            "chains": [chain.to_json() for chain in self.chains],
            "feel": [change.to_json() for change in self.feel],
            "feel_label": UNVALIDATED,
            "commitment": self.commitment,
        }


def judge_trial(
    trial: Trial,
    entries: Iterable[LogEntry],
    today: date | None = None,
    sealed: Collection[date] = (),
) -> Verdict:
    """Say what a fair test has shown; nothing before its last day is over.

    Only sessions of the planned test days count, so that further tests on good days change nothing.

    Parameters
    ----------
    trial : Trial
    entries : iterable of LogEntry
        Of the athlete, as `Log.entries` gives them.
    today : datetime.date, optional
    sealed : collection of datetime.date
        Days whose speeds are logged but not shown yet.
    """
    key = name_key(trial.athlete)
    mine = [entry for entry in entries if name_key(entry.athlete) == key]
    known = build_series(mine)
    notes = follow_trial(trial, mine, today, sealed).notes
    planned = set(trial.test_days)
    outcome = [p for p in points_of(known, trial.outcome) if p.day in planned]
    smallest = 1 / len(trial.candidates)
    if (today or date.today()) <= trial.test_days[-1]:
        still_running = (
            f"The test runs until {trial.test_days[-1]}; {len({p.day for p in outcome})} of "
            f"{len(planned)} test days are logged. Nothing is judged before it is over."
        )
        return Verdict("running", (still_running, *notes), smallest, trial.commitment)
    chains = tuple(judge_chain(trial, known, block) for block in ("swing", "push"))
    felt = tuple(judge_feel(trial, known, block) for block in ("swing", "push") if FEEL in known)
    try:
        rise, p_value, lot = rise_and_p_value(trial, outcome)
    except ParameterError as error:
        why = (str(error), *notes)
        return Verdict(
            "cannot be judged", why, smallest, trial.commitment, chains=chains, feel=felt
        )
    smallest = lot.smallest_p
    certainty = how_certain(rise, p_value)
    text = (
        tell_outcome(trial, known[trial.outcome], certainty, (rise, p_value, len(lot.starts))),
        *notes,
        *(tell_chain(chain, certainty) for chain in chains),
        ORDER_NOTE,
        *(f"Feel, {block} block: {change.outcome}. {UNVALIDATED}"
          for block, change in zip(("swing", "push"), felt, strict=False)),
    )  # fmt: skip
    return Verdict(
        certainty, text, smallest, trial.commitment, p_value, rise, chains=chains, feel=felt
    )


def points_of(known: dict[str, Series], key: str) -> tuple[Point, ...]:
    """Sessions of a measure, none where it was never logged."""
    return known[key].points if key in known else ()


def rise_and_p_value(trial: Trial, outcome: list[Point]) -> tuple[float, float, Lot]:
    """Rise of the outcome over the drawn start, its randomisation p-value, and the lot left.

    A start with too few sessions is out of the lot. That leaves the p-value exact: which sessions
    are missing does not depend on which of the remaining starts was drawn, if training does
    nothing.
    """
    days = [point.day for point in outcome]
    values = [point.value for point in outcome]
    lot = lot_left(trial, days)
    if lot.drawn is None:
        up_to = bisect_right(days, trial.start)
        raise ParameterError(
            f"This test decides nothing: it needs at least {LEAST_BASELINES} logged sessions of "
            f"{trial.outcome} up to the drawn start {trial.start} and some after; there are "
            f"{up_to} and {len(days) - up_to}."
        )
    begin = lot.sessions[lot.drawn]
    rise = fmean(values[begin:]) - fmean(values[:begin])
    return rise, start_p_value(values, lot.sessions, lot.drawn), lot


def how_certain(rise: float, p_value: float) -> Certainty:
    """Word for a p-value; a fall is never evidence of a rise."""
    if rise <= 0:
        return "not shown"
    if p_value <= EVIDENCE_BELOW + 1e-12:
        return "evidence"
    return "hint" if p_value <= HINT_BELOW else "not shown"


def phase(trial: Trial, known: dict[str, Series], key: str, name: str) -> tuple[Point, ...]:
    """Sessions of a measure on the planned days of one phase."""
    days = set(trial.phase_days()[name])
    return tuple(point for point in points_of(known, key) if point.day in days)


def phase_before(trial: Trial, block: Block) -> str:
    """Phase that a block is compared with: the one just before it."""
    return "baseline" if block == trial.order[0] else trial.order[0]


def single_look(before: int, freedom: float) -> float:
    """Change in standard errors that counts where one looks once."""
    return float(t.isf(ONE_SIDED, freedom))


def judge_link(trial: Trial, known: dict[str, Series], key: str, block: Block) -> Change:
    """Compare one measure over a block with the phase before."""
    if key not in known:
        family = "speed" if key == trial.outcome else "strength"
        if key == trial.thigh_motion:
            family = "thigh_motion"
        nothing = Series(key, key.replace("_", " "), "", family, 1, None)  # type: ignore[arg-type]
        return compare(nothing, (), (), single_look)
    before = phase(trial, known, key, phase_before(trial, block))
    return compare(known[key], before, phase(trial, known, key, block), single_look)


def judge_chain(trial: Trial, known: dict[str, Series], block: Block) -> Chain:
    """Check strength -> thigh motion at matched speed -> speed, link by link."""
    keys = (trial.strength, trial.thigh_motion, trial.outcome)
    links = tuple(judge_link(trial, known, key, block) for key in keys)
    moved = [link.outcome == "better" for link in links]
    return Chain(block, links, moved.index(False) if False in moved else len(moved))


def judge_feel(trial: Trial, known: dict[str, Series], block: Block) -> Change:
    """Compare feel at matched speed over a block with the phase before."""
    return judge_link(trial, known, FEEL, block)


def tell_outcome(
    trial: Trial, outcome: Series, certainty: Certainty, found: tuple[float, float, int]
) -> str:
    """The primary outcome in one sentence; `found` is its rise, p-value and number of starts."""
    rise, p_value, number = found
    title = outcome.title[0].upper() + outcome.title[1:]
    said = {
        "evidence": "Evidence that the training raised it: so clear a rise is rare by chance.",
        "hint": "A hint at most: chance gives as clear a rise not that rarely.",
        "not shown": "This test does not show that the training raised it.",
    }[certainty]
    others = round(p_value * number) - 1
    return (
        f"{title}: {in_words(outcome.unit, rise, signed=True)} m/s after the drawn start "
        f"{trial.start}. Of the other {number - 1} possible starts {others or 'none'} "
        f"would fit a rise as well (p = {p_value:.3g}). {said}"
    )


def tell_chain(chain: Chain, certainty: Certainty) -> str:
    """One block's chain in one sentence; no cause is named unless the outcome is evidence."""
    names = ("strength", "thigh motion at matched speed", "speed")
    states = ", ".join(
        f"{name} {link.outcome}" for name, link in zip(names, chain.links, strict=True)
    )
    if chain.holds_up_to < len(names):
        ending = f"the chain is not shown beyond {names[chain.holds_up_to - 1]}"
        if chain.holds_up_to == 0:
            ending = "the chain does not begin to show"
    elif certainty == "evidence":
        ending = "every link moved, as it should if this training works by way of this chain"
    else:
        ending = "every link moved, but the fair test itself does not show that training did it"
    return f"{chain.block.capitalize()} block: {states}; {ending}."
