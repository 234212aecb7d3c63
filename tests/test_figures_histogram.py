"""How often each value was found."""

from __future__ import annotations

import re

import numpy as np

from nextstride.figures.histogram import histogram

VALUES = np.random.default_rng(1).normal(0.1, 0.03, 500)


def bars(values: np.ndarray) -> int:
    return len(re.findall("<rect", str(histogram(values, "Elasticity", "1"))))


def test_one_value_far_out_does_not_push_all_others_into_one_bar() -> None:
    far = np.append(VALUES, [5.131, np.nan])
    assert bars(far) == bars(VALUES) > 8
    assert "1 not drawn; all: " in str(histogram(far, "Elasticity", "1"))
    assert "5.131" in str(histogram(far, "Elasticity", "1"))
    assert "not drawn" not in str(histogram(np.clip(VALUES, 0.05, 0.15), "Elasticity", "1"))


def test_where_most_are_alike_all_are_drawn() -> None:
    assert "not drawn" not in str(histogram(np.array([1.0] * 9 + [2.0]), "Elasticity", "1"))


def test_equal_values_have_no_picture() -> None:
    assert histogram(np.ones(9), "Elasticity", "1") is None
