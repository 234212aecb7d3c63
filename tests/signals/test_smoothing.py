"""Smoothed markers fall silent; markers as measured do not."""

from __future__ import annotations

import pytest
import xarray as xr

from nextstride.sample import SyntheticSprinter
from nextstride.signals import low_pass
from nextstride.signals.smoothing import falls_silent_at

FEET = ["left_heel", "right_heel"]


def heels(noise=0.0005, rate=250):
    runner = SyntheticSprinter.jogging()
    recording = runner.recording(rate, noise, forces=False, seed=3)
    return recording.motion["position"].sel(keypoint=FEET, space="y")


@pytest.mark.parametrize("noise", [0.0003, 0.002])
def test_markers_as_measured_are_loud(noise):
    assert falls_silent_at(heels(noise)) is None


@pytest.mark.parametrize("cutoff", [6, 10, 15, 20])
def test_smoothed_markers_fall_silent_above_the_cutoff(cutoff):
    # The made jogger's own motion is silent above 17 Hz: noise has to reach up to the filter.
    found = falls_silent_at(low_pass(heels(noise=0.001), cutoff))
    assert found is not None
    # What a filter leaves above its cut-off depends on what was there.
    assert 0.9 * cutoff < found < 3 * cutoff


@pytest.mark.parametrize("step", [0.0001, 0.0003])
def test_smoothed_markers_that_were_rounded_stand_out_of_the_rounding_only_below(step):
    # At 300 Hz steps of 0.1 mm are loud up to the highest frequency.
    smooth = low_pass(heels(rate=300), 6)
    rounded = (smooth / step).round() * step
    found = falls_silent_at(rounded)
    assert found is not None
    assert 5 < found < 20


def test_short_and_still_tracks_say_nothing():
    tracks = low_pass(heels(), 6)
    assert falls_silent_at(tracks.isel(time=slice(0, 50))) is None
    assert falls_silent_at(xr.zeros_like(tracks)) is None
    assert falls_silent_at(tracks.where(False)) is None
