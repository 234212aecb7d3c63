"""The stretch of the hamstrings, and what strength does to it."""

import pytest

from nextstride.sprint.hamstrings import hamstring_stretch, length_with_strength
from nextstride.sprint.simulate import follow

GROUP = "hip_flexors"
STEP = 0.02


def test_they_are_longest_in_late_swing(sprint):
    found = hamstring_stretch(sprint)
    assert 70 < found["peak_length_percent"] < 97
    assert 1.0 < found["peak_length"] < 1.25
    assert 0.8 < found["peak_fibre_length"] < 1.5
    assert found["peak_lengthening_velocity"] > 1.0


def test_the_first_order_change_is_that_of_solving_again(sprint):
    weaker, stronger = (
        hamstring_stretch(follow(sprint, sprint.body.with_factors("strength", {GROUP: factor})))
        for factor in (1 - STEP, 1 + STEP)
    )
    now, predicted = hamstring_stretch(sprint), length_with_strength(sprint, 1 + STEP)[GROUP]
    again = (stronger["peak_length"] - weaker["peak_length"]) / 2 / now["peak_length"]
    assert predicted == pytest.approx(again, abs=2e-4)
