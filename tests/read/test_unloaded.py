"""What an unloaded plate tells of its offset and unit."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.read.unloaded import newtons_per_unit, unloaded_samples


def loads(offset=0.0, peak=1800.0, hum=2.0, share=0.3):
    """Vertical force of a plate on which a foot lands three times, N."""
    phase = np.arange(3000) % 1000 / 1000 / share
    load = peak * np.sin(np.pi * phase) * (phase < 1)
    return load + offset + np.random.default_rng(1).normal(0, hum, 3000)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("offset", [-250.0, -120.0, -40.0, 0.0, 40.0, 120.0, 250.0])
def test_an_offset_is_seen_between_the_loads(offset, sign):
    normal = loads(offset, 1800.0 * sign)
    unloaded = unloaded_samples(normal)
    assert unloaded is not None
    assert np.median(normal[unloaded]) == pytest.approx(offset, abs=1)


def test_who_stands_on_a_plate_is_no_offset():
    standing = np.random.default_rng(2).normal(700, 3, 3000)
    assert unloaded_samples(standing) is None
    assert unloaded_samples(0.3 * standing) is None
    hop = standing.copy()
    hop[1000:1300], hop[1300:1400] = 0, 1800
    assert unloaded_samples(hop) is None


def test_kilonewtons():
    assert newtons_per_unit([loads() / 1000, np.zeros(3000)]) == 1000
    assert newtons_per_unit([loads()]) == 1
    assert newtons_per_unit([]) == 1


def test_the_hum_of_an_idle_plate_is_no_kilonewton():
    assert newtons_per_unit([np.random.default_rng(3).normal(0, 1, 3000)]) == 1
    knock = np.zeros(3000)
    knock[40:45] = 3
    assert newtons_per_unit([knock]) == 1
