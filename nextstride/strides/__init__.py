"""Strides: touchdown and toe-off of every step, and the phases between them."""

from nextstride.strides.agreement import agreeing_forces
from nextstride.strides.contacts import force_contacts
from nextstride.strides.feet import marker_contacts
from nextstride.strides.loads import Load, find_loads, load_notices, loaded_force, plates_silent_at
from nextstride.strides.pace import Pace, find_pace
from nextstride.strides.phases import add_midstance, first_crossing, phase_at
from nextstride.strides.short import pace_of_one_step, with_first_swing
from nextstride.strides.steps import EventSource, detect_steps

__all__ = [
    "EventSource",
    "Load",
    "Pace",
    "add_midstance",
    "agreeing_forces",
    "detect_steps",
    "find_loads",
    "find_pace",
    "first_crossing",
    "force_contacts",
    "load_notices",
    "loaded_force",
    "marker_contacts",
    "pace_of_one_step",
    "phase_at",
    "plates_silent_at",
    "with_first_swing",
]
