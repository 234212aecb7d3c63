"""Joints on one device, and legs, beside each other."""

import math

import pytest

from nextstride.body import build_body
from nextstride.personal import TESTS, strength_test
from nextstride.personal.strength_ratios import ratios
from nextstride.personal.strength_tests import DEVICE_SD, READING_SD, what_it_shows

BODY = build_body()


def found(*texts):
    return {
        (each.one, each.other): each for each in ratios([strength_test(t) for t in texts], BODY)
    }


def test_what_the_device_reads_too_high_cancels():
    """All readings 30 % higher: no ratio changes; its error knows nothing of the device's."""
    names = {"hip_flexion": 2.0, "knee_extension": 3.2, "plantarflexion": 1.5}
    plain = found(*(f"{name}={value}" for name, value in names.items()))
    high = found(*(f"{name}={1.3 * value}" for name, value in names.items()))
    assert len(plain) == 3
    for pair, each in plain.items():
        assert high[pair].value == pytest.approx(each.value)
        assert each.sd < DEVICE_SD
    norms = [what_it_shows(TESTS[name], TESTS[name].angle, BODY)[1] for name in names]
    pair = plain["Isometric hip flexion", "Isometric knee extension"]
    assert pair.norm == pytest.approx(norms[0] / norms[1])


def test_other_devices_are_not_compared():
    assert not found("hip_flexion=2:rig", "knee_extension=3:scale")
    assert len(found("hip_flexion=2:rig", "knee_extension=3:rig", "jump_height=0.4")) == 1


def test_angles_and_legs_of_a_joint_are_taken_together():
    one = found("hip_flexion=2", "knee_extension=3")
    texts = [f"hip_flexion_{side}=2@{angle}" for side in ("left", "right") for angle in (20, 40)]
    many = found(*texts, "knee_extension=3")
    pair = ("Isometric hip flexion", "Isometric knee extension")
    assert many[pair].sd < one[pair].sd
    assert many[pair].value == pytest.approx(one[pair].value)


def test_legs_are_told_apart_by_the_error_of_reading():
    legs = found("hip_flexion_left=1.6@30", "hip_flexion_right=2.0@30", "hip_flexion_left=1.9@50")
    ((pair, each),) = legs.items()
    assert pair == ("Isometric hip flexion at 30°, left", "right")
    assert (each.value, each.norm) == pytest.approx((0.8, 1.0))
    assert each.sd == pytest.approx(math.sqrt(2) * READING_SD)
    assert each.apart


def test_a_given_ratio_is_held_against_its_norm():
    norm = math.prod(
        what_it_shows(TESTS[name], TESTS[name].angle, BODY)[1] ** sign
        for name, sign in (("hip_flexion", 1), ("plantarflexion", -1))
    )
    (each,) = found(f"hip_flexion/plantarflexion={0.6 * norm}").values()
    assert each.of_norm == pytest.approx(0.6)
    lower, upper = each.interval
    assert lower < 0.6 < upper
    assert each.apart


def test_nothing_tested_has_no_ratio():
    assert ratios([], BODY) == ()
