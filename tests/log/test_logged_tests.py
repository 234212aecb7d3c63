"""Strength tests of the log as a fit takes them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from nextstride.log import Hold, PowerTest, StrengthTest
from nextstride.log.logged_tests import HOLDS, logged_tests
from nextstride.personal import TESTS, strength_test

TODAY = date(2025, 6, 1)


def logged(group, moment, days_ago=3, **more):
    """A logged test of a muscle group."""
    day = TODAY - timedelta(days=days_ago)
    return StrengthTest(athlete="Mia", day=day, group=group, moment=moment, **more)


def read(*entries):
    """What a fit takes of them: name, leg, angle and value."""
    found = logged_tests(entries, TODAY).readings
    return {(each.test.name, each.side, each.angle): each.value for each in found}


def test_the_best_of_each_leg_on_the_newest_day():
    assert read(
        logged("hip_flexors", 2.9, days_ago=20, side="left"),
        logged("hip_flexors", 2.0, side="left"),
        logged("hip_flexors", 2.2, side="left"),
        logged("hip_flexors", 2.4, side="right"),
        logged("knee_flexors", 1.6, joint_angle=np.deg2rad(45)),
    ) == {
        ("hip_flexion", "left", 30): 2.2,
        ("hip_flexion", "right", 30): 2.4,
        ("knee_flexion", "both", 45): 1.6,
    }


def test_a_reading_is_what_the_command_line_would_have_read():
    found = logged_tests([logged("knee_extensors", 3.1, device="rig")], TODAY).readings
    assert found == (strength_test("knee_extension=3.1:rig"),)


def test_a_jump_is_read_by_its_height_and_one_with_a_load_is_not():
    jump = {"athlete": "Mia", "day": TODAY, "exercise": "countermovement jump", "height": 0.45}
    assert read(PowerTest(**jump)) == {("jump_height", "both", 0): 0.45}
    assert read(PowerTest(**jump, load=20.0)) == {}


@pytest.mark.parametrize(("days_ago", "used"), [(0, True), (HOLDS, True), (HOLDS + 1, False)])
def test_a_test_holds_for_eight_weeks(days_ago, used):
    found = logged_tests([logged("adductors", 2.0, days_ago)], TODAY)
    assert bool(found.readings) is used
    assert ("hip_adduction" in found.too_old) is not used


def test_what_is_no_test_of_a_joint_or_lies_ahead_is_passed_over():
    found = logged_tests(
        [
            logged("hamstrings", 2.0),
            logged("hip_flexors", 7.9, days_ago=-1),
            logged("knee_flexors", 7.9),
            Hold(athlete="Mia", day=TODAY, exercise="x", group="adductors", hold_time=5.0, sets=3),
        ],
        TODAY,
    )
    assert not found.readings
    assert TESTS["knee_flexion"].largest < 7.9


def test_what_is_told_stands_over_what_is_logged():
    found = logged_tests([logged("hip_flexors", 2.0), logged("knee_extensors", 3.0)], TODAY)
    left = found.besides([strength_test("hip_flexion/plantarflexion=1.1")])
    assert [each.test.name for each in left.readings] == ["knee_extension"]
    assert list(left.days) == ["knee_extension"]


def test_the_notice_says_which_and_how_old():
    entries = [
        logged("hip_flexors", 2.0, 12),
        logged("plantarflexors", 1.5, 1),
        logged("adductors", 2.0, 90),
    ]
    told = logged_tests(entries, TODAY).notice("--no-logged-tests leaves them out.")
    assert told.message == (
        "Strength tests of the log are used: hip flexion (12 days old), plantarflexion (1 day "
        "old). --no-logged-tests leaves them out. Not used, older than 8 weeks: hip adduction (90 "
        "days old)."
    )
    assert logged_tests([], TODAY).notice("") is None
