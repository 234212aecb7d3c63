"""The table and its intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t as student
from scipy.stats import truncnorm

from nextstride.conventions import UNITS
from nextstride.errors import MissingDataError
from nextstride.measures import MEASURES, Sample, measure_run, stride_curves
from nextstride.measures.rhythm import _variation
from nextstride.measures.table import interval, pooled_spread

CONTACT = MEASURES["contact_time"]


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_every_row_is_complete(measure):
    assert measure.unit in UNITS
    assert measure.title
    assert measure.symbol
    assert measure.definition.endswith(".")
    assert measure.source
    assert measure.needs
    low, high = measure.plausible
    assert low < high
    assert measure.error > 0 or measure.relative_error > 0


def test_spread_is_pooled_over_the_sides():
    freedom, spread = pooled_spread(
        [Sample(np.array([1.0, 3.0])), Sample(np.array([10.0, 10.0, 13.0]))]
    )
    assert freedom == 3
    assert spread == pytest.approx(((2 + 6) / 3) ** 0.5)
    assert pooled_spread([Sample(np.array([1.0, np.nan]))])[0] == 0


def test_interval_joins_spread_and_systematic_error():
    sample = Sample(np.array([0.10, 0.11, 0.12, np.nan]))
    value, lower, upper, _ = interval(CONTACT, sample, 0.01, 2)
    assert value == pytest.approx(0.11)
    random = student.ppf(0.975, 2) * 0.01 / 3**0.5
    half = np.hypot(random, 1.96 * CONTACT.error)
    assert upper - value == pytest.approx(half)
    assert value - lower == pytest.approx(half)


def test_a_duration_is_never_shown_below_zero():
    unsure = Sample(np.array([0.069]), error=0.038)
    value, lower, upper, _ = interval(CONTACT, unsure, 0.0, 0)
    assert 0 < lower < value < upper
    cut = truncnorm(-0.069 / 0.038, np.inf, loc=0.069, scale=0.038)
    assert (lower, upper) == pytest.approx(cut.ppf([0.025, 0.975]), abs=1e-5)
    passing = interval(MEASURES["thighs_passing_time"], unsure, 0.0, 0)
    assert passing[1] == pytest.approx(0.069 - 1.96 * 0.038)  # may be before touchdown


@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_left_out_makes_a_value_too_small_only(sign):
    short = replace(
        MEASURES["peak_swing_hip_flexor_moment"],
        plausible=(-9, 9),
        error=0.0,
        relative_error=0.1,
        shortfall=0.3,
    )
    sample = Sample(np.array([2.0 * sign]))
    value, lower, upper, _ = interval(short, sample, float("nan"), 0)
    near, far = sorted((abs(upper), abs(lower)))
    assert abs(value) - near == pytest.approx(1.96 * 0.2)
    assert far - abs(value) == pytest.approx(np.hypot(1.96 * 0.2, 0.6))


def test_hip_loads_have_a_shortfall_and_times_have_none():
    assert MEASURES["peak_swing_hip_flexor_moment"].shortfall > 0
    assert MEASURES["contact_time"].shortfall == 0


def test_one_step_has_its_systematic_error_at_least():
    value, lower, upper, _ = interval(
        CONTACT, Sample(np.array([0.11]), error=0.004), float("nan"), 0
    )
    assert upper - value == pytest.approx(1.96 * 0.004)
    assert lower < value


def test_nothing_seen_is_nan():
    assert np.isnan(interval(CONTACT, Sample(np.array([np.nan])), 0.0, 0)).all()


def test_intervals_cover_what_they_claim():
    """Student's t on pooled spread: 95 % of intervals of normal steps hold the mean."""
    random = np.random.default_rng(12)
    exact = replace(CONTACT, error=0.0)
    inside = 0
    for _ in range(2000):
        sides = [Sample(random.normal(0.11, 0.005, 4)) for _ in range(2)]
        freedom, spread = pooled_spread(sides)
        _, lower, upper, _ = interval(exact, sides[0], spread, freedom)
        inside += lower <= 0.11 <= upper
    assert inside / 2000 == pytest.approx(0.95, abs=0.015)


def test_variability_needs_three_steps():
    with pytest.raises(MissingDataError, match="at least 3 step times of the left foot; got 2"):
        _variation(np.array([0.1, 0.12, np.nan]), "step times", "left")
    found = _variation(np.array([0.1, 0.12, 0.11]), "step times", "left")
    assert found.center == pytest.approx(0.01 / 0.11)


def test_missing_inputs_become_notes_and_the_rest_runs(analysed):
    run = analysed("sprint", 250.0, 0.0).run
    bare = replace(
        run,
        points=run.points.drop_sel(keypoint=["left_heel", "neck", "c7"]),
        recording=replace(run.recording, force=None),
    )
    found = measure_run(bare)
    assert "no force plates" in found.note.sel(measure="peak_vertical_force", side="left").item()
    assert "trunk" in found.note.sel(measure="trunk_angle", side="both").item()
    assert np.isnan(found.value.sel(measure="peak_swing_hip_flexor_moment", side="left"))
    assert found.note.sel(measure="peak_swing_hip_flexor_moment", side="left").item()
    assert np.isfinite(found.value.sel(measure="peak_thigh_flexion", side="left"))
    assert "pelvis" in found.note.sel(measure="vertical_oscillation", side="left").item()


def test_curves_start_and_end_at_touchdown(analysed):
    analysis = analysed("sprint", 250.0, 0.0)
    curves = stride_curves(analysis.run)
    rise = np.abs(curves.thigh.sel(percent=0) - curves.thigh.sel(percent=100))
    assert float(rise.max()) < 0.01
    on_ground = curves.percent < curves.toe_off_percent - 0.5
    assert np.isnan(curves.hip_moment.where(on_ground)).all()
    assert np.isfinite(curves.hip_moment.sel(percent=60)).all()
    assert (
        (curves.midstance_percent > 0) & (curves.midstance_percent < curves.toe_off_percent)
    ).all()
