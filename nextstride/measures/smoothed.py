"""What a laboratory's smoothing takes from the measures, and their error for it.

Markers or forces that were low-passed before they were read lose the tops of their peaks, the more
the faster the runner. How much is known only roughly, so it widens intervals and corrects nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nextstride.measures.run import Run
from nextstride.signals.smoothing import markers_fall_silent_at
from nextstride.strides import plates_silent_at
from nextstride.tracking import is_filmed


@dataclass(frozen=True)
class Loss:
    """Root mean square change of a measure by smoothing that leaves four harmonics of the step.

    Attributes
    ----------
    share : float
        Of the value.
    amount : float
        In the measure's unit.
    """

    share: float = 0.0
    amount: float = 0.0


HARMONICS = 4.0
"""`Loss` is that of signals which hold nothing above this many times the step rate; it falls with
the square of that."""
OF_MARKERS = {
    "vertical_oscillation": Loss(0.020),
    "peak_thigh_flexion": Loss(0.005),
    "peak_thigh_extension": Loss(0.011),
    "thigh_range": Loss(0.007),
    "peak_thigh_flexion_velocity": Loss(0.025),
    "peak_thigh_extension_velocity": Loss(0.021),
    "thigh_acceleration_peak_flexion": Loss(0.048),
    "thigh_acceleration_peak_extension": Loss(0.098),
    "peak_knee_flexion": Loss(0.014),
    "minimum_hip_ankle_distance": Loss(amount=0.007),
    "swing_thigh_angle_opposite_toe_off": Loss(amount=0.007),
    "foot_retraction_speed": Loss(amount=0.24),
    "foot_speed_touchdown": Loss(amount=0.38),
    "touchdown_distance": Loss(amount=0.005),
    "thigh_angle_touchdown": Loss(amount=0.006),
    "knee_angle_touchdown": Loss(amount=0.019),
    "thigh_angle_toe_off": Loss(amount=0.010),
    "knee_angle_toe_off": Loss(amount=0.026),
    "peak_swing_hip_flexor_moment": Loss(0.063),
    "peak_swing_hip_flexor_power": Loss(0.19),
    "swing_hip_positive_work": Loss(0.037),
    "swing_hip_negative_work": Loss(0.098),
    "peak_swing_hip_extensor_moment": Loss(0.12),
    "peak_swing_hip_extensor_power": Loss(0.115),
    "peak_swing_knee_power": Loss(0.11),
    "swing_knee_negative_work": Loss(0.033),
}
"""Raw markers of seven people at 2 to 9.5 m/s, low-passed at 4 to 20 Hz, against themselves
(benchmarks/accuracy/smoothed.py). The others change by less than a quarter of their own error."""
OF_FORCES = {
    "peak_vertical_force": Loss(0.012),
    "braking_impulse": Loss(0.05),
    "propulsive_impulse": Loss(0.05),
}
"""The same of raw plates of five people, where the force holds nothing above `HARMONICS` times the
inverse of contact time."""


@dataclass(frozen=True)
class Smoothing:
    """How much of a run's motion and forces was left by whoever smoothed them.

    Attributes
    ----------
    run : Run
    """

    run: Run

    @cached_property
    def of_markers(self) -> float:
        """What `OF_MARKERS` is multiplied with; zero where the markers are raw."""
        if is_filmed(self.run.recording):
            return 0.0
        silent = markers_fall_silent_at(self.run.recording)
        return 0.0 if silent is None else (HARMONICS * self.run.pace.step_rate / silent) ** 2

    @cached_property
    def of_forces(self) -> float:
        """What `OF_FORCES` is multiplied with; zero where the forces are raw."""
        force = self.run.recording.force
        silent = None if force is None else plates_silent_at(force)
        contacts = (self.run.steps.toe_off - self.run.steps.touchdown).dropna("step").values
        if silent is None or not contacts.size:
            return 0.0
        return (HARMONICS / (silent * float(contacts.mean()))) ** 2

    def error(self, measure: str, value: float) -> float:
        """Standard deviation that smoothing adds to a value of a measure, in its unit."""
        for losses, times in ((OF_MARKERS, self.of_markers), (OF_FORCES, self.of_forces)):
            if measure in losses:
                loss = losses[measure]
                return times * float(np.hypot(loss.share * value, loss.amount))
        return 0.0
