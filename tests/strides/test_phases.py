"""Phases: midstance when the thigh is vertical, pull, push and swing of each leg."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.sample import SyntheticSprinter
from nextstride.strides import add_midstance, first_crossing, phase_at


def course(values, rate=100.0):
    values = np.asarray(values, dtype=float)
    return xr.DataArray(values, dims="time", coords={"time": np.arange(len(values)) / rate})


def test_first_crossing_is_interpolated():
    falling = course(0.25 - np.arange(100) / 100)
    assert first_crossing(falling, 0, 1, falling=True) == pytest.approx(0.25)
    assert first_crossing(-falling, 0, 1, falling=False) == pytest.approx(0.25)


def test_crossings_outside_or_the_other_way_do_not_count():
    wave = course(np.cos(2 * np.pi * np.arange(100) / 100))
    assert first_crossing(wave, 0, 0.5, falling=True) == pytest.approx(0.25, abs=1e-3)
    assert first_crossing(wave, 0.5, 0.99, falling=False) == pytest.approx(0.75, abs=1e-3)
    assert np.isnan(first_crossing(wave, 0.3, 0.7, falling=True))
    assert np.isnan(first_crossing(wave, 0.5, 0.99, falling=True))


@pytest.fixture(scope="module")
def sprint():
    sprinter = SyntheticSprinter()
    steps = sprinter.steps()
    time = np.arange(int(sprinter.duration * 500)) / 500
    pose = sprinter.motion.at(time - sprinter.first_touchdown)
    thigh = xr.DataArray(
        np.stack([pose["left_thigh"], pose["right_thigh"]], axis=1),
        dims=("time", "side"),
        coords={"time": time, "side": ["left", "right"]},
    )
    return steps, add_midstance(steps.drop_vars("midstance").set_coords("side"), thigh)


def test_midstance_of_the_synthetic_sprint(sprint):
    truth, found = sprint
    np.testing.assert_allclose(found.midstance, truth.midstance, atol=1e-5)


def test_phases_of_both_legs_on_one_clock(sprint):
    _, steps = sprint
    step = steps.isel(step=2)
    side = str(step.side.item())
    for phase, start, stop in (
        ("pull", step.touchdown, step.midstance),
        ("push", step.midstance, step.toe_off),
        ("swing", step.toe_off, step.next_touchdown),
    ):
        middle = float(start + stop) / 2
        assert phase_at(steps, side, middle) == phase
        other = phase_at(steps, "right" if side == "left" else "left", middle)
        if phase != "swing":
            assert other == "swing"
    assert phase_at(steps, side, -1.0) is None


def test_no_midstance_where_the_thigh_is_behind_all_the_time(sprint):
    truth, _ = sprint
    time = np.arange(600) / 500
    behind = xr.DataArray(
        np.full((600, 2), -0.2), dims=("time", "side"),
        coords={"time": time, "side": ["left", "right"]},
    )  # fmt: skip
    steps = truth.drop_vars("midstance").set_coords("side")
    assert np.isnan(add_midstance(steps, behind).midstance).all()
