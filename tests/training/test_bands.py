"""Force of bands: the charts' points, their disagreement, doubling, and calibration."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import ParameterError
from nextstride.training import ForceCurve, band_colours, calibrate_band, chart_band

COLOURS = band_colours()["TheraBand"]
GREEN = ForceCurve.through((1.0, 20.5), (2.0, 29.8))


def test_the_range_spans_the_charts_that_disagree() -> None:
    force = chart_band("green", 1.0).force(2.0)
    assert force.lower == pytest.approx(13.8)
    assert force.upper == pytest.approx(20.5)
    assert force.value == pytest.approx((13.8 + 20.5) / 2)


def test_the_curve_bends_as_rubber_does() -> None:
    assert GREEN.force(0.5) > GREEN.force(1.0) / 2
    rises = [GREEN.force(step / 10 + 0.1) - GREEN.force(step / 10) for step in range(20)]
    assert rises == sorted(rises, reverse=True)


def test_a_slack_band_does_not_pull() -> None:
    assert chart_band("gold", 1.0).force(0.8).upper == 0


@pytest.mark.parametrize("colour", COLOURS)
def test_force_rises_up_to_the_longest_length(colour: str) -> None:
    band = chart_band(colour, 0.7)
    forces = [band.force(0.7 * (1 + step / 50)).value for step in range(101)]
    assert all(after > before for before, after in pairwise(forces))
    assert band.strongest.value == pytest.approx(forces[-1])


def test_colours_run_from_light_to_heavy() -> None:
    forces = [chart_band(colour, 1.0).strongest.value for colour in COLOURS]
    assert forces == sorted(forces)


def test_doubling_doubles_the_force_at_the_same_elongation() -> None:
    single, double = chart_band("red", 1.2), chart_band("red", 1.2).doubled()
    assert double.force(1.2).value == pytest.approx(2 * single.force(2.4).value)
    assert single.looped().force(1.2) == double.force(1.2)


def test_two_readings_give_back_the_curve() -> None:
    band = calibrate_band("mine", 0.5, (0.75, GREEN.force(0.5)), (1.4, GREEN.force(1.8)))
    force = band.force(1.0)
    assert force.value == pytest.approx(20.5)
    assert (force.lower, force.upper) == pytest.approx((20.5 * 0.97, 20.5 * 1.03))
    assert band.calibrated


def test_the_order_of_the_readings_does_not_matter() -> None:
    one = calibrate_band("mine", 0.5, (0.75, 14.0), (1.4, 28.0))
    other = calibrate_band("mine", 0.5, (1.4, 28.0), (0.75, 14.0))
    assert one == other


@given(
    st.floats(0.15, 1.0),
    st.floats(5, 80),
    st.floats(0.3, 1.2),
    st.floats(1.01, 3),
    st.floats(0.2, 2),
)
def test_a_calibrated_band_rises_or_is_refused(
    stretch: float, force: float, further: float, ratio: float, length: float
) -> None:
    first = length * (1 + stretch), force
    second = length * (1 + stretch + further), force * ratio
    try:
        band = calibrate_band("any", length, first, second)
    except ParameterError:
        return
    forces = [band.force(length * (1 + step / 20)).value for step in range(41)]
    assert all(after > before for before, after in pairwise(forces))
    assert band.force(first[0]).value == pytest.approx(force, rel=1e-6)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((0.75, 20.0), (1.4, 15.0), "force must rise"),
        ((0.75, 20.0), (0.8, 21.0), "apart"),
        ((0.5, 20.0), (1.4, 30.0), "stretched"),
        ((0.75, math.nan), (1.4, 30.0), "must be numbers"),
        ((0.75, -3.0), (1.4, 30.0), "force must rise"),
        ((0.75, 20.0), (1.4, 20.1), "no rubber band"),
    ],
)
def test_impossible_readings_are_refused(
    first: tuple[float, float], second: tuple[float, float], words: str
) -> None:
    with pytest.raises(ParameterError, match=words):
        calibrate_band("mine", 0.5, first, second)


def test_an_unknown_colour_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(ParameterError, match=r"tan, yellow, .*gold; got 'purple'"):
        chart_band("purple", 1.0)
    with pytest.raises(ParameterError, match="product must be one of TheraBand"):
        chart_band("red", 1.0, product="Other")


def test_an_impossible_length_is_refused() -> None:
    with pytest.raises(ParameterError, match="resting length"):
        chart_band("red", -1.0)
