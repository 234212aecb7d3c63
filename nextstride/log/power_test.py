"""`PowerTest`: one jump by its height, or one lift by the speed of its bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nextstride.checks import Problems
from nextstride.log.entry import LogEntry, check_number, check_text

COUNTERMOVEMENT_JUMP = "countermovement jump"
HIGHEST_JUMP = 1.3
"""m; the highest standing jumps measured are near 1.2 (vertical leap with arms)."""
FASTEST_BAR = 6.0
"""m/s; an empty hand's throw is faster, no bar is."""


@dataclass(frozen=True, kw_only=True)
class PowerTest(LogEntry):
    """One jump or one lift: how high, or how fast the bar.

    It says of no single muscle group how strong it is, so it is followed beside strength and speed
    and is no part of the chain from a muscle to the run.

    Parameters
    ----------
    exercise : str
        As ``countermovement jump`` or ``back squat``.
    load : float
        Mass that was moved beside the body's own, kg.
    height : float or None
        Of the jump, m.
    bar_speed : float or None
        Of the bar on the way up, m/s.
    device : str
        What it was measured with and how, as ``flight time``; another device is another measure.
    """

    kind: ClassVar[str] = "power_test"

    exercise: str
    load: float = 0.0
    height: float | None = None
    bar_speed: float | None = None
    device: str = ""

    def check(self, problems: Problems) -> None:
        """Note what is wrong with a jump or a lift."""
        check_text(problems, "exercise", self.exercise, longest=80)
        check_number(problems, "load", self.load, 0, 500, "kg")
        if self.device:
            check_text(problems, "device", self.device, longest=80)
        problems.require(
            (self.height is None) != (self.bar_speed is None),
            "a power test has either the height of a jump or the speed of a bar",
        )
        if self.height is not None:
            check_number(problems, "height of the jump", self.height, 0.02, HIGHEST_JUMP, "m")
        if self.bar_speed is not None:
            check_number(problems, "bar speed", self.bar_speed, 0.05, FASTEST_BAR, "m/s")

    @property
    def value(self) -> float:
        """The height, m, or the speed of the bar, m/s."""
        return self.height if self.height is not None else float(self.bar_speed or 0.0)
