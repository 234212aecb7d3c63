"""Signals: gaps, filtering, derivatives and cycle fits, each a pure function along ``time``."""

from nextstride.signals.cycle import CycleFit, fit_cycle, toward
from nextstride.signals.filters import derivative, low_pass
from nextstride.signals.gaps import MAX_GAP, fill_gaps
from nextstride.signals.noise import acceleration_noise

__all__ = [
    "MAX_GAP",
    "CycleFit",
    "acceleration_noise",
    "derivative",
    "fill_gaps",
    "fit_cycle",
    "low_pass",
    "toward",
]
