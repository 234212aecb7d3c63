"""Bodies scaled from an athlete, and refusals."""

import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.body import PARAMETER_SETS, build_body
from nextstride.body.layout import LENGTH, SLICES
from nextstride.body.scaling import FOOT_MARKERS, standing_height
from nextstride.errors import ParameterError


@pytest.mark.parametrize("name", PARAMETER_SETS)
@pytest.mark.parametrize("sex", ["male", "female"])
def test_masses_add_up_and_the_hips_are_at_a_human_height(name, sex):
    body = build_body(Athlete(mass=62.0, height=1.70, sex=sex), name)
    masses = body.get("segment_mass")
    assert masses @ [1, 2, 2, 2] == pytest.approx(62.0, rel=2e-3)
    assert 0.48 < standing_height(body) / 1.70 < 0.56


def test_the_vector_holds_every_number_once():
    covered = np.zeros(LENGTH, dtype=int)
    for where in SLICES.values():
        covered[where] += 1
    assert (covered == 1).all()


def test_forces_scale_with_mass_and_lengths_with_height():
    small, tall = build_body(Athlete(50, 1.6)), build_body(Athlete(100, 2.0))
    assert tall.get("maximum_force") / small.get("maximum_force") == pytest.approx(2.0)
    ratio = tall.get("optimal_fibre_length") / small.get("optimal_fibre_length")
    assert ratio == pytest.approx(1.25)


def test_a_measured_foot_moves_what_carries_and_no_more():
    athlete = Athlete(mass=70, height=1.75)
    usual = build_body(athlete)
    same = build_body(athlete, lengths={"foot": FOOT_MARKERS * 1.75})
    assert np.allclose(same.vector, usual.vector)
    long = build_body(athlete, lengths={"foot": 1.1 * FOOT_MARKERS * 1.75})
    for name in ("heel", "forefoot", "ball"):
        assert long.get(name) / usual.get(name) == pytest.approx([1.1, 1.0])
    assert long.get("toe_length") / usual.get("toe_length") == pytest.approx(1.1)
    assert long.get("shank_length") == usual.get("shank_length")
    assert long.get("segment_mass") == pytest.approx(usual.get("segment_mass"))


def test_every_impossible_choice_is_refused_at_once():
    with pytest.raises(ParameterError, match=r"parameters.*Achilles strain"):
        build_body(parameters="nobody1900", achilles_strain=0.9)
    with pytest.raises(ParameterError, match=r"measured segment.*length of the thigh"):
        build_body(lengths={"tail": 0.4, "thigh": 4.0})
    with pytest.raises(ParameterError, match=r"muscle group.*wings"):
        build_body().with_factors("strength", {"wings": 1.2})
    with pytest.raises(ParameterError, match="factor of hip_flexors"):
        build_body().with_factors("strength", {"hip_flexors": 9.0})
