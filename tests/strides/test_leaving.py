"""Toe-off: the likely moment, its error, and what happens where little is seen."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.kinematics import body_points
from nextstride.read import read_recording
from nextstride.strides import find_pace, marker_contacts
from nextstride.strides.leaving import LEAVING, Likeness, toe_off

TIME = np.arange(0, 0.3, 0.005)


def leaving(moment, slope=8.0, pace=1.0):
    """Signals that are usual at a moment, one falling and one rising around it."""
    lengthening = LEAVING.usual[0] - slope * pace * (TIME - moment)
    speed = np.exp(LEAVING.usual[1] + 5 * slope * pace * (TIME - moment))
    return np.column_stack([lengthening, speed])


FORWARD = np.zeros(TIME.size)


@pytest.mark.parametrize("moment", [0.12, 0.151, 0.2])
def test_toe_off_is_where_the_signals_are_usual(moment):
    found, error = toe_off(TIME, leaving(moment), FORWARD)
    assert found == pytest.approx(moment, abs=0.001)
    assert 0 < error < 0.02


def test_slow_signals_are_less_sure():
    quick, slow = (toe_off(TIME, leaving(0.15, pace=pace), FORWARD) for pace in (1.0, 0.5))
    assert slow[1] == pytest.approx(2 * quick[1], rel=0.1)


def test_a_signal_weighs_by_its_own_error():
    early, late = leaving(0.14), leaving(0.16)
    signals = np.column_stack([early[:, 0], late[:, 1]])
    sure_of_first = Likeness(LEAVING.usual, (LEAVING.spread[0] / 4, LEAVING.spread[1]), 6)
    sure_of_second = Likeness(LEAVING.usual, (LEAVING.spread[0], LEAVING.spread[1] / 4), 6)
    assert toe_off(TIME, signals, FORWARD, sure_of_first)[0] < 0.145
    assert toe_off(TIME, signals, FORWARD, sure_of_second)[0] > 0.155


def test_without_a_hip_the_forefoot_tells_alone_and_less_surely():
    signals = leaving(0.15)
    both = toe_off(TIME, signals, FORWARD)
    signals[:, 0] = np.nan
    alone = toe_off(TIME, signals, FORWARD)
    assert alone[0] == pytest.approx(0.15, abs=0.003)
    assert alone[1] > both[1]


@pytest.mark.parametrize("last", [2, 24, 30])
def test_a_toe_off_after_the_end_is_not_guessed(last):
    assert toe_off(TIME[:last], leaving(0.15)[:last], FORWARD[:last]) is None


def test_the_left_foot_of_a_stranger_leaves_when_the_plates_say(shared_data):
    """The foot that the earlier rule had leave 55 ms late."""
    folder = shared_data / "rbds_s041_treadmill"
    truth = json.loads((folder / "ground_truth_events_RBDS0041runT252.json").read_text())
    recording = read_recording(folder / "RBDS0041runT252.txt")
    points = body_points(recording, Athlete(mass=78.3, height=1.78)).sel(time=slice(0, 6))
    found = [c for c in marker_contacts(points, find_pace(points)) if c.side == "left"]
    rows = [row for row in truth["contacts"] if row["side"] == "L" and 0.3 < row["to_s"] < 5.5]
    error = np.array(
        [
            1000 * (contact.toe_off - row["to_s"])
            for row in rows
            for contact in found
            if row["td_s"] < contact.middle < row["to_s"]
        ]
    )
    assert error.size == len(rows)
    assert abs(error.mean()) < 8
    assert np.abs(error).max() < 15
