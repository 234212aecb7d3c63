"""Measures of how far and how fast the hamstrings are stretched in late swing, where they tear."""

from __future__ import annotations

import xarray as xr

from nextstride.conventions import SIDES, Side
from nextstride.errors import MissingDataError
from nextstride.hamstring import relative_length
from nextstride.kinematics import UPRIGHT, has_points
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import Run
from nextstride.measures.swing import HARMONICS
from nextstride.measures.track import Track
from nextstride.signals import CycleFit, derivative, fit_cycle

NEEDS = "markers on the iliac spines, hip, knee and ankle points"
SOURCE = (
    "path of the biceps femoris' long head: Lai et al. 2017, Ann Biomed Eng 45:2762; relative to "
    "upright standing: Thelen et al. 2005, Med Sci Sports Exerc 37:108-114 (abstract read)"
)


def hamstring_length(run: Run, side: Side, angles: xr.Dataset) -> xr.DataArray:
    """Length of the hamstring, muscle and tendon, over that in upright standing, (time,).

    Raises
    ------
    MissingDataError
        If nothing tells how the pelvis is tilted, or a point of the leg is missing.
    """
    if not has_points(run.points, [f"{side}_asis" for side in SIDES]):
        raise MissingDataError("how the pelvis tilts needs markers on the iliac spines")
    run.angle("hip", side)
    run.angle("knee", side)
    hip, knee = (angles[name].sel(side=side, drop=True) for name in ("hip", "knee"))
    length: xr.DataArray = relative_length(hip + UPRIGHT, knee)
    return length


def _cycle(run: Run, side: Side) -> CycleFit:
    """Cycle fit to the unfiltered length over the longest chain of whole strides."""
    chains = run.steps_of(side).stride_starts
    if not chains:
        raise MissingDataError(f"no whole stride of the {side} leg was seen")
    length = hamstring_length(run, side, run.raw_angles)
    return fit_cycle(length, max(chains, key=len), HARMONICS)


def peak_hamstring_length(run: Run, side: Side) -> Sample:
    """Greatest length of the swing."""
    steps = run.steps_of(side)
    length = Track.of(hamstring_length(run, side, run.angles))
    return Sample(length.highest(steps.toe_off, steps.next_touchdown))


def peak_hamstring_lengthening_velocity(run: Run, side: Side) -> Sample:
    """Fastest lengthening of the swing."""
    steps = run.steps_of(side)
    rate = Track.of(derivative(hamstring_length(run, side, run.angles), 1))
    each = rate.highest(steps.toe_off, steps.next_touchdown)
    return Sample(each, _cycle(run, side).peak(1, 1)[0])


def hamstring_peak_to_touchdown(run: Run, side: Side) -> Sample:
    """Time from the greatest length of the swing to the touchdown that ends it."""
    steps = run.steps_of(side)
    length = Track.of(hamstring_length(run, side, run.angles))
    longest = length.time_of_highest(steps.toe_off, steps.next_touchdown)
    return Sample(steps.next_touchdown - longest)


HAMSTRINGS = (
    Measure(
        "peak_hamstring_length", "Longest hamstring", "l_ham", "1", "swing",
        "Greatest length of the biceps femoris' long head with its tendon in swing, in lengths of "
        "upright standing, from hip and knee flexion.",
        SOURCE, (0.95, 1.25), 0.015, NEEDS, peak_hamstring_length,
    ),
    Measure(
        "peak_hamstring_lengthening_velocity", "Fastest hamstring lengthening", "v_ham", "1/s",
        "swing",
        "Fastest lengthening of the same in swing, standing lengths a second, of a cycle fit.",
        SOURCE + "; cycle fit: docs/conventions", (0.2, 4), 0.05,
        NEEDS + "; one whole stride", peak_hamstring_lengthening_velocity,
        relative_error=0.10,
    ),
    Measure(
        "hamstring_peak_to_touchdown", "Longest hamstring to touchdown", "t_ham", "s", "swing",
        "Time from the greatest length of the hamstring in swing to the touchdown that ends it.",
        SOURCE, (0, 0.25), 0.010, NEEDS, hamstring_peak_to_touchdown,
    ),
)  # fmt: skip
