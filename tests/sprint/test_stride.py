"""A stride with both legs free: equal legs, a weak one, its mirror image, prices per leg."""

import json

import numpy as np
import pytest

from nextstride.conventions import opposite
from nextstride.report.leg_words import weak_side_sentences
from nextstride.sprint import follow, refine
from nextstride.sprint.hamstrings import hamstring_stretch
from nextstride.sprint.leg_documents import weak_side_document
from nextstride.sprint.legs import changed_legs, leg_limits, legs, weak_side
from nextstride.sprint.limits import limits
from nextstride.sprint.outcomes import outcomes
from nextstride.sprint.stride import solve_stride

WEAK = "plantarflexors"
FACTOR = 0.9


@pytest.fixture(scope="module")
def weak(sprint):
    """The left leg's plantarflexors weaker, of the planar body."""
    return weak_side(sprint, {"left": {WEAK: FACTOR}})


def test_with_equal_legs_the_stride_is_the_step_twice(sprint, weak):
    assert weak.equal.speed == pytest.approx(sprint.speed, rel=0.002)
    priced, whole = leg_limits(weak.equal).elasticity, limits(sprint).elasticity
    assert priced.sum("leg").values == pytest.approx(whole.values, abs=0.01)
    assert priced.sel(leg="left").values == pytest.approx(priced.sel(leg="right").values, abs=1e-3)


def test_in_three_dimensions_too(spatial_sprint):
    stride = solve_stride(spatial_sprint).raise_for_status()
    assert stride.speed == pytest.approx(spatial_sprint.speed, rel=0.002)
    priced, whole = leg_limits(stride).elasticity, limits(spatial_sprint).elasticity
    assert priced.sum("leg").values == pytest.approx(whole.values, abs=0.01)
    seen = legs(stride)
    for name in seen.data_vars:
        left, right = seen[name].sel(leg=["left", "right"]).values
        assert left == pytest.approx(right, rel=1e-3), name


def test_a_mirrored_weakness_gives_the_mirrored_answer(sprint, weak):
    other = follow(weak.equal, changed_legs(sprint.body, {"right": {WEAK: FACTOR}}))
    assert other.speed == pytest.approx(weak.different.speed, rel=1e-4)
    here, there = legs(weak.different), legs(other)
    prices, mirrored = leg_limits(weak.different).elasticity, leg_limits(other).elasticity
    for leg in ("left", "right"):
        for name in here.data_vars:
            own, mirror = here[name].sel(leg=leg), there[name].sel(leg=opposite(leg))
            assert float(own) == pytest.approx(float(mirror), rel=1e-3), name
        assert prices.sel(leg=leg).values == pytest.approx(
            mirrored.sel(leg=opposite(leg)).values, abs=1e-3
        )
    assert abs(np.diff(here.contact_time.values)[0]) > 1e-4


def test_one_weak_side_costs_about_half_of_both(weak):
    assert weak.both.speed < weak.different.speed < weak.equal.speed
    assert weak.share == pytest.approx(0.5, abs=0.1)
    assert weak.first_order == pytest.approx(weak.different.speed, rel=0.01)


def test_prices_of_unequal_legs_agree_with_solving_again(weak):
    stride = weak.different
    for leg in ("left", "right"):
        speeds = [
            follow(stride, stride.body.with_factors("strength", {WEAK: factor}, leg)).speed
            for factor in (0.99, 1.01)
        ]
        again = np.log(speeds[1] / speeds[0]) / np.log(1.01 / 0.99)
        priced = float(leg_limits(stride).elasticity.sel(leg=leg, muscle_group=WEAK))
        assert priced == pytest.approx(again, rel=0.03)


def test_rows_of_each_legs_map_add_up_from_its_own_touchdown(weak):
    found = leg_limits(weak.different)
    assert found.density.sum("point").values == pytest.approx(found.elasticity.values, abs=1e-9)
    for leg in ("left", "right"):
        percent = found.percent.sel(leg=leg).values
        assert (np.diff(percent) > 0).all()
        assert 0 < percent[0] < 10
        assert percent[-1] == pytest.approx(100)
        # the weak calf pushes while its own foot stands
        row = found.density.sel(leg=leg, muscle_group=WEAK).values
        stance = 100 * float(legs(weak.different).contact_time.sel(leg=leg))
        early = row[percent <= stance / weak.different.duration].sum()
        assert early == pytest.approx(row.sum(), rel=0.1)


def test_steps_of_a_stride_are_seen_as_steps(sprint, weak):
    seen = legs(weak.equal).sel(leg="right")
    step, stretch = outcomes(sprint), hamstring_stretch(sprint)
    for name in ("contact_time", "flight_time", "step_length", "swing_time", "peak_thigh_flexion"):
        assert float(seen[name]) == pytest.approx(step[name], rel=1e-3), name
    assert float(seen.peak_hamstring_length) == pytest.approx(stretch["peak_length"], rel=1e-3)
    ahead = sum(float(legs(weak.different).step_length.sel(leg=leg)) for leg in ("left", "right"))
    assert ahead == pytest.approx(weak.different.speed * weak.different.duration, rel=1e-4)


def test_another_mesh_gives_the_same_stride(weak):
    finer = refine(weak.different, (6, 6)).raise_for_status()
    assert finer.speed == pytest.approx(weak.different.speed, rel=0.005)
    change = leg_limits(finer).elasticity - leg_limits(weak.different).elasticity
    assert abs(change).max() < 0.02
    assert finer.steps["left"].mesh.stance.intervals == 6


def test_its_document_holds_plain_numbers_and_its_words(weak):
    document = weak_side_document(weak)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {row["leg"] for row in document["legs"]} == {"left", "right"}
    words = " ".join(weak_side_sentences(document))
    assert "left plantarflexors x 0.9" in words
    assert f"{100 * weak.share:.0f} % of both's" in words
