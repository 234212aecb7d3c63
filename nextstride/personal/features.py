"""What a recording and a simulated sprint are compared by: the same numbers, had the same way.

Times and speed, peaks of the swing hip's moment, the peak ground force where there are plates, and
the thigh, knee and ankle curve of the stride. Curves of both are taken through five harmonics, as
the reference motions are, so that neither carries detail that the other cannot have.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.spatial.joints import ODD
from nextstride.sprint.outcomes import (
    compared_outcomes,
    outcomes,
    stride_of_leg,
    stride_percent,
    weights,
)
from nextstride.sprint.reference import MEASURED_SPRINT, ReferenceMotion, fourier_series
from nextstride.sprint.solution import SprintSolution
from nextstride.sprint.spatial.reference import ANGLES as SPATIAL_ANGLES
from nextstride.sprint.spatial.reference import SpatialReference

ANGLES = ("thigh", "knee", "ankle")
HARMONICS = 5
STRIDE_SHARES = np.arange(0.0, 1.0, 0.05)
"""Where in the stride, from touchdown, the curves are compared."""

SCALARS = (
    "speed",
    "contact_time",
    "flight_time",
    "peak_thigh_flexion_velocity",
    "peak_thigh_extension_velocity",
    "peak_swing_hip_flexor_moment",
    "peak_swing_hip_extensor_moment",
    "peak_vertical_force",
)
"""Features of one number, named as in ``MEASURES``; forces in body weights."""

FROM_CURVE = ("peak_thigh_flexion_velocity", "peak_thigh_extension_velocity")
"""Those of `SCALARS` that are read off the curve through `HARMONICS`: smaller than the measures
of the same name, whose cycle fit has more."""

FEATURES = (*SCALARS, *(f"{angle} {100 * at:.0f} %" for angle in ANGLES for at in STRIDE_SHARES))
N_CURVE = len(STRIDE_SHARES)


def curve_of(angle: str) -> slice:
    """Return where the curve of `angle` stands among `FEATURES`."""
    start = len(SCALARS) + N_CURVE * ANGLES.index(angle)
    return slice(start, start + N_CURVE)


def fit_harmonics(shares: Floats, angles: Floats, point_weights: Floats) -> Floats:
    """Fit a Fourier series of `HARMONICS` to a stride by weighted least squares.

    Parameters
    ----------
    shares : (points,) array
        Of the stride, 0 to 1.
    angles : (points, n) array
        In rad.
    point_weights : (points,) array
        Duration that each point stands for.

    Returns
    -------
    (1 + 2 HARMONICS, n) array
        Mean, then cosine and sine of each harmonic, rad.
    """
    turns = 2 * np.pi * shares[:, None] * np.arange(1, HARMONICS + 1)
    waves = np.stack([np.cos(turns), np.sin(turns)], axis=-1).reshape(len(shares), -1)
    basis = np.column_stack([np.ones_like(shares), waves])
    root = np.sqrt(point_weights)[:, None]
    terms, _, _, _ = np.linalg.lstsq(basis * root, angles * root, rcond=None)
    return np.asarray(terms)


def thigh_speeds(terms: Floats, stride_time: float) -> tuple[float, float]:
    """Return the peak angular velocity of the thigh forward and backward, rad/s."""
    shares = np.linspace(0.0, 1.0, 201)
    velocity = fourier_series(tuple(terms), shares, 1) / stride_time
    return float(velocity.max()), float(velocity.min())


def features(scalars: dict[str, float], terms: Floats) -> Floats:
    """Gather `FEATURES` from numbers and the harmonics of `ANGLES`, (features,).

    Parameters
    ----------
    scalars : mapping of str to float
        All of `SCALARS` but the thigh's velocities, which follow from the curve.
    terms : (1 + 2 HARMONICS, 3) array
    """
    stride = 2 * (scalars["contact_time"] + scalars["flight_time"])
    forward, backward = thigh_speeds(terms[:, 0], stride)
    known = scalars | {
        "peak_thigh_flexion_velocity": forward,
        "peak_thigh_extension_velocity": backward,
    }
    curves = [fourier_series(tuple(column), STRIDE_SHARES) for column in terms.T]
    return np.concatenate([[known[name] for name in SCALARS], *curves])


def modelled_terms(solution: SprintSolution) -> Floats:
    """Harmonics of a simulated leg's thigh, knee and ankle, (1 + 2 HARMONICS, 3) in rad."""
    position = solution.arrays["position"]
    angles = stride_of_leg(position[:, 3:9].reshape(-1, 2, 3))
    return fit_harmonics(stride_percent(solution) / 100, angles, np.tile(weights(solution), 2))


def motion_of(solution: SprintSolution) -> ReferenceMotion:
    """Return a simulated sprint as a motion that others can stay near, as a recording gives one."""
    seen = outcomes(solution)
    thigh, knee, ankle = (tuple(column) for column in modelled_terms(solution).T)
    return replace(
        MEASURED_SPRINT,
        name="own motion",
        thigh=thigh,
        knee=knee,
        ankle=ankle,
        lean=seen["trunk_lean"],
        speed=solution.speed,
        contact=solution.contact_time,
        flight=solution.flight_time,
    )


def spatial_motion_of(solution: SprintSolution) -> SpatialReference:
    """Return a simulated sprint in three dimensions as a motion that others can stay near.

    Coordinates of the midline are mirrored in the second step of the stride.
    """
    courses = {}
    for name in SPATIAL_ANGLES:
        side, _, rest = name.partition("_")
        first = solution.observed.angle.sel(degree_of_freedom=name).values
        if side == "stance":
            second = solution.observed.angle.sel(degree_of_freedom=f"swing_{rest}").values
            courses[rest] = np.concatenate([first, second])
        elif side != "swing":
            courses[name] = np.concatenate([first, -first if name in ODD else first])
    shares, durations = stride_percent(solution) / 100, np.tile(weights(solution), 2)
    terms = fit_harmonics(shares, np.column_stack([*courses.values()]), durations)
    own = tuple(zip(courses, map(tuple, terms.T.tolist()), strict=True))
    return SpatialReference(
        "own motion", solution.speed, solution.contact_time, solution.flight_time, own=own
    )


def modelled_features(solution: SprintSolution) -> Floats:
    """Return `FEATURES` of a simulated sprint, (features,)."""
    return features(compared_outcomes(solution), modelled_terms(solution))
