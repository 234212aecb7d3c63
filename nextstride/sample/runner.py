"""`Runner`: what the plates and the exact answers need to know of a synthetic runner."""

from __future__ import annotations

from typing import Protocol

from nextstride.athlete import Athlete
from nextstride.conventions import Side
from nextstride.sample.anatomy import Anatomy, Array
from nextstride.sample.motion import Motion
from nextstride.sample.path import Rhythm


class Runner(Protocol):
    """What the plates and the exact answers need to know of a synthetic runner."""

    @property
    def athlete(self) -> Athlete:
        """Who runs."""

    @property
    def anatomy(self) -> Anatomy:
        """Lengths and masses."""

    @property
    def motion(self) -> Motion:
        """The periodic motion."""

    @property
    def rhythm(self) -> Rhythm:
        """Contacts within a stride."""

    @property
    def speed(self) -> float:
        """Mean forward speed, m/s."""

    @property
    def trunk_angle(self) -> float:
        """Constant forward lean, rad."""

    @property
    def leg_length(self) -> float:
        """Standing height of the hip joint centre, m."""

    @property
    def duration(self) -> float:
        """Length of a recording, s."""

    @property
    def first_touchdown(self) -> float:
        """When the left foot first lands, on the clock of the recordings, s."""

    def contacts(self) -> list[tuple[Side, float, float]]:
        """Side, touchdown and toe-off in s of every contact of a recording, in order."""

    def belt(self, time: Array) -> Array:
        """How far the belt has carried what stands on it (n,), m backward."""
