"""One coarse solve for all tests of the simulated sprint."""

import pytest

from nextstride.body import build_body
from nextstride.sprint.simulate import solve_sprint


@pytest.fixture(scope="session")
def coarse():
    """Intervals of stance and flight."""
    return (5, 5)


@pytest.fixture(scope="session")
def body():
    return build_body()


@pytest.fixture(scope="session")
def sprint(body, coarse):
    return solve_sprint(body, intervals=coarse).raise_for_status()
