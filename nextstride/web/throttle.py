"""`Throttle`: how often somebody may try a passphrase."""

from __future__ import annotations

from collections import deque
from time import monotonic

MOST_TRIES, MOST_TRIES_OF_ALL, WINDOW = 5, 50, 60.0
"""Wrong passphrases from one address, and from all, within so many seconds."""


class Throttle:
    """Counts wrong tries, and says when it is enough."""

    def __init__(self) -> None:
        self._of: dict[str, deque[float]] = {}

    def is_full(self, who: str) -> bool:
        """Whether an address, or all together, tried too often."""
        return len(self._recent(who)) >= MOST_TRIES or len(self._recent("")) >= MOST_TRIES_OF_ALL

    def note(self, who: str) -> None:
        """Note a wrong try."""
        for name in (who, ""):
            self._of.setdefault(name, deque()).append(monotonic())

    def _recent(self, who: str) -> deque[float]:
        """Tries of the last `WINDOW` seconds; what is older is forgotten."""
        tries = self._of.get(who, deque())
        while tries and tries[0] < monotonic() - WINDOW:
            tries.popleft()
        if not tries:
            self._of.pop(who, None)
        return tries
