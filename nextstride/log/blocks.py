"""Before and after a block: what one runner's own change of strength and speed says of their gains.

The simulated prices of a runner are off by what the simulated body has wrong, which is the same
before and after. The change is the runner's own: strength measured twice, speed measured twice.
With the prices p of the links (speed by strength, logarithms), the change of speed is their sum
over the changes of strength, d = s . p; one line of Bayes' rule joins it with the simulated prices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import xarray as xr

from nextstride.errors import MissingDataError, Notice
from nextstride.log.compare import Change
from nextstride.log.progress import Progress
from nextstride.probe.power import Range
from nextstride.probe.verdict import simulated_prices

Z90 = 1.6449
"""Half of a 90 % interval, SD."""
UNMEASURED_SD = 0.04
"""What the strength of a link that nobody tested may have changed by (SD, log): half of a typical
block's gain (`nextstride.evidence`). Ours."""
FORM_SD = 0.01
"""What else changes speed between two parts of a season (SD, log): form, wind, surface. Ours: the
typical error of timing gates between days."""
COMPANIONS = {
    ("hip_flexors", "peak_thigh_flexion_velocity"): 0.27,
}
"""Elasticity of a measure to a link's strength that all simulated bodies share: 30 % weaker hip
flexors turn the thigh forward 9.2 % slower (7.2 to 12.2)."""


@dataclass(frozen=True)
class LinkChange:
    """Change of one link's strength.

    Attributes
    ----------
    link : str
    change, sd : float
        Log of after over before, and its error.
    """

    link: str
    change: float
    sd: float


@dataclass(frozen=True)
class Block:
    """What a block has shown.

    Attributes
    ----------
    since : str
        First day that counts as after.
    strengths : tuple of LinkChange
        Of the links that were tested before and after.
    speed, speed_sd : float
        Log of after over before, and its error, `FORM_SD` included.
    expected, expected_sd : float
        What the prices before made of the changes of strength; with the error of the prices, of
        the strengths, and of links that nobody tested.
    before, after : dict
        Price of each link: median and 90 % interval, without and with this block.
    companions : tuple of str
        What measures that go with a strength say of it, one sentence each.
    """

    since: str
    strengths: tuple[LinkChange, ...]
    speed: float
    speed_sd: float
    expected: float
    expected_sd: float
    before: Mapping[str, Range]
    after: Mapping[str, Range]
    companions: tuple[str, ...]

    @property
    def contradicts(self) -> bool:
        """Whether speed changed otherwise than all errors together allow (90 %)."""
        return abs(self.speed - self.expected) > Z90 * math.hypot(self.speed_sd, self.expected_sd)

    @property
    def text(self) -> tuple[str, ...]:
        """All of it in sentences."""
        stronger = "; ".join(
            f"{each.link.replace('_', ' ')} {_percent(each.change, each.sd)}"
            for each in self.strengths
        )
        told = [
            f"Since {self.since}, strength: {stronger}.",
            f"Speed: {_percent(self.speed, self.speed_sd)}; the prices before made "
            f"{_percent(self.expected, self.expected_sd)} of these strengths.",
        ]
        if self.contradicts:
            told.append(
                "The change contradicts the prediction by more than the errors of both: the "
                "simulated gains were wrong for this runner, or something else changed speed. "
                "The joined gains are not to be relied on; test again."
            )
        told += self.companions
        for each in self.strengths:
            before, after = self.before[each.link], self.after[each.link]
            told.append(
                f"{each.link.replace('_', ' ').capitalize()}: {_price(before)} before, "
                f"{_price(after)} with this block."
            )
        return tuple(told)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "since": self.since,
            "strengths": [asdict(each) for each in self.strengths],
            "speed": [self.speed, self.speed_sd],
            "expected": [self.expected, self.expected_sd],
            "contradicts": self.contradicts,
            "before": {link: list(price) for link, price in self.before.items()},
            "after": {link: list(price) for link, price in self.after.items()},
            "text": list(self.text),
        }


def judge_block(progress: Progress, prices: Mapping[str, Range]) -> Block:
    """Join what changed with the simulated prices.

    Parameters
    ----------
    progress : Progress
        From `judge_progress`.
    prices : mapping of str to tuple of float
        Simulated price (median, lower, upper of 90 %) by link.

    Raises
    ------
    MissingDataError
        If no link was tested before and after, or speed was not measured on both sides.
    """
    strengths = tuple(
        found for link in prices if (found := _strength(progress.changes, link)) is not None
    )
    speeds = [
        each for each in progress.changes if each.family == "speed" and each.change is not None
    ]
    if not strengths or not speeds:
        missing = "a strength test of a link" if not strengths else "speed"
        raise MissingDataError(
            f"block: {missing} is needed before and since {progress.since}, by the same method"
        )
    logs = [_log_change(each) for each in speeds]
    weights = np.array([1 / sd**2 for _, sd in logs])
    speed = float(weights @ [change for change, _ in logs] / weights.sum())
    speed_sd = math.hypot(float(weights.sum() ** -0.5), FORM_SD)
    return _joined(progress, strengths, (speed, speed_sd), prices)


