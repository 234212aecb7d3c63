"""Input checks that gather every problem before they raise, so that one message says them all."""

from __future__ import annotations

import math
from collections.abc import Iterable

from nextstride.errors import ParameterError


class Problems:
    """Collects problems as sentences; `raise_if_any` raises them together.

    Parameters
    ----------
    subject : str
        What is being checked, the message's first words.
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.found: list[str] = []

    def require(self, holds: bool, problem: str) -> None:
        """Note `problem` unless `holds`."""
        if not holds:
            self.found.append(problem)

    def in_range(self, name: str, value: float, low: float, high: float, unit: str) -> None:
        """Note a number that is not finite or not within [low, high]."""
        self.require(
            math.isfinite(value) and low <= value <= high,
            f"{name} must be between {low:g} and {high:g} {unit}; got {value:g}",
        )

    def one_of(self, name: str, value: object, allowed: Iterable[object]) -> None:
        """Note a value outside a closed list."""
        choices = list(allowed)
        self.require(
            value in choices,
            f"{name} must be one of {', '.join(map(str, choices))}; got {value!r}",
        )

    def raise_if_any(self, error: type[ValueError] = ParameterError) -> None:
        """Raise `error` with every problem found, or return."""
        if self.found:
            raise error(f"{self.subject}: " + "; ".join(self.found) + ".")
