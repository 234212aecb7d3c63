"""What a test would tell of which link is weakest."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.body import build_body
from nextstride.personal import strength_test
from nextstride.personal.discrepancy import widened
from nextstride.personal.next_measurement import weakest_named
from nextstride.personal.strength_tests import Shown, shown_to
from nextstride.personal.unknowns import PRIOR, SIDES, UNKNOWNS

STRENGTHS = widened(PRIOR)
LINKS_OF_SIDES = [link for links in SIDES.values() for link in links]


def reading(links, error):
    """A test of each link alone."""
    rows = np.array([[float(name == link) for name in UNKNOWNS] for link in links])
    return Shown(rows, np.zeros(len(links)), error**2 * np.eye(len(links)))


def test_without_a_test_the_weakest_link_is_named_by_chance():
    assert weakest_named(STRENGTHS) == pytest.approx(1 / len(LINKS_OF_SIDES), abs=0.03)


def test_exact_tests_of_all_links_name_it_always():
    assert weakest_named(STRENGTHS, reading(LINKS_OF_SIDES, 1e-6)) > 0.995


def test_better_and_more_tests_name_it_more_often():
    one, five = (weakest_named(STRENGTHS, reading(links, 0.08)) for links in
                 (LINKS_OF_SIDES[:1], LINKS_OF_SIDES))  # fmt: skip
    poor = weakest_named(STRENGTHS, reading(LINKS_OF_SIDES, 0.20))
    assert one < poor < five


def test_an_unknown_scale_of_the_device_does_not_matter():
    """It is the same for all joints, and which is weakest is a matter of their ratios."""
    names = ("hip_flexion", "hip_extension", "knee_extension", "knee_flexion", "plantarflexion")
    body = build_body()
    one = shown_to([strength_test(f"{name}=2:rig") for name in names], body)
    many = shown_to([strength_test(f"{name}=2:{name}") for name in names], body)
    assert weakest_named(STRENGTHS, one) > weakest_named(STRENGTHS, many) + 0.05
