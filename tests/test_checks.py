"""Checks that gather every problem before they raise."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.checks import Problems
from nextstride.errors import ParameterError, RecordingError

numbers = st.floats(allow_nan=True, allow_infinity=True)


def test_no_problem_no_error() -> None:
    Problems("sprint.c3d").raise_if_any()


def test_every_problem_is_in_one_message() -> None:
    problems = Problems("sprint.c3d")
    problems.require(False, "there are no markers")
    problems.require(True, "there are no plates")
    problems.in_range("frame rate", -1, 1, 10_000, "Hz")
    problems.one_of("side", "middle", ("left", "right"))

    with pytest.raises(ParameterError) as caught:
        problems.raise_if_any()

    assert str(caught.value) == (
        "sprint.c3d: there are no markers; "
        "frame rate must be between 1 and 10000 Hz; got -1; "
        "side must be one of left, right; got 'middle'."
    )


def test_the_caller_chooses_the_error() -> None:
    problems = Problems("sprint.c3d")
    problems.require(False, "there are no markers")

    with pytest.raises(RecordingError):
        problems.raise_if_any(RecordingError)


@given(value=numbers, low=st.floats(-1e6, 1e6), width=st.floats(0, 1e6))
def test_a_number_passes_exactly_when_it_lies_in_the_range(
    value: float, low: float, width: float
) -> None:
    problems = Problems("anything")
    problems.in_range("value", value, low, low + width, "m")

    assert bool(problems.found) != (math.isfinite(value) and low <= value <= low + width)
