"""Training: exercises and bands as data, and from a limiter map to weeks of dosed sessions.

Names load on first use, so that who asks for a weekday does not wait for xarray.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextstride.evidence import Evidence, Interval, Trainability, evidence, trainability
    from nextstride.training.band_setup import BandSetup, set_up_band, wanted_torque
    from nextstride.training.bands import Band, ForceCurve, band_colours, calibrate_band, chart_band
    from nextstride.training.calendar_file import plan_calendar
    from nextstride.training.exercise import (
        CONDITIONS,
        KINDS,
        PAINS,
        Exercise,
        Limits,
        exercises,
    )
    from nextstride.training.health import Health
    from nextstride.training.levers import Lever, lever, torque_at
    from nextstride.training.limiter_map import LimiterMap, read_limiter_map
    from nextstride.training.page import plan_page
    from nextstride.training.plan import Assessment, Plan, PlannedExercise, Session, Week
    from nextstride.training.planning import plan_training
    from nextstride.training.pose import Leg, Pose, ground_height, leg_points, trunk_points
    from nextstride.training.priority import Priority, priorities
    from nextstride.training.schedule import WEEKDAYS, Schedule

_MODULE_OF = {
    "Assessment": "nextstride.training.plan",
    "Band": "nextstride.training.bands",
    "BandSetup": "nextstride.training.band_setup",
    "CONDITIONS": "nextstride.training.exercise",
    "Evidence": "nextstride.evidence",
    "Exercise": "nextstride.training.exercise",
    "ForceCurve": "nextstride.training.bands",
    "Health": "nextstride.training.health",
    "Interval": "nextstride.evidence",
    "KINDS": "nextstride.training.exercise",
    "Leg": "nextstride.training.pose",
    "Lever": "nextstride.training.levers",
    "LimiterMap": "nextstride.training.limiter_map",
    "Limits": "nextstride.training.exercise",
    "PAINS": "nextstride.training.exercise",
    "Plan": "nextstride.training.plan",
    "PlannedExercise": "nextstride.training.plan",
    "Pose": "nextstride.training.pose",
    "Priority": "nextstride.training.priority",
    "Schedule": "nextstride.training.schedule",
    "Session": "nextstride.training.plan",
    "Trainability": "nextstride.evidence",
    "WEEKDAYS": "nextstride.training.schedule",
    "Week": "nextstride.training.plan",
    "band_colours": "nextstride.training.bands",
    "calibrate_band": "nextstride.training.bands",
    "chart_band": "nextstride.training.bands",
    "evidence": "nextstride.evidence",
    "exercises": "nextstride.training.exercise",
    "ground_height": "nextstride.training.pose",
    "leg_points": "nextstride.training.pose",
    "lever": "nextstride.training.levers",
    "plan_calendar": "nextstride.training.calendar_file",
    "plan_page": "nextstride.training.page",
    "plan_training": "nextstride.training.planning",
    "priorities": "nextstride.training.priority",
    "read_limiter_map": "nextstride.training.limiter_map",
    "set_up_band": "nextstride.training.band_setup",
    "torque_at": "nextstride.training.levers",
    "trainability": "nextstride.evidence",
    "trunk_points": "nextstride.training.pose",
    "wanted_torque": "nextstride.training.band_setup",
}

__all__ = [
    "CONDITIONS",
    "KINDS",
    "PAINS",
    "WEEKDAYS",
    "Assessment",
    "Band",
    "BandSetup",
    "Evidence",
    "Exercise",
    "ForceCurve",
    "Health",
    "Interval",
    "Leg",
    "Lever",
    "LimiterMap",
    "Limits",
    "Plan",
    "PlannedExercise",
    "Pose",
    "Priority",
    "Schedule",
    "Session",
    "Trainability",
    "Week",
    "band_colours",
    "calibrate_band",
    "chart_band",
    "evidence",
    "exercises",
    "ground_height",
    "leg_points",
    "lever",
    "plan_calendar",
    "plan_page",
    "plan_training",
    "priorities",
    "read_limiter_map",
    "set_up_band",
    "torque_at",
    "trainability",
    "trunk_points",
    "wanted_torque",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value
