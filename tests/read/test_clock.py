from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import NextstrideError, ParameterError, ReadError, RecordingError
from nextstride.read.clock import COMMON_RATES, even_clock, nearest_rate, usable_rate


@given(rate=st.sampled_from(COMMON_RATES), start=st.floats(-100, 100), frames=st.integers(2, 500))
def test_exact_times_of_any_common_rate_come_back(rate, start, frames):
    time = start + np.arange(frames) / rate
    even, found, notices = even_clock("run", time, None, None)
    assert found == pytest.approx(rate, rel=1e-9)
    np.testing.assert_allclose(even, time, atol=1e-9)
    assert notices == ()


def test_a_steady_uncommon_rate_is_kept():
    time = np.arange(4000) / 100.3
    _, rate, _ = even_clock("run", time, None, None)
    assert rate == pytest.approx(100.3)


def test_given_rate_overrides_column_and_header():
    even, rate, _ = even_clock("run", np.array([1.0, 1.1, 1.2]), 10.0, 50.0)
    assert rate == 50
    np.testing.assert_allclose(even, [1.0, 1.02, 1.04])


@pytest.mark.parametrize(
    ("time", "message"),
    [
        ([0.0], "at least 2 frames; got 1"),
        ([0.0, np.nan, 0.2], "frame 2 has no usable time"),
        ([0.0, 0.2, 0.1], "frame 3 .* does not follow frame 2"),
        ([0.0, 0.0, 0.1], "times must increase"),
    ],
)
def test_broken_clocks_are_refused(time, message):
    with pytest.raises(RecordingError, match=message):
        even_clock("run", np.array(time), None, None)


def test_times_rounded_to_more_than_a_frame_are_the_headers():
    time = np.round(0.3 + np.arange(500) / 250, 2)
    even, rate, _ = even_clock("run", time, 250.0, None)
    assert rate == 250
    np.testing.assert_allclose(even, 0.3 + np.arange(500) / 250)
    for stated in (None, 100.0):
        with pytest.raises(RecordingError, match="state --frame-rate if each row is its own frame"):
            even_clock("run", time, stated, None)


def test_a_row_written_twice_is_refused_unless_the_rate_is_given():
    time = np.insert(np.arange(500) / 250, 50, 50 / 250)
    with pytest.raises(RecordingError, match=r"frame 52 .* does not follow frame 51"):
        even_clock("run", time, 250.0, None)
    assert even_clock("run", time, 250.0, 250.0)[1] == 250
    with pytest.raises(RecordingError, match="times must increase"):
        even_clock("run", np.r_[time, 0.1], 250.0, 250.0)


def test_missing_frames_are_refused():
    with pytest.raises(ReadError, match="frames are missing"):
        even_clock("run", np.array([0, 1, 2, 3, 10, 11, 12]) / 100, None, None)


@pytest.mark.parametrize("rate", [0.0, -5.0, float("nan"), float("inf")])
def test_impossible_rates_are_refused(rate):
    with pytest.raises(ReadError, match="State it with --frame-rate"):
        usable_rate("run", rate, None)
    with pytest.raises(ParameterError, match="--frame-rate"):
        usable_rate("run", 100.0, rate)


def test_no_rate_is_refused():
    with pytest.raises(ReadError, match="got none"):
        usable_rate("run", None, None)


@pytest.mark.parametrize(
    ("measured", "stated", "doubt", "rate"),
    [
        (149.99, None, 0, 150),
        (239.77, None, 0, 239.76),
        (239.84, None, 0.002, 240),
        (142.86, None, 0, None),
        (99.7, 99.6, 0, 99.6),
    ],
)
def test_nearest_rate(measured, stated, doubt, rate):
    assert nearest_rate(measured, stated, doubt) == rate


@given(
    time=st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20),
    stated=st.none() | st.floats(),
    given_rate=st.none() | st.floats(),
)
def test_any_numbers_give_a_clock_or_a_refusal(time, stated, given_rate):
    try:
        even, rate, _ = even_clock("run", np.array(time, dtype=float), stated, given_rate)
    except NextstrideError:
        return
    assert rate > 0
    assert (np.diff(even) > 0).all()


def test_a_clock_stretched_over_both_ends_is_set_right():
    true = np.arange(4500) / 150
    stretched = np.round(np.linspace(0, 30, 4500), 3)
    time, rate, notices = even_clock("run.txt", stretched, None, None)
    assert rate == 150
    np.testing.assert_allclose(time, true)
    assert [notice.code for notice in notices] == ["clock_stretched"]
    assert even_clock("run.txt", np.round(true, 3), None, None)[2] == ()


@pytest.mark.parametrize("rate", [100.0, 149.95, 250.0, 1000.0])
def test_a_true_clock_is_not_called_stretched(rate):
    true = 1.2 + np.arange(2000) / rate
    assert even_clock("run.txt", np.round(true, 3 if rate < 500 else 4), None, None)[2] == ()
