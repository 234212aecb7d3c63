"""The table of every step of a run whose speed is not steady."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TWO_SIDED = 1.96
"""Half width of a 95 % interval, SD."""


@dataclass(frozen=True)
class StepColumn:
    """One column of the table.

    Attributes
    ----------
    name : str
        Of the number among the document's ``steps``, without its unit.
    title, unit : str
        For people.
    stored : str
        Unit of the document, as it ends a name.
    factor : float
        To `unit` from it.
    digits : int
    """

    name: str
    title: str
    unit: str
    stored: str
    factor: float
    digits: int

    def words(self, step: dict[str, Any]) -> str:
        """One step's number with its 95 % error, or a dash where it was not seen.

        Parameters
        ----------
        step : dict
            One of the document's ``steps``.
        """
        value, sd = (step[f"{self.name}{end}_{self.stored}"] for end in ("", "_sd"))
        if value is None:
            return "–"
        half = TWO_SIDED * self.factor * sd
        return f"{self.factor * value:.{self.digits}f} ± {half:.{self.digits}f}"


STEP_COLUMNS = (
    StepColumn("touchdown", "Touchdown", "s", "s", 1, 3),
    StepColumn("contact_time", "Contact", "ms", "s", 1000, 0),
    StepColumn("flight_time", "Flight", "ms", "s", 1000, 0),
    StepColumn("step_length", "Length", "m", "m", 1, 2),
    StepColumn("step_speed", "Speed", "m/s", "m_s", 1, 2),
    StepColumn("toe_off_speed", "At toe-off", "m/s", "m_s", 1, 2),
)
"""What a step shows, in the order in which it is shown."""
