"""Experiments follow one branch."""

import numpy as np
import pytest

from nextstride.body import GROUPS
from nextstride.errors import ParameterError
from nextstride.sprint.experiment import experiment, share_of_limits
from nextstride.sprint.limits import limits


def test_both_sides_gain_more_than_either(sprint):
    found = experiment(sprint, factors=(0.9, 1.1)).speed
    assert np.isfinite(found.sel(factor=1.0)).all()
    stronger = found.sel(factor=1.1)
    assert stronger.sel(scenario="both") > stronger.sel(scenario="push") > sprint.speed
    assert stronger.sel(scenario="both") > stronger.sel(scenario="swing") > sprint.speed
    assert (found.sel(factor=0.9) < sprint.speed).all()


def test_the_share_of_a_group_starts_from_the_unchanged_body(sprint):
    followed = []
    found = share_of_limits(sprint, "hip_flexors", (0.9, 1.1), lambda: followed.append(1))
    assert len(followed) == 2
    assert (np.diff(found.speed) > 0).all()
    unchanged = found.elasticity.sel(factor=1.0).values
    assert unchanged == pytest.approx(limits(sprint).elasticity.values)
    firsts = found.elasticity.argmax("muscle_group").values == GROUPS.index("hip_flexors")
    first = float(found.first_limiter_from)
    assert np.isnan(first) != firsts[0]
    if firsts[0]:
        assert firsts[found.factor <= first].all()


def test_unknown_groups_and_wild_factors_are_refused(sprint):
    with pytest.raises(ParameterError, match="muscle group"):
        share_of_limits(sprint, "wings")
    with pytest.raises(ParameterError, match="factor"):
        experiment(sprint, factors=(9.0,))
