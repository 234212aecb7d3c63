"""Filters: stated gain, no lag, gaps untouched; derivatives: exact on polynomials."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial import Polynomial

from nextstride.errors import ParameterError
from nextstride.signals import derivative, low_pass
from nextstride.signals.filters import sampling_rate

RATE = 250.0


def signal(values, rate=RATE):
    values = np.asarray(values, dtype=float)
    dims = ("time", "column")[: values.ndim]
    return xr.DataArray(values, dims=dims, coords={"time": np.arange(len(values)) / rate})


def response(frequency, cutoff, rate=RATE):
    """Complex gain of the filter, from the middle of a long sine."""
    time = np.arange(int(40 * rate / frequency)) / rate
    filtered = low_pass(signal(np.sin(2 * np.pi * frequency * time), rate), cutoff).values
    middle = slice(len(time) // 4, -len(time) // 4)
    turn = np.exp(-2j * np.pi * frequency * time)
    return np.linalg.lstsq(
        np.stack([turn.imag, turn.real], axis=1)[middle], filtered[middle], rcond=None
    )[0]


@pytest.mark.parametrize("cutoff", [6.0, 10.4, 17.6, 35.0, 52.0])
def test_gain_at_the_cutoff_is_3_decibel(cutoff):
    sine, _ = response(cutoff, cutoff)
    assert abs(sine) == pytest.approx(2**-0.5, rel=1e-6)


@pytest.mark.parametrize("share", [0.3, 0.7, 1.0, 1.4])
def test_no_lag_at_any_frequency(share):
    sine, cosine = response(17.6 * share, 17.6)
    assert abs(np.arctan2(cosine, -sine)) < 1e-3


def test_fourth_order_an_octave_above():
    sine, _ = response(20.0, 10.0, rate=1000.0)
    # The design cut-off is 10 / 0.802 Hz; |H|^2 of a second-order pass, twice.
    assert abs(sine) == pytest.approx(1 / (1 + (20 * 0.80224 / 10) ** 4), rel=0.01)


def test_a_straight_line_passes_unchanged():
    line = signal(3.0 + 2.0 * np.arange(200) / RATE)
    found = low_pass(line, 8.0)
    # The start-up transient of a runner at 2 m/s stays below a fifth of a millimetre.
    np.testing.assert_allclose(found, line, atol=2e-4)
    np.testing.assert_allclose(found[70:-70], line[70:-70], atol=1e-6)


def test_gaps_stay_gaps_and_spoil_only_themselves():
    values = np.sin(np.arange(300) / 9.0)
    broken = values.copy()
    broken[120:130] = np.nan
    found = low_pass(signal(broken), 12.0)
    assert np.isnan(found[120:130]).all()
    np.testing.assert_allclose(found[:120], low_pass(signal(values[:120]), 12.0))
    np.testing.assert_allclose(found[130:], low_pass(signal(values[130:]), 12.0))


def test_runs_too_short_to_filter_become_gaps():
    values = np.r_[np.ones(3), np.nan, np.ones(50)]
    found = low_pass(signal(values), 12.0)
    assert np.isnan(found[:3]).all()
    assert np.isfinite(found[4:]).all()


def test_columns_do_not_touch_each_other():
    columns = np.random.default_rng(1).normal(size=(100, 2))
    columns[40, 0] = np.nan
    together = low_pass(signal(columns), 20.0)
    alone = low_pass(signal(columns[:, 1]), 20.0)
    np.testing.assert_allclose(together[:, 1], alone, atol=1e-12)


def test_a_cutoff_beyond_the_samples_takes_nothing_away():
    noise = signal(np.random.default_rng(2).normal(size=100))
    xr.testing.assert_identical(low_pass(noise, 0.45 * RATE), noise)


def test_the_input_is_not_changed():
    noise = signal(np.random.default_rng(3).normal(size=100))
    before = noise.copy(deep=True)
    low_pass(noise, 10.0)
    derivative(noise)
    xr.testing.assert_identical(noise, before)


@pytest.mark.parametrize("cutoff", [0.0, -3.0, float("nan")])
def test_an_impossible_cutoff_is_refused(cutoff):
    with pytest.raises(ParameterError, match="must be positive"):
        low_pass(signal(np.ones(50)), cutoff)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-10, 10), min_size=4, max_size=4), st.sampled_from([1, 2]))
def test_derivatives_of_cubics_are_exact(coefficients, order):
    cubic = Polynomial(coefficients)
    time = np.arange(60) / RATE
    found = derivative(signal(cubic(time)), order)
    scale = max(np.abs(coefficients))
    np.testing.assert_allclose(found, cubic.deriv(order)(time), atol=1e-8 * (1 + scale) * RATE)


def test_derivative_does_not_reach_across_a_gap():
    ramp = np.arange(40.0) / RATE
    ramp[20] = np.nan
    ramp[21:] += 5.0
    found = derivative(signal(ramp))
    assert np.isnan(found[20])
    np.testing.assert_allclose(np.delete(found.values, 20), 1.0)


def test_sampling_rate():
    assert sampling_rate(signal(np.zeros(11), 100.0)) == pytest.approx(100.0)
