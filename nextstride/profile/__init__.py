"""Split times, radar, laser or tether to the speed curve and the force-velocity profile."""

from nextstride.profile.air import Air
from nextstride.profile.curve import SpeedCurve
from nextstride.profile.files import read_sprints
from nextstride.profile.fit import CurveFit, Estimate
from nextstride.profile.force import ForceVelocity, force_velocity
from nextstride.profile.from_file import Which, profile_athletes, profile_file
from nextstride.profile.norms import Comparison, compare_with_norms
from nextstride.profile.profile import Profile, profile_sprint
from nextstride.profile.splits import START_MODELS, Behind, StartModel, fit_splits
from nextstride.profile.sprints import SpeedTrace, Splits
from nextstride.profile.trace import fit_trace

__all__ = [
    "START_MODELS",
    "Air",
    "Behind",
    "Comparison",
    "CurveFit",
    "Estimate",
    "ForceVelocity",
    "Profile",
    "SpeedCurve",
    "SpeedTrace",
    "Splits",
    "StartModel",
    "Which",
    "compare_with_norms",
    "fit_splits",
    "fit_trace",
    "force_velocity",
    "profile_athletes",
    "profile_file",
    "profile_sprint",
    "read_sprints",
]
