"""How a session felt: five scales, asked before times are shown.

No study has tested these scales. They put the words that runners use on a line from 0 to 100, and
whatever is shown of them carries `UNVALIDATED`.
"""

from __future__ import annotations

from dataclasses import dataclass

from nextstride.log.entries import Feel

UNVALIDATED = "The feel scales are not validated: no study has tested them."
"""Shown wherever feel is."""


@dataclass(frozen=True)
class Scale:
    """One question.

    Attributes
    ----------
    name : str
        Field of `Feel`.
    question : str
        As it is put to the runner.
    zero, hundred : str
        What the ends of the line mean.
    better : int
        1 where more is better, -1 where less is.
    """

    name: str
    question: str
    zero: str
    hundred: str
    better: int


SCALES: tuple[Scale, ...] = (
    Scale("recovery", "How quickly did the leg come back?", "late", "at once", 1),
    Scale("lightness", "How light was the running?", "heavy", "light", 1),
    Scale("turnover", "How easy was the turnover?", "forced", "by itself", 1),
    Scale("connectedness", "How connected was the speed?", "in pieces", "in one piece", 1),
    Scale("strain", "How much strain was it?", "none", "all I had", -1),
)
"""The questions, in the order in which they are asked."""


def feel_score(feel: Feel) -> float:
    """Mean of the five scales, 0-100, strain turned round: one number, not validated.

    One number and not five, because each further comparison would need a larger change to count.
    """
    answers: list[float] = [getattr(feel, scale.name) for scale in SCALES]
    turned = [a if s.better > 0 else 100 - a for a, s in zip(answers, SCALES, strict=True)]
    return sum(turned) / len(turned)
