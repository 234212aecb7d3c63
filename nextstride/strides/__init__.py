"""Strides: touchdown and toe-off of every step, and the phases between them."""

from nextstride.strides.feet import marker_contacts
from nextstride.strides.pace import Pace, find_pace

__all__ = [
    "Pace",
    "find_pace",
    "marker_contacts",
]
