"""Intervals of what was smoothed before it was read are wider, by what smoothing costs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from nextstride.analysis import analyze
from nextstride.measures import MEASURES
from nextstride.measures.smoothed import OF_FORCES, OF_MARKERS
from nextstride.sample import SyntheticSprinter
from nextstride.signals import low_pass

RUNNER = SyntheticSprinter(strides=3)


@cache
def measured(cutoff=None, of_forces=None):
    """Measures of a sprint whose markers, or forces, were low-passed, Hz."""
    recording = RUNNER.recording(250, 0.0005, seed=2)
    motion, force = recording.motion, recording.force
    if cutoff:
        motion = motion.assign(position=low_pass(motion["position"], cutoff))
    if of_forces:
        force = force.assign(force=low_pass(force["force"], of_forces))
    return analyze(replace(recording, motion=motion, force=force), RUNNER.athlete)


def width(analysis, name):
    found = analysis.measures.sel(measure=name)
    return float((found.upper - found.lower).max())


def test_every_loss_is_of_a_measure():
    assert set(OF_MARKERS) | set(OF_FORCES) <= set(MEASURES)


@pytest.mark.parametrize(
    "name", ["peak_thigh_flexion_velocity", "peak_swing_hip_extensor_moment", "peak_knee_flexion"]
)
def test_the_more_is_smoothed_the_wider(name):
    raw, mild, strong = (width(measured(cutoff), name) for cutoff in (None, 12, 8))
    assert raw < mild < strong


@pytest.mark.parametrize(
    "name", ["peak_thigh_extension_velocity", "peak_swing_hip_extensor_moment"]
)
@pytest.mark.parametrize("cutoff", [8, 12])
def test_what_was_lost_is_within_the_interval(name, cutoff):
    raw = measured().measures.value.sel(measure=name)
    found = measured(cutoff).measures.sel(measure=name)
    for side in ("left", "right"):
        one = found.sel(side=side)
        assert float(one.lower) < float(raw.sel(side=side)) < float(one.upper)


def test_smoothed_forces_widen_impulses_and_nothing_of_the_markers():
    raw, smooth = measured(), measured(of_forces=15)
    assert width(smooth, "braking_impulse") > width(raw, "braking_impulse")
    assert "forces_smoothed" in {notice.code for notice in smooth.notices}
    kept = "peak_knee_flexion"
    assert np.isclose(width(smooth, kept), width(raw, kept), rtol=0.05)
