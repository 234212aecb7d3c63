"""Measures of what drives the swing leg: moments, powers and work at hip and knee."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import Run
from nextstride.measures.track import Track

METHOD = "inverse dynamics of the free leg: Winter 2009, chapter 5; segments: de Leva 1996"
EDGE = 0.4
"""Peaks are looked for this many periods of the filter's cut-off away from toe-off and touchdown
(23 ms in a sprint): nearer, the filter mixes the ground's force into the free leg's motion. On the
synthetic sprinter moments are within 0.1 N m/kg inside these bounds and up to 2 outside."""
LONGEST_SWING = 1.6
"""A swing lasts less than this many steps."""
NEEDS_LEG = "hip, knee, ankle, heel and forefoot points"


SHORTFALL = {
    "peak_swing_hip_flexor_moment": 0.27,
    "peak_swing_hip_flexor_power": 0.40,
    "peak_swing_hip_extensor_moment": 0.21,
    "peak_swing_hip_extensor_power": 0.52,
}
"""How much larger a peak may be with what is left out here, as a share of ours: the inertias of
other segment tables (OpenSim 4.6 with Rajagopal 2016's, on the same sprint and run: flexor moment
up to 27 %, its power 40 %, extensor power 52 %) and shoes (0.25 kg: extensor moment up to 21 %)."""


def peak_swing_hip_flexor_moment(run: Run, side: Side) -> Sample:
    """Largest flexor moment at the hip in swing."""
    return _highest_in_swing(run.moment("hip_moment", side), run, side)


def peak_swing_hip_extensor_moment(run: Run, side: Side) -> Sample:
    """Largest extensor moment at the hip in late swing, given as a positive number."""
    _, stop = _free_swing(run, side)
    start = run.steps_of(side).opposite_touchdown
    return Sample(-run.moment("hip_moment", side).lowest(start, stop))


def peak_swing_hip_flexor_power(run: Run, side: Side) -> Sample:
    """Largest power of the hip flexors in swing."""
    return _peak_power(run, side, flexor=True)


def peak_swing_hip_extensor_power(run: Run, side: Side) -> Sample:
    """Largest power of the hip extensors in late swing."""
    return _peak_power(run, side, flexor=False)


def _peak_power(run: Run, side: Side, flexor: bool) -> Sample:
    """Largest hip power while the moment is of one kind."""
    moment, power = run.moment("hip_moment", side), run.moment("hip_power", side)
    acting = moment.values > 0 if flexor else moment.values < 0
    track = Track(power.time, np.where(np.isfinite(power.values) & ~acting, 0.0, power.values))
    return _highest_in_swing(track, run, side)


def _highest_in_swing(track: Track, run: Run, side: Side) -> Sample:
    """Peak of each swing; where none is seen whole, of one whose beginning is seen.

    Flexors pull most soon after toe-off. The peak is seen where it is highest within what is seen,
    not at its ends, and clear of what the filter makes of the end of the recording.
    """
    start, stop = _free_swing(run, side)
    peaks = track.highest(start, stop)
    if np.isfinite(peaks).any():
        return Sample(peaks)
    margin = EDGE / run.cutoff
    latest = np.minimum(start + LONGEST_SWING / run.pace.step_rate, track.time[-1] - margin)
    stop = np.where(np.isfinite(stop), stop, latest)
    peaks, times = track.highest(start, stop), track.time_of_highest(start, stop)
    frame = float(np.diff(track.time).mean())
    inside = (times > start + frame) & (times < stop - frame)
    note = "of a swing that the recording shows in part"
    return Sample(np.where(inside, peaks, np.nan), note=note)


def _free_swing(run: Run, side: Side) -> tuple[Floats, Floats]:
    """Start and end of each swing, clear of what the filter mixes in from the contacts, s."""
    steps = run.steps_of(side)
    margin = EDGE / run.cutoff
    return steps.toe_off + margin, steps.next_touchdown - margin


def swing_hip_positive_work(run: Run, side: Side) -> Sample:
    """Work that hip muscles put into the swinging leg."""
    steps, power = run.steps_of(side), run.moment("hip_power", side)
    return Sample(power.positive().integral(steps.toe_off, steps.next_touchdown))


def swing_hip_negative_work(run: Run, side: Side) -> Sample:
    """Work that hip muscles take out of the swinging leg, negative."""
    steps, power = run.steps_of(side), run.moment("hip_power", side)
    return Sample(power.negative().integral(steps.toe_off, steps.next_touchdown))


def peak_swing_knee_power(run: Run, side: Side) -> Sample:
    """Largest rate at which knee muscles brake the shank, negative."""
    return Sample(run.moment("knee_power", side).lowest(*_free_swing(run, side)))


def swing_knee_negative_work(run: Run, side: Side) -> Sample:
    """Work that knee muscles take out of the swinging leg, negative."""
    steps, power = run.steps_of(side), run.moment("knee_power", side)
    return Sample(power.negative().integral(steps.toe_off, steps.next_touchdown))


KINETICS = (
    Measure(
        "peak_swing_hip_flexor_moment", "Peak hip flexor moment", "M_f", "N m/kg", "kinetics",
        "Largest flexor moment at the hip in swing, per body mass.",
        METHOD, (0.2, 9), 0.02, NEEDS_LEG, peak_swing_hip_flexor_moment, relative_error=0.11,
        shortfall=SHORTFALL["peak_swing_hip_flexor_moment"],
    ),
    Measure(
        "peak_swing_hip_flexor_power", "Peak hip flexor power", "P_f", "W/kg", "kinetics",
        "Largest product of flexor moment and hip angular velocity in swing, per body mass.",
        METHOD, (0.3, 60), 0.05, NEEDS_LEG, peak_swing_hip_flexor_power, relative_error=0.12,
        shortfall=SHORTFALL["peak_swing_hip_flexor_power"],
    ),
    Measure(
        "swing_hip_positive_work", "Hip work, positive", "W+", "J/kg", "kinetics",
        "Integral of positive hip power over swing, per body mass.",
        METHOD, (0.05, 10), 0.02, NEEDS_LEG, swing_hip_positive_work, relative_error=0.12,
    ),
    Measure(
        "swing_hip_negative_work", "Hip work, negative", "W-", "J/kg", "kinetics",
        "Integral of negative hip power over swing, per body mass.",
        METHOD, (-6, 0), 0.05, NEEDS_LEG, swing_hip_negative_work, relative_error=0.15,
    ),
    Measure(
        "peak_swing_hip_extensor_moment", "Peak hip extensor moment", "M_e", "N m/kg",
        "kinetics",
        "Largest extensor moment at the hip between the other foot's touchdown and this one's, "
        "per body mass, as a positive number.",
        METHOD, (0.2, 9), 0.02, NEEDS_LEG, peak_swing_hip_extensor_moment, relative_error=0.11,
        shortfall=SHORTFALL["peak_swing_hip_extensor_moment"],
    ),
    Measure(
        "peak_swing_hip_extensor_power", "Peak hip extensor power", "P_e", "W/kg", "kinetics",
        "Largest product of extensor moment and hip extension velocity in swing, per body mass.",
        METHOD, (0.1, 90), 0.05, NEEDS_LEG, peak_swing_hip_extensor_power, relative_error=0.15,
        shortfall=SHORTFALL["peak_swing_hip_extensor_power"],
    ),
    Measure(
        "peak_swing_knee_power", "Peak knee braking power", "P_k", "W/kg", "kinetics",
        "Most negative knee power in swing, per body mass.",
        METHOD, (-90, -0.3), 0.05, NEEDS_LEG, peak_swing_knee_power, relative_error=0.12,
    ),
    Measure(
        "swing_knee_negative_work", "Knee work, negative", "W_k", "J/kg", "kinetics",
        "Integral of negative knee power over swing, per body mass.",
        METHOD, (-8, 0), 0.02, NEEDS_LEG, swing_knee_negative_work, relative_error=0.12,
    ),
)  # fmt: skip
