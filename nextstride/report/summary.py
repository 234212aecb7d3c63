"""The plain-words summary: sentences made of numbers, never more certain than they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.analysis import Analysis
from nextstride.conventions import SIDES, UNITS
from nextstride.measures import MEASURES
from nextstride.report.differences import differences
from nextstride.report.finding import Finding, find
from nextstride.tracking import TIED

HEADLINES = ("speed", "step_rate", "step_length", "contact_time", "flight_time")
MOST_NAMED = 3
"""Differences between the legs that the summary names."""


@dataclass(frozen=True)
class Headline:
    """One quantity of the run with its value on each side."""

    title: str
    unit: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Summary:
    """What the report says first.

    Attributes
    ----------
    headlines : tuple of Headline
    seen, swing, push, rhythm : tuple of str
        Sentences.
    """

    headlines: tuple[Headline, ...]
    seen: tuple[str, ...]
    swing: tuple[str, ...]
    push: tuple[str, ...]
    rhythm: tuple[str, ...]


def summarize(analysis: Analysis) -> Summary:
    """Put an analysis into sentences.

    Parameters
    ----------
    analysis : Analysis
    """
    measures = analysis.measures
    return Summary(
        headlines=tuple(_headline(measures, name) for name in HEADLINES),
        seen=_seen(analysis),
        swing=_said(_swing(measures)),
        push=_said(_push(measures)),
        rhythm=_said((_variability(measures), _asymmetry(analysis), _turning(measures))),
    )


def _headline(measures: xr.Dataset, name: str) -> Headline:
    """One quantity on each of its sides."""
    measure = MEASURES[name]
    sides = SIDES if measure.sided else ("both",)
    findings = tuple(find(measures, name, side) for side in sides)
    return Headline(measure.title, UNITS[measure.unit].shown, findings)


def _said(sentences: Iterable[str]) -> tuple[str, ...]:
    """Leave out what could not be said."""
    return tuple(sentence for sentence in sentences if sentence)


def _seen(analysis: Analysis) -> tuple[str, ...]:
    """How much was seen."""
    steps, run = analysis.run.steps, analysis.run
    whole = np.isfinite(steps.touchdown + steps.toe_off).values
    counts = {side: int((whole & (steps.side.values == side)).sum()) for side in SIDES}
    strides = int(np.isfinite(steps.next_touchdown - steps.touchdown).sum())
    place = "on a treadmill" if run.pace.treadmill else "over the ground"
    sentence = (
        f"Whole contacts seen: {counts['left']} of the left foot and {counts['right']} of the "
        f"right, in {run.recording.duration:.1f} s {place}; whole strides: {strides}."
    )
    few = min(counts.values()) < 4
    caution = "So few steps say little about how this runner usually runs."
    return (sentence, caution) if few else (sentence,)


Word = Callable[[Finding], tuple[str, str]]
"""An amount, and what else is to be said of it: "12 ms", "after touchdown"."""


def _both(measures: xr.Dataset, name: str, word: Word) -> str:
    """Say one measure of both sides; empty if not measured."""
    findings = ((side, find(measures, name, side)) for side in SIDES)
    said = [(side, *word(finding)) for side, finding in findings if finding.known]
    if len({tail for _, _, tail in said}) == 1:
        amounts = " and ".join(f"{amount} on the {side}" for side, amount, _ in said)
        return f"{amounts}, {said[0][2]}" if said[0][2] else amounts
    return "; ".join(f"{amount} on the {side}, {tail}" for side, amount, tail in said)


def _size(finding: Finding) -> tuple[str, str]:
    """Value without its sign."""
    return finding.size.words, ""


def _sentence(start: str, said: str, end: str = ".") -> str:
    """Frame what was said, or say nothing."""
    return f"{start} {said}{end}" if said else ""


def _direction(positive: str, negative: str, zero: str) -> Word:
    """Say a signed value in words, only as surely as its interval allows."""

    def word(finding: Finding) -> tuple[str, str]:
        if finding.sign == 0:
            return finding.words, f"{zero} within error"
        return finding.size.words, positive if finding.sign > 0 else negative

    return word


FROM_VERTICAL = _direction("in front of the vertical", "behind the vertical", "at the vertical")
FROM_TOUCHDOWN = _direction(
    "after that foot landed", "before that foot landed", "as that foot landed"
)
FROM_PELVIS = _direction("ahead of the pelvis", "behind the pelvis", "under the pelvis")


def _swing(measures: xr.Dataset) -> tuple[str, ...]:
    """What the leg in the air did."""
    return (
        _sentence(
            "The thigh swung forward at up to",
            _both(measures, "peak_thigh_flexion_velocity", _size),
        ),
        _sentence(
            "It came back at up to", _both(measures, "peak_thigh_extension_velocity", _size)
        ),
        _sentence(
            "It rose to", _both(measures, "peak_thigh_flexion", FROM_VERTICAL),
            ". Height is an outcome, not a score.",
        ),
        _sentence(
            "When the other foot landed, the swinging thigh was",
            _both(measures, "swing_thigh_angle_opposite_touchdown", FROM_VERTICAL),
        ),
        _sentence(
            "The thighs passed each other", _both(measures, "thighs_passing_time", FROM_TOUCHDOWN)
        ),
        _sentence(
            "The net hip flexor moment and power in swing reached",
            _joined(measures, "peak_swing_hip_flexor_moment", "peak_swing_hip_flexor_power"),
        ),
        _sentence(
            "Late in swing the net hip extensor moment and power reached",
            _joined(measures, "peak_swing_hip_extensor_moment", "peak_swing_hip_extensor_power"),
        ),
    )  # fmt: skip


def _joined(measures: xr.Dataset, moment: str, power: str) -> str:
    """Say a moment and a power of both sides."""
    parts = []
    for side in SIDES:
        found = [find(measures, name, side) for name in (moment, power)]
        if all(finding.known for finding in found):
            parts.append(f"{found[0].words} and {found[1].words} on the {side}")
    return ", ".join(parts)


def _push(measures: xr.Dataset) -> tuple[str, ...]:
    """What the leg on the ground did."""
    return (
        _sentence("At touchdown the ankle was", _both(measures, "touchdown_distance", FROM_PELVIS)),
        _sentence("The thigh landed", _both(measures, "thigh_angle_touchdown", FROM_VERTICAL)),
        _sentence("It left the ground", _both(measures, "thigh_angle_toe_off", FROM_VERTICAL)),
        _sentence("The forefoot was then", _both(measures, "toe_off_distance", FROM_PELVIS)),
        _sentence(
            "The ground pushed up with at most",
            _both(measures, "peak_vertical_force", _size),
            ", on the contacts that force plates saw whole.",
        ),
        _impulses(measures),
    )


def _impulses(measures: xr.Dataset) -> str:
    """What the ground took and gave along the run."""
    parts = []
    for side in SIDES:
        braking, driving = (
            find(measures, name, side) for name in ("braking_impulse", "propulsive_impulse")
        )
        if braking.known and driving.known:
            parts.append(f"{braking.size.words} and {driving.words} on the {side}")
    return _sentence("Along the run it braked and then drove the body by", ", ".join(parts))


def _variability(measures: xr.Dataset) -> str:
    """How evenly steps followed each other."""
    said = [
        f"{100 * finding.value:.1f} % on the {finding.side} (up to {100 * finding.upper:.1f})"
        for finding in (find(measures, "step_time_variability", side) for side in SIDES)
        if finding.known
    ]
    if not said:
        return "Too few steps were seen to say how evenly they follow each other."
    return f"Step time varied from step to step by {' and '.join(said)}."


def _asymmetry(analysis: Analysis) -> str:
    """Which differences between the legs stand out."""
    if analysis.run.steps.attrs.get(TIED):
        return "The legs are not compared: one foot, mostly the far one, is seen badly."
    compared = differences(analysis)
    if not compared:
        return "The legs cannot be compared: that needs at least two steps of each."
    beyond = [difference for difference in compared if difference.beyond_steps]
    if not beyond:
        return (
            f"None of {len(compared)} differences between the legs stands out from what each leg "
            "varies by itself."
        )
    clear = [difference for difference in compared if difference.flagged]
    start = (
        f"{len(beyond)} of {len(compared)} differences between the legs stand out from what each "
        "leg varies by itself"
    )
    if not clear:
        return f"{start}, but none is larger than the error of the method."
    first = "; ".join(difference.words for difference in clear[:MOST_NAMED])
    which = "are larger" if len(clear) > 1 else "is larger"
    named = "the clearest" if len(clear) > MOST_NAMED else "namely"
    return (
        f"{start}; {len(clear)} {which} than the error of the method too, {named}: {first}. What a "
        "weaker leg would cost, and do to each step: nextstride experiment --left GROUP=0.9."
    )


def _turning(measures: xr.Dataset) -> str:
    """How the turning about the vertical is shared."""
    parts = []
    for part in ("swing_leg", "push_leg", "trunk", "arms", "total"):
        found = [find(measures, f"angular_momentum_{part}", side) for side in SIDES]
        if not all(finding.known for finding in found):
            return ""
        title = found[0].measure.title.removeprefix("Turning: ")
        parts.append(f"{title} {found[0].shown} and {found[1].shown}")
    unit = UNITS["m^2/s"].shown
    return (
        f"The turning about the vertical in a left and a right step, {unit} per body mass: "
        f"{'; '.join(parts)}. Intervals are in the table."
    )
