"""Measures of the push side: what the leg on the ground does.

What is read at touchdown is read from the unfiltered points: the foot stops within a frame, and a
low-pass would round that corner off (by 12 mm and 1 degree on the synthetic sprinter).
"""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.errors import MissingDataError
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import Run
from nextstride.measures.track import Track
from nextstride.signals import low_pass
from nextstride.strides import loaded_force

FORCE_CUTOFF = 100.0
"""Low-pass cut-off for peaks of ground force, Hz."""


def touchdown_distance(run: Run, side: Side) -> Sample:
    """Ankle ahead of the pelvis at touchdown."""
    return Sample(run.ahead(f"{side}_ankle", filtered=False).at(run.steps_of(side).touchdown))


def toe_off_distance(run: Run, side: Side) -> Sample:
    """Forefoot relative to the pelvis at toe-off, negative behind."""
    return Sample(run.ahead(f"{side}_toe").at(run.steps_of(side).toe_off))


def thigh_angle_touchdown(run: Run, side: Side) -> Sample:
    """Thigh angle at touchdown."""
    return Sample(run.angle("thigh", side, filtered=False).at(run.steps_of(side).touchdown))


def knee_angle_touchdown(run: Run, side: Side) -> Sample:
    """Knee flexion at touchdown."""
    return Sample(run.angle("knee", side, filtered=False).at(run.steps_of(side).touchdown))


def thigh_angle_toe_off(run: Run, side: Side) -> Sample:
    """Thigh angle at toe-off."""
    return Sample(run.angle("thigh", side).at(run.steps_of(side).toe_off))


def knee_angle_toe_off(run: Run, side: Side) -> Sample:
    """Knee flexion at toe-off."""
    return Sample(run.angle("knee", side).at(run.steps_of(side).toe_off))


def trunk_angle(run: Run, _: Side) -> Sample:
    """Mean lean of the trunk over each step."""
    trunk = Track.of(run.angles["trunk"])
    if not np.isfinite(trunk.values).any():
        raise MissingDataError("no markers give the trunk")
    means = []
    for side in ("left", "right"):
        steps = run.steps_of(side)
        means.append(trunk.mean(steps.touchdown, steps.opposite_touchdown))
    return Sample(np.concatenate(means))


def peak_vertical_force(run: Run, side: Side) -> Sample:
    """Largest vertical ground force of the contact, per body mass."""
    start, stop = _plate_contacts(run, side)
    return Sample(_force(run, "y").highest(start, stop) / run.athlete.mass)


def braking_impulse(run: Run, side: Side) -> Sample:
    """Backward impulse of the ground, per body mass, negative."""
    start, stop = _plate_contacts(run, side)
    return Sample(_force(run, "x").negative().integral(start, stop) / run.athlete.mass)


def propulsive_impulse(run: Run, side: Side) -> Sample:
    """Forward impulse of the ground, per body mass."""
    start, stop = _plate_contacts(run, side)
    return Sample(_force(run, "x").positive().integral(start, stop) / run.athlete.mass)


def _plate_contacts(run: Run, side: Side) -> tuple[Floats, Floats]:
    """Touchdown and toe-off of the contacts that plates saw whole; NaN for the others."""
    if run.recording.force is None:
        raise MissingDataError("the recording has no force plates")
    steps = run.steps_of(side)
    if not steps.on_plate.any():
        raise MissingDataError(f"no contact of the {side} foot was wholly on a force plate")
    return (
        np.where(steps.on_plate, steps.touchdown, np.nan),
        np.where(steps.on_plate, steps.toe_off, np.nan),
    )


def _force(run: Run, axis: str) -> Track:
    """Ground force over all plates along one axis, N, low-pass filtered."""
    if run.recording.force is None:
        raise MissingDataError("the recording has no force plates")
    total = loaded_force(run.recording.force).sel(space=axis, drop=True)
    return Track.of(low_pass(total, FORCE_CUTOFF))


PUSH = (
    Measure(
        "touchdown_distance", "Touchdown distance", "x_TD", "m", "push",
        "Ankle ahead of the pelvis at touchdown.",
        "definition", (-0.2, 0.6), 0.02, "ankle and hip points", touchdown_distance,
    ),
    Measure(
        "toe_off_distance", "Toe-off distance", "x_TO", "m", "push",
        "Forefoot relative to the pelvis at toe-off, negative behind.",
        "definition", (-1.1, 0), 0.02, "forefoot and hip points", toe_off_distance,
    ),
    Measure(
        "thigh_angle_touchdown", "Thigh at touchdown", "theta_1", "rad", "push",
        "Thigh angle in front of the vertical at touchdown.",
        "definition", (-0.1, 1.1), 0.05, "hip and knee points", thigh_angle_touchdown,
    ),
    Measure(
        "knee_angle_touchdown", "Knee at touchdown", "phi_1", "rad", "push",
        "Knee flexion at touchdown.",
        "definition", (-0.1, 1.2), 0.07, "hip, knee and ankle points", knee_angle_touchdown,
    ),
    Measure(
        "thigh_angle_toe_off", "Thigh at toe-off", "theta_2", "rad", "push",
        "Thigh angle at toe-off, negative behind the vertical.",
        "definition", (-1.1, 0.2), 0.05, "hip and knee points", thigh_angle_toe_off,
    ),
    Measure(
        "knee_angle_toe_off", "Knee at toe-off", "phi_2", "rad", "push",
        "Knee flexion at toe-off.",
        "definition", (-0.2, 1.2), 0.07, "hip, knee and ankle points", knee_angle_toe_off,
    ),
    Measure(
        "trunk_angle", "Trunk lean", "beta", "rad", "push",
        "Mean angle of pelvis to neck in front of the vertical over whole steps.",
        "definition", (-0.3, 0.8), 0.05, "shoulder and hip points", trunk_angle, sided=False,
    ),
    Measure(
        "peak_vertical_force", "Peak vertical force", "F_max", "N/kg", "push",
        "Largest vertical ground force of a contact wholly on force plates, per body mass.",
        "definition; 100 Hz low-pass", (10, 55), 0, "force plates, body mass",
        peak_vertical_force, relative_error=0.01,
    ),
    Measure(
        "braking_impulse", "Braking impulse", "J_b", "m/s", "push",
        "Backward impulse of the ground during a contact wholly on force plates, per body mass.",
        "definition", (-0.8, 0), 0.01, "force plates, body mass", braking_impulse,
    ),
    Measure(
        "propulsive_impulse", "Propulsive impulse", "J_p", "m/s", "push",
        "Forward impulse of the ground during a contact wholly on force plates, per body mass.",
        "definition", (0, 0.8), 0.01, "force plates, body mass", propulsive_impulse,
    ),
)  # fmt: skip
