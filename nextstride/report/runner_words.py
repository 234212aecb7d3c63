"""What limits one runner, in sentences; read from the document of an analysis, never recomputed.

No sentence is surer than its numbers: every probability is a share of the bodies that fit the
recording.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nextstride.conventions import in_words, signed
from nextstride.personal.discrepancy import PRICE_ERRORS
from nextstride.report.sprint_words import stretch_words

Document = dict[str, Any]

MOSTLY = 0.6
"""Share of a gain from which it is said to lie mostly on the ground or in the air."""
STOPS_PAYING = 0.5
"""A side stops paying where a step gives less than this share of its first."""
SETTLES = 0.1
"""A measurement is said to settle something from this rise of certainty."""
AGREED = 0.995
"""From this certainty on, no measurement can make the first link surer."""
PARTS = (
    (0.0, 12.0, "early stance"),
    (12.0, 30.0, "late stance"),
    (30.0, 50.0, "early swing"),
    (50.0, 75.0, "mid swing"),
    (75.0, 100.0, "late swing"),
)
"""Parts of the stride from touchdown, %, named as coaches do."""


def ranked(limits: Document) -> list[Document]:
    """Return the links, the one first from whose training most can be expected, as in a plan."""
    return sorted(limits["groups"], key=lambda row: -row["gain_training_m_s"])


def headline(limits: Document) -> str:
    """Say what the link would give from whose training most can be expected."""
    first = ranked(limits)[0]
    where_it_acts = _air_or_ground(first)
    return f"10 % stronger {in_words(first['group'])}: {gain(first)}{where_it_acts}."


def gain(row: Document) -> str:
    """Say what 10 % more strength of a link would give, with its 90 % interval."""
    value, low, high = (row[f"gain_10pct_m_s{end}"] for end in ("", "_lower", "_upper"))
    return f"{signed(value)} m/s ({signed(low)} to {signed(high)})"


def _air_or_ground(row: Document) -> str:
    """Whether most of a gain lies in the air or on the ground."""
    share = row["share_in_air"]
    if share is None:
        return ""
    if share >= MOSTLY:
        return ", most of it in the air"
    if share <= 1 - MOSTLY:
        return ", most of it on the ground"
    return ", in the air and on the ground alike"


def sureness(limits: Document) -> str:
    """Name the links that could give as much as the first, and what would settle it."""
    first, *others = ranked(limits)
    rivals = [row for row in others if row["gain_10pct_m_s_upper"] > first["gain_10pct_m_s"]]
    if not rivals:
        return "Nothing else gives as much."
    names = " and ".join(in_words(row["group"]) for row in rivals[:2])
    low = min(row["gain_10pct_m_s_lower"] for row in rivals[:2])
    told = f"The {names} could give more{', or nothing' if low <= 0 else ''}"
    tests = [row for row in limits["next_measurements"] if row["test"]]
    if not tests:
        return f"{told}."
    title = tests[0]["title"]
    return f"{told}; surer with: {title[0].lower()}{title[1:]}."


def of_ten(share: float) -> str:
    """A share in words that claim no more digits than it has."""
    tenths = round(10 * share)
    if tenths == 0 and share > 0:
        return "fewer than 1 of 20"
    if tenths == 10:
        return "all" if math.isclose(share, 1) else "nearly all"
    return f"{tenths} of 10"


def opening(limits: Document) -> list[str]:
    """Say what was done, what the first links give and where, and how to split a block."""
    links = ranked(limits)[:2]
    flexors = _row(limits, "hip_flexors")
    shown = links if flexors in links else [*links, flexors]
    return [
        f"{limits['members']} simulated bodies fitted to this recording were asked what more "
        "strength would change; each counts by how well it explains the recording.",
        *kind_sentences(limits["body"]),
        *(_link_sentence(row, limits) for row in shown),
        models_sentence(limits),
        shared_sentence(limits),
        *decision_sentences(limits["decision"]),
    ]


def kind_sentences(kind: str) -> list[str]:
    """Say how unsure bodies of this kind are, where they are less sure than the usual ones."""
    error, usual = PRICE_ERRORS[kind], PRICE_ERRORS["planar"]
    if error.share <= usual.share:
        return []
    nothing = 100 * error.least * math.log(1.1)
    return [
        f"Bodies in three dimensions are less sure than flat ones (--body planar, the default): of "
        f"made runners with another kind of body their gains were off by some "
        f"{100 * error.share:.0f} %, and by {nothing:.1f} % of speed where a link seemed to give "
        "nothing. The intervals hold that; most links below the first cannot be told apart."
    ]


def models_sentence(limits: Document) -> str:
    """Say which link how many of the fitted bodies put first."""
    named = [row for row in limits["groups"] if row["dearest_in_models"]]
    named.sort(key=lambda row: -row["dearest_in_models"])
    count = sum(row["dearest_in_models"] for row in named)
    models = len({row["muscles"] for row in limits["fit"]["variants"]})
    if count == 1:
        name = in_words(named[0]["group"])
        return f"One published body was fitted; it puts the largest price on the {name}."
    told = ", ".join(f"the {in_words(row['group'])} by {row['dearest_in_models']}" for row in named)
    plural = "s" if models > 1 else ""
    return (
        f"Of {count} fitted bodies, with the muscles of {models} published model{plural}, the "
        f"largest price is put on {told}."
    )


def decision_sentences(decision: Document) -> list[str]:
    """Say how to split a block of training, what it gives, and what generic advice would give."""
    if not decision["shares"]:
        return ["No link's strength is expected to raise this runner's speed."]
    value, low, high = (decision[f"gain_m_s{end}"] for end in ("", "_lower", "_upper"))
    told = [
        f"A block of training is best split so: {_split(decision['shares'])}. Expected: "
        f"{signed(value)} m/s ({signed(low)} to {signed(high)}); short of the best split by "
        f"{100 * decision['regret']:.0f} % in the middle of the bodies, by "
        f"{100 * decision['regret_high']:.0f} % in one of ten.",
        *unseen_sentences(decision.get("unseen", ())),
    ]
    generic = (
        f"What suits most runners ({_split(decision['generic'])}) would give this one "
        f"{signed(decision['generic_gain_m_s'])} m/s"
    )
    if decision["shares"] == decision["generic"]:
        return [*told, "This is also what suits most runners: here the recording changes nothing."]
    if decision["worth_it"]:
        return [*told, f"{generic}, so the recording pays."]
    return [*told, f"{generic}: nearly as much, so for this runner generic advice would do."]


def unseen_sentences(links: Sequence[str]) -> list[str]:
    """Say which links get no share because nobody knows how this runner moves them."""
    if not links:
        return []
    named = " and ".join(map(in_words, links))
    return [
        f"The {named} would get a share too, but how this runner moves them is not told by the "
        "recording: their gain is read off another sprinter's motion."
    ]


def _split(shares: dict[str, float]) -> str:
    """Shares of a block in words."""
    names = {1.0: "all", 2 / 3: "two thirds", 0.5: "half", 1 / 3: "a third", 0.25: "a quarter"}

    def word(share: float) -> str:
        return min(names.items(), key=lambda each: abs(each[0] - share))[1]

    return ", ".join(f"{word(share)} {in_words(link)}" for link, share in shares.items())


def _link_sentence(row: Document, limits: Document) -> str:
    """Say what one link would give, and where in the stride."""
    return (
        f"{in_words(row['group']).capitalize()}: 10 % more strength gives "
        f"{gain(row)}, most of it in {where(row['group'], limits)}; the "
        f"hamstrings' greatest length: {stretch_words(row['hamstring_length_change_10pct'])}."
    )


def where(group: str, limits: Document) -> str:
    """Name the parts of the stride in which a link limits most."""
    percent = np.array(limits["map"]["percent"])
    density = np.array(limits["map"]["density"][limits["map"]["groups"].index(group)])
    shares = {
        name: float(density[(percent >= low) & (percent < high)].sum()) for low, high, name in PARTS
    }
    order = sorted(shares, key=lambda name: -shares[name])
    total = sum(max(share, 0.0) for share in shares.values()) or 1.0
    if shares[order[0]] >= 0.6 * total:
        return order[0]
    return f"{order[0]} and {order[1]}"


def shared_sentence(limits: Document) -> str:
    """Say whether there is one link or the limits are shared."""
    positive = [max(row["elasticity"], 0.0) for row in limits["groups"]]
    share = max(positive) / (sum(positive) or 1.0)
    if share >= 0.5:
        return f"One link holds {100 * share:.0f} % of all that strength could give."
    return (
        f"The limits are shared: the largest link holds {100 * share:.0f} % of all that strength "
        "could give, so nothing here is one weakest link."
    )


def together(limits: Document) -> str:
    """Name the links that the recording alone cannot tell apart."""
    pairs = limits["not_told_apart"]
    if not pairs:
        return ""
    words = "; ".join(f"{in_words(one)} and {in_words(other)}" for one, other in pairs)
    return f"Not told apart by this recording: {words}."


def next_sentence(limits: Document) -> str:
    """Name the measurement that would make the answer surest, and what it would do."""
    if not limits["next_measurements"]:
        return ""
    best = limits["next_measurements"][0]
    now = max(row["probability_first"] for row in limits["groups"])
    if now >= AGREED:
        return (
            "The bodies agree on the first link, so a test would not change which it is; it would "
            "tell how strong this runner is beside others."
        )
    after = max(best["expected_probability_first"], now)
    name = best["title"][0].lower() + best["title"][1:]
    told = f"{name} (--strength-test {best['test']}=...)" if best["test"] else name
    words = f"from {100 * now:.0f} % to an expected {100 * after:.0f} %"
    if after - now >= SETTLES:
        return f"Most is told by {told}: it would raise the certainty of the first link {words}."
    return (
        f"No measurement would settle it. The best, {told}, would raise the certainty of the "
        f"first link {words}: between a dynamometer and a simulated body lies a scale that nobody "
        "knows better than 20 %, and what the published models disagree about no test of a joint "
        "tells."
    )


def side_sentence(limits: Document) -> str:
    """Say which side has more to give, and in how many bodies."""
    sides = sorted(limits["sides"], key=lambda row: -row["probability_first"])
    told = "; ".join(
        f"{row['side']} side {row['elasticity']:.2f} ({row['lower']:.2f} to {row['upper']:.2f})"
        for row in sides
    )
    first = sides[0]
    return (
        f"The {first['side']} side has more to give in "
        f"{of_ten(first['probability_first'])} bodies (% more speed for 1 % more strength of the "
        f"whole side: {told})."
    )


def sides_sentences(experiment: Document) -> list[str]:
    """Draw the verdict on push, swing and both from the curves."""
    push, swing, both = (_gains(experiment, name) for name in ("push", "swing", "both"))
    most = max(set(push) & set(swing) & set(both))
    if most == 1:
        return ["More strength on either side could not be followed in these bodies."]
    sentences = [
        f"All push muscles {100 * (most - 1):.0f} % stronger: {signed(push[most])} m/s "
        f"({_ends(experiment, 'push', most)}); the swing side alone: {signed(swing[most])} m/s "
        f"({_ends(experiment, 'swing', most)}); both: {signed(both[most])} m/s "
        f"({_ends(experiment, 'both', most)}).",
        _paying_sentence("more push alone", push, "swing side"),
        _paying_sentence("more swing strength alone", swing, "push side"),
    ]
    parts = push[most] + swing[most]
    if parts > 0:
        sentences.append(
            f"Both together give {both[most] / parts:.2f} times what the two give one by one: "
            + (
                "they add up, so neither side waits for the other."
                if abs(both[most] / parts - 1) < 0.15
                else "one side's gain depends on the other."
            )
        )
    return sentences


def _gains(experiment: Document, name: str) -> dict[float, float]:
    """Gain of speed (m/s) by factor, from no change upwards."""
    speeds = {factor: speed for factor, speed in experiment[name] if speed is not None}
    return {factor: speed - speeds[1.0] for factor, speed in speeds.items() if factor >= 1}


def _ends(experiment: Document, name: str, factor: float) -> str:
    """Range over the bodies of the gain at one factor."""
    now = dict(map(tuple, experiment[name]))[1.0]
    low, high = (
        dict(map(tuple, experiment[f"{name}_{end}"]))[factor] for end in ("lower", "upper")
    )
    return f"{signed(low - now)} to {signed(high - now)}"


def _paying_sentence(what: str, gains: dict[float, float], other: str) -> str:
    """Say up to where strength on one side pays."""
    steps = [
        (low, (gains[high] - gains[low]) / (high - low)) for low, high in pairwise(sorted(gains))
    ]
    first = steps[0][1]
    most = max(gains)
    if first <= 0:
        return f"For this runner {what} does not pay in these bodies."
    for start, slope in steps[1:]:
        if slope < STOPS_PAYING * first:
            return (
                f"For this runner {what} pays up to about +{100 * (start - 1):.0f} %; beyond that "
                f"it gives less than half as much, and the {other} limits."
            )
    return f"For this runner {what} still pays at +{100 * (most - 1):.0f} %: no end of it was seen."


def _row(limits: Document, group: str) -> Document:
    """The row of one link."""
    return next(row for row in limits["groups"] if row["group"] == group)
