"""Every solve of a fit has an end, and why it ended, or what held it, reaches the reader."""

from dataclasses import replace

import numpy as np
import pytest

from nextstride.errors import SolveError
from nextstride.parallel import Here
from nextstride.personal import document, ensemble, fit
from nextstride.personal.drawn import DrawTask, solve_draw
from nextstride.personal.ensemble import FitTask, fit_all
from nextstride.personal.features import modelled_features
from nextstride.personal.fit import EndOfFit
from nextstride.personal.keeping import FAILED, Keeper, failure
from nextstride.personal.kinds import KINDS
from nextstride.personal.nearest import nearest_motion
from nextstride.personal.unknowns import PRIOR, UNKNOWNS
from nextstride.personal.variants import Variant
from nextstride.report import render_report
from nextstride.sprint.active import HEEL, TECHNIQUE, active_bounds

OTHER = Variant("delp1990")


@pytest.fixture
def hurried(monkeypatch):
    """A solve may take a hundredth of what it needs."""
    monkeypatch.setitem(KINDS, "planar", replace(KINDS["planar"], patience=0.01))


@pytest.mark.usefixtures("hurried")
def test_a_body_that_takes_too_long_is_lost_for_that_reason(fitted):
    runner = fitted.runner
    fit_ = runner.fits[runner.best]
    stronger = fit_["mean"] + 0.05 * np.eye(len(UNKNOWNS))[0]
    task = DrawTask(runner.recorded, runner.best, runner.bound, fit_, stronger)
    assert str(solve_draw(task)[FAILED]) == "out of time"


@pytest.mark.usefixtures("hurried")
def test_a_nearest_motion_that_takes_too_long_says_so(fitted):
    recorded, variant = fitted.runner.recorded, fitted.runner.best
    with pytest.raises(SolveError, match="ran out of time") as caught:
        nearest_motion(recorded, variant.body(recorded.athlete, recorded.lengths))
    assert caught.value.why == "out of time"


@pytest.mark.parametrize(
    ("fit_time", "ended"),
    [(0.0, EndOfFit.TIME_USED), (1e6, f"{EndOfFit.NONE_SOLVED}: out of time")],
)
@pytest.mark.usefixtures("hurried")
def test_a_fit_without_time_ends_where_it_is_and_says_so(fitted, monkeypatch, fit_time, ended):
    monkeypatch.setattr(fit, "FIT_TIME", fit_time)
    runner = fitted.runner
    recorded, variant = runner.recorded, runner.best
    solution = runner.solution(variant)
    mean = runner.fits[variant]["mean"]
    begin = fit._State(mean, solution, modelled_features(solution))
    body = variant.body(recorded.athlete, recorded.lengths)
    assert fit._Search(recorded, body, PRIOR).down(begin) == (begin, ended)


def test_a_variant_that_cannot_be_simulated_is_told_with_its_reason(monkeypatch):
    monkeypatch.setattr(
        ensemble,
        "fit_variant",
        lambda task: failure(SolveError("long", "out of time")) if task.variant == OTHER else {},
    )
    tasks = [FitTask(None, variant, 0.1, ()) for variant in (Variant("lai2017"), OTHER)]

    def fitting(some):
        return fit_all(some, Keeper(None), Here(), lambda: None)

    assert fitting(tasks) == ({Variant("lai2017"): {}}, {OTHER: "out of time"})
    with pytest.raises(SolveError, match="delp1990: out of time"):
        fitting(tasks[1:])


def test_the_report_says_what_failed_and_why(fitted):
    runner = fitted.runner
    members = runner.members.assign_attrs(lost={"out of time": 2, "no step fits": 1})
    failing = replace(runner, failed={OTHER: "out of time"}, members=members)
    analysis = replace(fitted, runner=failing)
    assert analysis.to_json()["limits"]["lost"] == 3
    page = " ".join(render_report(analysis).split())
    assert "3 more could not be solved (2 out of time, 1 no step fits)" in page
    assert "delp1990 could not be simulated: out of time" in page


def test_bounds_that_are_not_muscle_are_priced_and_a_dear_heel_is_told(fitted, monkeypatch):
    runner = fitted.runner
    priced = active_bounds(runner.solution(runner.best))
    assert fitted.to_json()["limits"]["fit"]["active_bounds"] == pytest.approx(priced)
    told = {}
    for heel in (0.11, 0.04):
        bounds = {TECHNIQUE: 0.1, HEEL: heel, "least duration": 0.02}
        monkeypatch.setattr(document, "active_bounds", lambda _, found=bounds: found)
        analysis = replace(fitted, runner=replace(runner))
        told[heel] = " ".join(render_report(analysis).split())
    speed = runner.recorded.value("speed")
    technique, depth = (f"+{speed * (1.1**price - 1):.2f} m/s" for price in (0.1, 0.11))
    known = f"distance to the recorded technique {technique}"
    assert f"{known}, depth of the heel {depth}. What" in told[0.11]
    assert "where a real one could" in told[0.11]
    assert f"{known}. What" in told[0.04]
    assert "where a real one could" not in told[0.04]
