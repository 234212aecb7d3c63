"""One step on force plates, cut from a run whose every answer is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import xarray as xr

from nextstride.analysis import analyze
from nextstride.errors import RecordingError
from nextstride.sample import SyntheticSprinter
from nextstride.strides.short import _straight_speed

SPRINTER = SyntheticSprinter(strides=2)


@cache
def whole():
    return SPRINTER.recording(250, 0.001, seed=1)


def cut(start, stop):
    """The part of the run from `start` to `stop`, s."""
    recording, part = whole(), slice(start, stop)
    return replace(
        recording, motion=recording.motion.sel(time=part), force=recording.force.sel(time=part)
    )


@cache
def one_step(length):
    """Analysis of so many s from just before a right touchdown on."""
    start = SPRINTER.contacts()[1][1] - 0.006
    return analyze(cut(start, start + length), SPRINTER.athlete)


def value(analysis, name, side):
    return float(analysis.measures.value.sel(measure=name, side=side))


@pytest.mark.parametrize("length", [0.25, 0.35])
def test_one_step_gives_all_that_it_shows(length):
    analysis, truth = one_step(length), SPRINTER.truth()
    for name, side, tolerance in (
        ("speed", "both", 0.05),
        ("step_rate", "right", 0.05),
        ("contact_time", "right", 0.002),
        ("flight_time", "right", 0.002),
        ("peak_swing_hip_flexor_moment", "right", 0.3),
        ("peak_swing_hip_extensor_moment", "left", 0.5),
        ("touchdown_distance", "right", 0.02),
    ):
        assert value(analysis, name, side) == pytest.approx(truth[name][side], abs=tolerance), name
        assert int(analysis.measures.n.sel(measure=name, side=side)) == 1
    assert value(analysis, "peak_vertical_force", "right") == pytest.approx(31.8, abs=0.3)
    assert "one_step" in {notice.code for notice in analysis.notices}


def test_the_rate_of_a_single_step_is_no_surer_than_its_touchdowns():
    analysis = one_step(0.25)
    found = analysis.measures.sel(measure="step_rate", side="right")
    touchdown_sd = float(analysis.run.steps.touchdown_sd.max())
    step = 1 / float(found.value)
    assert float(found.upper - found.lower) / float(found.value) > 2 * 1.96 * touchdown_sd / step


def test_what_one_step_does_not_show_is_not_told():
    analysis = one_step(0.25)
    for name, side in (
        ("contact_time", "left"),
        ("peak_swing_hip_flexor_moment", "left"),
        ("peak_vertical_force", "left"),
        ("swing_time", "right"),
    ):
        assert np.isnan(value(analysis, name, side)), name


def test_two_whole_contacts():
    analysis = one_step(0.35)
    assert value(analysis, "contact_time", "left") == pytest.approx(0.11, abs=0.002)
    assert value(analysis, "step_length", "right") == pytest.approx(9.5 / 4.4, abs=0.03)


def test_no_whole_contact_is_refused():
    _, start, stop = SPRINTER.contacts()[1]
    with pytest.raises(RecordingError, match="not a run of at least two steps"):
        analyze(cut((start + stop) / 2, stop + 0.1), SPRINTER.athlete)


def test_a_pelvis_unseen_at_the_ends_of_the_step_leaves_a_speed_from_the_feet(shared_data):
    """A runner who comes into a short volume and leaves it: the laboratory says about 4 m/s."""
    run = shared_data / "labs_uwa_run" / "Running 1.c3d"
    speed = analyze(run, mass=75, height=1.78).measures.sel(measure="speed", side="both")
    assert 4.0 < float(speed.value) < 5.0
    assert float(speed.upper - speed.lower) > 0.4
    assert speed.note.item() == "from the places of the feet"


def pelvis_going(speed, turn):
    """A pelvis that turns half way, by so many degrees."""
    time = np.linspace(0, 0.3, 31)
    way = speed * np.clip(time, 0, 0.15)
    after = speed * np.clip(time - 0.15, 0, None)
    angle = np.deg2rad(turn)
    course = np.stack([way + after * np.cos(angle), 0 * time, after * np.sin(angle)], axis=1)
    points = course[:, :, np.newaxis]
    return xr.DataArray(
        points,
        coords={"time": time, "space": ["x", "y", "z"], "keypoint": ["pelvis"]},
        dims=("time", "space", "keypoint"),
    )


def test_a_pelvis_that_is_slow_or_turns_tells_no_speed_of_a_run():
    assert _straight_speed(pelvis_going(2.1, 0)) == pytest.approx(2.1)
    assert _straight_speed(pelvis_going(1.9, 0)) is None
    assert _straight_speed(pelvis_going(6.0, 14)) is not None
    assert _straight_speed(pelvis_going(6.0, 16)) is None
