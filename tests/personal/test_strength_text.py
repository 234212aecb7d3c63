"""Strength tests as people write them."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import ParameterError
from nextstride.personal import TESTS, strength_test
from nextstride.readings import FORCE_UNITS, LENGTH_UNITS

JOINTS = tuple(name for name in TESTS if name != "jump_height")


def test_a_test_is_read_with_unit_angle_leg_and_device():
    found = strength_test("hip_flexion_left=2.4Nm/kg@30deg:rig")
    assert (found.test.name, found.value, found.angle) == ("hip_flexion", 2.4, 30)
    assert (found.side, found.device) == ("left", "rig")
    assert strength_test("jump_height=45cm").value == pytest.approx(0.45)
    assert strength_test("jump_height=0.45").value == 0.45
    usual = strength_test("knee_extension=3")
    assert (usual.angle, usual.side) == (TESTS["knee_extension"].angle, "both")


@given(
    name=st.sampled_from(JOINTS),
    moment=st.floats(1.0, 4.0),
    force_unit=st.sampled_from(tuple(FORCE_UNITS)),
    length_unit=st.sampled_from(tuple(LENGTH_UNITS)),
    lever=st.floats(0.2, 0.6),
    mass=st.floats(40, 120),
    angle=st.integers(-10, 100),
    lever_first=st.booleans(),
    comma=st.booleans(),
)
def test_every_unit_of_force_and_lever_gives_the_moment_back(
    name, moment, force_unit, length_unit, lever, mass, angle, lever_first, comma
):
    """Force x lever = moment x mass, whatever both were read in."""
    force = moment * mass / lever / FORCE_UNITS[force_unit]
    places = [f"@{lever / LENGTH_UNITS[length_unit]:.6f}{length_unit}", f"@{angle}deg"]
    text = f"{name}={force:.6f}{force_unit}" + "".join(places if lever_first else places[::-1])
    found = strength_test(text.replace(".", ",") if comma else text, mass)
    assert found.value == pytest.approx(moment, rel=1e-5)
    assert found.angle == angle


@given(name=st.sampled_from(JOINTS), moment=st.floats(1.0, 4.0), mass=st.floats(40, 120))
def test_a_moment_is_read_per_kg_or_whole(name, moment, mass):
    per_kg = strength_test(f"{name}={moment:.6f}Nm/kg").value
    assert strength_test(f"{name}={moment * mass:.6f} Nm", mass).value == pytest.approx(per_kg)


@given(height=st.floats(0.2, 0.8), unit=st.sampled_from(tuple(LENGTH_UNITS)))
def test_a_jump_is_read_in_every_unit_of_length(height, unit):
    found = strength_test(f"jump_height={height / LENGTH_UNITS[unit]:.6f}{unit}")
    assert found.value == pytest.approx(height, rel=1e-4)


def test_a_ratio_has_two_joints_at_their_angles():
    found = strength_test("hip_flexion/knee_extension=0.62@20deg/70deg")
    assert [(sign, kind.name, angle) for sign, kind, angle in found.parts] == [
        (1, "hip_flexion", 20),
        (-1, "knee_extension", 70),
    ]
    assert found.value == 0.62
    usual = strength_test("hip_flexion/knee_extension=0.62")
    assert [angle for _, _, angle in usual.parts] == [30, 65]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hip_flexion", "as hip_flexion=2.4Nm/kg@30deg"),
        ("hip_flexion=strong", "as hip_flexion=2.4Nm/kg@30deg"),
        ("hip_flexion=2.4.1", "as hip_flexion=2.4Nm/kg@30deg"),
        ("hip_flexion=2.4@near", "as hip_flexion=2.4Nm/kg@30deg"),
        ("hip_flexion=2.4@30deg/20deg", "as hip_flexion=2.4Nm/kg@30deg"),
        ("neck=2Nm/kg", "neck"),
        ("hip_flexion=400Nm/kg", "400"),
        ("hip_flexion=2.4m", "Nm/kg"),
        ("hip_flexion=2.4Nm/kg@900deg", "900"),
        ("hip_flexion=32kg", r"needs its lever.*hip_flexion=32kg@38cm"),
        ("hip_flexion=32stone@38cm", "units are kg, N, lb"),
        ("hip_flexion=32kg@38m", "the lever"),
        ("hip_flexion=320kg@38cm", r"from hip_flexion=320kg@38cm"),
        ("hip_flexion/neck=0.6", "neck"),
        ("hip_flexion/knee_extension=0.6kg", "a ratio has no unit"),
        ("hip_flexion/knee_extension=60", "60"),
        ("hip_flexion/jump_height=3", "jump_height"),
        ("jump_height_left=0.3m", "jump_height has no side"),
    ],
)
def test_an_impossible_test_is_refused_in_one_message(text, said):
    with pytest.raises(ParameterError, match=said) as caught:
        strength_test(text, 70.0)
    assert str(caught.value).count("\n") == 0


def test_a_force_without_body_mass_is_refused():
    with pytest.raises(ParameterError, match="give --mass"):
        strength_test("hip_flexion=32kg@38cm")


@given(text=st.text(alphabet="hip_flexion=/@:0123456789.,kgNmdelrt -", max_size=40))
def test_any_text_is_read_or_refused_plainly(text):
    with suppress(ParameterError):
        assert math.isfinite(strength_test(text, 70.0).value)
