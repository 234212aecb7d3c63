"""Loads on a body: weights on the legs, a vest, a pull at the waist, a sloping ground."""

from __future__ import annotations

from dataclasses import dataclass

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
        the trunk. On the legs it hangs where `PLACE` says, on the trunk at the trunk's centre.
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


PLACE = {"thigh": 0.75, "shank": 0.5}
"""Where a load hangs, shares of the segment from its upper joint: "distally" on the thigh (Macadam
2020, Eur J Sport Sci 20:444, abstract); the middle of the shank is ours."""
LEG_SEGMENTS = ("thigh", "shank", "foot")
"""Behind the trunk in the body's masses and inertias."""
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
    carrying = body.with_values(
        tow=body.get("tow") + loads.tow * mass * GRAVITY,
        slope=body.get("slope") + loads.slope,
    )
    segment = carrying.get("segment_mass")
    segment[0] += loads.vest * mass
    carrying = carrying.with_values(segment_mass=segment)
    carrying = _on_leg(carrying, "thigh", loads.thighs * mass / 2)
    return _on_leg(carrying, "shank", loads.shanks * mass / 2)


def _on_leg(body: Body, segment: str, added: float) -> Body:
    """Return `body` with `added` kg on each thigh or shank: mass, centre and inertia."""
    place = LEG_SEGMENTS.index(segment) + 1
    masses, inertias = body.get("segment_mass"), body.get("segment_inertia")
    before = masses[place]
    center = float(body.get(f"{segment}_center")[0])
    at = PLACE[segment] * float(body.get(f"{segment}_length")[0])
    masses[place] += added
    # two masses about their common centre (the parallel-axis theorem)
    inertias[place] += before * added / (before + added) * (at - center) ** 2
    moved = center + added / (before + added) * (at - center)
    return body.with_values(
        segment_mass=masses, segment_inertia=inertias, **{f"{segment}_center": moved}
    )
