"""The fastest step obeys mechanics, and failures are never numbers."""

import sys

import numpy as np
import pytest

from nextstride.errors import ParameterError, SolveError
from nextstride.sprint import simulate
from nextstride.sprint.outcomes import outcomes, weights
from nextstride.sprint.simulate import follow, solve_from_starts, solve_sprint, sprint_goals
from nextstride.sprint.starts import STARTS


def test_it_runs_like_a_person(sprint):
    seen = outcomes(sprint)
    assert 7.0 < seen["speed"] < 12.0
    assert 0.09 < seen["contact_time"] < 0.14
    assert seen["peak_vertical_force"] < 3.8  # people at 9.5 m/s: 2.9 to 4.2; nothing caps it
    assert 3.5 < seen["step_rate"] < 5.0


def test_flight_is_ballistic(sprint):
    """In the air the centre of mass falls with g, so its height is a known parabola."""
    flight = sprint.observed.isel(point=slice(3 * sprint.mesh.stance.intervals, None))
    time, height = flight.time.values, flight.center_of_mass.sel(space="y").values
    curvature = np.polyfit(time - time.mean(), height, 2)[0]
    assert 2 * curvature == pytest.approx(-9.80665, rel=0.01)


def test_vertical_impulse_is_weight_times_step_time(sprint):
    force = sprint.observed.ground_force.sum("contact").sel(space="y").values
    duration = sprint.contact_time + sprint.flight_time
    impulse = (force * weights(sprint)).sum()
    assert impulse == pytest.approx(sprint.body_weight * duration, rel=0.02)


def test_horizontal_impulse_pays_for_the_drag(sprint):
    force = sprint.observed.ground_force.sum("contact").sel(space="x").values
    duration = sprint.contact_time + sprint.flight_time
    drag = sprint.body.get("drag")[0] * sprint.speed**2 * duration
    assert (force * weights(sprint)).sum() == pytest.approx(drag, abs=2.0)


def test_speed_is_step_length_times_rate(sprint):
    forward = sprint.values("position")[-1, 0]
    assert forward * sprint.step_rate == pytest.approx(sprint.speed, rel=1e-4)


def test_a_stronger_body_is_faster_and_follows_the_branch(sprint):
    groups = ("hip_flexors", "plantarflexors", "adductors")
    stronger = follow(sprint, sprint.body.with_factors("strength", dict.fromkeys(groups, 1.1)))
    assert sprint.speed * 1.01 < stronger.speed < sprint.speed * 1.1


@pytest.mark.parametrize("way", [0.0, simulate.WAY])
def test_a_way_of_many_steps_has_an_end(sprint, monkeypatch, way):
    """Where no time is left for a further step, and where a step takes too long."""
    monkeypatch.setattr(simulate, "WAY", way)
    stronger = sprint.body.with_factors("strength", {"hip_flexors": 1.1})
    with pytest.raises(SolveError, match="ran out of time") as caught:
        follow(sprint, stronger, time_limit=1e-3 if way else 10.0)
    assert caught.value.why == "out of time"


def test_a_solve_without_time_raises_and_says_what_to_try(body, coarse):
    failed = solve_sprint(body, intervals=coarse, time_limit=0.05)
    assert failed.status != "solved"
    with pytest.raises(SolveError, match="allow more"):
        failed.raise_for_status()
    with pytest.raises(SolveError):
        _ = failed.speed


def test_an_impossible_technique_bound_is_refused(body):
    with pytest.raises(ParameterError, match="RMS distance"):
        solve_sprint(body, goals=sprint_goals(-1.0))


def test_the_solver_says_nothing(body, coarse, capfd):
    solve_sprint(body, intervals=coarse, time_limit=0.05)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_contact_ends_with_the_touch_force(sprint):
    force = sprint.observed.ground_force.sel(space="y").sum("contact")
    toe_off = 3 * sprint.mesh.stance.intervals - 1
    assert force[toe_off] == pytest.approx(sprint.body.get("touch_force")[0], rel=1e-3)
    assert (force[:toe_off] > force[toe_off]).all()
    assert (force[toe_off + 1 :] == 0).all()


@pytest.mark.skipif(sys.platform == "win32", reason="capfd sees no spawned process there")
def test_starts_side_by_side_find_what_one_start_finds(body, coarse, sprint, capfd):
    found = solve_from_starts(body, STARTS[:2], intervals=coarse, workers=2)
    assert [solution.start for solution in found.solutions] == [STARTS[0].name, STARTS[1].name]
    assert found.solutions[0].speed == pytest.approx(sprint.speed, rel=1e-9)
    assert found.best.observed.sizes["point"] == 30
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
