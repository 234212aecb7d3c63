"""Strides: touchdown and toe-off of every step, and the phases between them."""

from nextstride.strides.contacts import force_contacts
from nextstride.strides.feet import marker_contacts
from nextstride.strides.pace import Pace, find_pace
from nextstride.strides.phases import add_midstance, first_crossing, phase_at
from nextstride.strides.steps import EventSource, detect_steps

__all__ = [
    "EventSource",
    "Pace",
    "add_midstance",
    "detect_steps",
    "find_pace",
    "first_crossing",
    "force_contacts",
    "marker_contacts",
    "phase_at",
]
