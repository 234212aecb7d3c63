"""The whole analysis on real recordings, against force plates and published curves."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from nextstride.analysis import SCHEMA, analyze
from nextstride.athlete import Athlete
from nextstride.conventions import DEGREES, SIDES
from nextstride.errors import ParameterError, RecordingError
from nextstride.measures import MEASURES
from nextstride.read import attach_forces, read_recording
from nextstride.sample import SyntheticSprinter

SPRINTER = Athlete(mass=75.9, height=1.85)
JOGGER = Athlete(mass=62.0, height=1.81)
HAMNER = Athlete(mass=80.47, height=1.772)
LETTERS = {"L": "left", "R": "right"}


@cache
def sprinter_from_markers(folder, name):
    """The trained sprinter, events and all from markers (no plates in a TRC)."""
    standing = read_recording(folder / "dorn2012_ja1_trc_ik" / "static.trc")
    run = read_recording(folder / "dorn2012_ja1_trc_ik" / name)
    return analyze(run, SPRINTER, standing=standing)


@cache
def sprinter_from_plates(folder, name):
    return analyze(read_recording(folder / "dorn2012_ja1_c3d" / name), SPRINTER)


@cache
def jogger(folder, name):
    """A recreational runner on an instrumented treadmill, events from markers."""
    standing = read_recording(folder / "rbds_s001_treadmill" / "RBDS001static.txt")
    run = read_recording(folder / "rbds_s001_treadmill" / name)
    return analyze(run, JOGGER, standing=standing, events="markers")


def value(analysis, measure, side):
    return float(analysis.measures.value.sel(measure=measure, side=side))


def both_sides(analysis, measure):
    return analysis.measures.value.sel(measure=measure, side=list(SIDES)).values


def event_errors(steps, contacts, shift=0.0):
    """Errors (contact,) in ms of the nearest same-sided touchdown and toe-off."""
    errors = {"touchdown": [], "toe_off": []}
    for contact in contacts:
        mine = steps.side.values == LETTERS[contact["side"]]
        for event, key in (("touchdown", "td_s"), ("toe_off", "to_s")):
            away = steps[event].values[mine] - (contact[key] - shift)
            errors[event].append(1000 * away[np.nanargmin(np.abs(away))])
    return {event: np.array(found) for event, found in errors.items()}


def plates_of(folder, name):
    """The contacts that plates saw in one of the sprinter's files, and its first frame's time."""
    truth = json.loads((folder / "dorn2012_ja1_c3d" / "ground_truth_events.json").read_text())
    return truth[name]["force_plate_contacts_thr20N"], truth[name]["first_frame_time_s"]


TWINS = {
    "run0900cms.trc": ("JA1Gait35.c3d", 8.0),
    "run0350cms.trc": ("JA1Gait21.c3d", 12.0),
}


@pytest.mark.parametrize(("name", "twin", "limit"), [(n, *t) for n, t in TWINS.items()])
def test_marker_events_of_the_sprinter_against_plates(name, twin, limit, shared_data):
    contacts, start = plates_of(shared_data, twin)
    steps = sprinter_from_markers(shared_data, name).run.steps
    assert set(steps.method.values) == {"markers"}
    errors = event_errors(steps, contacts, start)
    together = np.abs(np.concatenate(list(errors.values())))
    assert together.max() <= limit
    if name == "run0900cms.trc":
        assert np.median(together) <= 4.0


@pytest.mark.parametrize(("name", "count"), [("JA1Gait35.c3d", 4), ("JA1Gait21.c3d", 5)])
def test_every_plate_contact_of_the_sprinter_is_found(name, count, shared_data):
    contacts, _ = plates_of(shared_data, name)
    steps = sprinter_from_plates(shared_data, name).run.steps
    on_plate = steps.isel(step=np.flatnonzero(steps.method.values == "force"))
    assert on_plate.sizes["step"] == count == len(contacts)
    for event, key in (("touchdown", "td_s"), ("toe_off", "to_s")):
        np.testing.assert_allclose(on_plate[event], [c[key] for c in contacts], atol=0.001)
    assert list(on_plate.side.values) == [LETTERS[c["side"]] for c in contacts]


@pytest.mark.parametrize(("name", "speed"), [("run0900cms.trc", 9.47), ("run0350cms.trc", 3.53)])
def test_speed_of_the_sprinter(name, speed, shared_data):
    analysis = sprinter_from_markers(shared_data, name)
    assert value(analysis, "speed", "both") == pytest.approx(speed, rel=0.01)
    assert not analysis.run.pace.treadmill


BANDS = {
    "peak_thigh_flexion_velocity": (800 * 0.85 / DEGREES, 900 * 1.15 / DEGREES),
    "peak_thigh_extension_velocity": (-900 * 1.15 / DEGREES, -800 * 0.85 / DEGREES),
    "thigh_acceleration_peak_extension": (20e3 * 0.75 / DEGREES, 27e3 * 1.25 / DEGREES),
    "thigh_acceleration_peak_flexion": (-27e3 * 1.25 / DEGREES, -20e3 * 0.75 / DEGREES),
    "contact_time": (0.116 - 0.015, 0.119 + 0.015),
    "peak_swing_hip_flexor_moment": (5.0 * 0.75, 5.7 * 1.25),
    "peak_swing_hip_flexor_power": (26 * 0.75, 28 * 1.25),
    "peak_swing_hip_extensor_moment": (4.9 * 0.75, 5.1 * 1.25),
    "swing_hip_positive_work": (4.3 * 0.6, 4.3 * 1.4),
    "swing_knee_negative_work": (-2.9 * 1.4, -2.9 * 0.6),
}
"""Ranges of a sprint at 9.5 m/s, with what is accepted around them (SI)."""


@pytest.mark.parametrize("measure", BANDS)
def test_the_sprint_is_a_human_sprint(measure, shared_data):
    low, high = BANDS[measure]
    for analysis in (
        sprinter_from_markers(shared_data, "run0900cms.trc"),
        sprinter_from_plates(shared_data, "JA1Gait35.c3d"),
    ):
        found = both_sides(analysis, measure)
        assert ((low <= found) & (found <= high)).all(), found


@pytest.mark.xfail(
    strict=True, reason="33-40 W/kg, where another analysis of this recording has 49-58"
)
def test_extensor_power_of_the_sprint_is_human(shared_data):
    """49-58 W/kg within 25 %."""
    found = both_sides(
        sprinter_from_markers(shared_data, "run0900cms.trc"), "peak_swing_hip_extensor_power"
    )
    assert ((found >= 49 * 0.75) & (found <= 58 * 1.25)).all(), found


def test_peak_forces_of_the_sprint(shared_data):
    found = both_sides(sprinter_from_plates(shared_data, "JA1Gait35.c3d"), "peak_vertical_force")
    weights = found / 9.80665
    assert ((weights > 2.8) & (weights < 3.3)).all()


TREADMILL = {"25": ("RBDS001runT25markers.txt", 2.5, 77), "35": ("RBDS001runT35.c3d", 3.5, 85)}


@pytest.mark.parametrize("tag", TREADMILL)
def test_marker_events_of_the_jogger_against_the_belts_plates(tag, shared_data):
    name, _, count = TREADMILL[tag]
    steps = jogger(shared_data, name).run.steps
    truth_file = shared_data / "rbds_s001_treadmill" / f"ground_truth_events_RBDS001runT{tag}.json"
    contacts = json.loads(truth_file.read_text())["contacts"]
    assert len(contacts) == count
    for errors in event_errors(steps, contacts).values():
        # None is missed: the nearest event of the same foot is nearer than half a step.
        assert np.abs(errors).max() < 50
        assert abs(errors.mean()) <= 5
        assert errors.std() <= 8
    assert all(one != two for one, two in pairwise(steps.side.values))


@pytest.mark.parametrize("tag", TREADMILL)
def test_no_contact_of_the_jogger_is_invented(tag, shared_data):
    name, _, count = TREADMILL[tag]
    steps = jogger(shared_data, name).run.steps
    truth_file = shared_data / "rbds_s001_treadmill" / f"ground_truth_events_RBDS001runT{tag}.json"
    contacts = json.loads(truth_file.read_text())["contacts"]
    # The plates' list has whole contacts only; the markers may add one cut off at either end.
    inside = steps.isel(
        step=np.flatnonzero(
            (steps.touchdown.values > contacts[0]["td_s"] - 0.05)
            & (steps.toe_off.values < contacts[-1]["to_s"] + 0.05)
        )
    )
    assert inside.sizes["step"] == count
    assert steps.sizes["step"] <= count + 2


@pytest.mark.parametrize("tag", TREADMILL)
def test_belt_speed_of_the_jogger(tag, shared_data):
    name, belt, _ = TREADMILL[tag]
    analysis = jogger(shared_data, name)
    assert analysis.run.pace.treadmill
    assert analysis.run.pace.belt_speed == pytest.approx(belt, rel=0.02)
    assert value(analysis, "speed", "both") == pytest.approx(belt, rel=0.02)


@cache
def published(folder):
    return pd.read_csv(folder / "rbds_s001_treadmill" / "RBDS001processed.txt", sep="\t")


def swing_curves(folder, tag, side, quantity):
    """Ours and the published mean curve over swing."""
    analysis = jogger(folder, TREADMILL[tag][0])
    curves = analysis.curves
    mine = curves.isel(step=np.flatnonzero(curves.side.values == side))
    column = {"hip_moment": "hipMomZ", "hip_power": "hipPow"}[quantity]
    ours = mine[quantity].mean("step").values
    theirs = published(folder)[f"{side[0].upper()}{column}{tag}"].values
    swing = np.arange(101) >= math.ceil(float(mine.toe_off_percent.mean()))
    assert np.isfinite(ours[swing]).all()
    return ours[swing], theirs[swing]


@pytest.mark.parametrize("quantity", ["hip_moment", "hip_power"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("tag", TREADMILL)
def test_swing_curves_against_published_inverse_dynamics(tag, side, quantity, shared_data):
    ours, theirs = swing_curves(shared_data, tag, side, quantity)
    error = np.sqrt(np.mean((ours - theirs) ** 2))
    assert error <= 0.10 * np.ptp(theirs)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("tag", TREADMILL)
def test_peak_flexor_moment_against_published_inverse_dynamics(tag, side, shared_data):
    ours, theirs = swing_curves(shared_data, tag, side, "hip_moment")
    assert ours.max() == pytest.approx(theirs.max(), rel=0.15)


SPEEDS = {"run200": 1.99, "run300": 3.00, "run400": 3.97}


@cache
def hamner(folder, trial, events):
    recording = read_recording(folder / "hamner2013_subject04" / trial / "markers.trc")
    forces = folder / "hamner2013_subject04" / trial / "grf.mot"
    return analyze(attach_forces(recording, forces), HAMNER, events=events)


def hamner_contacts(folder, trial):
    truth_file = folder / "hamner2013_subject04" / trial / "ground_truth_events.json"
    truth = json.loads(truth_file.read_text())
    return truth["contacts"] if isinstance(truth, dict) else truth


@pytest.mark.parametrize("trial", SPEEDS)
def test_the_hamner_recordings_are_analysed(trial, shared_data):
    analysis = hamner(shared_data, trial, "auto")
    contacts = hamner_contacts(shared_data, trial)
    assert analysis.run.pace.treadmill
    assert value(analysis, "speed", "both") == pytest.approx(SPEEDS[trial], rel=0.03)
    steps = analysis.run.steps
    assert [LETTERS[c["side"]] for c in contacts] == list(steps.side.values)
    assert set(steps.method.values) == {"force"}
    # These forces were smoothed before they were published: they take up to 12 ms from our 20 N
    # to the 50 N of the reference, at either end, and touchdown is put 2 ms later for it.
    assert "forces_smoothed" in {notice.code for notice in analysis.notices}
    early = np.array([c["td_s"] for c in contacts]) - steps.touchdown.values
    late = steps.toe_off.values - np.array([c["to_s"] for c in contacts])
    for apart, least in ((early, -0.002), (late, 0.0)):
        assert ((apart > least) & (apart < 0.012)).all()


@pytest.mark.parametrize("trial", SPEEDS)
def test_marker_events_of_the_hamner_recordings_find_the_steps(trial, shared_data):
    steps = hamner(shared_data, trial, "markers").run.steps
    contacts = hamner_contacts(shared_data, trial)
    assert [LETTERS[c["side"]] for c in contacts] == list(steps.side.values)
    known = np.isfinite(steps.touchdown.values)
    assert known.sum() >= len(contacts) - 1
    error = steps.touchdown.values - [c["td_s"] for c in contacts]
    assert np.abs(error[known]).max() < 0.02


@pytest.mark.parametrize("trial", SPEEDS)
def test_toe_offs_of_the_hamner_recordings_err_as_they_claim(trial, shared_data):
    steps = hamner(shared_data, trial, "markers").run.steps
    error = steps.toe_off.values - [c["to_s"] for c in hamner_contacts(shared_data, trial)]
    assert np.sqrt(np.nanmean(error**2)) < 1.5 * float(steps.toe_off_sd.mean())


def test_two_ways_to_the_same_sprint_agree(shared_data):
    """Plates and markers, with and without a standing trial: within the claimed intervals."""
    one = sprinter_from_markers(shared_data, "run0900cms.trc").measures
    two = sprinter_from_plates(shared_data, "JA1Gait35.c3d").measures
    for measure in ("speed", "contact_time", "step_rate", "peak_thigh_flexion_velocity"):
        side = "left" if MEASURES[measure].sided else "both"
        first, second = (m.sel(measure=measure, side=side) for m in (one, two))
        assert float(first.lower) <= float(second.upper)
        assert float(second.lower) <= float(first.upper)


def test_without_a_standing_trial_both_legs_are_found_the_same_way(shared_data):
    points = sprinter_from_plates(shared_data, "JA1Gait35.c3d").run.points
    for joint in ("hip", "knee", "ankle"):
        left, right = (str(points.sel(keypoint=f"{s}_{joint}").method.item()) for s in SIDES)
        assert left == right


SYNTHETIC = SyntheticSprinter(strides=2)


@pytest.fixture(scope="module")
def synthetic():
    return analyze(SYNTHETIC.recording(), SYNTHETIC.athlete)


def test_the_document_is_plain_json(synthetic):
    document = synthetic.to_json()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["schema"] == SCHEMA
    assert {row["name"] for row in document["measures"]} == set(MEASURES)
    assert document["speed"]["value"] == pytest.approx(9.5, rel=1e-3)
    assert document["recording"]["treadmill"] is False
    assert document["recording"]["belt_speed_m_s"] is None
    times = [step["touchdown_s"] for step in document["steps"]]
    np.testing.assert_allclose(times, [start for _, start, _ in SYNTHETIC.contacts()], atol=0.002)
    assert document["steps"][-1]["next_touchdown_s"] is None


def test_a_missing_value_is_null_with_its_reason(synthetic):
    bare = analyze(SYNTHETIC.recording(forces=False), SYNTHETIC.athlete)
    rows = {(row["name"], row["side"]): row for row in bare.to_json()["measures"]}
    row = rows["peak_vertical_force", "left"]
    assert row["value"] is None
    assert row["n"] == 0
    assert "no force plates" in row["note"]


def test_an_assumed_body_is_told(synthetic):
    anonymous = analyze(SYNTHETIC.recording())
    codes = [notice.code for notice in anonymous.notices]
    assert "athlete_assumed" in codes
    assert "athlete_assumed" not in [notice.code for notice in synthetic.notices]
    assert np.isnan(value(anonymous, "leg_stiffness", "left"))


@pytest.mark.parametrize("belt", [-1.0, 20.0, float("nan")])
def test_an_impossible_belt_is_refused(belt):
    with pytest.raises(ParameterError, match="--belt-speed"):
        analyze(SYNTHETIC.recording(), belt_speed=belt)


def test_an_unknown_source_of_events_is_refused():
    with pytest.raises(ParameterError, match="--events"):
        analyze(SYNTHETIC.recording(), events="guess")


def test_a_standing_trial_is_refused():
    with pytest.raises(RecordingError, match="not a run"):
        analyze(SYNTHETIC.static_recording(), SYNTHETIC.athlete)


@pytest.mark.parametrize(
    "name", ["dorn2012_ja1_trc_ik/static.trc", "rbds_s001_treadmill/RBDS001static.txt"]
)
def test_real_standing_trials_are_refused(name, shared_data):
    with pytest.raises(RecordingError, match="not a run"):
        analyze(read_recording(shared_data / name), SPRINTER)


def test_one_step_is_refused():
    recording = SYNTHETIC.recording(forces=False)
    short = replace(recording, motion=recording.motion.isel(time=slice(0, 70)))
    with pytest.raises(RecordingError, match="at least"):
        analyze(short, SYNTHETIC.athlete)


def test_the_input_is_left_as_it_was():
    recording = SYNTHETIC.recording()
    before = recording.motion.copy(deep=True)
    analyze(recording, SYNTHETIC.athlete)
    assert recording.motion.identical(before)


def test_an_implausible_value_is_told():
    """A runner twice the size: the thigh turns as it did, but no step is that long."""
    recording = SYNTHETIC.recording(forces=False)
    large = replace(recording, motion=recording.motion * 2)
    codes = [notice.code for notice in analyze(large, SYNTHETIC.athlete).notices]
    assert "implausible_value" in codes
