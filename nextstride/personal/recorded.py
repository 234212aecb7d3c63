"""What one recording says of the runner's top speed: the same numbers as a simulated sprint gives.

Both legs are taken together, because the simulated runner is symmetric.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.athlete import Athlete
from nextstride.body.scaling import FOOT_MARKERS
from nextstride.body.spatial.joints import ODD
from nextstride.conventions import GRAVITY, SIDES
from nextstride.errors import MissingDataError
from nextstride.kinematics import has_points, point, turns
from nextstride.measures import Run
from nextstride.personal.features import (
    ANGLES,
    HARMONICS,
    N_CURVE,
    SCALARS,
    STRIDE_SHARES,
    curve_of,
    features,
)
from nextstride.read.contents import SMOOTHED_BY
from nextstride.signals import fit_cycle
from nextstride.sprint.reference import MEASURED_SPRINT, Harmonics, ReferenceMotion
from nextstride.sprint.spatial.reference import symmetric
from nextstride.tracking import is_filmed

NEEDED = ("speed", "contact_time", "flight_time")
MODEL_SD = {
    "speed": 0.01,
    "contact_time": 0.010,
    "flight_time": 0.008,
    "peak_thigh_flexion_velocity": 0.15,
    "peak_thigh_extension_velocity": 0.12,
    "peak_swing_hip_flexor_moment": 0.12,
    "peak_swing_hip_extensor_moment": 0.12,
    "peak_vertical_force": 0.08,
}
"""What the simulated body itself may err by (SD), beside the error of the recording: times in s,
the rest relative. Ours, from the rows of docs/validation.md on the simulated sprint. Contact and
the thigh's velocities hold what the simulated sprint is known to have wrong (too short by 10 ms,
too fast by 15 %, too slow by 12 to 15 %): one sprinter with plates was at hand, so how much of that
is the body's and how much his own is unknown, and it widens the error instead of shifting it."""
CURVE_SD = np.deg2rad([3.0, 5.0, 5.0])
"""The same for thigh, knee and ankle curve, rad; errors at nearby moments go together."""
FILMED_CURVE_SD = np.deg2rad([5.5, 7.5, 5.8])
"""For keypoints of a camera: joint angles against markers (RMSE) in Van Hooren 2023, SJMSS."""
CURVE_LENGTH = 0.08
"""How long the errors of a curve go together, strides."""
CURVE_NOISE = np.deg2rad(0.7)
CONTACT_POINTS = 51
STRANGE_LENGTH = 0.15
"""Difference of a measured segment length from the one expected from height, 1: about three times
what people of one height differ by."""
FOOT_LANDMARKS = {"first_metatarsal": 1.0, "fifth_metatarsal": 0.90}
"""Where along the foot a marker sits, of the way from the heel's marker to the first metatarsal
head's: 209 of 234 mm on both feet of the measured sprinter (JA1; Dorn et al. 2012, data). The toe's
marker is left out: laboratories put it anywhere from the metatarsals to the tip of the shoe."""
TIMING_SD = 0.003
"""What touchdown of the recording and of the simulated contact may differ by, s."""


