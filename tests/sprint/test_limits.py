"""Prices from multipliers against solving again, and their identities."""

import numpy as np
import pytest

from nextstride.body.groups import GROUPS
from nextstride.sprint.limits import elasticities, limits
from nextstride.sprint.simulate import follow

STEP = 0.01
SMALLEST = 0.02
TOLERANCE = 0.03


def resolved(sprint, name, group):
    """Elasticity of speed by central difference on the same branch."""
    speeds = [
        follow(sprint, sprint.body.with_factors(name, {group: 1 + sign * STEP})).speed
        for sign in (1, -1)
    ]
    return np.log(speeds[0] / speeds[1]) / np.log((1 + STEP) / (1 - STEP))


@pytest.mark.parametrize(
    ("name", "variable"),
    [("strength", "elasticity"), ("shortening_velocity", "elasticity_shortening_velocity")],
)
def test_multipliers_agree_with_solving_again(sprint, name, variable):
    priced = limits(sprint)[variable]
    tested = [group for group in GROUPS if float(priced.sel(muscle_group=group)) > SMALLEST]
    assert len(tested) >= 3
    for group in tested:
        again = resolved(sprint, name, group)
        assert float(priced.sel(muscle_group=group)) == pytest.approx(again, rel=TOLERANCE), group


def test_the_unit_of_mass_does_not_matter(sprint):
    """Speed has no kilograms: elasticities of all that is measured in them add up to nothing."""
    relative = elasticities(sprint)
    weighed = ("segment_mass", "segment_inertia", "drag", "contact_stiffness", "toe_stiffness",
               "toe_damping", "touch_force", "passive_moment", "joint_damping",
               "maximum_force")  # fmt: skip
    total = sum(relative[name].sum() for name in weighed)
    assert total == pytest.approx(0.0, abs=1e-4)
    assert abs(relative["maximum_force"].sum()) > 0.2


def test_strength_and_maximum_force_have_the_same_price(sprint):
    relative = elasticities(sprint)
    assert relative["strength"].sum() == pytest.approx(relative["maximum_force"].sum(), rel=1e-9)


def test_rows_of_the_map_add_up_to_the_elasticities(sprint):
    found = limits(sprint)
    assert found.density.sum("percent").values == pytest.approx(found.elasticity.values, abs=1e-9)
    assert (np.diff(found.percent) > 0).all()
    assert 0 < float(found.percent[0]) < float(found.percent[-1]) <= 100 + 1e-9
