"""Experiments follow one branch."""

import numpy as np
import pytest

from nextstride.errors import ParameterError
from nextstride.sprint.experiment import experiment, share_of_limits


def test_both_sides_gain_more_than_either(sprint):
    found = experiment(sprint, factors=(0.9, 1.1)).speed
    assert np.isfinite(found.sel(factor=1.0)).all()
    stronger = found.sel(factor=1.1)
    assert stronger.sel(scenario="both") > stronger.sel(scenario="push") > sprint.speed
    assert stronger.sel(scenario="both") > stronger.sel(scenario="swing") > sprint.speed
    assert (found.sel(factor=0.9) < sprint.speed).all()


def test_a_group_weighs_more_the_weaker_it_is(sprint):
    found = share_of_limits(sprint, "hip_flexors", factors=(0.9, 1.1))
    price = found.elasticity.sel(muscle_group="hip_flexors").values
    assert price[0] > price[-1]


def test_unknown_groups_and_wild_factors_are_refused(sprint):
    with pytest.raises(ParameterError, match="muscle group"):
        share_of_limits(sprint, "wings")
    with pytest.raises(ParameterError, match="factor"):
        experiment(sprint, factors=(9.0,))
