"""Measures of the swing side: what the leg in the air does, and when."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import Side, opposite
from nextstride.errors import MissingDataError
from nextstride.kinematics import point
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import Run
from nextstride.measures.track import Track
from nextstride.signals import CycleFit, derivative, fit_cycle, toward
from nextstride.tracking import is_filmed

HARMONICS = 6
"""Harmonics of the cycle fit to the thigh angle. On the sprint at 9.47 m/s three clip the peak
extension velocity by 12 % (-819 against -945 °/s), six reach it."""
FILMED_DOUBT = 8.0
"""Strides of a film after which half of a difference between the legs' overtones is likely true:
their velocities differ by 0.25 rad/s (root mean square of the marker recordings at hand, three
runners), and one stride of a film shows them to 0.7 rad/s (virtual camera, docs/video.md)."""
LANDING = 0.13
"""The last part of flight from which a foot's landing speed is taken, steps (30 ms in a sprint)."""
NEEDS_THIGH = "hip and knee points"


def thigh_cycle(run: Run, side: Side) -> CycleFit:
    """Cycle fit to the unfiltered thigh angle over the longest chain of whole strides.

    In a film, one leg's overtones lean on the other's (`toward`, `FILMED_DOUBT`).

    Raises
    ------
    MissingDataError
        If there is no whole stride with the thigh in view.
    """
    own = _own_cycle(run, side)
    if not is_filmed(run.recording):
        return own
    try:
        return toward(own, _own_cycle(run, opposite(side)), FILMED_DOUBT)
    except MissingDataError:
        return own


def _own_cycle(run: Run, side: Side) -> CycleFit:
    """Cycle fit of one leg by itself."""
    chains = run.steps_of(side).stride_starts
    if not chains:
        raise MissingDataError(f"no whole stride of the {side} leg was seen")
    thigh = run.raw_angles["thigh"].sel(side=side, drop=True)
    return fit_cycle(thigh, max(chains, key=len), HARMONICS)


def _thigh_rate(run: Run, side: Side, order: int) -> Track:
    """Angular velocity (1) or acceleration (2) of the filtered thigh."""
    run.angle("thigh", side)
    return Track.of(derivative(run.angles["thigh"].sel(side=side, drop=True), order))


def peak_thigh_flexion(run: Run, side: Side) -> Sample:
    """Largest thigh angle of the stride."""
    steps = run.steps_of(side)
    return Sample(run.angle("thigh", side).highest(steps.touchdown, steps.next_touchdown))


def peak_thigh_extension(run: Run, side: Side) -> Sample:
    """Smallest thigh angle of the stride."""
    steps = run.steps_of(side)
    return Sample(run.angle("thigh", side).lowest(steps.touchdown, steps.next_touchdown))


def thigh_range(run: Run, side: Side) -> Sample:
    """Peak flexion less peak extension of the same stride."""
    return Sample(peak_thigh_flexion(run, side).values - peak_thigh_extension(run, side).values)


def peak_thigh_flexion_velocity(run: Run, side: Side) -> Sample:
    """Fastest forward turning of the thigh."""
    steps = run.steps_of(side)
    each = _thigh_rate(run, side, 1).highest(steps.toe_off, steps.next_touchdown)
    return Sample(each, thigh_cycle(run, side).peak(1, 1)[0])


def peak_thigh_extension_velocity(run: Run, side: Side) -> Sample:
    """Fastest backward turning of the thigh, negative."""
    steps = run.steps_of(side)
    each = _thigh_rate(run, side, 1).lowest(steps.touchdown, steps.next_touchdown)
    return Sample(each, thigh_cycle(run, side).peak(1, -1)[0])


def thigh_acceleration_peak_flexion(run: Run, side: Side) -> Sample:
    """Extremum of acceleration as the thigh turns back at peak flexion, negative."""
    steps, fit = run.steps_of(side), thigh_cycle(run, side)
    each = _thigh_rate(run, side, 2).lowest(_middle_of_swing(run, side), steps.next_touchdown)
    return Sample(each, fit.peak(2, -1, near=fit.peak(0, 1)[1])[0])


def thigh_acceleration_peak_extension(run: Run, side: Side) -> Sample:
    """Extremum of acceleration as the thigh turns forward at peak extension."""
    steps, fit = run.steps_of(side), thigh_cycle(run, side)
    middle = (steps.touchdown + steps.toe_off) / 2
    each = _thigh_rate(run, side, 2).highest(middle, _middle_of_swing(run, side))
    return Sample(each, fit.peak(2, 1, near=fit.peak(0, -1)[1])[0])


