"""Runs whose speed is not steady: every step for itself, and no mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nextstride.analysis import analyze, fit_runner
from nextstride.figures.steps import steps_figure
from nextstride.measures import UNSTEADY, each_step
from nextstride.read import read_recording
from nextstride.sample import SyntheticSprinter


@pytest.fixture(scope="module")
def sprint():
    runner = SyntheticSprinter(strides=3)
    return runner, analyze(runner.recording(), runner.athlete)


def test_each_step_of_a_steady_run_is_its_mean(sprint):
    runner, analysis = sprint
    assert analysis.run.pace.steady
    single, truth = each_step(analysis.run), runner.truth()
    for name in ("contact_time", "flight_time", "step_length"):
        known = single[name].dropna("step").values
        exact = np.mean(list(truth[name].values()))
        np.testing.assert_allclose(known, exact, rtol=0.05, atol=0.004)
    np.testing.assert_allclose(single.step_speed.dropna("step"), runner.speed, rtol=0.01)


def speeding_up(recording, rate):
    """The same run, its clock running faster and faster: speed rises by `rate` 1/s."""
    motion = recording.motion
    time = motion.time.values - motion.time.values[0]
    # Places at even times of a runner whose own time runs as t + rate t² / 2.
    own = time + rate * time**2 / 2
    inside = own <= time[-1]
    moved = motion.interp(time=motion.time.values[0] + own[inside])
    return replace(recording, motion=moved.assign_coords(time=motion.time.values[inside]))


def test_an_acceleration_has_steps_and_no_means():
    runner = SyntheticSprinter(strides=4)
    recording = speeding_up(runner.recording(forces=False), 0.3)
    analysis = analyze(recording, runner.athlete)
    assert not analysis.run.pace.steady
    assert analysis.run.pace.change > 0.2
    assert "not_steady" in {notice.code for notice in analysis.notices}
    speeds = each_step(analysis.run).step_speed.dropna("step").values
    assert (np.diff(speeds) > 0).all()
    assert not np.isfinite(analysis.measures.value).any()
    assert set(analysis.measures.note.values.ravel()) == {UNSTEADY}
    assert analysis.symmetry.sizes["measure"] == 0
    fitted = fit_runner(analysis)
    assert fitted.runner is None
    assert fitted.notices[-1].code == "no_limits"


def test_a_start_from_blocks_is_an_acceleration(shared_data):
    analysis = analyze(read_recording(shared_data / "labs_block_start" / "SprintMotion.trc"))
    document = analysis.to_json()
    assert document["recording"]["steady"] is False
    assert document["speed"]["value"] is None
    assert [step["side"] for step in document["steps"]] == ["right", "left", "right", "left"]
    speeds = [step["toe_off_speed_m_s"] for step in document["steps"][:3]]
    assert speeds == sorted(speeds)
    assert 1 < speeds[0] < 3 < speeds[2] < 6
    third = document["steps"][2]
    assert 0.12 < third["contact_time_s"] < 0.25
    assert 0.02 < third["flight_time_s"] < 0.15
    assert 0.8 < third["step_length_m"] < 1.6
    assert all("nan" not in notice.message.split() for notice in analysis.notices)
    picture = str(steps_figure(document["steps"]))
    assert "Speed at toe-off" in picture
    assert "Contact" in picture
