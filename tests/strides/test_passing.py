"""Feet that are seen badly pass each other with the rhythm of the stride."""

import numpy as np
import pytest

from nextstride.strides.passing import passing_times


def feet(rate, stride, lasts, noise, level=0.0, seed=0):
    time = np.arange(0, lasts, 1 / rate)
    wave = level + 0.5 * np.sin(2 * np.pi * time / stride)
    return time, wave + np.random.default_rng(seed).normal(0, noise, len(time))


@pytest.mark.parametrize(("rate", "lasts"), [(30, 1.0), (60, 1.5), (240, 3.0)])
def test_passings_of_noisy_feet(rate, lasts):
    time, apart = feet(rate, 0.5, lasts, 0.12, level=0.1)
    one, other = passing_times(time, apart, 0.52, 1.5)
    true = np.arange(0, lasts, 0.5), np.arange(0.25, lasts, 0.5)
    for found, expected in ((one, true[0]), (other, true[1])):
        inside = expected[(expected > 0.1) & (expected < lasts - 0.1)]
        for moment in inside:
            assert np.abs(found - moment).min() < 0.03
    assert len(one) + len(other) <= len(true[0]) + len(true[1])


def test_feet_that_hardly_move_do_not_pass():
    time, apart = feet(60, 0.5, 2.0, 0.01)
    one, other = passing_times(time, 0.05 * apart, 0.5, 1.5)
    assert one.size == other.size == 0


def test_gaps_are_gone_over():
    time, apart = feet(60, 0.5, 2.0, 0.02)
    apart[50:56] = np.nan
    one, other = passing_times(time, apart, 0.5, 1.5)
    assert np.diff(np.sort(np.concatenate([one, other]))) == pytest.approx(0.25, abs=0.03)