@dataclass(frozen=True, eq=False)
class RecordedSprint:
    """One recording, as what a simulated sprint is compared with.

    Attributes
    ----------
    source : str
    athlete : Athlete
    motion : ReferenceMotion
        Mean stride of both legs.
    observed : (features,) array
        In the order of `FEATURES`; NaN where the recording does not tell.
    covariance : (features, features) array
        Of recording and simulated body together.
    filmed : bool
        Whether a camera saw it.
    ground_force : (2, CONTACT_POINTS) array or None
        Forward and vertical force over the contact, body weights, mean of the contacts on plates.
    lengths : dict of str to float
        Measured ``thigh``, ``shank`` and ``foot`` (heel to first metatarsal head), m, as
        `build_body` takes them; empty where a camera saw the runner.
    turns : dict of str to tuple of float
        How pelvis and trunk turn (`nextstride.kinematics.turns`), as harmonics of the stride from
        the right leg's touchdown, rad; empty without markers on the iliac spines.
    """

    source: str
    athlete: Athlete
    motion: ReferenceMotion
    observed: Floats
    covariance: Floats
    filmed: bool
    ground_force: Floats | None = None
    lengths: dict[str, float] = field(default_factory=dict)
    turns: dict[str, Harmonics] = field(default_factory=dict)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which features the recording tells."""
        return np.isfinite(self.observed)

    def value(self, name: str) -> float:
        """Return one of `SCALARS` as recorded, NaN where it does not tell."""
        return float(self.observed[SCALARS.index(name)])


def recorded_sprint(run: Run, measures: xr.Dataset) -> RecordedSprint:
    """Gather what `run` says.

    Parameters
    ----------
    run : Run
    measures : xarray.Dataset
        From `measure_run`.

    Raises
    ------
    MissingDataError
        If speed, contact, flight or the curves of thigh, knee or ankle are missing, or another
        program has smoothed them.
    """
    program = run.recording.motion.attrs.get(SMOOTHED_BY)
    if program:
        raise MissingDataError(
            f"no body can be fitted to this recording: {program} has smoothed it, so the legs look "
            "slower than they are"
        )
    told = {name: _both_legs(measures, name) for name in SCALARS}
    told["peak_vertical_force"] = _in_body_weights(told["peak_vertical_force"])
    missing = [name.replace("_", " ") for name in NEEDED if not np.isfinite(told[name][0])]
    if missing:
        raise MissingDataError(
            f"no body can be fitted to this recording: it does not tell {', '.join(missing)}"
        )
    terms = _mean_stride(run)
    values = {name: value for name, (value, _) in told.items()}
    observed = features(values, terms)
    filmed = is_filmed(run.recording)
    return RecordedSprint(
        source=run.recording.source,
        athlete=run.athlete,
        motion=_motion(run, values, terms),
        observed=observed,
        covariance=_covariance(observed, {name: sd for name, (_, sd) in told.items()}, filmed),
        filmed=filmed,
        ground_force=_ground_force(run),
        lengths={} if filmed else _lengths(run),
        turns={} if filmed else _turns(run),
    )


def _lengths(run: Run) -> dict[str, float]:
    """Length of thigh and shank between the joint centres and of the foot, mean of both legs, m.

    A length that is further from what height lets expect than `STRANGE_LENGTH` is left out: it
    tells more of the markers than of the leg.
    """
    expected = {name: run.athlete.segment_length(name) for name in ("thigh", "shank")}
    expected["foot"] = FOOT_MARKERS * run.athlete.height
    ends = {"thigh": ("hip", "knee"), "shank": ("knee", "ankle")}
    measured = {name: _between(run.points, *pair) for name, pair in ends.items()}
    measured["foot"] = [
        length / share
        for landmark, share in FOOT_LANDMARKS.items()
        for length in _between(run.points, "heel", landmark, along="toe")
    ]
    return {
        name: float(np.mean(lengths))
        for name, lengths in measured.items()
        if lengths and abs(np.mean(lengths) / expected[name] - 1) < STRANGE_LENGTH
    }


def _between(points: xr.DataArray, start: str, end: str, along: str | None = None) -> list[float]:
    """Median distance of two points of a leg, m, of each leg that shows it.

    Parameters
    ----------
    points : xarray.DataArray
        Body points.
    start, end : str
    along : str, optional
        Point towards which it is measured; the points' own line without it.
    """
    found = []
    for side in SIDES:
        names = [f"{side}_{name}" for name in (start, end, along or end)]
        if not has_points(points, names):
            continue
        origin, goal, ahead = (
            point(points, name).transpose("time", "space").values for name in names
        )
        way = ahead - origin
        lengths = ((goal - origin) * way).sum(axis=1) / np.linalg.norm(way, axis=1)
        if np.isfinite(lengths).any():
            found.append(float(np.nanmedian(lengths)))
    return found


def _both_legs(measures: xr.Dataset, name: str) -> tuple[float, float]:
    """Mean of a measure over the legs, and its error (SD)."""
    found = measures.sel(measure=name)
    value = found["value"].values.astype(float)
    seen = np.isfinite(value)
    if not seen.any():
        return float("nan"), float("nan")
    width = (found["upper"].values - found["lower"].values).astype(float)[seen] / (2 * 1.96)
    # The methods' own error is common to both legs, so it does not shrink with two of them.
    return float(value[seen].mean()), float(np.nanmean(width)) if np.isfinite(width).any() else 0.0


def _in_body_weights(per_kg: tuple[float, float]) -> tuple[float, float]:
    """A force in N/kg and its error, in body weights."""
    return per_kg[0] / GRAVITY, per_kg[1] / GRAVITY


def _mean_stride(run: Run) -> Floats:
    """Harmonics of thigh, knee and ankle from touchdown, mean of both legs, (terms, 3)."""
    columns = []
    for angle in ANGLES:
        legs = []
        for side in SIDES:
            chains = run.steps_of(side).stride_starts
            signal = run.raw_angles[angle].sel(side=side, drop=True)
            if chains and np.isfinite(signal).any():
                legs.append(fit_cycle(signal, max(chains, key=len), HARMONICS).coefficients)
        if not legs:
            raise MissingDataError(
                f"no body can be fitted to this recording: no whole stride shows the {angle}"
            )
        columns.append(np.mean(legs, axis=0))
    return np.column_stack(columns)


def _turns(run: Run) -> dict[str, Harmonics]:
    """Harmonics of pelvis' and trunk's turns, of a symmetric run: each step mirrors the other."""
    try:
        found = turns(run.points, run.athlete)
    except MissingDataError:
        return {}
    chains = {side: run.steps_of(side).stride_starts for side in SIDES}
    legs = {side: max(each, key=len) for side, each in chains.items() if each}
    courses = {}
    for name, course in found.items():
        if not np.isfinite(course).any():
            continue
        terms = [
            fit_cycle(course, starts, HARMONICS).coefficients
            * (-1 if name in ODD and side == "left" else 1)
            for side, starts in legs.items()
        ]
        courses[str(name)] = symmetric(str(name), np.mean(terms, axis=0))
    return courses


def _ground_force(run: Run) -> Floats | None:
    """Mean force of the contacts that plates saw, (2, CONTACT_POINTS) in body weights."""
    force = run.recording.force
    if force is None:
        return None
    total = force["force"].sum("plate") / (run.athlete.mass * GRAVITY)
    contacts = []
    for side in SIDES:
        steps = run.steps_of(side)
        for start, stop in zip(
            steps.touchdown[steps.on_plate], steps.toe_off[steps.on_plate], strict=True
        ):
            times = np.linspace(start, stop, CONTACT_POINTS)
            contacts.append(
                [np.interp(times, total.time, total.sel(space=axis)) for axis in ("x", "y")]
            )
    return np.mean(contacts, axis=0) if contacts else None


def _motion(run: Run, values: dict[str, float], terms: Floats) -> ReferenceMotion:
    """The mean stride as a motion to stay near."""
    lean = float(run.angles["trunk"].mean()) if "trunk" in run.angles else float("nan")
    thigh, knee, ankle = (tuple(column) for column in terms.T)
    return ReferenceMotion(
        "this runner",
        thigh,
        knee,
        ankle,
        drop=MEASURED_SPRINT.drop,
        lean=lean if np.isfinite(lean) else MEASURED_SPRINT.lean,
        speed=values["speed"],
        contact=values["contact_time"],
        flight=values["flight_time"],
    )


def _covariance(observed: Floats, errors: dict[str, float], filmed: bool) -> Floats:
    """Covariance of the difference between a recording and the right simulated body."""
    covariance = np.zeros((observed.size, observed.size))
    for place, name in enumerate(SCALARS):
        model = MODEL_SD[name] * (1 if name.endswith("_time") else abs(observed[place]))
        covariance[place, place] = model**2 + errors[name] ** 2
    apart = np.abs(STRIDE_SHARES[:, None] - STRIDE_SHARES)
    apart = np.minimum(apart, 1 - apart)
    likeness = np.exp(-0.5 * (apart / CURVE_LENGTH) ** 2)
    slopes = np.zeros(observed.size)
    stride = 2 * sum(observed[SCALARS.index(name)] for name in ("contact_time", "flight_time"))
    for angle, sd in zip(ANGLES, FILMED_CURVE_SD if filmed else CURVE_SD, strict=True):
        where = curve_of(angle)
        covariance[where, where] = sd**2 * likeness + CURVE_NOISE**2 * np.eye(N_CURVE)
        curve = observed[where]
        slopes[where] = (np.roll(curve, -1) - np.roll(curve, 1)) / (2 * stride / N_CURVE)
    return covariance + TIMING_SD**2 * np.outer(slopes, slopes)
