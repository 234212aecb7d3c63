"""`Athlete` and its segments."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.athlete import SEGMENT_SHAPES, Athlete, Sex
from nextstride.errors import ParameterError

UNPAIRED = {"head", "trunk"}

masses = st.floats(20, 200)
heights = st.floats(1.0, 2.4)
sexes = st.sampled_from(sorted(SEGMENT_SHAPES))

every_sex = pytest.mark.parametrize("sex", SEGMENT_SHAPES)


def outside(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers outside [low, high], not-a-number among them."""
    below = st.floats(max_value=low, exclude_max=True)
    above = st.floats(min_value=high, exclude_min=True)
    return below | above | st.just(math.nan)


@given(mass=masses, height=heights, sex=sexes, leg_length=st.none() | st.floats(0.4, 1.4))
def test_possible_athletes_are_accepted(
    mass: float, height: float, sex: Sex, leg_length: float | None
) -> None:
    athlete = Athlete(mass=mass, height=height, sex=sex, leg_length=leg_length)
    assert (athlete.mass, athlete.height, athlete.leg_length) == (mass, height, leg_length)


@given(mass=outside(20, 200))
def test_impossible_mass_is_refused(mass: float) -> None:
    with pytest.raises(ParameterError, match="--mass"):
        Athlete(mass=mass)


@given(height=outside(1.0, 2.4))
def test_impossible_height_is_refused(height: float) -> None:
    with pytest.raises(ParameterError, match="--height"):
        Athlete(height=height)


@given(leg_length=outside(0.4, 1.4))
def test_impossible_leg_length_is_refused(leg_length: float) -> None:
    with pytest.raises(ParameterError, match="leg length"):
        Athlete(leg_length=leg_length)


@given(sex=st.text().filter(lambda text: text not in SEGMENT_SHAPES))
def test_sex_without_a_segment_table_is_refused(sex: str) -> None:
    with pytest.raises(ParameterError, match="--sex"):
        Athlete(sex=sex)  # type: ignore[arg-type]


def test_one_message_names_every_impossible_value() -> None:
    with pytest.raises(ParameterError, match=r"--mass.*got 2.*--height.*got 178"):
        Athlete(mass=2, height=178)


def test_an_athlete_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Athlete().mass = 80  # type: ignore[misc]


@every_sex
def test_segment_masses_sum_to_the_body(sex: Sex) -> None:
    athlete = Athlete(mass=75, sex=sex)
    whole = sum(
        athlete.segment_mass(segment) * (1 if segment in UNPAIRED else 2)
        for segment in SEGMENT_SHAPES[sex]
    )
    assert whole == pytest.approx(75, rel=0.005)


@every_sex
def test_stacked_segments_are_not_taller_than_the_body(sex: Sex) -> None:
    athlete = Athlete(height=1.8, sex=sex)
    stacked = sum(athlete.segment_length(name) for name in ("head", "trunk", "thigh", "shank"))
    # The foot's height below the malleolus is missing; it is a few per cent of body height.
    assert 0.92 * 1.8 < stacked < 1.8


@every_sex
def test_both_sexes_have_the_same_segments(sex: Sex) -> None:
    assert SEGMENT_SHAPES[sex].keys() == SEGMENT_SHAPES["male"].keys()


def test_thigh_inertia_is_de_levas() -> None:
    # De Leva's mean man: 0.1416 x 73 kg x (0.329 x 0.4222 m)^2.
    athlete = Athlete(mass=73.0, height=1.741, sex="male")
    assert athlete.segment_inertia("thigh") == pytest.approx(0.1994, abs=5e-5)


@given(mass=masses, height=heights, sex=sexes, factor=st.floats(0.5, 2))
def test_inertia_grows_with_the_square_of_length(
    mass: float, height: float, sex: Sex, factor: float
) -> None:
    athlete = Athlete(mass=mass, height=height, sex=sex)
    length = athlete.segment_length("shank")
    expected = athlete.segment_inertia("shank") * factor**2
    assert athlete.segment_inertia("shank", length * factor) == pytest.approx(expected)
