import json
import math

import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.body import build_body
from nextstride.personal import TESTS, strength_test
from nextstride.personal.strength_tests import (
    DEVICE_SD,
    READING_SD,
    SIDE_SD,
    StrengthTest,
    capacity,
    errors_of_tests,
    shown_to,
    updated,
    what_it_shows,
)
from nextstride.personal.unknowns import LINKS, PRIOR, UNKNOWNS


@pytest.mark.parametrize("name", TESTS)
def test_every_test_shows_strengths_only_and_in_shares(name):
    row, expected = what_it_shows(TESTS[name], TESTS[name].angle, build_body())
    assert row[len(LINKS) :].sum() == 0
    assert row.sum() == pytest.approx(1)
    assert np.all(row >= 0)
    assert expected > 0


@pytest.mark.parametrize(
    "told",
    ["hip_flexion_left=2.4@45:rig", "hip_flexion/knee_extension=0.6@30/65", "jump_height=0.5"],
)
def test_another_process_reads_the_same_test(told):
    reading = strength_test(told)
    assert StrengthTest.from_json(json.loads(json.dumps(reading.to_json()))) == reading


def test_the_model_holds_less_far_from_its_best_angle():
    test, body = TESTS["hip_flexion"], build_body()
    held = {angle: sum(capacity(test, angle, body).values()) for angle in (0, 30, 60, 90)}
    assert held[90] < held[60] < held[30]


def test_bayes_rule_by_hand():
    # One unknown of prior SD s, read through a scale of SD e: the mean moves by s²/(s²+e²).
    body = build_body()
    reading = strength_test("hip_adduction=2.0")
    row, expected = what_it_shows(reading.test, reading.angle, body)
    after = updated(PRIOR, shown_to((reading,), body))
    place = UNKNOWNS.index("adductors")
    prior = PRIOR.covariance[place, place]
    share = prior / (prior + reading.test.scale_sd**2)
    assert row[place] == 1
    assert after.mean[place] == pytest.approx(share * math.log(2.0 / expected))
    assert after.covariance[place, place] == pytest.approx(prior * (1 - share))


def test_the_ratio_of_two_joints_is_surer_than_either():
    """On one device the scale cancels; on two it does not."""
    body = build_body()

    def left_over(texts):
        after = updated(PRIOR, shown_to([strength_test(text) for text in texts], body))
        ratio = np.zeros(len(UNKNOWNS))
        ratio[UNKNOWNS.index("knee_extensors")] = 1
        ratio[UNKNOWNS.index("plantarflexors")] = -1
        return math.sqrt(ratio @ after.covariance @ ratio)

    one = left_over(["knee_extension=3", "plantarflexion=1.8"])
    two = left_over(["knee_extension=3:rig", "plantarflexion=1.8:scale"])
    assert one < 0.9 * two


def test_many_readings_of_one_joint_do_not_make_its_scale_known():
    body, place = build_body(), UNKNOWNS.index("knee_extensors")
    many = updated(PRIOR, shown_to([strength_test("knee_extension=3")] * 20, body))
    assert math.sqrt(many.covariance[place, place]) > TESTS["knee_extension"].own_sd


def test_a_ratio_tells_of_two_joints_what_one_device_tells_of_both():
    """The same evidence, given as two readings or as their ratio, leaves the ratio as sure."""
    body = build_body()
    knee, calf = UNKNOWNS.index("knee_extensors"), UNKNOWNS.index("plantarflexors")
    sure = []
    for texts in (
        ["knee_extension=3", "plantarflexion=1.8"],
        [f"knee_extension/plantarflexion={3 / 1.8}"],
    ):
        after = updated(PRIOR, shown_to([strength_test(text) for text in texts], body))
        spread = after.covariance
        sd = math.sqrt(spread[knee, knee] + spread[calf, calf] - 2 * spread[knee, calf])
        sure.append((after.mean[knee] - after.mean[calf], sd))
    assert sure[1] == pytest.approx(sure[0], abs=0.004)


def test_both_legs_tell_the_mean_better_than_one():
    tests = [strength_test(f"hip_flexion_{side}=2.2") for side in ("left", "right")]
    errors = errors_of_tests(tests)
    kind = TESTS["hip_flexion"]
    assert errors[0, 0] == pytest.approx(kind.scale_sd**2 + SIDE_SD**2)
    mean_of_both = errors.mean()
    shared = DEVICE_SD**2 + kind.own_sd**2
    assert mean_of_both == pytest.approx(shared + READING_SD**2 / 2)


def test_a_norm_grows_with_height_and_the_tendon_stretches():
    test = TESTS["plantarflexion"]
    short, tall = (build_body(Athlete(mass=70, height=height)) for height in (1.6, 1.9))
    norms = [what_it_shows(test, 0, body)[1] for body in (short, tall)]
    assert norms[1] / norms[0] == pytest.approx(1.9 / 1.6)
    stiff = build_body(compliant=())
    assert sum(capacity(test, 0, stiff).values()) > sum(capacity(test, 0, build_body()).values())
