"""Published typical errors, and how the runner's own joins them."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import MissingDataError
from nextstride.log.entries import SPEED_METHODS, STRENGTH_DEVICES
from nextstride.log.typical_error import (
    PublishedError,
    published_errors,
    typical_error,
)
from nextstride.measures import MEASURES

ROW = PublishedError("speed", relative=0.02, weight=4, better=1, source="a study")
STEADY = [9.9, 10.1, 9.9, 10.1, 9.9, 10.1]


def test_every_row_says_where_it_comes_from() -> None:
    for row in published_errors().values():
        assert len(row.source) > 30
        assert 0 < row.relative < 0.2
        assert row.better in (-1, 1)
        assert row.family in ("speed", "strength", "power", "thigh_motion")


def test_there_is_a_row_for_all_that_is_logged() -> None:
    known = published_errors()
    assert {*SPEED_METHODS, "recorded_speed"} <= known.keys()
    assert {f"strength_{device}" for device in STRENGTH_DEVICES} <= known.keys()
    assert {"jump_height", "bar_speed"} <= known.keys()
    thigh = {name for name, row in known.items() if row.family == "thigh_motion"}
    assert thigh <= MEASURES.keys()
    assert all(MEASURES[name].unit == "rad/s" for name in thigh)


def test_published_detectable_changes_become_typical_errors() -> None:
    """PMC8179216: minimal detectable changes of 9-20 % and 11-31 %, middles 14.5 % and 21 %."""
    turned = 1.96 * 2**0.5
    known = published_errors()
    assert known["strength_dynamometer"].relative == pytest.approx(0.145 / turned, abs=5e-4)
    assert known["strength_rig"].relative == pytest.approx(0.21 / turned, abs=5e-4)
    assert known["strength_hand_held"].relative == pytest.approx(0.31 / turned, abs=5e-4)


def test_one_baseline_leaves_the_published_value_alone() -> None:
    found = typical_error(ROW, [11.0])
    assert (found.value, found.freedom, found.own_sessions) == (pytest.approx(0.22), 4, 0)


def test_enough_baselines_are_blended_by_hand() -> None:
    """Published 0.2 worth 4; own variance 0.012 of 6 sessions worth 5."""
    found = typical_error(ROW, STEADY)
    assert found.value == pytest.approx(((4 * 0.2**2 + 5 * 0.012) / 9) ** 0.5)
    assert (found.freedom, found.own_sessions) == (9, 6)


def test_sessions_since_make_up_for_few_baselines() -> None:
    """Published 0.2 worth 4; own scatter about two means, worth 1 and 5."""
    found = typical_error(ROW, [9.9, 10.1], [value + 3 for value in STEADY])
    assert found.value == pytest.approx(((4 * 0.2**2 + 0.02 + 5 * 0.012) / 10) ** 0.5)
    assert (found.freedom, found.own_sessions) == (10, 8)


def test_many_baselines_outweigh_the_published_value() -> None:
    own = np.random.default_rng(1).normal(10, 0.05, 200)
    assert typical_error(ROW, own.tolist()).value == pytest.approx(0.05, rel=0.2)


def test_what_no_study_knows_needs_baselines() -> None:
    with pytest.raises(MissingDataError, match="the runner's own sessions must: it takes 7"):
        typical_error(None, STEADY[:5])
    assert typical_error(None, STEADY).value == pytest.approx(0.012**0.5)
    with pytest.raises(MissingDataError, match="all the same"):
        typical_error(None, [50.0] * 6)
