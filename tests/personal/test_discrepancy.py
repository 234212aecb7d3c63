import numpy as np
import pytest
import xarray as xr

from nextstride.body import build_body
from nextstride.personal import strength_test
from nextstride.personal.discrepancy import (
    COMMON_STRENGTH_SD,
    OWN_STRENGTH_SD,
    PRICE_ERRORS,
    STRENGTH_SD,
    believed_of,
    strength_errors,
    widened,
    with_model_error,
)
from nextstride.personal.runner import answering_bodies
from nextstride.personal.strength_tests import Shown, shown_to, updated
from nextstride.personal.unknowns import LINKS, PRIOR, UNKNOWNS, Belief
from nextstride.personal.variants import VARIANTS_OF


def bodies(prices, unknowns=0.1):
    """Bodies of these prices, (members, links), and usual strengths and structure."""
    count = len(prices)
    return xr.Dataset(
        {
            "elasticity": (("member", "link"), np.asarray(prices)),
            "unknowns": (
                ("member", "unknown"),
                np.broadcast_to(unknowns, (count, len(UNKNOWNS))).copy(),
            ),
            "variant": ("member", ["one"] * count),
        },
        coords={"unknown": list(UNKNOWNS)},
    )


@pytest.mark.parametrize("kind", VARIANTS_OF)
def test_prices_err_by_the_share_of_their_kind_of_body_and_no_price_is_biased(kind):
    members = bodies(np.tile([0.5, 0.1, 0.0], (20000, 1)))
    found = answering_bodies(members, VARIANTS_OF[kind], None).elasticity.values
    error = PRICE_ERRORS[kind]
    share = np.sqrt(np.expm1(error.share**2))  # Of a log-normal factor around 1.
    assert found.mean(axis=0) == pytest.approx([0.5, 0.1, 0.0], abs=1e-4)
    assert found.std(axis=0) == pytest.approx(
        np.hypot([0.5 * share, 0.1 * share, 0.0], error.least), rel=0.03
    )


def test_the_mean_of_few_bodies_is_not_moved_by_chance():
    prices = np.tile([0.5, 0.1, 0.0], (12, 1))
    found = with_model_error(bodies(prices)).elasticity.values
    assert found.mean(axis=0) == pytest.approx([0.5, 0.1, 0.0], abs=1e-9)
    assert (found.std(axis=0) > 0.005).all()


def test_strengths_err_and_structure_does_not():
    members = bodies(np.full((4000, 2), 0.2))
    found = with_model_error(members).unknowns
    strengths = found.sel(unknown=list(LINKS)).values
    assert strengths.mean() == pytest.approx(0.1, abs=0.005)
    assert strengths.std(axis=0) == pytest.approx(np.full(len(LINKS), STRENGTH_SD), rel=0.1)
    assert strengths.mean(axis=1).std() == pytest.approx(
        np.hypot(COMMON_STRENGTH_SD, OWN_STRENGTH_SD / np.sqrt(len(LINKS))), rel=0.1
    )
    assert (found.sel(unknown=list(UNKNOWNS[len(LINKS) :])) == 0.1).all()
    assert (members.unknowns == 0.1).all()


def test_the_same_bodies_give_the_same_answer():
    members = bodies(np.full((5, 2), 0.2))
    one, two = (with_model_error(members).elasticity.values for _ in range(2))
    assert np.array_equal(one, two)


def exact(link, value):
    """A test that reads the strength of one link alone, without error."""
    row = np.array([[float(name == link) for name in UNKNOWNS]])
    return Shown(row, np.array([value]), np.array([[1e-16]]))


def test_an_exact_test_brings_its_strength_to_what_it_read_and_the_others_part_of_the_way():
    """Bodies have part of each strength wrong with all others, and structure not at all."""
    members = bodies(np.full((50, 2), 0.2))
    found = with_model_error(members, {"one": exact("hamstrings", -0.3)}).unknowns
    without = with_model_error(members).unknowns
    assert found.sel(unknown="hamstrings").values == pytest.approx(-0.3, abs=1e-6)
    others = [name for name in LINKS if name != "hamstrings"]
    moved = (found - without).sel(unknown=others).values
    by = (found - without).sel(unknown=["hamstrings"]).values
    assert moved == pytest.approx(np.tile(by * (COMMON_STRENGTH_SD / STRENGTH_SD) ** 2, 6))
    structure = list(UNKNOWNS[len(LINKS) :])
    assert (found.sel(unknown=structure) == without.sel(unknown=structure)).all()


def test_tests_of_another_body_and_no_tests_change_nothing():
    members = bodies(np.full((50, 2), 0.2))
    without = with_model_error(members)
    for tests in ({}, {"another": exact("hamstrings", -0.3)}):
        assert with_model_error(members, tests).identical(without)


def test_a_test_reaches_the_strength_through_the_fit_and_through_what_bodies_have_wrong():
    """Body and error, each updated in its place, are the widened belief updated at once."""
    shown = shown_to(
        [strength_test(f"{name}=2.2") for name in ("hip_flexion", "knee_extension")], build_body()
    )
    random = np.random.default_rng(1)
    root = random.normal(0, 0.05, (len(UNKNOWNS), len(UNKNOWNS)))
    before = Belief(random.normal(0, 0.1, len(UNKNOWNS)), root @ root.T)
    whole = updated(widened(before), shown)
    fitted = updated(before, shown.through(strength_errors()))
    drawn = fitted.draws(20000, seed=3)
    found = with_model_error(bodies(np.full((len(drawn), 2), 0.2), drawn), {"one": shown})
    strengths = slice(0, len(LINKS))
    assert found.unknowns.values.mean(axis=0) == pytest.approx(whole.mean, abs=0.006)
    assert np.cov(found.unknowns.values[:, strengths].T) == pytest.approx(
        whole.covariance[strengths, strengths], abs=0.004
    )


def test_a_strength_that_bodies_have_wrong_follows_its_test_by_hand():
    """One strength believed with SD s, wrong by SD w and read with SD e: (s²+w²) / (s²+w²+e²)."""
    place, error = UNKNOWNS.index("adductors"), 0.12
    reading = Shown(exact("adductors", -0.3).rows, np.array([-0.3]), np.array([[error**2]]))
    after = updated(widened(PRIOR), reading)
    spread = PRIOR.covariance[place, place] + STRENGTH_SD**2
    share = spread / (spread + error**2)
    assert after.mean[place] == pytest.approx(-0.3 * share)
    assert after.covariance[place, place] == pytest.approx(spread * (1 - share))


def test_two_tests_on_one_device_leave_its_scale_unknown():
    """The drawn strengths stay unsure together, by the scale, and sure beside each other."""
    shown = shown_to(
        [strength_test(f"{name}=2.2") for name in ("hip_flexion", "knee_extension")], build_body()
    )
    members = bodies(np.full((4000, 2), 0.2), PRIOR.draws(4000, seed=2))
    read = with_model_error(members, {"one": shown}).unknowns.values @ shown.rows.T
    assert read.mean(axis=1).std() > 2 * np.diff(read, axis=1).std() / 2


def test_what_bodies_tell_counts_each_by_its_weight():
    members = bodies(np.full((3, 2), 0.2), np.outer([0.0, 1.0, 4.0], np.ones(len(UNKNOWNS))))
    found = believed_of(members.assign(weight=("member", [0.5, 0.25, 0.25])))
    assert found.mean == pytest.approx(np.full(len(UNKNOWNS), 1.25))
    assert found.covariance.shape == (len(UNKNOWNS),) * 2
