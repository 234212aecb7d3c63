"""Measures of pace: speed, steps, contact and flight."""

from __future__ import annotations

import numpy as np

from nextstride.conventions import GRAVITY, SIDES, Side, opposite
from nextstride.errors import MissingDataError
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import Run
from nextstride.measures.track import Track
from nextstride.strides.pace import is_marked_whole

LEG_SHARE = 0.53
"""Standing height of the greater trochanter, share of body height (Winter 2009, figure 4.1)."""
FEET_ERROR = 0.03
"""SD of the speed from the places of the feet, share of it: feet are put down 2 to 5 cm further or
nearer than the body has travelled since the last step (ours, from the recordings at hand)."""
PLACE_ERROR = 0.01
"""SD of a step length by the places of forefoot markers, m."""
SPEED_ERROR = 0.005
"""SD of the speed of the pelvis over a step, share of it."""
SINE_WAVE = "sine-wave method: Morin et al. 2005, J Appl Biomech 21:167"


def speed(run: Run, _: Side) -> Sample:
    """Mean forward speed of the pelvis relative to the ground over each step.

    Where no step shows the pelvis at both its ends, as in a short volume, the speed at which the
    places of the feet follow each other stands in.
    """
    forward = run.place("pelvis", "x")
    values = []
    for side in SIDES:
        steps = run.steps_of(side)
        travel = forward.at(steps.opposite_touchdown) - forward.at(steps.touchdown)
        values.append(travel / (steps.opposite_touchdown - steps.touchdown) + run.pace.belt_speed)
    if np.isfinite(np.concatenate(values)).any():
        return Sample(np.concatenate(values), error=run.pace.belt_spread)
    feet = np.concatenate(
        [step_length(run, side).values * step_rate(run, side).values for side in SIDES]
    )
    seen = feet[np.isfinite(feet)]
    error = FEET_ERROR * float(seen.mean()) if seen.size else None
    return Sample(feet, note="from the places of the feet", error=error)


def step_rate(run: Run, side: Side) -> Sample:
    """Steps per second."""
    steps = run.steps_of(side)
    values = 1 / (steps.opposite_touchdown - steps.touchdown)
    seen = values[np.isfinite(values)]
    # One step has no spread that would show how surely its two touchdowns were found.
    error = float(seen[0] ** 2 * 2**0.5 * steps.touchdown_error) if seen.size == 1 else None
    return Sample(values, error=error)


def step_length(run: Run, side: Side) -> Sample:
    """Distance on the ground between the places where the two forefeet stand."""
    steps = run.steps_of(side)
    if is_marked_whole(run.points, side):
        lasts = steps.opposite_touchdown - steps.touchdown
        carried = float(np.hypot(PLACE_ERROR, run.pace.belt_spread / run.pace.step_rate))
        return Sample(run.pace.speed * lasts, note="by speed and time of the step", error=carried)
    middle = (steps.touchdown + steps.toe_off) / 2
    next_middle = (steps.opposite_touchdown + steps.opposite_toe_off) / 2
    here = run.place(f"{side}_toe", "x").at(middle)
    there = run.place(f"{opposite(side)}_toe", "x").at(next_middle)
    values = there - here + run.pace.belt_speed * (next_middle - middle)
    error = float(np.hypot(PLACE_ERROR, run.pace.belt_spread / run.pace.step_rate))
    if np.isfinite(values).sum() != 1:
        return Sample(values, error=error)
    # What a belt carries a foot in the error of one step's time shows in no spread.
    carried = abs(run.pace.belt_speed) * steps.timing_error / 2**0.5
    return Sample(values, error=float(np.hypot(error, carried)))


def contact_time(run: Run, side: Side) -> Sample:
    """Touchdown to toe-off."""
    steps = run.steps_of(side)
    return Sample(steps.toe_off - steps.touchdown, error=steps.timing_error)


def flight_time(run: Run, side: Side) -> Sample:
    """Toe-off to the other foot's touchdown."""
    steps = run.steps_of(side)
    return Sample(steps.opposite_touchdown - steps.toe_off, error=steps.timing_error)


def swing_time(run: Run, side: Side) -> Sample:
    """Toe-off to the same foot's next touchdown."""
    steps = run.steps_of(side)
    return Sample(steps.next_touchdown - steps.toe_off, error=steps.timing_error)


def duty_factor(run: Run, side: Side) -> Sample:
    """Share of the stride that the foot is on the ground."""
    steps = run.steps_of(side)
    return Sample((steps.toe_off - steps.touchdown) / (steps.next_touchdown - steps.touchdown))


