"""How far to step back so that a band asks for a wanted torque, and when no distance will do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.optimize import brentq

from nextstride.athlete import Athlete
from nextstride.checks import Problems
from nextstride.errors import Notice
from nextstride.evidence import Interval, typical_strength
from nextstride.training.bands import Band
from nextstride.training.levers import Lever, torque_at

NEAR_THE_END = 0.9
"""Share of the longest elongation from which a band counts as stretched to its end."""
MOST_STRENGTH = 8.0
"""No isometric moment of one joint per body mass is higher, N m/kg."""
FARTHEST, STEP = 6.0, 0.02
"""Distances up to the farthest are searched in these steps, m."""


@dataclass(frozen=True)
class BandSetup:
    """A band set up for a hold.

    Attributes
    ----------
    band : str
        Its name.
    distance : float
        Along the floor from the anchor to below the hip (for a band from the side: to the cuff), m;
        NaN where no distance gives the torque or no band is needed.
    elongation : float
        Of the band at that distance, or the longest it may have; 1: twice its resting length.
    force : Interval
        At the cuff, N.
    torque : Interval
        Asked of the muscles by band and limb weight, N m.
    wanted : float
        Torque that was wanted, N m.
    notices : tuple of Notice
        What is wrong with it.
    """

    band: str
    distance: float
    elongation: float
    force: Interval
    torque: Interval
    wanted: float
    notices: tuple[Notice, ...] = ()

    @property
    def works(self) -> bool:
        """Whether it gives the dose without stretching the band to its end."""
        return not {each.code for each in self.notices} & {
            "band_too_weak", "band_near_its_end", "band_too_long",
        }  # fmt: skip


def wanted_torque(group: str, percent: float, athlete: Athlete) -> float | None:
    """Torque of a wanted share of the maximum, N m; None where the maximum is not known.

    Parameters
    ----------
    group : str
        Muscle group; its maximum is the athlete's strength test of that name, or else a published
        mean.
    percent : float
        Of the maximum, %.
    athlete : Athlete

    Raises
    ------
    ParameterError
        If the strength test is impossible.
    """
    strength = athlete.strength_tests.get(group, typical_strength(group))
    if strength is None:
        return None
    problems = Problems("athlete")
    problems.in_range(f"strength test of {group}", strength, 0.1, MOST_STRENGTH, "N m/kg")
    problems.raise_if_any()
    return percent / 100 * strength * athlete.mass


@lru_cache(maxsize=4096)
def set_up_band(geometry: Lever, band: Band, wanted: float) -> BandSetup:
    """Find how far to step back so that band and limb weight ask for a wanted torque.

    Parameters
    ----------
    geometry : Lever
        From `lever`.
    band : Band
    wanted : float
        Torque, N m.

    Returns
    -------
    BandSetup
        With notices where the band cannot reach the torque (``band_too_weak``), cannot be stretched
        within its length at all (``band_too_long``), would be stretched to its end
        (``band_near_its_end``), is known only from charts (``band_not_calibrated``), or is not
        needed because the limb's weight is enough (``limb_weight_enough``).
    """
    if geometry.weight_torque >= wanted:
        return _unstretched(geometry, band, wanted, _weight_enough(geometry, wanted))
    distances = [
        float(distance)
        for distance in np.arange(0, FARTHEST, STEP)
        if band.resting_length < geometry.length(distance) <= band.longest_length
    ]
    if not distances:
        return _unstretched(geometry, band, wanted, _too_long(band))
    slack = max(distances[0] - STEP, 0.0)

    def excess(distance: float) -> float:
        return torque_at(geometry, band, distance).value - wanted

    for near, far in pairwise([slack, *distances]):
        if excess(near) < 0 <= excess(far):
            reached = float(brentq(excess, near, far))
            return _stretched(geometry, band, wanted, reached)
    strongest = max(distances, key=excess)
    return _stretched(geometry, band, wanted, strongest, reached=excess(strongest) >= 0)


def _unstretched(geometry: Lever, band: Band, wanted: float, notice: Notice) -> BandSetup:
    """Describe a hold with the limb's weight alone."""
    weight = geometry.weight_torque
    nothing, torque = Interval(0, 0, 0), Interval(weight, weight, weight)
    return BandSetup(band.name, math.nan, 0.0, nothing, torque, wanted, (notice,))


def _stretched(
    geometry: Lever, band: Band, wanted: float, distance: float, reached: bool = True
) -> BandSetup:
    """Describe the band at a distance that gives the wanted torque, or the most it can give."""
    length = geometry.length(distance)
    stretch, torque = band.elongation(length), torque_at(geometry, band, distance)
    notices = []
    if not reached:
        notices.append(_too_weak(band, stretch, torque, wanted, wanted / geometry.arm))
    elif stretch > NEAR_THE_END * band.longest:
        notices.append(_near_its_end(band, stretch))
    if not band.calibrated:
        notices.append(_not_calibrated(band))
    return BandSetup(
        band=band.name,
        distance=distance if reached else math.nan,
        elongation=stretch,
        force=band.force(length),
        torque=torque,
        wanted=wanted,
        notices=tuple(notices),
    )


def _weight_enough(geometry: Lever, wanted: float) -> Notice:
    return Notice(
        "limb_weight_enough",
        f"The weight of the limb alone asks for {geometry.weight_torque:.0f} N m of the "
        f"{wanted:.0f} N m wanted: no band is needed at this angle.",
    )


def _too_long(band: Band) -> Notice:
    return Notice(
        "band_too_long",
        f"{band.name}, {band.resting_length:.2f} m long, cannot be stretched between this "
        "anchor and the cuff within its length: take another length.",
    )


def _too_weak(
    band: Band, stretch: float, torque: Interval, wanted: float, needed_force: float
) -> Notice:
    return Notice(
        "band_too_weak",
        f"{band.name} cannot reach the dose: stretched to its end ({stretch:.0%}) it asks for "
        f"{torque.value:.0f} N m ({torque.lower:.0f} to {torque.upper:.0f}) of the {wanted:.0f} "
        f"N m wanted, which a pull of about {needed_force:.0f} N at a right angle to the limb "
        "would give. Never stretch it further: take a stronger or doubled band and read it "
        "with a luggage scale.",
    )


def _near_its_end(band: Band, stretch: float) -> Notice:
    return Notice(
        "band_near_its_end",
        f"{band.name} would be stretched to {stretch:.0%}, close to its end "
        f"({band.longest:.0%}): take a stronger, doubled or longer band.",
    )


def _not_calibrated(band: Band) -> Notice:
    weakest, strongest = 100 * (band.curve.low - 1), 100 * (band.curve.high - 1)
    return Notice(
        "band_not_calibrated",
        f"The force of {band.name} is from charts that disagree ({weakest:+.0f} to "
        f"{strongest:+.0f} %): read it with a luggage scale at two lengths.",
    )
