"""Noise of markers, told by what a low-pass takes away."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.signals import acceleration_noise, derivative, low_pass


def track(rate, noise, frames=4000):
    """A slow swing with white noise, m."""
    time = np.arange(frames) / rate
    values = 0.1 * np.sin(2 * np.pi * 1.3 * time)
    values += np.random.default_rng(3).normal(0, noise, frames)
    return xr.DataArray(values, {"time": time}, ["time"])


@pytest.mark.parametrize("rate", [100.0, 250.0])
def test_noise_of_the_acceleration_is_what_the_filter_leaves_of_it(rate):
    cutoff = 25.0
    both, quiet = (derivative(low_pass(track(rate, n), cutoff), 2) for n in (0.001, 0.0))
    left = float((both - quiet).std())
    assert acceleration_noise(track(rate, 0.001), cutoff) == pytest.approx(left, rel=0.1)


def test_impacts_are_no_noise():
    struck = track(250.0, 0.0005)
    clean = acceleration_noise(struck, 30.0)
    struck[::200] += 0.02
    assert acceleration_noise(struck, 30.0) == pytest.approx(clean, rel=0.15)


def test_a_filter_that_takes_nothing_tells_nothing():
    assert acceleration_noise(track(60.0, 0.001), 29.0) == 0.0