def vertical_oscillation(run: Run, side: Side) -> Sample:
    """Range of the height of the centre of mass over the step."""
    steps = run.steps_of(side)
    if run.body is None:
        height = run.place("pelvis", "y")
        note = "of the pelvis: the markers do not give the whole body"
    else:
        height, note = Track.of(run.body.sel(space="y", drop=True)), ""
    ends = steps.touchdown, steps.opposite_touchdown
    return Sample(height.highest(*ends) - height.lowest(*ends), note=note)


def vertical_stiffness(run: Run, side: Side) -> Sample:
    """Peak force over the drop of the centre of mass, per body mass."""
    peak, drop, _ = _sine_wave(run, side)
    return Sample(peak / drop)


def leg_stiffness(run: Run, side: Side) -> Sample:
    """Peak force over the shortening of the leg, per body mass."""
    peak, drop, shortening = _sine_wave(run, side)
    given = run.athlete.leg_length is not None
    note = "" if given else "leg length taken as 0.53 body heights"
    return Sample(peak / (drop + shortening), note=note)


def _sine_wave(run: Run, side: Side) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Peak force per mass, drop and geometric shortening of the leg, for each step."""
    if "height" in run.athlete.assumed and run.athlete.leg_length is None:
        raise MissingDataError("leg length is not known: give --height")
    contact, flight = contact_time(run, side).values, flight_time(run, side).values
    leg = run.athlete.leg_length or LEG_SHARE * run.athlete.height
    peak = GRAVITY * np.pi / 2 * (flight / contact + 1)
    drop = peak * contact**2 / np.pi**2 - GRAVITY * contact**2 / 8
    swept = np.minimum(run.pace.speed * contact / 2, leg)
    return peak, drop, leg - np.sqrt(leg**2 - swept**2)


PACE = (
    Measure(
        "speed", "Speed", "v", "m/s", "pace",
        "Mean forward speed of the pelvis relative to the ground over whole steps.",
        "definition", (1, 13), 0, "pelvis or hip markers; on a treadmill also the feet",
        speed, sided=False, relative_error=SPEED_ERROR,
    ),
    Measure(
        "step_rate", "Step rate", "f", "1/s", "pace",
        "One over the time from this touchdown to the other foot's next touchdown.",
        "definition", (1.5, 6), 0, "heel and forefoot markers, or force plates", step_rate,
        relative_error=0.002,
    ),
    Measure(
        "step_length", "Step length", "L", "m", "pace",
        "Forward distance on the ground from this forefoot at the middle of its contact to the "
        "other forefoot at the middle of its next contact.",
        "definition", (0.4, 3), PLACE_ERROR, "forefoot markers", step_length,
    ),
    Measure(
        "contact_time", "Contact time", "t_c", "s", "pace",
        "Touchdown to toe-off of one foot.",
        "definition", (0.07, 0.4), 0.006, "heel and forefoot markers, or force plates",
        contact_time,
    ),
    Measure(
        "flight_time", "Flight time", "t_f", "s", "pace",
        "Toe-off to the other foot's next touchdown.",
        "definition", (0, 0.25), 0.006, "heel and forefoot markers, or force plates", flight_time,
    ),
    Measure(
        "swing_time", "Swing time", "t_s", "s", "pace",
        "Toe-off to the same foot's next touchdown; in steady running contact plus two flights, so "
        "no independent sign of a weak swing.",
        "definition; identity in docs/conventions", (0.2, 0.6), 0.006,
        "heel and forefoot markers, or force plates", swing_time,
    ),
    Measure(
        "duty_factor", "Duty factor", "d", "1", "pace",
        "Contact time over stride time.",
        "definition", (0.15, 0.5), 0.01,
        "heel and forefoot markers, or force plates", duty_factor,
    ),
    Measure(
        "vertical_oscillation", "Vertical oscillation", "dy", "m", "pace",
        "Range of the height of the centre of mass over one step.",
        "definition; de Leva 1996 segments", (0.01, 0.15), 0.006,
        "whole-body markers; else the pelvis alone", vertical_oscillation,
    ),
    Measure(
        "vertical_stiffness", "Vertical stiffness", "k_v", "N/(m kg)", "pace",
        "Peak vertical force over the drop of the centre of mass in contact, per body mass.",
        SINE_WAVE, (100, 3000), 0, "contact and flight times, height", vertical_stiffness,
        relative_error=0.06,
    ),
    Measure(
        "leg_stiffness", "Leg stiffness", "k_l", "N/(m kg)", "pace",
        "Peak vertical force over the shortening of the leg in contact, per body mass.",
        SINE_WAVE, (40, 500), 0, "contact and flight times, speed, leg length or height",
        leg_stiffness, relative_error=0.08,
    ),
)  # fmt: skip