def _middle_of_swing(run: Run, side: Side) -> Floats:
    """Time of the fastest forward turning of the thigh in each swing, s."""
    steps = run.steps_of(side)
    return _thigh_rate(run, side, 1).time_of_highest(steps.toe_off, steps.next_touchdown)


def peak_knee_flexion(run: Run, side: Side) -> Sample:
    """Largest knee flexion in swing."""
    steps = run.steps_of(side)
    return Sample(run.angle("knee", side).highest(steps.toe_off, steps.next_touchdown))


def minimum_hip_ankle_distance(run: Run, side: Side) -> Sample:
    """How far the leg folds in swing."""
    steps = run.steps_of(side)
    apart = point(run.smooth, f"{side}_hip") - point(run.smooth, f"{side}_ankle")
    squares = (apart.sel(space=["x", "y"]) ** 2).sum("space", skipna=False)
    return Sample(
        Track.of(xr.DataArray(np.sqrt(squares))).lowest(steps.toe_off, steps.next_touchdown)
    )


def swing_thigh_angle_opposite_touchdown(run: Run, side: Side) -> Sample:
    """Where this thigh is in its swing when the other foot lands."""
    return Sample(run.angle("thigh", side).at(run.steps_of(side).opposite_touchdown))


def swing_thigh_angle_opposite_toe_off(run: Run, side: Side) -> Sample:
    """Where this thigh is in its swing when the other foot leaves."""
    return Sample(run.angle("thigh", side).at(run.steps_of(side).opposite_toe_off))


def time_to_peak_thigh_flexion(run: Run, side: Side) -> Sample:
    """Toe-off to peak thigh flexion."""
    steps = run.steps_of(side)
    peak = run.angle("thigh", side).time_of_highest(steps.toe_off, steps.next_touchdown)
    return Sample(peak - steps.toe_off)


def thighs_passing_time(run: Run, side: Side) -> Sample:
    """When the thighs are level, relative to this touchdown."""
    mine, other = run.angle("thigh", side), run.angle("thigh", opposite(side))
    return _passing(run, side, Track(mine.time, mine.values - other.values))


def knees_passing_time(run: Run, side: Side) -> Sample:
    """When the swing knee passes the stance knee, relative to this touchdown."""
    mine, other = run.ahead(f"{side}_knee"), run.ahead(f"{opposite(side)}_knee")
    return _passing(run, side, Track(mine.time, mine.values - other.values))


def _passing(run: Run, side: Side, lead: Track) -> Sample:
    """Time of the lead's zero nearest each touchdown, less the touchdown."""
    touchdown = run.steps_of(side).touchdown
    return Sample(lead.crossing_near(touchdown, 0.5 / run.pace.step_rate) - touchdown)


def foot_retraction_speed(run: Run, side: Side) -> Sample:
    """Backward speed of the ankle relative to the pelvis as it lands."""
    apart = point(run.points, "pelvis") - point(run.points, f"{side}_ankle")
    return _landing_speed(run, side, Track.of(apart.sel(space="x", drop=True)))


def foot_speed_touchdown(run: Run, side: Side) -> Sample:
    """Forward speed of the forefoot over the ground as it lands."""
    forward = Track.of(point(run.points, f"{side}_toe").sel(space="x", drop=True))
    landing = _landing_speed(run, side, forward)
    return Sample(landing.values + run.pace.belt_speed)


def _landing_speed(run: Run, side: Side, place: Track) -> Sample:
    """Rate of change just before each touchdown, of the unfiltered signal."""
    window = LANDING / run.pace.step_rate
    return Sample(place.rate_before(run.steps_of(side).touchdown, window))


