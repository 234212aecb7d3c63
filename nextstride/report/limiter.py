"""The limiter card of the report: what limits this runner, before anything else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from nextstride.analysis import Analysis
from nextstride.conventions import UNITS, in_words, signed
from nextstride.figures.picture import Picture
from nextstride.figures.runner_limits import (
    fit_figure,
    ground_force_figure,
    links_figure,
    runner_map,
    sides_figure,
)
from nextstride.figures.stride_limit import recorded_phases
from nextstride.measures import MEASURES
from nextstride.personal import TESTS
from nextstride.personal.discrepancy import STRENGTH_SD
from nextstride.personal.features import FROM_CURVE, HARMONICS
from nextstride.report.mission import Answer, answers
from nextstride.report.pictures import Card
from nextstride.report.runner_words import (
    headline,
    next_sentence,
    opening,
    side_sentence,
    sides_sentences,
    together,
)
from nextstride.sprint.active import HEEL, TECHNIQUE

Document = dict[str, Any]

BODIES = {
    "planar": "The bodies are flat and the same left and right; arms do not swing; they leave the "
    "ground earlier than people do.",
    "spatial": "The bodies move in three dimensions, the same left and right. Arms, legs out of "
    "their plane, and pelvis and trunk where no markers tell, turn as in one measured sprint: "
    "their prices are the model's more than this runner's.",
}
"""What each kind of body cannot know."""
DEAR_BOUND = 0.05
"""Elasticity from which a bound is told of: as much as a link that is worth naming."""
FAR = 2.0
"""Errors (SD) from which a simulated value is said to be off."""
UNIT_OF = {"peak_vertical_force": ("body weights", 1.0, 2)}
"""Shown unit, factor and decimals of features that are not in the unit of their measure."""


@dataclass(frozen=True)
class Compared:
    """One recorded value beside the simulated ones, as text."""

    title: str
    recorded: str
    modelled: str
    range: str
    nearest: str
    off: bool


@dataclass(frozen=True)
class TestRow:
    """One strength test beside its norm, as text."""

    __test__ = False

    title: str
    value: str
    norm: str
    share: str


@dataclass(frozen=True)
class RatioRow:
    """Two joints on one device, or two legs, beside their norm, as text."""

    title: str
    value: str
    norm: str
    share: str
    apart: bool


@dataclass(frozen=True)
class OwnRow:
    """The price of one link by simulation and by what was measured on the runner, as text."""

    title: str
    simulated: str
    probed: str
    now: str


@dataclass(frozen=True)
class Limiter:
    """Everything that the card shows.

    Attributes
    ----------
    headline, together, next, agreement, off : str
    opening, verdict, rests : list of str
    links, map, sides : Picture
    strip : tuple of Card
        Key positions of the runner's own stride.
    answers : list of Answer
    tests : list of TestRow
    norms : list of str
        Where the norms of the tests come from.
    ratios : list of RatioRow
    own : list of OwnRow
        Links that a probe or a block has shown something of.
    own_words : list of str
    compared : list of Compared
    curves : list of (document, Picture)
    ground_force : Picture or None
        None without force plates.
    """

    headline: str
    opening: list[str]
    together: str
    next: str
    links: Picture
    map: Picture
    strip: tuple[Card, ...]
    sides: Picture
    verdict: list[str]
    answers: list[Answer]
    tests: list[TestRow]
    norms: list[str]
    ratios: list[RatioRow]
    own: list[OwnRow]
    own_words: list[str]
    compared: list[Compared]
    off: str
    curves: list[tuple[Document, Picture]]
    ground_force: Picture | None
    agreement: str
    rests: list[str]


def limiter_card(analysis: Analysis, document: Document, strip: tuple[Card, ...]) -> Limiter:
    """Gather the card of an analysis to which bodies were fitted.

    Parameters
    ----------
    analysis : Analysis
    document : dict
        Of the analysis.
    strip : tuple of Card
        Key positions of one step.
    """
    limits, experiment = document["limits"], document["experiment"]
    force = limits["fit"]["ground_force"]
    compared = [_compared(row) for row in limits["fit"]["compared"] if row["recorded"] is not None]
    return Limiter(
        headline=headline(limits),
        opening=opening(limits),
        together=together(limits),
        next=next_sentence(limits),
        links=links_figure(limits),
        map=runner_map(limits, recorded_phases(analysis.measures, analysis.curves)),
        strip=strip,
        sides=sides_figure(experiment),
        verdict=[side_sentence(limits), *sides_sentences(experiment)],
        answers=answers(limits, experiment),
        tests=[_test(row) for row in limits["tests"]],
        norms=_norms(limits["tests"]),
        ratios=[_ratio(row) for row in limits["ratios"]],
        own=_own(document["own_prices"]),
        own_words=list(analysis.own.text) if analysis.own else [],
        compared=compared,
        off=_off(compared),
        curves=[(curve, fit_figure(curve)) for curve in limits["fit"]["curves"]],
        ground_force=None if force is None else ground_force_figure(force),
        agreement=_agreement(limits),
        rests=_rests(document),
    )


def _compared(row: Document) -> Compared:
    """Write one feature in the unit and with the name of its measure."""
    measure = MEASURES[row["name"]]
    unit = UNITS[measure.unit]
    shown, factor, decimals = UNIT_OF.get(row["name"], (unit.shown, unit.factor, unit.digits))

    def text(value: float) -> str:
        return f"{value * factor:.{decimals}f}".replace("-", "−")

    away = abs(row["recorded"] - row["modelled"]) / row["recorded_sd"]
    of_curve = f" (first {HARMONICS} harmonics)" if row["name"] in FROM_CURVE else ""
    return Compared(
        f"{measure.title}{of_curve}, {shown}",
        f"{text(row['recorded'])} ± {text(row['recorded_sd'])}",
        text(row["modelled"]),
        f"{text(row['lower'])} to {text(row['upper'])}",
        text(row["nearest"]),
        away > FAR,
    )


def _off(compared: list[Compared]) -> str:
    """Say what the bodies do not do as recorded."""
    off = [row.title.split(",")[0].lower() for row in compared if row.off]
    if not off:
        return ""
    return (
        f"Off by more than {FAR:g} errors: {', '.join(off)}. What the bodies do not do as this "
        "runner does, they cannot price rightly."
    )


def _test(row: Document) -> TestRow:
    """Write one strength test beside its norm."""
    test = TESTS[row["test"]]
    title = test.title
    if test.joint:
        title += f" at {row['angle_deg']:g}°"
    if row["side"] != "both":
        title += f", {row['side']}"
    if row["against"]:
        other = TESTS[row["against"]].title
        title += f" / {other[0].lower()}{other[1:]}"
    if row["device"]:
        title += f" ({row['device']})"
    return TestRow(
        title,
        f"{row['value']:.2f} {row['unit']}".rstrip(),
        f"{row['norm']:.2f} {row['unit']}".rstrip(),
        f"{100 * row['value'] / row['norm']:.0f} %",
    )


def _norms(rows: list[Document]) -> list[str]:
    """Where the norm of each test comes from, once."""
    names = {name: None for row in rows for name in (row["test"], row["against"]) if name}
    return [f"{TESTS[name].title}: {TESTS[name].source}." for name in names]


def _ratio(row: Document) -> RatioRow:
    """Write one ratio beside its norm."""
    percents = [f"{100 * row[key]:.0f}" for key in ("of_norm", "lower", "upper")]
    return RatioRow(
        f"{row['one']} / {row['other'][0].lower()}{row['other'][1:]}",
        f"{row['value']:.2f}",
        f"{row['norm']:.2f}",
        f"{percents[0]} % ({percents[1]} to {percents[2]})",
        row["apart"],
    )


def _own(prices: Document | None) -> list[OwnRow]:
    """Links whose price was measured on this runner, the dearest now first."""
    if prices is None:
        return []
    probe, block = prices["probe"], prices["block"]
    probed = {each["link"]: each for each in probe["findings"]} if probe else {}
    trained = {each["link"] for each in block["strengths"]} if block else set()
    links = sorted(probed.keys() | trained, key=lambda link: -prices["now"][link][0])
    return [
        OwnRow(
            in_words(link),
            _price(prices["simulated"][link]),
            _price([probed[link][key] for key in ("value", "lower", "upper")])
            if link in probed
            else "–",
            _price(prices["now"][link]),
        )
        for link in links
    ]


def _price(price: list[float]) -> str:
    """An elasticity with its interval."""
    value, lower, upper = (signed(each, 3) for each in price)
    return f"{value} ({lower} to {upper})"


def _agreement(limits: Document) -> str:
    """Say whether the fitted bodies name the same first link."""
    rows = [row for row in limits["fit"]["variants"] if row["elasticity"]]
    first = {row["name"]: max(row["elasticity"], key=row["elasticity"].get) for row in rows}
    names = sorted(set(first.values()))
    if len(rows) == 1:
        return f"One published body was fitted; it puts the {in_words(names[0])} first."
    if len(names) == 1:
        return f"All {len(rows)} bodies put the {in_words(names[0])} first."
    told = "; ".join(
        f"{in_words(name)}: {', '.join(body for body, mine in first.items() if mine == name)}"
        for name in names
    )
    return f"They do not agree on the first link ({told}): the answer depends on whose muscles."


def _rests(document: Document) -> list[str]:
    """Say what the answer rests on, and what it cannot know."""
    limits = document["limits"]
    bound = math.degrees(limits["fit"]["technique_bound_rad"])
    nearest = math.degrees(limits["fit"]["nearest_distance_rad"])
    told = [
        f"The run is taken as this runner's fastest. {document['speed']['value']:.2f} m/s was "
        "recorded; had they run faster than here, other links might limit there.",
        f"The runner's technique is kept: the bodies move within {bound:.1f}° (RMS) of the "
        f"recorded motion; the nearest that a body obeying mechanics came to it is {nearest:.1f}°. "
        "Another technique may have other limits.",
        *_bounds(limits),
        f"{limits['members']} bodies were drawn from {_fits(limits)}{_solved(limits)}"
        f"{_lost(limits)}. Strength, "
        "muscle and tendon speed and the ground were unknowns of each fit.",
        _ended(limits),
        "Strengths of joints cannot be seen apart well in a run: on simulated runners with a "
        "planted weak link the recording alone often missed weak hip and knee extensors and "
        "hamstrings (docs/validation.md). Hip extensors, hamstrings and knee extensors have small "
        "prices at top speed in this body, so they leave few traces.",
        BODIES[limits["body"]],
    ]
    if limits["tests"]:
        told.append(
            "Strength tests were used through a scale that is unsure by 20 %, the same for all on "
            "one device, and by 10 % of each joint. They move what is believed of the strengths; "
            "the gains follow only as far as the simulated body's strengths are this runner's, "
            f"which err by {100 * STRENGTH_SD:.0f} %."
        )
    else:
        told.append("No strength test was given.")
    return told


def _bounds(limits: Document) -> list[str]:
    """Price what is not muscle and holds the best-fitting body back: technique, and dear others."""
    prices = limits["fit"].get("active_bounds", {})
    dear = [name for name, price in prices.items() if name == TECHNIQUE or price > DEAR_BOUND]
    if not dear:
        return []
    speed = limits["recorded_speed_m_s"]
    told = ", ".join(
        f"{name.replace('measured', 'recorded')} {signed(speed * (1.1 ** prices[name] - 1))} m/s"
        for name in dear
    )
    said = [
        "Bounds that are not muscle hold the best-fitting body back; 10 % more of each would give: "
        f"{told}. What a bound takes is missing from the links, or has gone to them."
    ]
    if HEEL in dear:
        said.append(
            "The heel of this body comes down to the ground and cannot carry, where a real one "
            "could. With a heel that carries, simulated bodies put a fifth to two fifths less on "
            "the plantarflexors (docs/sprint.md): their gain here may be too large by as much."
        )
    return said


def _fits(limits: Document) -> str:
    """Say what the bodies were drawn from."""
    count = len(limits["fit"]["variants"])
    if count == 1:
        return "the fit of one published body"
    return (
        f"fits of {count} published bodies; each published body counts by how well it explains "
        "the recording"
    )


def _ended(limits: Document) -> str:
    """Say whether the fits settled, and why those that did not ended or failed."""
    variants = limits["fit"]["variants"]
    others = [f"{row['name']}: {row['ended']}" for row in variants if row["ended"] != "settled"]
    failed = limits["fit"].get("failed", {})
    others += [f"{name} could not be simulated: {why}" for name, why in failed.items()]
    if not others:
        return "Every fit ended because a further step gained nothing."
    count = len(variants) + len(failed)
    settled = count - len(others)
    return f"Fits that settled: {settled} of {count}; the others: {'; '.join(others)}."


def _solved(limits: Document) -> str:
    """Tell how many of the bodies were solved, where not all were."""
    solved = limits.get("solved", limits["members"])
    if solved == limits["members"]:
        return ""
    return (
        f"; {solved} of them were solved, and the others are these, moved by what the fit's "
        "derivative predicts"
    )


def _lost(limits: Document) -> str:
    """Tell of bodies that could not be solved, and why."""
    if not limits["lost"]:
        return ""
    why = ", ".join(f"{count} {reason}" for reason, count in limits.get("lost_why", {}).items())
    return f"; {limits['lost']} more could not be solved{f' ({why})' if why else ''}"
