"""Tracks: extremes, integrals, crossings and one-sided rates of one number over time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextstride.measures.track import Track

TIME = np.arange(0, 1.0001, 0.01)
SINE = Track(TIME, np.sin(2 * np.pi * TIME))
NONE = np.array([np.nan])


def ends(start, stop):
    return np.array([start]), np.array([stop])


def test_extremes_are_refined_between_frames():
    shifted = Track(TIME, np.sin(2 * np.pi * (TIME - 0.0037)))
    assert shifted.highest(*ends(0, 0.5))[0] == pytest.approx(1, abs=1e-6)
    assert shifted.time_of_highest(*ends(0, 0.5))[0] == pytest.approx(0.2537, abs=1e-5)
    assert shifted.lowest(*ends(0.5, 1))[0] == pytest.approx(-1, abs=1e-6)


def test_extremes_at_the_ends_are_the_ends():
    assert SINE.highest(*ends(0.303, 0.6))[0] == pytest.approx(SINE.at(np.array([0.303]))[0])


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 0.4), st.floats(0.5, 0.9))
def test_integral_of_a_sine(start, stop):
    exact = (np.cos(2 * np.pi * start) - np.cos(2 * np.pi * stop)) / (2 * np.pi)
    assert SINE.integral(*ends(start, stop))[0] == pytest.approx(exact, abs=1e-3)
    assert SINE.mean(*ends(start, stop))[0] == pytest.approx(exact / (stop - start), abs=3e-3)


def test_positive_and_negative_parts_add_up():
    parts = SINE.positive().integral(*ends(0, 1)) + SINE.negative().integral(*ends(0, 1))
    assert parts[0] == pytest.approx(0, abs=1e-9)
    assert SINE.positive().integral(*ends(0, 1))[0] == pytest.approx(1 / np.pi, rel=1e-3)


def test_crossings():
    found = SINE.crossing_near(np.array([0.45, 0.9, 0.2, np.nan]), 0.15)
    np.testing.assert_allclose(found[:1], 0.5, atol=1e-6)
    assert np.isnan(found[2:]).all()


def test_rate_before_sees_nothing_after():
    landing = Track(TIME, np.where(TIME <= 0.5, 3 * TIME + TIME**2, 1.75))
    assert landing.rate_before(np.array([0.5]), 0.1)[0] == pytest.approx(4.0)
    assert np.isnan(landing.rate_before(np.array([0.5, np.nan]), 0.015)).all()


def test_gaps_and_the_outside_are_nan():
    values = SINE.values.copy()
    values[20:25] = np.nan
    gappy = Track(TIME, values)
    assert np.isnan(gappy.highest(*ends(0.1, 0.4))).all()
    assert np.isnan(gappy.integral(*ends(0.1, 0.4))).all()
    assert np.isfinite(gappy.highest(*ends(0.5, 0.9))).all()
    assert np.isfinite(gappy.integral(*ends(0.5, 0.9))).all()
    assert np.isnan(SINE.at(np.array([-0.1, 1.2, np.nan]))).all()
    assert np.isnan(SINE.highest(NONE, NONE)).all()
    assert np.isnan(SINE.lowest(*ends(0.5, 1.5))).all()
    assert np.isnan(SINE.integral(*ends(0.5, 1.5))).all()