def _joined(
    progress: Progress,
    strengths: tuple[LinkChange, ...],
    speed: tuple[float, float],
    prices: Mapping[str, Range],
) -> Block:
    """Bayes' rule for one measured sum of normal prices."""
    links = list(prices)
    mean = np.array([prices[link][0] for link in links])
    spread = np.array([(prices[link][2] - prices[link][1]) / (2 * Z90) for link in links])
    tested = {each.link: each for each in strengths}
    changed = np.array([tested[link].change if link in tested else 0.0 for link in links])
    unsure = np.array([tested[link].sd if link in tested else UNMEASURED_SD for link in links])
    by_strength = float(np.sqrt(((mean * unsure) ** 2).sum()))
    by_prices = float(np.sqrt(((spread * changed) ** 2).sum()))
    noise = speed[1] ** 2 + by_strength**2
    gain = spread**2 * changed / (by_prices**2 + noise)
    expected = float(mean @ changed)
    mean_after = mean + gain * (speed[0] - expected)
    spread_after = np.sqrt(np.maximum(spread**2 * (1 - gain * changed), 0.0))
    return Block(
        since=progress.since.isoformat(),
        strengths=strengths,
        speed=speed[0],
        speed_sd=speed[1],
        expected=expected,
        expected_sd=math.hypot(by_strength, by_prices),
        before={link: prices[link] for link in links},
        after={
            link: (float(value), float(value - Z90 * sd), float(value + Z90 * sd))
            for link, value, sd in zip(links, mean_after, spread_after, strict=True)
        },
        companions=_companions(progress.changes, tested),
    )


def _log_change(change: Change) -> tuple[float, float]:
    """Log of after over before of one measure, and its error."""
    assert change.before
    assert change.after
    assert change.typical_error is not None
    sessions = 1 / change.sessions_before + 1 / change.sessions_after
    error = change.typical_error.value / abs(change.before) * math.sqrt(sessions)
    return math.log(change.after / change.before), error


def _strength(changes: tuple[Change, ...], link: str) -> LinkChange | None:
    """Mean over the tests of one link (sides, angles, devices); None where none was repeated."""
    mine = [
        _log_change(each)
        for each in changes
        if each.key.startswith(f"{link}_strength_") and each.change is not None
    ]
    if not mine:
        return None
    values = np.array(mine)
    return LinkChange(
        link, float(values[:, 0].mean()), float(np.sqrt((values[:, 1] ** 2).sum()) / len(mine))
    )


def _companions(changes: tuple[Change, ...], tested: Mapping[str, LinkChange]) -> tuple[str, ...]:
    """Hold measures that go with a strength against it."""
    told = []
    for (link, measure), elasticity in COMPANIONS.items():
        found = [each for each in changes if each.key == measure and each.change is not None]
        if link not in tested or not found:
            continue
        change, sd = _log_change(found[0])
        strength = tested[link]
        expected, expected_sd = elasticity * strength.change, elasticity * strength.sd
        away = abs(change - expected) > Z90 * math.hypot(sd, expected_sd)
        told.append(
            f"{found[0].title.capitalize()}: {_percent(change, sd)}; with this "
            f"{link.replace('_', ' ')} strength {_percent(expected, expected_sd)} was expected"
            f"{', which it contradicts' if away else ''}."
        )
    return tuple(told)


def follow_block(limits: xr.Dataset, progress: Progress) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Put the joined prices of the tested links into a limiter map.

    Parameters
    ----------
    limits : xarray.Dataset
        ``elasticity``, ``lower``, ``upper`` on ``muscle_group``, and more.
    progress : Progress

    Returns
    -------
    limits : xarray.Dataset
        The same where there is no block to follow, or it contradicts the prediction; else without
        ``probability_first``, which was counted among simulated bodies alone.
    notices : tuple of Notice
        What was put in, or why not.
    """
    try:
        block = judge_block(progress, simulated_prices(limits))
    except MissingDataError:
        return limits, ()
    if block.contradicts:
        return limits, (Notice("block_contradicts", " ".join(block.text)),)
    followed = limits.copy(deep=True)
    for each in block.strengths:
        for name, value in zip(
            ("elasticity", "lower", "upper"), block.after[each.link], strict=True
        ):
            followed[name].loc[{"muscle_group": each.link}] = value
    words = f"The plan goes by what the last block changed: {' '.join(block.text)}"
    return (
        followed.drop_vars("probability_first", errors="ignore"),
        (Notice("block", words),),
    )


def _percent(change: float, sd: float) -> str:
    """A change of a logarithm as per cent with its 90 % interval."""
    ends = [100 * math.expm1(change + side * Z90 * sd) for side in (-1, 1)]
    return f"{100 * math.expm1(change):+.1f} % ({ends[0]:+.1f} to {ends[1]:+.1f})"


def _price(price: Range) -> str:
    """Speed by 10 % more strength, with its interval."""
    value, lower, upper = (100 * math.expm1(each * math.log(1.1)) for each in price)
    return f"{value:+.1f} % of speed for 10 % of strength ({lower:+.1f} to {upper:+.1f})"
