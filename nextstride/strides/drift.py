"""Two clocks that run at different speeds: how fast forces drift away from markers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats

FEWEST_CONTACTS = 20
"""Fewer contacts do not show a drift of some ms among the scatter of their events."""
LEAST_SPAN = 5.0
"""Shorter recordings have no drift worth a word, s."""
CLEAR_DRIFT = 0.004
"""Least drift from the first contact to the last that is set right, s."""
LARGEST_RATE = 0.01
"""Clocks differ by less than this; a greater slope is no clock's."""


@dataclass(frozen=True)
class Drift:
    """How forces drift from markers.

    Attributes
    ----------
    rate : float
        s of the forces' clock gained on the markers' per s.
    span : float
        From the first contact to the last, s.
    contacts : int
    """

    rate: float
    span: float
    contacts: int

    @property
    def message(self) -> str:
        """What to tell of it."""
        return (
            f"The clocks of forces and markers run apart by {1000 * self.rate:.2f} ms a second "
            f"({1000 * self.rate * self.span:.0f} ms over {self.contacts} contacts that both saw); "
            "the forces were laid onto the markers' clock."
        )


def find_drift(middles: Floats, apart: Floats) -> Drift | None:
    """Find the drift of forces against markers, or None where there is none to speak of.

    By the median of the slopes between all pairs of contacts (Theil 1950; Sen 1968, J Am Stat Assoc
    63:1379), of which the 99 % interval must leave zero out.

    Parameters
    ----------
    middles : (n,) array
        When each contact was, s.
    apart : (n,) array
        How much later the forces show it than the markers, s.
    """
    if len(middles) < FEWEST_CONTACTS or np.ptp(middles) < LEAST_SPAN:
        return None
    from scipy.stats import theilslopes  # it loads for half a second, and few recordings ask

    slope, _, lower, upper = (float(value) for value in theilslopes(apart, middles, 0.99))
    span = float(np.ptp(middles))
    clear = lower * upper > 0 and abs(slope) * span >= CLEAR_DRIFT
    return Drift(slope, span, len(middles)) if clear and abs(slope) < LARGEST_RATE else None
