"""The sprint in three dimensions: one coarse solve, its prices and what is seen of it."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest

from nextstride.body.spatial import GROUPS, build_spatial_body
from nextstride.body.spatial.sprinter import COORDINATES
from nextstride.report.sprint_files import export_sprint
from nextstride.report.sprint_page import SprintDocuments, write_sprint
from nextstride.report.sprint_words import limits_sentences
from nextstride.sprint import Optima, limits_document, record, simulate_document
from nextstride.sprint.goals import reference_angles
from nextstride.sprint.hamstrings import hamstring_stretch, length_with_strength
from nextstride.sprint.limits import elasticities, limits
from nextstride.sprint.outcomes import outcomes, weights
from nextstride.sprint.simulate import follow
from nextstride.sprint.spatial import opensim_motion, solve_spatial
from nextstride.sprint.spatial.equations import mirror
from nextstride.sprint.spatial.reference import MEASURED
from nextstride.sprint.spatial.simulate import TECHNIQUE
from nextstride.sprint.spatial.starts import start_from

RESOLVED = "plantarflexors"
STEP = 0.01


@pytest.fixture(scope="module")
def sprint(spatial_sprint):
    return spatial_sprint


@pytest.fixture(scope="module")
def resolved(sprint):
    """The same body with one group weaker, and stronger, by one per cent."""
    return [
        follow(sprint, sprint.body.with_factors("strength", {RESOLVED: 1 + sign * STEP}))
        for sign in (-1, 1)
    ]


def test_it_runs_like_a_sprinter(sprint):
    seen = outcomes(sprint)
    assert 8.5 < sprint.speed < 11.0
    assert 0.09 < sprint.contact_time < 0.14
    assert 2.5 < seen["peak_vertical_force"] < 4.5
    assert np.radians(50) < seen["peak_thigh_flexion"] < np.radians(90)


def test_the_other_published_muscles_run_too():
    body = build_spatial_body(parameters="rajagopal2016")
    other = solve_spatial(body, intervals=(4, 4)).raise_for_status()
    assert 8.5 < other.speed < 11.0
    assert 0.09 < other.contact_time < 0.14
    assert str(limits(other).elasticity.idxmax("muscle_group").values) == RESOLVED


def test_the_step_is_its_own_mirror_image(sprint):
    index, sign = mirror(sprint.mesh.flight)
    begin = sprint.unknowns[sprint.mesh.touchdown()][: index.size]
    end = sprint.unknowns[sprint.mesh.states(sprint.mesh.flight)[-1, -1]]
    assert begin[1:] == pytest.approx((sign * end[index])[1:], abs=1e-3)


def test_impulse_is_momentum_in_three_directions(sprint):
    seen, step = sprint.observed, 1 / sprint.step_rate
    force = seen.ground_force.sum("contact").values
    impulse = weights(sprint) @ force
    assert impulse[1] == pytest.approx(sprint.body_weight * step, rel=2e-3)
    drag = sprint.body.get("drag")[0] * sprint.speed**2 * step
    assert impulse[0] == pytest.approx(drag, abs=0.1 * drag)
    # sideways the step throws the body to the other side: twice the momentum at touchdown
    center = seen.center_of_mass.sel(space="z").values
    toe_off = 3 * sprint.mesh.stance.intervals - 1
    drift = (center[-1] - center[toe_off]) / (sprint.time[-1] - sprint.time[toe_off])
    assert impulse[2] == pytest.approx(2 * sprint.body.athlete.mass * drift, rel=0.02)


def test_it_stays_within_the_technique_bound_which_binds(sprint):
    first = len(COORDINATES) - reference_angles(sprint.mesh, MEASURED).shape[1]
    away = sprint.values("position")[:, first:] - reference_angles(sprint.mesh, MEASURED)
    assert np.sqrt((away**2).mean()) == pytest.approx(TECHNIQUE, rel=1e-3)
    assert float(limits(sprint).technique_price) > 0.05


def test_multipliers_agree_with_solving_again(sprint, resolved):
    priced = float(limits(sprint).elasticity.sel(muscle_group=RESOLVED))
    weaker, stronger = (solution.speed for solution in resolved)
    again = np.log(stronger / weaker) / np.log((1 + STEP) / (1 - STEP))
    assert priced == pytest.approx(again, rel=0.03)


def test_the_unit_of_mass_does_not_matter(sprint):
    relative = elasticities(sprint)
    weighed = ("segment_mass", "segment_inertia", "drag", "contact_stiffness", "toe_stiffness",
               "toe_damping", "touch_force", "passive_moment", "joint_damping", "maximum_force",
               "torque_most", "torque_damping", "torque_stiffness")  # fmt: skip
    assert sum(relative[name].sum() for name in weighed) == pytest.approx(0.0, abs=1e-4)


def test_strength_has_the_price_of_forces_and_torques(sprint):
    relative = elasticities(sprint)
    held = relative["maximum_force"].sum() + relative["torque_most"].sum()
    assert relative["strength"].sum() == pytest.approx(held, rel=1e-9)


def test_rows_of_the_map_add_up_and_every_link_has_one(sprint):
    found = limits(sprint)
    assert tuple(found.muscle_group.values) == GROUPS
    assert found.density.sum("percent").values == pytest.approx(found.elasticity.values, abs=1e-9)
    assert np.isfinite(found.elasticity.values).all()


def test_what_is_seen_from_the_side_is_what_the_landmarks_show(sprint):
    seen = sprint.observed
    hip, knee = (seen.landmark.sel(leg="stance", name=name) for name in ("hip", "knee"))
    down = (knee - hip).transpose("point", "space").values
    thigh = np.arctan2(down[:, 0], -down[:, 1])
    assert seen.position.sel(coordinate="stance_thigh").values == pytest.approx(thigh, abs=1e-9)
    feet = seen.landmark.sel(name=["heel", "ball"], space="y").values
    assert feet.min() > -0.07


def test_a_start_stands_on_the_ground(sprint):
    guess = start_from(sprint.mesh, sprint.body)
    assert np.isfinite(guess).all()
    lower, upper = sprint.problem.bounds
    assert ((guess >= lower - 0.05) & (guess <= upper + 0.05)).mean() > 0.99


def test_its_documents_hold_plain_numbers_and_the_balance(sprint):
    simulated, limited = simulate_document(Optima((sprint,))), limits_document(sprint)
    assert json.loads(json.dumps([simulated, limited], allow_nan=False))
    assert simulated["body"] == limited["body"] == "spatial"
    assert {row["side"] for row in limited["sides"]} == {"swing", "push", "balance"}
    assert any("abductors" in words for words in limits_sentences(limited, "lai2017"))


def test_hamstrings_are_longest_in_late_swing_and_change_as_solving_again_says(sprint, resolved):
    now = hamstring_stretch(sprint)
    assert 70 < now["peak_length_percent"] < 97
    assert 1.0 < now["peak_length"] < 1.25
    weaker, stronger = (hamstring_stretch(solution)["peak_length"] for solution in resolved)
    predicted = length_with_strength(sprint, 1 + STEP)[RESOLVED]
    assert predicted == pytest.approx((stronger - weaker) / 2 / now["peak_length"], abs=2e-4)


def test_a_recording_keeps_its_bones_and_mirrors_every_second_step(sprint):
    recording = record(sprint, steps=2, frame_rate=1000.0)
    thigh = recording.position("right_knee") - recording.position("right_hip")
    assert np.ptp(np.linalg.norm(thigh.values, axis=1)) < 1e-9
    jump = np.abs(np.diff(recording.position("left_wrist").values, axis=0)).max()
    assert jump < 25.0 / 1000.0
    forces = recording.force.force
    assert forces.sel(space="z", plate="right").values.min() == pytest.approx(
        -forces.sel(space="z", plate="left").values.max(), rel=0.1
    )


def test_opensim_motion_is_on_the_recordings_clock(sprint):
    motion, recording = opensim_motion(sprint, steps=1), record(sprint, steps=1)
    assert motion.time.values == pytest.approx(recording.motion.time.values)
    knee = motion.sel(coordinate="knee_angle_r").values
    assert knee[0] == pytest.approx(sprint.unknowns[COORDINATES.index("stance_knee")], abs=1e-9)
    hips = recording.position("pelvis").sel(space="y").values
    above = motion.sel(coordinate="pelvis_ty").values - hips
    assert 0.03 < above.min() <= above.max() < 0.10


def test_the_opensim_model_weighs_the_same_and_has_the_motions_coordinates(sprint, tmp_path):
    written = {path.name: path for path in export_sprint(sprint, tmp_path, steps=1)}
    model = ElementTree.parse(written["body.osim"])
    masses = [float(mass.text) for mass in model.iter("mass")]
    assert sum(masses) == pytest.approx(sprint.body.athlete.mass, rel=1e-6)
    named = {coordinate.get("name") for coordinate in model.iter("Coordinate")}
    assert named == set(opensim_motion(sprint, steps=1).coordinate.values)
    moved = {row.find("coordinates").text for row in model.iter("TransformAxis")} - {None}
    assert moved == named


def test_the_page_shows_arms_and_every_link(sprint, tmp_path):
    page = write_sprint(sprint, SprintDocuments.of(Optima((sprint,))), tmp_path)
    text = page.read_text("utf-8")
    assert "trunk bending" in text
    assert "three dimensions" in text
    assert text.count("The same stride from") == 2
