"""Loads on a body: weights on the legs, a vest, a pull at the waist, a sloping ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextstride.body.scaling import Body
from nextstride.checks import Problems
from nextstride.conventions import GRAVITY


@dataclass(frozen=True)
class Loads:
    """What a runner carries, is pulled by and runs on.

    Attributes
    ----------
    thighs, shanks, vest : float
        Added mass as a share of body mass, 1: on both thighs together, on both shanks together, on
        the trunk; each at its segment's own centre, without an inertia of its own.
    tow : float
        Pull at the waist along the ground as a share of body weight, 1; forwards positive, as of a
        towing device, backwards as of a sled.
    slope : float
        Rise of the ground, rad.
    """

    thighs: float = 0.0
    shanks: float = 0.0
    vest: float = 0.0
    tow: float = 0.0
    slope: float = 0.0


HEAVIEST = 0.5
STRONGEST_TOW = 0.5
STEEPEST = 0.3


def loaded(body: Body, loads: Loads) -> Body:
    """Return `body` with `loads` beside those that it has.

    Raises
    ------
    ParameterError
        If a load is not one that somebody could sprint with.
    """
    problems = Problems("loads")
    for name in ("thighs", "shanks", "vest"):
        problems.in_range(f"load on {name}", getattr(loads, name), 0.0, HEAVIEST, "of body mass")
    problems.in_range("tow", loads.tow, -STRONGEST_TOW, STRONGEST_TOW, "of body weight")
    problems.in_range("slope", loads.slope, -STEEPEST, STEEPEST, "rad")
    problems.raise_if_any()
    mass = body.athlete.mass
    # trunk, thigh, shank, foot: the last three are of one leg
    added = mass * np.array([loads.vest, loads.thighs / 2, loads.shanks / 2, 0.0])
    return body.with_values(
        segment_mass=body.get("segment_mass") + added,
        tow=body.get("tow") + loads.tow * mass * GRAVITY,
        slope=body.get("slope") + loads.slope,
    )
