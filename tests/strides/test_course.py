"""Runs along a line pass; cuts and walks are refused for what they are."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.analysis import analyze
from nextstride.errors import RecordingError
from nextstride.kinematics import body_points
from nextstride.read import read_recording
from nextstride.sample import SyntheticSprinter
from nextstride.strides.course import check_straight, pelvis_lift


def pelvis(turn, seconds=1.0, speed=5.0, over=0.4):
    """A pelvis that turns by `turn` degrees over some seconds in the middle of its run."""
    time = np.arange(int(seconds * 200)) / 200
    share = np.clip((time - (seconds - over) / 2) / over, 0, 1)
    heading = np.radians(turn) * share
    forward, rightward = np.cumsum(np.cos(heading)), np.cumsum(np.sin(heading))
    course = speed / 200 * np.stack([forward, np.full(time.size, 40.0), rightward], axis=1)
    return xr.DataArray(
        course[:, :, None],
        dims=("time", "space", "keypoint"),
        coords={"time": time, "space": list("xyz"), "keypoint": ["pelvis"]},
    )


@pytest.mark.parametrize("turn", [0, 8, -8])
def test_a_line_and_a_bend_are_straight(turn):
    check_straight(pelvis(turn))


@pytest.mark.parametrize("turn", [30, -30, 90])
def test_a_cut_is_refused(turn):
    with pytest.raises(RecordingError, match="change of direction"):
        check_straight(pelvis(turn))


def test_a_pelvis_that_is_not_seen_is_not_judged():
    check_straight(pelvis(90).where(False))
    check_straight(pelvis(90).isel(space=[0, 1]))


def test_who_turns_back_in_a_film_is_refused():
    with pytest.raises(RecordingError, match="turns back around"):
        check_straight(pelvis(180).isel(space=[0, 1]))


@pytest.mark.parametrize("treadmill", [True, False])
def test_runners_lift_their_pelvis_between_contacts(treadmill):
    runner = SyntheticSprinter.jogging(treadmill=treadmill)
    run = analyze(runner.recording(100), runner.athlete).run
    assert pelvis_lift(run.points, run.steps) > 0.04
    upside_down = -run.points
    assert pelvis_lift(upside_down, run.steps) < -0.04
    assert np.isnan(pelvis_lift(run.points.drop_sel(keypoint="pelvis"), run.steps))


REFUSED = {
    "labs_opensim_walk_cut/sideCutting.c3d": "change of direction",
    "labs_uwa_run/Cross - Overs 2.c3d": "change of direction",
    "labs_opensim_walk_cut/walking2.c3d": "this is walking",
    "labs_opencap_walk/walk.trc": "this is walking",
    "labs_opencap_walk/walk.mot": "this is walking",
}


@pytest.mark.parametrize("file", REFUSED)
def test_strangers_that_do_not_run_are_told_so(shared_data, file):
    with pytest.raises(RecordingError, match=REFUSED[file]):
        analyze(read_recording(shared_data / file))


def test_a_fast_walk_is_a_walk(shared_data):
    recording = read_recording(shared_data / "labs_uwa_run" / "Fast Walking.c3d", up="Z")
    with pytest.raises(RecordingError, match="this is walking"):
        analyze(recording)


def test_a_jog_across_a_laboratory_is_a_run(shared_data):
    analysis = analyze(read_recording(shared_data / "labs_opensim_jog" / "jogging.c3d"))
    steps = analysis.run.steps
    assert list(steps.side.values) == ["left", "right", "left", "right"]
    rate = 1 / (steps.opposite_touchdown - steps.touchdown)
    assert (rate.dropna("step") > 0).all()
    assert pelvis_lift(body_points(analysis.run.recording, analysis.run.athlete), steps) > 0.056
