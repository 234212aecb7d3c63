"""The simulated sprinter as a recording."""

import numpy as np
import pytest

from nextstride.analysis import analyze
from nextstride.kinematics import segment_angles
from nextstride.sprint.outcomes import outcomes
from nextstride.sprint.record import record


def test_the_recording_moves_and_pushes_as_the_simulation(sprint):
    recording = record(sprint, steps=6)
    pelvis = recording.position("pelvis").sel(space="x")
    covered = float(pelvis[-1] - pelvis[0]) / recording.duration
    assert covered == pytest.approx(sprint.speed, rel=0.01)
    upright = recording.force.force.sel(space="y")
    weight = float(upright.sum("plate").mean())
    assert weight == pytest.approx(sprint.body_weight, rel=0.05)
    touching = (upright.sum("plate") > 20).mean()
    contact = sprint.contact_time * sprint.step_rate
    assert float(touching) == pytest.approx(contact, abs=0.03)


def test_segments_keep_their_lengths(sprint):
    recording = record(sprint, steps=2)
    for side in ("left", "right"):
        thigh = recording.position(f"{side}_knee") - recording.position(f"{side}_hip")
        length = np.sqrt((thigh**2).sum("space"))
        assert length.values == pytest.approx(sprint.body.get("thigh_length")[0], abs=1e-9)


def test_analysis_finds_the_simulation_again(sprint):
    seen = outcomes(sprint)
    found = analyze(record(sprint, steps=10), sprint.body.athlete).measures.value

    def measured(name):
        return float(found.sel(measure=name).mean("side", skipna=True))

    assert measured("speed") == pytest.approx(seen["speed"], rel=0.005)
    assert measured("step_rate") == pytest.approx(seen["step_rate"], rel=0.005)
    assert measured("trunk_angle") == pytest.approx(seen["trunk_lean"], abs=0.01)
    assert measured("contact_time") == pytest.approx(seen["contact_time"], abs=0.005)
    for name in ("peak_swing_hip_flexor_moment", "peak_swing_hip_extensor_moment"):
        assert measured(name) == pytest.approx(seen[name], rel=0.1)


def test_the_recorded_trunk_leans_as_the_simulated_one(sprint):
    recording = record(sprint, steps=2)
    lean = segment_angles(recording.motion.position).trunk
    assert np.isfinite(lean).all()
    step = lean.time < sprint.contact_time + sprint.flight_time
    simulated = np.interp(lean.time[step], sprint.time, sprint.values("position")[:, 2])
    assert lean[step].values == pytest.approx(simulated, abs=0.01)
