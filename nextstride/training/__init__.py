"""Training: exercises and bands as data, and from a limiter map to weeks of dosed sessions."""

from nextstride.evidence import Evidence, Interval, Trainability, evidence, trainability
from nextstride.training.band_setup import BandSetup, set_up_band, wanted_torque
from nextstride.training.bands import Band, ForceCurve, band_colours, calibrate_band, chart_band
from nextstride.training.calendar_file import plan_calendar
from nextstride.training.exercises import (
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
from nextstride.training.priorities import Priority, priorities
from nextstride.training.schedule import WEEKDAYS, Schedule

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
