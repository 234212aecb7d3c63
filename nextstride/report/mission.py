"""Five questions that runners ask about their hip flexors, answered for this runner.

Each answer holds this runner's numbers and what studies say, for and against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nextstride.conventions import in_words, signed
from nextstride.evidence import evidence, trainability
from nextstride.report.runner_words import PARTS, gain, ranked

Document = dict[str, Any]
FLEXORS = "hip_flexors"


@dataclass(frozen=True)
class Answer:
    """One question and what is known.

    Attributes
    ----------
    question : str
    runner : str
        From this runner's numbers.
    studies : tuple of str
        What trials and observations found, with their sources and how sure they are.
    """

    question: str
    runner: str
    studies: tuple[str, ...]


def answers(limits: Document, experiment: Document) -> list[Answer]:
    """Answer the five questions."""
    row = next(row for row in limits["groups"] if row["group"] == FLEXORS)
    return [
        Answer(
            "Do my hip flexors help me run faster?",
            _help(row),
            _studies("deane_2005", "null_harness"),
        ),
        Answer(
            "Are they important for sprinting?",
            _important(row, limits),
            _studies("psoas_sprinters", "miller_2021", "tottori_2021", "weyand_2000"),
        ),
        Answer("Can weak ones limit my speed?", _weak(experiment, row), _studies("simulated_body")),
        Answer("Is it only knee drive?", _knee_drive(limits), _studies("haugen_2018")),
        Answer(
            "Can isometric training help?",
            _training(row),
            _studies("thorborg_2016", "oranchuk_2019", "no_trial"),
        ),
    ]


def _studies(*keys: str) -> tuple[str, ...]:
    """Rows of the evidence table, as sentences."""
    rows = (evidence()[key] for key in keys)
    return tuple(f"{row.finding} ({row.study}; {row.caution})." for row in rows)


def _span(row: Document, key: str) -> str:
    """A gain with its interval."""
    low, high = row[f"{key}_lower"], row[f"{key}_upper"]
    return f"{signed(row[key])} m/s ({signed(low)} to {signed(high)})"


def _help(row: Document) -> str:
    """What 10 % more would give."""
    if row["lower"] > 0:
        return (
            "In all bodies that fit this recording, yes: 10 % stronger hip flexors give "
            f"{_span(row, 'gain_10pct_m_s')}."
        )
    return (
        f"Not surely: 10 % stronger hip flexors give {_span(row, 'gain_10pct_m_s')}, and the "
        "interval holds nothing at all."
    )


def _important(row: Document, limits: Document) -> str:
    """Their place among the links."""
    order = sorted(limits["groups"], key=lambda each: -each["elasticity"])
    place = [each["group"] for each in order].index(FLEXORS) + 1
    positive = sum(max(each["elasticity"], 0.0) for each in order)
    share = row["elasticity"] / positive
    first = ranked(limits)[0]
    told = (
        f"They come {_ordinal(place)} of {len(order)} links, with {100 * share:.0f} % of all that "
        "strength could give"
    )
    if first["group"] == FLEXORS:
        return f"{told}; from their training most can be expected."
    return (
        f"{told}; 10 % more of them gives {gain(row)}, of the {in_words(first['group'])} "
        f"{gain(first)}."
    )


def _ordinal(place: int) -> str:
    """Return a place in words."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
    return words[place - 1] if place <= len(words) else f"{place}th"


def _weak(experiment: Document, row: Document) -> str:
    """What 20 % weaker ones would cost."""
    speeds = dict(map(tuple, experiment["swing"]))
    least = min(speeds)
    lost = speeds[least] - speeds[1.0] if speeds[least] is not None else float("nan")
    words = (
        f"{100 * (1 - least):.0f} % weaker, they would cost this runner {abs(lost):.2f} m/s"
        if np.isfinite(lost)
        else "How much weaker ones would cost could not be followed"
    )
    low, high = row["strength_lower"], row["strength_upper"]
    return (
        f"{words}. Whether they are weak is another question: from this recording their strength "
        f"is {row['strength']:.2f} ({low:.2f} to {high:.2f}) times that of the model's sprinter of "
        "the same mass and height."
    )


def _knee_drive(limits: Document) -> str:
    """Where in the stride the hip flexors limit."""
    percent = np.array(limits["map"]["percent"])
    density = np.array(limits["map"]["density"][limits["map"]["groups"].index(FLEXORS)])
    total = float(density.sum()) or 1.0
    shares = [
        (name, 100 * float(density[(percent >= low) & (percent < high)].sum()) / total)
        for low, high, name in PARTS
    ]
    told = ", ".join(f"{name} {share:z.0f} %".replace("-", "−") for name, share in shares)
    return (
        "Of what hip-flexor strength gives this runner, by part of the stride: "
        f"{told}. Lifting the knee is the end of mid swing; turning the thigh round after toe-off "
        "is early swing."
    )


def _training(row: Document) -> str:
    """What a block of training would give."""
    gain = trainability(FLEXORS).gain
    return (
        f"Trials raised hip-flexor strength by {100 * gain.value:.0f} % ({100 * gain.lower:.0f} to "
        f"{100 * gain.upper:.0f} %); in these bodies that is {_span(row, 'gain_training_m_s')}. "
        "That is a simulation's answer: no trial tested it on sprint speed."
    )
