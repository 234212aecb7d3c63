"""What a camera adds to the error of a measure, and what it cannot show at all.

Timing and size are carried through by computing every measure again with the events, and with the
metres, moved by one SD. The error of the pose itself is given by the unit of a measure.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, Side
from nextstride.measures.measure import Measure
from nextstride.measures.run import Run
from nextstride.read.contents import SMOOTHED_BY
from nextstride.tracking import CARRIED, POSE_SD, SCALE_SD, SLOW, coarseness, is_filmed

LASTING = float(np.sqrt(2 * SLOW)) * POSE_SD
"""SD of the distance of two keypoints that no averaging takes away, m."""
RELATIVE = {
    "m/s": 0.02,
    "rad/s": 0.06,
    "rad/s^2": 0.20,
    "N m/kg": 0.20,
    "W/kg": 0.35,
    "J/kg": 0.35,
    "N/(m kg)": 0.15,
}
"""Relative SD from the pose by unit: root mean square errors over the virtual camera's films
(benchmarks/accuracy/keypoints.py), rounded up."""
TIMED = ("contact_time", "flight_time", "swing_time")
"""Measures whose own error already holds that of the events."""
ON_THE_GROUND = ("speed", "step_length", "contact_time", "flight_time", "duty_factor")
"""Measures that need to know the ground, which a camera that is carried along does not show."""
SINGLE_CONTACTS = ("contact_time_variability", "flight_time_variability")
"""Measures that need every contact's own length."""
FINE = ("rad/s^2", "N m/kg", "W/kg", "J/kg")
"""Units of what is twice differentiated: shown from `FINE_FRAMES` pictures a step on only."""
FINE_FRAMES = 12.0
"""Pictures a step: 53 a second in a sprint, 34 in a jog. Kinematics are low-passed at 2.5 step
rates; this leaves nearly five pictures for every wave of that."""
DIFFERENTIATED = ("rad/s", "m/s", "m^2/s", *FINE)
"""Units of what a low-pass makes too small: of two sprints, one at 6 Hz took 7 % to 16 % off the
peak velocity of the thigh (docs/video.md). Speed itself is a mean, which it leaves alone."""


def film_refusal(run: Run, measure: Measure) -> str:
    """Why a camera's keypoints, at their rate, cannot show a measure; empty where they can.

    Parameters
    ----------
    run : Run
    measure : Measure
    """
    if not is_filmed(run.recording):
        return ""
    if measure.name in SINGLE_CONTACTS:
        return "all contacts of one foot are fitted together, so each has the same length"
    program = run.recording.motion.attrs.get(SMOOTHED_BY)
    if program and measure.unit in DIFFERENTIATED and measure.sided:
        return f"{program} has smoothed the keypoints, which makes velocities too low"
    frames = run.recording.frame_rate / run.pace.step_rate
    if measure.unit not in FINE or frames >= FINE_FRAMES:
        return ""
    return (
        f"{frames:.1f} pictures a step are too few for accelerations and moments; film at "
        f"{int(np.ceil(FINE_FRAMES * run.pace.step_rate / 30)) * 30} a second or more"
    )


def film_errors(run: Run, values_of: Callable[[Run], Floats], measures: list[Measure]) -> Floats:
    """SD that a camera adds to every measure, (measure, side) in its unit.

    Parameters
    ----------
    run : Run
    values_of : callable
        Gives the values (measure, side) of a run.
    measures : list of Measure
        In that order.
    """
    if not is_filmed(run.recording):
        return np.zeros((len(measures), 3))
    values = values_of(run)
    pose = [_pose_error(run, m, v) for m, v in zip(measures, values, strict=True)]
    squares = (coarseness(run.recording, run.athlete) * np.stack(pose)) ** 2
    timed = np.array([[m.name in TIMED] for m in measures])
    for event, side in itertools.product(("touchdown", "toe_off"), SIDES):
        moved = _later(run, event, side)
        squares += np.where(timed, 0.0, np.nan_to_num(values_of(moved) - values) ** 2)
    squares += np.nan_to_num(values_of(_larger(run)) - values) ** 2
    carried = float(run.recording.motion.attrs.get(CARRIED, 0.0))
    doubtful = np.array([[m.name in ON_THE_GROUND] for m in measures])
    squares += np.where(doubtful, carried * np.nan_to_num(values), 0.0) ** 2
    return np.asarray(np.sqrt(squares))


def _pose_error(run: Run, measure: Measure, values: Floats) -> Floats:
    """SD from the places of the keypoints, (side,)."""
    absolute = 0.0
    if measure.unit == "rad":
        absolute = LASTING / run.athlete.segment_length("thigh")
    elif measure.unit == "m":
        absolute = LASTING
    return np.hypot(absolute, RELATIVE.get(measure.unit, 0.0) * np.nan_to_num(values))


def _later(run: Run, event: str, side: Side) -> Run:
    """The run with one kind of event of one foot an SD later: feet are fitted each by itself."""
    steps = run.steps
    mine = steps.side == side
    later = float(steps[f"{event}_sd"].where(mine).mean())
    moved = {event: steps[event] + later * mine}
    if event == "touchdown":
        moved["next_touchdown"] = steps.next_touchdown + later * mine
        moved["opposite_touchdown"] = steps.opposite_touchdown + later * ~mine
    return replace(run, steps=steps.assign(moved))


def _larger(run: Run) -> Run:
    """The run with every length an SD larger."""
    more = 1 + float(run.recording.motion.attrs.get(SCALE_SD, 0.0))
    points: xr.DataArray = run.points.copy(data=run.points.values * more)
    pace = replace(run.pace, belt_speed=run.pace.belt_speed * more, speed=run.pace.speed * more)
    return replace(run, points=points, pace=pace)
