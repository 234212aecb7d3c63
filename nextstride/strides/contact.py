"""`Contact`: one foot on the ground once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nextstride.conventions import Side

Method = Literal["markers", "force"]


@dataclass(frozen=True)
class Contact:
    """One foot on the ground once.

    Attributes
    ----------
    side : {"left", "right"}
    touchdown, toe_off : float or None
        Times on the recording's clock, s; None where the recording does not show them.
    method : {"markers", "force"}
        What they were found from.
    touchdown_sd, toe_off_sd : float
        Standard deviation of each, s.
    middle : float
        A moment surely within the contact, s.
    """

    side: Side
    touchdown: float | None
    toe_off: float | None
    method: Method
    touchdown_sd: float
    toe_off_sd: float
    middle: float
