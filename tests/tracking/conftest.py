"""Runs whose truth is known."""

import pytest

from nextstride.kinematics import body_points
from nextstride.sample import SyntheticSprinter


@pytest.fixture(scope="session")
def sprinter():
    return SyntheticSprinter()


@pytest.fixture(scope="session")
def sprint_points(sprinter):
    return body_points(sprinter.recording(1000.0, forces=False), sprinter.athlete)
