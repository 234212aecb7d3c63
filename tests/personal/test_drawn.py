"""Bodies that are solved, and what they say of those that are only predicted."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.parallel import Here
from nextstride.personal import ensemble
from nextstride.personal.drawn import (
    BINS,
    DrawTask,
    PredictTask,
    corrected,
    found_right,
    predict_draws,
    solved_among,
)
from nextstride.personal.features import FEATURES
from nextstride.personal.keeping import Keeper
from nextstride.personal.unknowns import LINKS, UNKNOWNS
from nextstride.personal.variants import Variant


def test_few_bodies_are_all_solved_and_of_many_a_third():
    assert [solved_among(count) for count in (0, 1, 4, 5, 24, 60)] == [0, 1, 4, 4, 8, 20]


def bodies(speed):
    """What is told of bodies of these speeds; prices and map follow the speed."""
    return {
        "speed": np.asarray(speed, dtype=float)[:, None],
        "elasticity": np.outer(speed, [0.1, 0.2]),
        "density": np.einsum("b,lp->blp", speed, [[0.04, 0.06], [0.1, 0.1]]),
        "modelled": np.outer(speed, [1.0, 2.0, 3.0]),
    }


def one_by_one(every):
    """The same, a dict for each body."""
    count = len(every["speed"])
    return [{name: values[place] for name, values in every.items()} for place in range(count)]


def completed(guess, solved, seed=1):
    """The bodies that were not solved."""
    return corrected(guess, solved, found_right([guess], [solved]), seed)


def test_a_guess_that_is_off_by_a_shift_and_a_share_is_put_right_and_maps_still_add_up():
    truth = bodies(np.linspace(8, 9, 9))
    found = completed(bodies(1.7 * np.linspace(8, 9, 9) + 0.3), one_by_one(truth)[:3])
    assert len(found) == 6
    for body, true in zip(found, one_by_one(truth)[3:], strict=True):
        for name, value in true.items():
            assert body[name] == pytest.approx(value)
        assert body["density"].sum(axis=1) == pytest.approx(body["elasticity"])


def test_shares_are_found_over_all_fits_each_around_its_own_mean():
    """Two fits whose guesses lie apart by much more than their bodies do."""
    true = np.array([0.0, 1.0, 2.0])
    guesses = [bodies(2 * true), bodies(100 + 2 * true)]
    solved = [one_by_one(bodies(true)), one_by_one(bodies(true))]
    found = found_right(guesses, solved)
    assert all(np.allclose(share, 0.5) for share in found.values())


def test_each_solved_body_is_used_as_often_as_the_others_and_no_lost_one_is():
    guess = bodies(np.zeros(10))
    solved = one_by_one(bodies([1.0, 2.0, 4.0, 8.0]))
    solved[1] = {}
    found = [float(body["speed"][0]) for body in completed(guess, solved)]
    assert sorted(found) == [1, 1, 4, 4, 8, 8]


def test_where_no_body_could_be_solved_or_none_is_possible_none_is_told():
    assert completed(bodies(np.zeros(8)), [{}] * 6) == [{}, {}]
    guess = bodies([1.0, 2.0, 3.0, np.nan])
    assert completed(guess, one_by_one(bodies([1.0, 2.0, 3.0])))[0] == {}


def test_mean_and_spread_of_a_bent_price_are_those_of_solving_every_body():
    """The price bends with strength, and the guess of its slope is half as large again."""
    drawn = np.random.default_rng(5).normal(0, 0.15, 3000)
    true = 0.2 + 0.4 * drawn + 0.3 * drawn**2
    solved = one_by_one(bodies(true[:1000]))
    found = np.array(
        [float(body["speed"][0]) for body in completed(bodies(0.2 + 0.6 * drawn), solved)]
    )
    ends = np.quantile(true, [0.05, 0.95])
    assert found.mean() == pytest.approx(true.mean(), abs=0.003)
    assert found.std() == pytest.approx(true.std(), rel=0.05)
    assert np.quantile(found, [0.05, 0.95]) == pytest.approx(ends, abs=0.1 * np.ptp(ends))


def test_what_is_predicted_of_the_fit_is_the_fit_and_impossible_bodies_are_not_told(fitted):
    runner = fitted.runner
    variant, fit = runner.best, runner.fits[runner.best]
    rows = fit["mean"], fit["mean"] + np.eye(fit["mean"].size)[0] * 2
    tasks = [DrawTask(runner.recorded, variant, runner.bound, fit, row) for row in rows]
    guess = predict_draws(PredictTask.of(tasks))
    assert guess["modelled"][0] == pytest.approx(fit["modelled"])
    assert guess["density"][0].sum(axis=1) == pytest.approx(guess["elasticity"][0], abs=1e-3)
    assert all(np.isnan(values[1]).all() for values in guess.values())


def told(speed):
    """What a planar body of this speed tells; all else is as large."""
    shapes = {
        "speed": (1,),
        "elasticity": (len(LINKS),),
        "density": (len(LINKS), BINS.size - 1),
        "modelled": (len(FEATURES),),
    }
    return {name: np.full(shape, speed) for name, shape in shapes.items()}


def test_of_many_bodies_a_third_is_solved_and_each_row_is_of_its_own_body(monkeypatch):
    """Speed is 9 + the first unknown; the guess is off by a half and a shift of each fit."""

    def guess(task):
        rows = [told(9 + 1.5 * row[0] + len(task.variant.name)) for row in task.unknowns]
        return {key: np.array([row[key] for row in rows]) for key in rows[0]}

    monkeypatch.setattr(ensemble, "solve_draw", lambda task: told(9 + task.unknowns[0]))
    monkeypatch.setattr(ensemble, "predict_draws", guess)
    size = len(UNKNOWNS)
    fit = {"mean": np.zeros(size), "covariance": 0.01 * np.eye(size), "misfit": np.ones(2)}
    fits = {Variant("lai2017"): fit, Variant("delp1990"): fit}
    done = []
    members = ensemble.draw_all(
        fits,
        lambda variant, kept, row: DrawTask(None, variant, 0.1, kept, row),
        60,
        Keeper(None),
        Here(),
        lambda: done.append(1),
    )
    assert members.attrs == {"solved": 20, "lost": {}}
    assert members.sizes["member"] == len(done) == 60
    assert members.speed.values == pytest.approx(9 + members.unknowns.values[:, 0])
    assert members.elasticity.values[:, 2] == pytest.approx(members.speed.values)
