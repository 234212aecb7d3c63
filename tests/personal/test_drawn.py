"""Bodies that are solved, and what they say of those that are only predicted."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.personal.drawn import (
    DrawTask,
    PredictTask,
    corrected,
    predict_draws,
    solved_among,
)
from nextstride.personal.unknowns import LINKS


def test_few_bodies_are_all_solved_and_of_many_a_third():
    assert [solved_among(count) for count in (0, 1, 6, 7, 24, 60)] == [0, 1, 6, 6, 8, 20]


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


def test_a_miss_that_all_share_is_put_right_and_maps_still_add_up():
    truth = bodies(np.linspace(8, 9, 9))
    guess = bodies(np.linspace(8, 9, 9) + 0.3)
    found = corrected(guess, one_by_one(truth)[:3], seed=1)
    assert len(found) == 6
    for body, true in zip(found, one_by_one(truth)[3:], strict=True):
        for name, value in true.items():
            assert body[name] == pytest.approx(value)
        assert body["density"].sum(axis=1) == pytest.approx(body["elasticity"])


def test_each_miss_is_used_as_often_as_the_others_and_no_lost_body_is():
    guess = bodies(np.zeros(10))
    solved = one_by_one(bodies([1.0, 2.0, 4.0, 8.0]))
    solved[1] = {}
    found = [float(body["speed"][0]) for body in corrected(guess, solved, seed=2)]
    assert sorted(found) == [1, 1, 4, 4, 8, 8]


def test_where_no_body_could_be_solved_none_is_told():
    assert corrected(bodies(np.zeros(8)), [{}] * 6, seed=0) == [{}, {}]


def test_mean_and_spread_of_a_bent_price_are_those_of_solving_every_body():
    """The price bends with strength, so that the straight guess is low and too narrow."""
    drawn = np.random.default_rng(5).normal(0, 0.15, 3000)
    true = 0.2 + 0.4 * drawn + 2.0 * drawn**2
    solved = one_by_one(bodies(true[:1000]))
    others = corrected(bodies(0.2 + 0.4 * drawn), solved, seed=3)
    found = np.array([float(body["speed"][0]) for body in others])
    assert found.mean() == pytest.approx(true.mean(), abs=0.003)
    assert found.std() == pytest.approx(true.std(), rel=0.04)
    assert np.quantile(found, [0.05, 0.95]) == pytest.approx(
        np.quantile(true, [0.05, 0.95]), abs=0.1 * np.ptp(np.quantile(true, [0.05, 0.95]))
    )


def test_what_is_predicted_of_drawn_bodies_is_near_what_solving_them_gave(fitted):
    runner = fitted.runner
    variant, fit = runner.best, runner.fits[runner.best]
    tasks = [
        DrawTask(runner.recorded, variant, runner.bound, fit, row)
        for row in [fit["mean"], *runner.members.unknowns.values]
    ]
    guess = predict_draws(PredictTask.of(tasks))
    price, at_the_fit = guess["elasticity"][1:], guess["elasticity"][0]
    solved = runner.members.elasticity.values
    place = list(LINKS).index("plantarflexors")
    missed, spread = (np.sqrt(np.mean((solved - each)[:, place] ** 2)) for each in (price, at_the_fit))
    assert missed < 0.5 * spread
    assert guess["speed"][1:, 0] == pytest.approx(runner.members.speed.values, rel=0.01)
