"""What a fatigue probe has shown: the price of each link, beside the simulated one and joined."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import xarray as xr

from nextstride.errors import MissingDataError, Notice
from nextstride.probe.power import WIDTH, Range
from nextstride.probe.price import SECANT, Joined, Price, join_prices, probe_price
from nextstride.probe.rounds import Round, comparable
from nextstride.probe.safety import PROBED, SHAM

EXPERIMENTAL = (
    "Experimental: no study of top speed after tiring one muscle group was found, and nobody has "
    "tested this probe on runners."
)
AGAINST = (
    "Fatigue is not weakness: a tired muscle is slower as well as weaker, which makes the price "
    "too high.",
    "Other muscles stand in for a tired one (Edouard 2018, Willer 2021), which makes it too low; "
    "neighbours that tire with it make it too high.",
    "Coordination and courage: the runner knows what is tired, and runs otherwise for it. The sham "
    "day takes out what running again costs, not this.",
)
"""What speaks against a price that was read so."""
EVIDENCE = ("sara_2021", "cheng_2005", "edouard_2018", "willer_2021")
"""Rows of `nextstride.evidence` that the probe rests on, and that speak against it."""


@dataclass(frozen=True)
class Finding:
    """What was found of one link.

    Attributes
    ----------
    probed : Price
    simulated : tuple of float or None
        Median and 90 % interval of the price by simulation, where there is one.
    joined : Joined or None
        Both together.
    """

    probed: Price
    simulated: Range | None
    joined: Joined | None

    @property
    def best(self) -> Range:
        """The price to go by, with its 90 % interval."""
        known = self.probed if self.joined is None else self.joined
        return known.value, known.lower, known.upper


@dataclass(frozen=True)
class ProbeVerdict:
    """What a probe has shown.

    Attributes
    ----------
    findings : tuple of Finding
    missing : tuple of str
        Why a link that was begun has no price.
    sham : bool
        Whether a sham day told what the runs cost by themselves.
    """

    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    sham: bool

    @property
    def text(self) -> tuple[str, ...]:
        """All of it in sentences."""
        return (
            *(sentence for each in self.findings for sentence in _words(each)),
            *_compared(self.findings),
            *(f"No price yet: {each}" for each in self.missing),
            "What runs cost by themselves was measured on a sham day and taken out."
            if self.sham
            else "No sham day was run: what runs cost by themselves is a guess (0 ± 0.6 %).",
            EXPERIMENTAL,
            *AGAINST,
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "findings": [
                {
                    **asdict(each.probed),
                    "simulated": None if each.simulated is None else list(each.simulated),
                    "joined": None if each.joined is None else asdict(each.joined),
                }
                for each in self.findings
            ],
            "missing": list(self.missing),
            "sham": self.sham,
            "text": list(self.text),
            "evidence": list(EVIDENCE),
        }


def judge_probe(
    rounds: Sequence[Round],
    simulated: Mapping[str, Range],
    secants: Mapping[str, float] | None = None,
) -> ProbeVerdict:
    """Read the price of every link that was tired.

    Parameters
    ----------
    rounds : sequence of Round
        All that was read.
    simulated : mapping of str to tuple of float
        Simulated price (median, lower, upper of 90 %) by link; may be empty.
    secants : mapping of str to float, optional
        What weakening by 20 % costs relative to the local price, by link, where this runner's
        bodies were solved so; elsewhere `nextstride.probe.price.SECANT`.

    Raises
    ------
    MissingDataError
        If no price can be read.
    """
    findings, missing = [], []
    for link in PROBED:
        if not any(one.link == link for one in rounds):
            continue
        try:
            probed = probe_price(rounds, link, (secants or {}).get(link, SECANT))
        except MissingDataError as error:
            missing.append(str(error))
            continue
        believed = simulated.get(link)
        joined = None if believed is None else join_prices(believed, probed)
        findings.append(Finding(probed, believed, joined))
    if not findings:
        told = "; ".join(missing) or (
            "no tired round is logged. nextstride probe plan says how it is done, nextstride "
            "probe log takes what was read"
        )
        raise MissingDataError(f"probe: {told}.")
    return ProbeVerdict(tuple(findings), tuple(missing), bool(comparable(rounds, SHAM)))


def simulated_prices(limits: xr.Dataset) -> dict[str, Range]:
    """Price of each group of a limiter map: ``elasticity``, ``lower``, ``upper``."""
    return {
        str(name): tuple(  # type: ignore[misc]  # three values
            float(limits[each].sel(muscle_group=name)) for each in ("elasticity", "lower", "upper")
        )
        for name in limits.muscle_group.values
    }


def simulated_secants(limits: xr.Dataset) -> dict[str, float]:
    """Cost of weakening by 20 % relative to the local price, where a limiter map tells it."""
    if "secant" not in limits:
        return {}
    return {
        str(name): float(value)
        for name, value in zip(limits.muscle_group.values, limits.secant.values, strict=True)
        if math.isfinite(value)
    }


def follow_probe(
    limits: xr.Dataset, rounds: Sequence[Round]
) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Put the joined prices of probed links into a limiter map.

    Parameters
    ----------
    limits : xarray.Dataset
        ``elasticity``, ``lower``, ``upper`` on ``muscle_group``, and more.
    rounds : sequence of Round
        All that was read; may be empty.

    Returns
    -------
    limits : xarray.Dataset
        The same where nothing was probed; else without ``probability_first``, which was counted
        among simulated bodies alone.
    notices : tuple of Notice
        What was put in.
    """
    try:
        verdict = judge_probe(rounds, simulated_prices(limits), simulated_secants(limits))
    except MissingDataError:
        return limits, ()
    followed, notices = limits.copy(deep=True), []
    for each in verdict.findings:
        if each.joined is None:
            continue
        link = each.probed.link
        for name, value in zip(("elasticity", "lower", "upper"), each.best, strict=True):
            followed[name].loc[{"muscle_group": link}] = value
        notices.append(Notice("probed", _followed(each)))
    if not notices:
        return limits, ()
    return followed.drop_vars("probability_first", errors="ignore"), tuple(notices)


