"""What a simulated sprint means, in sentences; read from its JSON documents, never recomputed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from nextstride.body.scaling import PARAMETER_SETS
from nextstride.body.spatial.groups import SIDES_OF_STRIDE
from nextstride.conventions import MUSCLE_GROUPS, in_words, signed
from nextstride.evidence import trainability
from nextstride.sprint.hamstrings import FIRST_ORDER_ERROR

Document = dict[str, Any]

NEITHER = "–"
"""Shown for a group that acts on both sides of the stride, or on none."""
ONE_LINK = 0.5
"""From this share of all that strength can give, one group counts as the one link."""
ADDITIVE = 0.15
"""Within this of 1, the gains of two sides count as adding up."""
STOPS_PAYING = 0.5
"""A side stops paying where a step gives less than this share of its first."""
HEEL_WOULD_CARRY = 0.05
"""From this price on, m/s per cm, the report says that the heel would carry load."""
LEAST_GAIN = 0.005
"""Changes of speed smaller than this, m/s, are not compared."""


def training_sentence() -> str:
    """Say what counts as a typical training effect, from the one table of trials."""
    found = {group: trainability(group) for group in MUSCLE_GROUPS}
    tested = ", ".join(
        f"{in_words(group)} +{100 * each.gain.value:.0f} %"
        for group, each in found.items()
        if each.own
    )
    other = next(each.gain for each in found.values() if not each.own)
    return (
        "Typical training, the median of the trials of a group's strength (4 to 9 weeks): "
        f"{tested}; of the other groups no trial gives a number, so they take the median of all, "
        f"+{100 * other.value:.0f} % (trials gave +{100 * other.lower:.0f} to "
        f"+{100 * other.upper:.0f} %)."
    )


def side_of(group: str) -> str:
    """Side of the stride that a group acts on, or balance; a dash for a group on neither.

    The planar body's groups are among those of the spatial one, on the same sides.
    """
    return next((side for side, groups in SIDES_OF_STRIDE.items() if group in groups), NEITHER)


def starts_sentence(simulated: Document) -> str:
    """Say how many starts found the same optimum."""
    agreeing, count = simulated["starts_agreeing"], len(simulated["optima"])
    if count == 1:
        return "Solved from one start: whether others find a faster sprint was not checked."
    words = f"{agreeing} of {count} starts agree within 0.5 %; the fastest is reported."
    if agreeing < min(3, count):
        words += " So few leave room for a faster sprint that none of them found."
    return words


def stretch_words(change: float) -> str:
    """Say by how much the hamstrings' greatest length changes, as far as that is known."""
    if abs(change) < FIRST_ORDER_ERROR:
        return f"within {100 * FIRST_ORDER_ERROR:g} %"
    return f"{signed(100 * change, 1)} %"


def hamstrings_sentence(simulated: Document) -> str:
    """Say how far and how fast the hamstrings are stretched."""
    found = simulated["hamstrings"]
    return (
        "The hamstrings are longest at "
        f"{found['peak_length_percent_of_stride']:.0f} % of their leg's stride, "
        f"{100 * found['peak_length_standing_lengths']:.0f} % of their length in standing, and "
        f"lengthen by up to {found['peak_lengthening_velocity_1_s']:.1f} standing lengths a "
        "second. A gain that lengthens them further or faster asks more of what tears most often "
        "in sprints."
    )


def limits_sentences(limited: Document, parameters: str) -> list[str]:
    """Say which limits are first, whether they are shared, and how far to trust that."""
    return [
        _first_sentence(limited),
        _sides_sentence(limited),
        _technique_sentence(limited),
        *_heel_sentence(limited),
        body_sentence(parameters, limited["body"]),
    ]


def _first_sentence(limited: Document) -> str:
    """Name the first groups, and say whether one of them is the one link."""
    ranked = sorted(limited["groups"], key=lambda row: -float(row["elasticity"]))
    paying = sum(max(0.0, row["elasticity"]) for row in ranked)
    if paying <= 0:
        return "More strength of no muscle group would make this sprinter faster."
    first, second = ranked[:2]
    share = first["elasticity"] / paying
    held = f"{100 * share:.0f} % of all that more strength could give"
    name = in_words(first["group"])
    if share >= ONE_LINK:
        return f"One link: the {name} hold {held}."
    following = (
        f"{in_words(second['group'])} follow with {100 * second['elasticity'] / paying:.0f} %"
    )
    return f"Shared limits, not one link: the {name} come first with {held}; {following}."


def _sides_sentence(limited: Document) -> str:
    """Compare the sides of the stride, and the groups that act on both or on none."""
    sides = {row["side"]: row["elasticity"] for row in limited["sides"]}
    both = sum(row["elasticity"] for row in limited["groups"] if side_of(row["group"]) == NEITHER)
    swing, push, balance, others = (
        f"{signed(limited['top_speed_m_s'] * (1.1**elasticity - 1))} m/s"
        for elasticity in (sides["swing"], sides["push"], sides.get("balance", 0.0), both)
    )
    trunk = f"in what balances the body, trunk, arms and abductors, {balance}, "
    return (
        f"10 % more strength on the swing side alone gives {swing}, on the push side {push}, "
        f"{trunk if 'balance' in sides else ''}"
        f"in the groups that act on both or on none, as the adductors, {others}."
    )


