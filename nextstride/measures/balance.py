"""Measures of balance: the body's turning about the vertical, part against part."""

from __future__ import annotations

from functools import partial

from nextstride.conventions import Side, opposite
from nextstride.errors import MissingDataError
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import Run
from nextstride.measures.track import Track


def angular_momentum_amplitude(part: str, run: Run, side: Side) -> Sample:
    """Half the range of one part's angular momentum about the vertical over the step.

    Parameters
    ----------
    part : str
        ``push_leg`` (the one that stands in this step), ``swing_leg``, ``trunk``, ``arms`` or
        ``total``.
    run : Run
    side : {"left", "right"}
        Whose touchdown begins the step.
    """
    if run.turning is None:
        raise MissingDataError("the upper body or the third dimension was not recorded")
    legs = {"push_leg": f"{side}_leg", "swing_leg": f"{opposite(side)}_leg"}
    spin = Track.of(run.turning[legs.get(part, part)])
    steps = run.steps_of(side)
    ends = steps.touchdown, steps.opposite_touchdown
    return Sample((spin.highest(*ends) - spin.lowest(*ends)) / 2)


def _row(part: str, title: str, symbol: str) -> Measure:
    """One part's row."""
    return Measure(
        f"angular_momentum_{part}", title, symbol, "m^2/s", "balance",
        f"Half the range, over a step, of the {title.lower().split(': ')[1]}'s angular momentum "
        "about the vertical through the centre of mass, per body mass.",
        "Hinrichs 1987, Int J Sport Biomech 3:242; segments: de Leva 1996", (0, 0.6), 0.01,
        "markers of the whole body in three dimensions",
        partial(angular_momentum_amplitude, part),
    )  # fmt: skip


BALANCE = (
    _row("swing_leg", "Turning: swing leg", "H_s"),
    _row("push_leg", "Turning: push leg", "H_p"),
    _row("trunk", "Turning: trunk", "H_t"),
    _row("arms", "Turning: arms", "H_a"),
    _row("total", "Turning: whole body", "H"),
)