SWING = (
    Measure(
        "peak_thigh_flexion", "Peak thigh flexion", "theta_max", "rad", "swing",
        "Largest angle of the thigh in front of the vertical over the stride (knee lift).",
        "definition", (0.2, 1.9), 0.05, NEEDS_THIGH, peak_thigh_flexion,
    ),
    Measure(
        "peak_thigh_extension", "Peak thigh extension", "theta_min", "rad", "swing",
        "Largest angle of the thigh behind the vertical over the stride, negative.",
        "definition", (-1.2, 0.1), 0.05, NEEDS_THIGH, peak_thigh_extension,
    ),
    Measure(
        "thigh_range", "Thigh range", "theta_max - theta_min", "rad", "swing",
        "Peak thigh flexion less peak thigh extension of the same stride.",
        "definition", (0.5, 2.6), 0.03, NEEDS_THIGH, thigh_range,
    ),
    Measure(
        "peak_thigh_flexion_velocity", "Peak thigh flexion velocity", "omega_max", "rad/s",
        "swing",
        "Largest forward angular velocity of the thigh, of a cycle fit over all strides.",
        "Clark et al. 2020, Biol Open 9:bio053546; cycle fit: docs/conventions", (3, 25), 0.1,
        NEEDS_THIGH + "; one whole stride", peak_thigh_flexion_velocity,
        relative_error=0.04,
    ),
    Measure(
        "peak_thigh_extension_velocity", "Peak thigh extension velocity", "omega_min", "rad/s",
        "swing",
        "Largest backward angular velocity of the thigh, negative, of a cycle fit.",
        "Clark et al. 2020, Biol Open 9:bio053546; cycle fit: docs/conventions", (-25, -3), 0.1,
        NEEDS_THIGH + "; one whole stride", peak_thigh_extension_velocity,
        relative_error=0.04,
    ),
    Measure(
        "thigh_acceleration_peak_flexion", "Thigh acceleration at peak flexion", "alpha_front",
        "rad/s^2", "swing",
        "Extremum of the thigh's angular acceleration as it turns back at peak flexion, in the "
        "first six harmonics of the stride.",
        "Alt et al. 2024, Hum Mov Sci 103280", (-900, -10), 1,
        NEEDS_THIGH + "; one whole stride", thigh_acceleration_peak_flexion,
        relative_error=0.12,
    ),
    Measure(
        "thigh_acceleration_peak_extension", "Thigh acceleration at peak extension",
        "alpha_back", "rad/s^2", "swing",
        "Extremum of the thigh's angular acceleration as it turns forward at peak extension, in "
        "the first six harmonics of the stride; without that limit it has no definite value, for "
        "it grows with every harmonic let in.",
        "Alt et al. 2024, Hum Mov Sci 103280", (10, 900), 1,
        NEEDS_THIGH + "; one whole stride", thigh_acceleration_peak_extension,
        relative_error=0.12,
    ),
    Measure(
        "peak_knee_flexion", "Peak swing knee flexion", "phi_max", "rad", "swing",
        "Largest knee flexion in swing (knee fold).",
        "definition", (0.8, 2.9), 0.07, "hip, knee and ankle points", peak_knee_flexion,
    ),
    Measure(
        "minimum_hip_ankle_distance", "Smallest hip-ankle distance", "l_min", "m", "swing",
        "Smallest sagittal distance of ankle and hip in swing: how far the leg folds.",
        "definition", (0.1, 0.9), 0.015, "hip and ankle points", minimum_hip_ankle_distance,
    ),
    Measure(
        "swing_thigh_angle_opposite_touchdown", "Swing thigh at opposite touchdown", "theta_TD",
        "rad", "swing",
        "Angle of this thigh in its swing when the other foot lands; nearer zero or positive: "
        "recovered earlier.",
        "definition", (-1, 1), 0.06, NEEDS_THIGH, swing_thigh_angle_opposite_touchdown,
    ),
    Measure(
        "swing_thigh_angle_opposite_toe_off", "Swing thigh at opposite toe-off", "theta_TO",
        "rad", "swing",
        "Angle of this thigh in its swing when the other foot leaves the ground.",
        "definition", (0, 1.9), 0.06, NEEDS_THIGH, swing_thigh_angle_opposite_toe_off,
    ),
    Measure(
        "time_to_peak_thigh_flexion", "Toe-off to peak thigh flexion", "t_front", "s", "swing",
        "Time from toe-off to the following peak of thigh flexion.",
        "definition", (0.1, 0.5), 0.008, NEEDS_THIGH, time_to_peak_thigh_flexion,
    ),
    Measure(
        "thighs_passing_time", "Thighs pass", "t_thighs", "s", "swing",
        "When the thighs are level, relative to this foot's touchdown; negative is before.",
        "definition", (-0.15, 0.2), 0.006, NEEDS_THIGH, thighs_passing_time,
    ),
    Measure(
        "knees_passing_time", "Knees pass", "t_knees", "s", "swing",
        "When the swing knee passes the stance knee, relative to this foot's touchdown; negative "
        "is before.",
        "definition", (-0.15, 0.2), 0.006, "knee points", knees_passing_time,
    ),
    Measure(
        "foot_retraction_speed", "Foot retraction speed", "v_ret", "m/s", "swing",
        "Backward speed of the ankle relative to the pelvis just before touchdown.",
        "definition", (-2, 13), 0.5, "ankle and hip points", foot_retraction_speed,
    ),
    Measure(
        "foot_speed_touchdown", "Foot speed at touchdown", "v_foot", "m/s", "swing",
        "Forward speed of the forefoot over the ground just before touchdown.",
        "definition", (-3, 8), 0.8, "forefoot markers", foot_speed_touchdown,
    ),
)  # fmt: skip