def _technique_sentence(limited: Document) -> str:
    """Price the technique bound."""
    price = limited["technique_price_m_s_per_degree"]
    if price < LEAST_GAIN:
        return "The bound that keeps the motion near a measured sprint does not hold it back."
    return (
        "The motion is held near a measured sprint; one degree more freedom gives "
        f"{signed(price)} m/s. That part of the limit is technique, not strength."
    )


def _heel_sentence(limited: Document) -> list[str]:
    """Say when the heel would carry load, which it cannot in this body."""
    price = limited["heel_price_m_s_per_cm"]
    if price < HEEL_WOULD_CARRY:
        return []
    return [
        "The heel of this sprinter comes down to the ground, where a real one would carry load; "
        f"here it only may not go deeper, and one centimetre more would give {signed(price)} m/s."
    ]


def body_sentence(parameters: str, kind: str = "planar") -> str:
    """Say that the ranking depends on the body, and whose muscles these are."""
    if kind == "spatial":
        return (
            f"The ranking depends on the body: these are the muscles of {parameters}, the only set "
            "with paths in three dimensions here. Trust only what stays with --body planar and its "
            "other muscles."
        )
    others = ", ".join(name for name in PARAMETER_SETS if name != parameters)
    return (
        f"The ranking depends on the body: these are the muscles of {parameters}. Trust only what "
        f"stays with --parameters {others}."
    )


def deficits_sentences(limited: Document) -> list[str]:
    """Say which deficit makes each group the first limiter; nothing where that was not asked."""
    deficits = limited.get("deficits", [])
    if not deficits:
        return []
    found = [row for row in deficits if row["first_limiter_from"] is not None]
    others = [in_words(row["group"]) for row in deficits if row not in found]
    weakest = _percent(min(step["factor"] for step in deficits[0]["steps"]))
    found.sort(key=lambda row: -float(row["first_limiter_from"]))
    sentences = [_deficit_sentence(row) for row in found]
    if others:
        sentences.append(f"Not first at {weakest} of their own strength: {', '.join(others)}.")
    return sentences


def _deficit_sentence(row: Document) -> str:
    """Say from which strength on a group limits first, and how its elasticity changes."""
    known = [step for step in row["steps"] if step["first"] is not None]
    first, strongest = row["first_limiter_from"], known[-1]["factor"]
    high, low = (signed(step["elasticities"][row["group"]]) for step in (known[0], known[-1]))
    even = first == strongest
    where = f"{'even at' if even else 'from'} {_percent(first)} strength"
    return (
        f"{in_words(row['group']).capitalize()}: the first limiter {where}{'' if even else ' on'}; "
        f"elasticity {high} at {_percent(known[0]['factor'])}, {low} at {_percent(strongest)}."
    )


def experiment_sentences(experimented: Document) -> list[str]:
    """Say whether the two sides add up, and where one of them stops paying."""
    sentences = [_additivity_sentence(experimented)]
    sentences += [_paying_sentence(experimented, side) for side in ("push", "swing")]
    lost = [
        f"{scenario} at {factor:g}"
        for scenario in ("push", "swing", "both")
        for factor, speed in experimented[scenario]
        if speed is None
    ]
    if lost:
        sentences.append(f"The branch of optima was lost at: {', '.join(lost)}.")
    return [sentence for sentence in sentences if sentence]


def _additivity_sentence(experimented: Document) -> str:
    """Compare both sides together with the sum of each, at the largest strength that was solved."""
    known = [
        (factor, together)
        for (factor, _), together in zip(
            experimented["both"], experimented["additivity"], strict=True
        )
        if factor > 1 and together is not None
    ]
    if not known:
        return ""
    factor, together = known[-1]
    words = (
        f"With {_percent(factor)} on both sides the gain is {together:.2f} times the sum of each"
    )
    if abs(together - 1) <= ADDITIVE:
        return f"{words}: the limits are shared and add up, rather than one weakest link."
    if together > 1:
        return f"{words}: each side holds the other back; neither alone gives its full gain."
    return f"{words}: less than the sum, for something else caps both."


def _paying_sentence(experimented: Document, side: str) -> str:
    """Say how the gain of one side changes from the first step above 1 to the last."""
    known = [(factor, speed) for factor, speed in experimented[side] if speed is not None]
    upward = [pair for pair in known if pair[0] >= 1]
    if len(upward) < 3:
        return ""
    slopes = [
        (after - before) / (stronger - weaker) / 10
        for (weaker, before), (stronger, after) in pairwise(upward)
    ]
    first, last = slopes[0], slopes[-1]
    words = (
        f"{side.capitalize()} side: the first 10 % give {signed(first)} m/s, "
        f"the last of {_percent(upward[-1][0])} give {signed(last)} m/s"
    )
    if first < LEAST_GAIN:
        return f"{words}: this side does not pay."
    stops = next(
        (upward[i][0] for i, slope in enumerate(slopes) if slope < STOPS_PAYING * first), None
    )
    if stops is None:
        return f"{words}: it goes on paying."
    return f"{words}: from {_percent(stops)} on it pays less than half, for the rest limits."


def _percent(factor: float) -> str:
    """A factor as a change in percent."""
    return f"{signed(100 * (factor - 1), 0)} %"
