"""Loads: one threshold each plate, noise, and plates that were low-passed before."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.read import read_recording
from nextstride.signals import low_pass
from nextstride.signals.smoothing import force_falls_silent_at
from nextstride.strides import find_loads, load_notices, loaded_force, plates_silent_at
from nextstride.strides.loads import CLOCK_SD, NOISY_THRESHOLD, THRESHOLD

RATE = 1000.0
CONTACT, STEP, PEAK = 0.12, 0.23, 2300.0
STARTS = 0.3 + STEP * np.arange(8)


def vertical(noise=1.0, impact=900.0, rate=RATE):
    """A run: a half sine with the blow of the foot at its start, and a plate's noise."""
    time = np.arange(int(2.4 * rate)) / rate
    force = np.zeros(time.size)
    for start in STARTS:
        since = time - start
        on = (since >= 0) & (since <= CONTACT)
        force[on] += PEAK * np.sin(np.pi * since[on] / CONTACT)
        force[on] += impact * np.exp(-(((since[on] - 0.015) / 0.007) ** 2))
    force += np.random.default_rng(5).normal(0, noise, time.size)
    return xr.DataArray(force, dims="time", coords={"time": time})


def zeroed(force):
    return force.where(force > THRESHOLD, 0.0)


@pytest.mark.parametrize("rate", [300.0, 1000.0, 2000.0])
@pytest.mark.parametrize("after", [lambda force: force, zeroed], ids=["all", "zeroed"])
def test_raw_plates_are_loud_and_low_passed_ones_silent(rate, after):
    raw = vertical(rate=rate)
    assert force_falls_silent_at(after(raw)) is None
    for cutoff in (10, 15, 20):
        found = force_falls_silent_at(after(low_pass(raw, cutoff)))
        assert found is not None
        assert 1.2 * cutoff < found < 3 * cutoff


def test_an_ideal_plate_was_not_smoothed():
    assert force_falls_silent_at(vertical(noise=0.0, impact=0.0)) is None


@pytest.mark.parametrize("cutoff", [12, 15, 20])
def test_loads_of_a_smoothed_sprint_begin_where_the_foot_landed(shared_data, cutoff):
    force = read_recording(shared_data / "dorn2012_ja1_c3d" / "JA1Gait35.c3d").force
    smooth = force.assign(force=low_pass(force["force"], cutoff))

    def starts(given, silent=None):
        loads = find_loads(loaded_force(given).sel(space="y", drop=True), silent)
        return np.array([load.start for load in loads]), loads

    silent = plates_silent_at(smooth)
    truth, _ = starts(force)
    believed, _ = starts(smooth)
    found, loads = starts(smooth, silent)
    assert (believed - truth).mean() < -0.005
    assert abs((found - truth).mean()) < 2 * loads[0].start_sd < 0.015
    (notice,) = load_notices(loads, silent)
    assert notice.code == "forces_smoothed"


def test_quiet_plates_are_read_lower_and_noisy_ones_say_that_they_are_not():
    quiet, noisy = find_loads(vertical()), find_loads(vertical(noise=12.0))
    assert {load.threshold for load in quiet} == {THRESHOLD}
    assert {load.threshold for load in noisy} == {NOISY_THRESHOLD}
    assert load_notices(quiet, None) == ()
    (notice,) = load_notices(noisy, None)
    assert notice.code == "forces_noisy"
    assert noisy[0].stop_sd > 1.2 * quiet[0].stop_sd
    assert quiet[0].stop_sd == pytest.approx(CLOCK_SD, rel=0.05)


@pytest.mark.parametrize("noise", [1.0, 12.0])
def test_a_plate_whose_range_ends_is_told(noise):
    whole = vertical(noise=noise)
    assert all(load.cut_off < 0.004 for load in find_loads(whole))
    coarse = (whole / 2.5).round() * 2.5  # 12 bits of 10 kN
    assert "forces_cut_off" not in {n.code for n in load_notices(find_loads(coarse), None)}
    cut = find_loads(whole.clip(max=2000.0))
    told = {notice.code: notice.message for notice in load_notices(cut, None)}
    assert "no more than 2.0 kN, where 8 of 8 loads" in told["forces_cut_off"]


def test_only_plates_that_were_stepped_on_tell():
    smooth, raw = low_pass(vertical(), 15), vertical(noise=30.0, impact=0.0) * 0.05
    values = np.zeros((smooth.size, 3, 2))
    values[:, 1, 0], values[:, 1, 1] = smooth, raw
    force = xr.Dataset(
        {"force": (("time", "space", "plate"), values)},
        coords={"time": smooth.time.values, "space": list("xyz")},
    )
    assert plates_silent_at(force) is not None
    assert plates_silent_at(force.isel(plate=[])) is None