def _price_words(price: Range) -> str:
    """Speed by 1 % of strength, with its interval."""
    value, lower, upper = (round(each, 2) + 0.0 for each in price)
    return f"{value:.2f} % of speed for 1 % of strength (90 %: {lower:.2f} to {upper:.2f})"


def _words(finding: Finding) -> tuple[str, ...]:
    """What was found of one link, in sentences."""
    probed = finding.probed
    link = probed.link.replace("_", " ")
    found = (
        f"{link.capitalize()}: with {100 * probed.loss:.0f} % of strength lost, "
        f"{100 * probed.slowing:.1f} % of speed was lost over {probed.runs} tired "
        f"run{'s' if probed.runs > 1 else ''}. Price: "
        f"{_price_words((probed.value, probed.lower, probed.upper))}."
    )
    if finding.simulated is None or finding.joined is None:
        return (found,)
    joined = (
        f"Simulated: {_price_words(finding.simulated)}. "
        f"Both together: {_price_words(finding.best)}."
    )
    return (found, joined) if finding.joined.agree else (found, joined, _disagreement(link))


def _disagreement(link: str) -> str:
    """What to say where probe and simulation contradict each other."""
    return (
        f"The two disagree on the {link} by more than their errors explain: one of them is wrong, "
        "and the joined value is not to be relied on. Do the day again, or analyse another run."
    )


def _compared(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Which of two probed links is dearer, as far as it can be told."""
    if len(findings) < 2:
        return ()
    dear, cheap = sorted(findings, key=lambda each: each.best[0], reverse=True)
    sd = math.hypot(dear.best[2] - dear.best[1], cheap.best[2] - cheap.best[1]) / WIDTH
    names = [each.probed.link.replace("_", " ") for each in (dear, cheap)]
    if dear.best[0] - cheap.best[0] > 1.6449 * sd:
        return (f"The {names[0]} limit more than the {names[1]} (95 % sure).",)
    return (f"Which of {names[0]} and {names[1]} limits more cannot be told.",)


def _followed(finding: Finding) -> str:
    """What the plan took from a probe."""
    link = finding.probed.link.replace("_", " ")
    assert finding.simulated is not None
    told = (
        f"The {link} were probed: the plan goes by probe and simulation together, "
        f"{_price_words(finding.best)}; the simulation alone says {finding.simulated[0]:.2f}. "
        f"{EXPERIMENTAL}"
    )
    agree = finding.joined is None or finding.joined.agree
    return told if agree else f"{told} {_disagreement(link)}"
