"""Events of the two feet are as far apart as they were seen to be, or as runners' feet are."""

import pytest

from nextstride.tracking.contacts import ContactFit
from nextstride.tracking.feet import USUALLY_APART, likely_feet

STEP = 0.25


def feet(apart, sd, right_sd=None):
    """Both feet, the right one's events later by `apart` s."""
    late = sd if right_sd is None else right_sd
    return {
        "left": ContactFit("left", -0.06, 0.05, sd, sd, 4),
        "right": ContactFit("right", -0.06 + apart, 0.05 + apart, late, late, 4),
    }


def test_a_difference_surely_seen_stays():
    fits = likely_feet(feet(0.012, 0.0001), STEP)
    assert fits["right"].touchdown - fits["left"].touchdown == pytest.approx(0.012, abs=1e-5)


def test_a_runner_whose_feet_clearly_differ_is_shown_so():
    fits = likely_feet(feet(0.020, 0.0025), STEP)
    assert 0.019 < fits["right"].touchdown - fits["left"].touchdown < 0.020


def test_a_difference_that_is_all_noise_goes():
    fits = likely_feet(feet(0.012, 0.1), STEP)
    assert abs(fits["right"].touchdown - fits["left"].touchdown) < 1e-4
    assert fits["left"].touchdown == pytest.approx(-0.054, abs=1e-4)
    assert fits["left"].toe_off_sd == pytest.approx(0.1 / 2**0.5, rel=0.01)


def test_a_difference_as_sure_as_what_is_known_is_halved():
    sd = USUALLY_APART * STEP / 2**0.5
    fits = likely_feet(feet(0.010, sd), STEP)
    assert fits["right"].toe_off - fits["left"].toe_off == pytest.approx(0.005)
    assert fits["left"].contact_time == pytest.approx(0.11)


def test_the_surer_foot_moves_less_and_none_becomes_less_sure():
    before = feet(0.012, 0.002, 0.010)
    fits = likely_feet(before, STEP)
    moved = {side: abs(fits[side].touchdown - before[side].touchdown) for side in before}
    assert moved["left"] < 0.1 * moved["right"]
    assert all(fits[side].touchdown_sd <= before[side].touchdown_sd for side in before)


def test_what_was_not_found_stays_so():
    fits = feet(0.0, 0.005)
    missing = {**fits, "right": ContactFit("right", float("nan"), 0.05, 0.01, 0.01, 4)}
    assert likely_feet(missing, STEP)["left"].touchdown == fits["left"].touchdown
