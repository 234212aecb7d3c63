"""Families of measures: what the log follows, and what the keys of each look like."""

from __future__ import annotations

import re
from typing import Literal

from nextstride.conventions import MUSCLE_GROUPS

Family = Literal["strength", "power", "thigh_motion", "speed", "feel"]
FAMILIES: tuple[Family, ...] = ("strength", "power", "thigh_motion", "speed", "feel")

MATCHED_FAMILIES: tuple[Family, ...] = ("thigh_motion", "feel")
"""What depends on how fast the session was and is therefore compared at matched speed."""

KEYS: dict[Family, re.Pattern[str]] = {
    "speed": re.compile(r"gates_\d+(\.\d+)?m|fly_10|radar|recorded_speed"),
    "strength": re.compile(
        rf"({'|'.join(MUSCLE_GROUPS)})_strength_(left|right|both)(_-?\d+deg)?"
        r"_(dynamometer|rig|hand_held|band_scale)"
    ),
    "power": re.compile(r"(jump_height|bar_speed)(_[a-z0-9]+)+(_\d+(\.\d+)?kg)?"),
    "thigh_motion": re.compile(r"peak_thigh_(flexion|extension)_velocity"),
    "feel": re.compile("feel"),
}
"""What the key of a measure looks like, by family."""
