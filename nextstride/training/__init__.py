"""Training: exercises and bands as data, and from a limiter map to weeks of dosed sessions.

Names load on first use, so that who asks for a weekday does not wait for xarray.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextstride.lazy import lazily

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
    "Assessment": ".plan",
    "Band": ".bands",
    "BandSetup": ".band_setup",
    "CONDITIONS": ".exercise",
    "Evidence": "nextstride.evidence",
    "Exercise": ".exercise",
    "ForceCurve": ".bands",
    "Health": ".health",
    "Interval": "nextstride.evidence",
    "KINDS": ".exercise",
    "Leg": ".pose",
    "Lever": ".levers",
    "LimiterMap": ".limiter_map",
    "Limits": ".exercise",
    "PAINS": ".exercise",
    "Plan": ".plan",
    "PlannedExercise": ".plan",
    "Pose": ".pose",
    "Priority": ".priority",
    "Schedule": ".schedule",
    "Session": ".plan",
    "Trainability": "nextstride.evidence",
    "WEEKDAYS": ".schedule",
    "Week": ".plan",
    "band_colours": ".bands",
    "calibrate_band": ".bands",
    "chart_band": ".bands",
    "evidence": "nextstride.evidence",
    "exercises": ".exercise",
    "ground_height": ".pose",
    "leg_points": ".pose",
    "lever": ".levers",
    "plan_calendar": ".calendar_file",
    "plan_page": ".page",
    "plan_training": ".planning",
    "priorities": ".priority",
    "read_limiter_map": ".limiter_map",
    "set_up_band": ".band_setup",
    "torque_at": ".levers",
    "trainability": "nextstride.evidence",
    "trunk_points": ".pose",
    "wanted_torque": ".band_setup",
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

__getattr__ = lazily(__name__, _MODULE_OF)
