"""The personal fit with bodies in three dimensions, around one coarse sprint."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from nextstride import Athlete, analyze
from nextstride.analysis import fit_runner, plan_runner
from nextstride.body.spatial import GROUPS, build_spatial_body
from nextstride.parallel import Here
from nextstride.personal import VARIANTS_OF, FitOptions, drawn, fit, runner, sides
from nextstride.personal.features import modelled_features, spatial_motion_of
from nextstride.personal.kinds import KINDS
from nextstride.personal.recorded import recorded_sprint
from nextstride.personal.strength_tests import TESTS, what_it_shows
from nextstride.personal.unknowns import SPATIAL
from nextstride.report import render_report
from nextstride.sprint import record
from nextstride.sprint.reference import MEASURED_SPRINT, fourier_series
from nextstride.sprint.spatial import solve_spatial
from nextstride.sprint.spatial.problem import spatial_problem
from nextstride.sprint.spatial.reference import ANGLES, MEASURED, near
from nextstride.training import Health, Schedule

ATHLETE = Athlete(mass=72.0, height=1.78, sex="male", name="planted")
COARSE = (4, 4)
DRAWN = 4


@pytest.fixture(scope="module")
def sprint():
    return solve_spatial(build_spatial_body(ATHLETE), intervals=COARSE).raise_for_status()


@pytest.fixture(scope="module")
def measured(sprint):
    """Its markers, analysed as any recording."""
    return analyze(record(sprint, steps=8, frame_rate=250.0), ATHLETE)


def stronger(current, body):
    """The same sprint, faster by a tenth of what all strengths are greater."""
    more = np.log(body.get("strength") / current.body.get("strength")).mean()
    unknowns = current.raw.unknowns.copy()
    unknowns[current.mesh.speed] *= np.exp(0.1 * more)
    return replace(current, body=body, raw=replace(current.raw, unknowns=unknowns))


@pytest.fixture(scope="module")
def coarse(sprint):
    """Fits use the sprint that is there and its mesh: nothing is solved again."""
    kind = replace(
        KINDS["spatial"],
        solve=lambda body, start, goals: replace(sprint, body=body, goals=sprint.goals),
        problem=lambda stance, flight, compliant: spatial_problem(*COARSE, compliant),
        motion=lambda recorded: sprint.goals.motion,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "spatial", kind)
        patch.setattr(fit, "STEPS", 0)
        patch.setattr(runner, "nearest_motion", lambda recorded, body: sprint)
        patch.setattr(runner, "technique_bound", lambda nearest: sprint.goals.distance)
        patch.setattr(drawn, "reach", lambda solution, body: replace(solution, body=body))
        patch.setattr(sides, "follow", stronger)
        yield


@pytest.fixture(scope="module")
def fitted(measured, coarse):
    """The whole fit around that sprint."""
    options = FitOptions(members=DRAWN, variants=VARIANTS_OF["spatial"][:1], workers=Here())
    return fit_runner(measured, options)


def test_the_measured_sprint_is_near_itself():
    moved = near(MEASURED_SPRINT)
    for name in ("hip_flexion", "knee", "ankle", "list", "elbow", "lumbar_extension"):
        assert moved.terms(name) == pytest.approx(MEASURED.terms(name)), name


def test_what_is_seen_from_the_side_goes_to_the_joints():
    thigh = (MEASURED_SPRINT.thigh[0] + 0.1, *MEASURED_SPRINT.thigh[1:])
    moved = near(replace(MEASURED_SPRINT, thigh=thigh, lean=MEASURED_SPRINT.lean + 0.05))
    assert moved.terms("hip_flexion")[0] == pytest.approx(MEASURED.terms("hip_flexion")[0] + 0.1)
    bent = MEASURED.terms("lumbar_extension")[0] - 0.05
    assert moved.terms("lumbar_extension")[0] == pytest.approx(bent)
    assert moved.terms("rotation") == MEASURED.terms("rotation")


def test_a_pelvis_that_tilts_more_leaves_thigh_and_trunk_where_they_are_seen():
    tilt = (MEASURED.terms("tilt")[0] - 0.1, *MEASURED.terms("tilt")[1:])
    moved = near(MEASURED_SPRINT, {"tilt": tilt})
    for name in ("hip_flexion", "lumbar_extension"):
        assert moved.terms(name)[0] == pytest.approx(MEASURED.terms(name)[0] + 0.1), name
        assert moved.terms(name)[1:] == pytest.approx(MEASURED.terms(name)[1:]), name
    assert moved.terms("tilt") == tilt


def test_a_recording_tells_how_pelvis_and_trunk_turn(sprint, measured):
    own, told = spatial_motion_of(sprint), recorded_sprint(measured.run, measured.measures).turns
    shares = np.linspace(0, 1, 21)
    assert set(told) == {"tilt", "list", "rotation", "lumbar_bending", "lumbar_rotation"}
    for name, terms in told.items():
        away = fourier_series(terms, shares) - own.coordinate(name, shares)
        assert np.abs(away).max() < np.radians(1.0), name


def test_an_own_motion_has_the_angles_of_its_sprint(sprint):
    motion = spatial_motion_of(sprint)
    angles = sprint.observed.angle.sel(degree_of_freedom=list(ANGLES)).values
    stride = 2 * (sprint.contact_time + sprint.flight_time)
    found = np.column_stack([motion.coordinate(name, sprint.time / stride) for name in ANGLES])
    away = np.sqrt(np.mean((found - angles) ** 2, axis=0))
    # Five harmonics leave most of the ankle's jerk at touchdown out.
    assert np.sqrt(np.mean(away**2)) < np.radians(1.2)
    assert away.max() < np.radians(3.0)


def test_the_recording_tells_the_simulated_sprint(sprint, measured):
    recorded = recorded_sprint(measured.run, measured.measures)
    away = (recorded.observed - modelled_features(sprint)) / np.sqrt(np.diag(recorded.covariance))
    assert recorded.value("speed") == pytest.approx(sprint.speed, rel=0.01)
    assert np.nanmax(np.abs(away)) < 3


def test_the_answer_has_every_link_with_an_interval(fitted):
    document = json.loads(json.dumps(fitted.to_json(), allow_nan=False))["limits"]
    assert document["body"] == "spatial"
    assert [row["group"] for row in document["groups"]] == list(GROUPS)
    assert {row["side"] for row in document["sides"]} == {"swing", "push", "balance"}
    for row in document["groups"]:
        assert row["gain_10pct_m_s_lower"] < row["gain_10pct_m_s_upper"]
        assert abs(row["hamstring_length_change_10pct"]) < 0.1
    assert document["members"] == DRAWN


def test_the_report_and_the_plan_follow(fitted):
    page = " ".join(render_report(fitted).split())
    assert "Abductors" in page or "abductors" in page
    assert "three dimensions" in page
    planned = plan_runner(fitted, Health(24), Schedule(start=date(2027, 1, 4), weeks=4))
    assert planned.plan is not None


def test_a_strength_test_shows_the_links_of_the_body(sprint):
    row, _ = what_it_shows(TESTS["hip_flexion"], 30, sprint.body)
    shown = {name: share for name, share in zip(SPATIAL.names, row, strict=True) if share}
    assert set(shown) >= {"hip_flexors", "tensor_sartorius", "rectus_femoris"}
    assert sum(shown.values()) == pytest.approx(1.0)
