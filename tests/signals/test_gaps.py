"""Gaps: short ones are filled, long ones and both ends are not."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.signals import MAX_GAP, fill_gaps
from nextstride.signals.runs import valid_runs

RATE = 100.0


def course(values):
    values = np.asarray(values, dtype=float)
    return xr.DataArray(values, dims="time", coords={"time": np.arange(len(values)) / RATE})


@pytest.mark.parametrize(("missing", "filled"), [(1, True), (6, True), (7, True), (8, False)])
def test_only_gaps_within_the_limit_are_filled(missing, filled):
    # Seven missing frames lie between samples 0.08 s apart, the limit.
    values = np.linspace(0.0, 1.0, 60)
    broken = values.copy()
    broken[20 : 20 + missing] = np.nan
    found = fill_gaps(course(broken))
    assert bool(np.isfinite(found).all()) == filled
    assert ((missing + 1) / RATE <= MAX_GAP + 1e-9) == filled
    if filled:
        np.testing.assert_allclose(found, values, atol=1e-12)


def test_the_ends_are_never_invented():
    values = np.linspace(0.0, 1.0, 40)
    values[:2] = np.nan
    values[-2:] = np.nan
    found = fill_gaps(course(values))
    assert np.isnan(found[[0, 1, -2, -1]]).all()


def test_filling_keeps_the_shape():
    values = np.r_[np.zeros(20), np.nan, np.nan, np.ones(20)]
    found = fill_gaps(course(values))
    assert ((found >= 0) & (found <= 1)).all()


def test_one_long_and_one_short_gap():
    values = np.sin(np.arange(100) / 15.0)
    broken = values.copy()
    broken[30:33] = np.nan
    broken[60:80] = np.nan
    found = fill_gaps(course(broken))
    np.testing.assert_allclose(found[30:33], values[30:33], atol=2e-3)
    assert np.isnan(found[60:80]).all()


def test_each_column_by_itself_and_the_input_untouched():
    table = np.tile(np.arange(30.0)[:, None], (1, 2))
    table[10, 0] = np.nan
    data = xr.DataArray(table, dims=("time", "k"), coords={"time": np.arange(30) / RATE})
    before = data.copy(deep=True)
    found = fill_gaps(data)
    assert float(found[10, 0]) == pytest.approx(10.0)
    xr.testing.assert_identical(data, before)


def test_too_few_samples_stay_as_they_are():
    values = np.full(20, np.nan)
    values[[3, 5, 7]] = 1.0
    assert int(np.isfinite(fill_gaps(course(values))).sum()) == 3


def test_valid_runs():
    nan = np.nan
    runs = list(valid_runs(np.array([nan, 1, 1, nan, nan, 2, nan, 3, 3])))
    assert runs == [slice(1, 3), slice(5, 6), slice(7, 9)]
    assert list(valid_runs(np.full(3, nan))) == []
