"""One coarse solve of either body for all tests of the simulated sprint."""

import pytest

from nextstride.body import build_body
from nextstride.body.spatial import build_spatial_body
from nextstride.sprint.simulate import solve_sprint
from nextstride.sprint.spatial import solve_spatial


@pytest.fixture(scope="session")
def coarse():
    """Intervals of stance and flight."""
    return (5, 5)


@pytest.fixture(scope="session")
def body():
    return build_body()


@pytest.fixture(scope="session")
def spatial_sprint():
    """Of the body in three dimensions."""
    return solve_spatial(build_spatial_body(), intervals=(4, 4)).raise_for_status()


@pytest.fixture(scope="session")
def sprint(body, coarse):
    return solve_sprint(body, intervals=coarse).raise_for_status()
