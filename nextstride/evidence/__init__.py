"""What trials and studies found: one table that the simulated sprint and the plan both read."""

from nextstride.evidence.interval import Interval
from nextstride.evidence.studies import (
    Evidence,
    Trainability,
    evidence,
    trainability,
    typical_strength,
)

__all__ = [
    "Evidence",
    "Interval",
    "Trainability",
    "evidence",
    "trainability",
    "typical_strength",
]
