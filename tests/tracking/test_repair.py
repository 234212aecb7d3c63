"""Repaired keypoints against the motion that was filmed."""

import itertools

import numpy as np
import pytest

from nextstride import Athlete, read_recording
from nextstride.kinematics import body_points
from nextstride.strides import find_pace
from nextstride.tracking import (
    Faults,
    body_scale,
    detect_keypoint_steps,
    film,
    fit_contact,
    fold_contacts,
    keypoint_contacts,
    repair_keypoints,
)


def true_positions(points, recording):
    named = points.drop_vars("method").drop_duplicates("keypoint")
    seen = named.sel(keypoint=list(recording.keypoints), space=["x", "y"])
    return seen.interp(time=recording.motion.time).transpose("time", "keypoint", "space").values


@pytest.mark.parametrize("frame_rate", [60.0, 240.0])
def test_positions_and_their_deviations_hold(sprint_points, frame_rate):
    filmed, _ = film(sprint_points, frame_rate, seed=3)
    repaired = repair_keypoints(filmed).motion
    position = repaired.position.transpose("time", "keypoint", "space").values
    error = position - true_positions(sprint_points, repair_keypoints(filmed))
    deviation = repaired.position_sd.values[..., None]
    assert np.sqrt(np.nanmean(error**2)) < 0.017
    known = np.isfinite(error)
    covered = (np.abs(error) < 1.96 * deviation)[known].mean()
    assert 0.92 < covered < 0.995


def test_hidden_points_are_carried_with_a_larger_deviation(sprint_points):
    filmed, _ = film(sprint_points, 120.0, seed=3)
    repaired = repair_keypoints(filmed).motion
    seen = repaired.seen.values
    known = np.isfinite(repaired.position_sd.values)
    assert (~seen & known).sum() > 50
    deviation = repaired.position_sd.values
    assert deviation[~seen & known].mean() > 1.1 * deviation[seen & known].mean()


def test_limb_of_impossible_length_is_removed(sprint_points):
    clear = Faults(0.005, swaps=0, occlusion=0, dropped=0)
    filmed, _ = film(sprint_points, 120.0, clear)
    column = list(filmed.keypoints).index("right_ankle")
    filmed.motion["position"][60:63, 1, column] += 0.5
    repaired = repair_keypoints(filmed)
    error = repaired.motion.position.transpose("time", "keypoint", "space").values
    error = error - true_positions(sprint_points, repaired)
    assert not repaired.motion.seen.values[60:63, column].any()
    assert np.abs(error[60:63, column]).max() < 0.06


def test_input_is_not_changed(sprint_points):
    filmed, _ = film(sprint_points, 60.0, seed=1)
    before = filmed.motion.copy(deep=True)
    repair_keypoints(filmed)
    assert filmed.motion.identical(before)


@pytest.mark.parametrize("frame_rate", [60.0, 240.0])
def test_events_hold_within_their_intervals(sprinter, sprint_points, frame_rate):
    filmed, _ = film(sprint_points, frame_rate, seed=5)
    points = body_points(repair_keypoints(filmed), sprinter.athlete)
    contacts, _ = keypoint_contacts(points, find_pace(points))
    assert all(a.side != b.side for a, b in itertools.pairwise(contacts))
    found = []
    for side, touchdown, toe_off in sprinter.contacts()[1:-1]:
        middle = (touchdown + toe_off) / 2
        mine = min(contacts, key=lambda contact: abs(contact.middle - middle))
        assert mine.side == side
        found.append((mine.touchdown - touchdown) / mine.touchdown_sd)
        found.append((mine.toe_off - toe_off) / mine.toe_off_sd)
    assert np.abs(found).max() < 3


def test_deviation_holds_the_frame(sprinter, sprint_points):
    filmed, _ = film(sprint_points, 60.0, seed=5)
    points = body_points(repair_keypoints(filmed), sprinter.athlete)
    contacts, _ = keypoint_contacts(points, find_pace(points))
    assert min(contact.touchdown_sd for contact in contacts) > 1 / 60 / np.sqrt(6)


def test_scale_finds_the_size_of_a_pixel(sprinter, sprint_points):
    filmed, _ = film(sprint_points, 120.0, Faults(swaps=0))
    scale = body_scale(filmed.motion.position / 0.004, sprinter.athlete.height)
    assert abs(scale.value - 0.004) < 1.96 * scale.sd
    assert 0.02 < scale.sd / scale.value < 0.08


def test_jog_on_a_treadmill(shared_data):
    path = shared_data / "video_treadmill_jog_side" / "male_side.pose.json"
    repaired = repair_keypoints(read_recording(path, pixel_size=0.0028))
    points = body_points(repaired, Athlete())
    pace = find_pace(points)
    steps, notices = detect_keypoint_steps(points, pace, path.name)
    assert all(a != b for a, b in itertools.pairwise(steps.side.values))
    cadence = 60 / float((steps.opposite_touchdown - steps.touchdown).mean())
    assert cadence == pytest.approx(168.9, abs=1.0)
    assert notices[0].code == "events_from_keypoints"
    assert float(steps.touchdown_sd.min()) > 0.0136
    fit = fit_contact(fold_contacts(points, pace, "left")[0], "left", 1 / pace.step_rate)
    assert 0.15 < fit.contact_time < 0.30
