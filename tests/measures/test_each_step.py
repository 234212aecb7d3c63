"""Runs whose speed is not steady: every step for itself, and no mean."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from nextstride.analysis import analyze, fit_runner
from nextstride.figures.steps import steps_figure
from nextstride.measures import UNSTEADY, each_step
from nextstride.read import read_recording
from nextstride.report import render_report
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


@pytest.fixture(scope="module")
def block_start(shared_data):
    return analyze(read_recording(shared_data / "labs_block_start" / "SprintMotion.trc"))


def test_a_start_from_blocks_is_an_acceleration(block_start):
    document = block_start.to_json()
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
    assert all("nan" not in notice.message.split() for notice in block_start.notices)
    picture = str(steps_figure(document["steps"]))
    assert "Speed at toe-off" in picture
    assert "Contact" in picture


def test_every_number_of_a_step_has_its_error(sprint):
    """That of contact and flight is what the two events do, whoever writes it."""
    steps = sprint[1].to_json()["steps"]
    known = [step for step in steps if step["contact_time_s"] is not None]
    assert known
    for step in known:
        joined = np.hypot(step["touchdown_sd_s"], step["toe_off_sd_s"])
        assert step["contact_time_sd_s"] == pytest.approx(joined)
    for one, other in pairwise(steps):
        if one["flight_time_s"] is not None:
            joined = np.hypot(one["toe_off_sd_s"], other["touchdown_sd_s"])
            assert one["flight_time_sd_s"] == pytest.approx(joined)
    for name in ("contact_time{}_s", "step_length{}_m", "step_speed{}_m_s", "toe_off_speed{}_m_s"):
        pairs = [(step[name.format("")], step[name.format("_sd")]) for step in steps]
        assert all((value is None) == (sd is None) for value, sd in pairs)
        assert all(sd > 0 for value, sd in pairs if value is not None)


def test_the_page_shows_every_step_and_nothing_of_means(block_start):
    page = render_report(block_start)
    assert "not measured" not in page.lower()
    assert 'id="measures"' not in page
    table = page[page.index('id="steps"') :].split("</table>")[0]
    step = block_start.to_json()["steps"][2]
    contact, sd = 1000 * step["contact_time_s"], 1000 * step["contact_time_sd_s"]
    assert f"{contact:.0f} ± {1.96 * sd:.0f}" in table
    assert f"{step['toe_off_speed_m_s']:.2f} ±" in table
