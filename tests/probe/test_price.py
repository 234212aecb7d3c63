"""Prices read back from made probes, whose truth is known."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from nextstride.errors import MissingDataError, ParameterError
from nextstride.probe import FRESH, SHAM, Reading, Round, join_prices, probe_power, probe_price
from nextstride.probe.price import GENERAL_SD, SECANT, SPEED_ERROR
from nextstride.probe.recovery import STRENGTH_ERROR, losses_at_runs
from nextstride.probe.rounds import reading_from

TIMES = (15.0, 45.0, 75.0)


def made(random, *, price=0.12, loss=0.22, constant=100.0, link="hip_flexors", general=0.0):
    """Three fresh and three tired runs of a runner of a known price, with errors."""

    def noisy(value, sd):
        return float(value * np.exp(random.normal(0, sd)))

    rounds = [
        Round(
            link,
            FRESH,
            tuple(Reading(noisy(27.0, STRENGTH_ERROR)) for _ in range(2)),
            tuple(Reading(noisy(9.0, SPEED_ERROR)) for _ in range(3)),
        )
    ]
    for number in (1, 2, 3):
        before, at, after = (loss * math.exp(-time / constant) for time in TIMES)
        slow = 9.0 * math.exp(-price * SECANT * at - general)
        strengths = (
            Reading(noisy(27.0 * math.exp(-before), STRENGTH_ERROR), TIMES[0]),
            Reading(noisy(27.0 * math.exp(-after), STRENGTH_ERROR), TIMES[2]),
        )
        rounds.append(
            Round(link, number, strengths, (Reading(noisy(slow, SPEED_ERROR), TIMES[1]),))
        )
    return rounds


class Still:
    """A random number generator that draws no error."""

    def normal(self, mean, sd):
        return mean


def test_the_secant_of_the_runners_own_bodies_divides_the_price():
    usual = probe_price(made(Still()), "hip_flexors")
    steep = probe_price(made(Still()), "hip_flexors", 1.5 * SECANT)
    assert steep.value == pytest.approx(usual.value / 1.5)


def test_without_errors_the_price_comes_back():
    found = probe_price(made(Still()), "hip_flexors")
    assert found.value == pytest.approx(0.12, rel=0.12)
    assert found.loss == pytest.approx(1 - math.exp(-0.22 * math.exp(-0.45)), abs=0.02)
    assert found.runs == 3


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(5)
    held, told = 0, 0
    for _ in range(150):
        general = random.normal(0, GENERAL_SD)
        try:
            found = probe_price(made(random, general=general), "hip_flexors")
        except MissingDataError:
            continue
        told += 1
        held += found.lower <= 0.12 <= found.upper
    assert told > 120
    assert 0.84 <= held / told <= 0.99


def test_a_sham_day_takes_out_what_running_costs_by_itself():
    tired = made(Still(), general=0.02)
    sham = made(Still(), price=0.0, loss=0.0, general=0.02, link=SHAM)
    alone = probe_price(tired, "hip_flexors")
    beside = probe_price([*tired, *sham], "hip_flexors")
    assert alone.value - 0.12 > 2 * abs(beside.value - 0.12)


def test_a_loss_within_its_error_gives_no_price():
    with pytest.raises(MissingDataError, match="within the error of reading it"):
        probe_price(made(Still(), loss=0.02), "hip_flexors")


def test_without_a_fresh_strength_there_is_no_price():
    with pytest.raises(MissingDataError, match="fresh strength"):
        probe_price(made(Still())[1:], "hip_flexors")


def test_recovery_between_the_readings_is_read_at_the_run():
    losses = losses_at_runs(made(Still()))
    assert losses.at_runs == pytest.approx(0.22 * math.exp(-0.45), abs=0.02)
    assert (np.linalg.eigvalsh(losses.covariance) > -1e-12).all()


def on(day, rounds):
    """The rounds, done on that day of April."""
    return [replace(one, day=date(2026, 4, day)) for one in rounds]


def test_each_day_is_compared_with_its_own_fresh_strength_and_speed():
    slow_day = [
        replace(
            one,
            strengths=tuple(replace(each, value=0.8 * each.value) for each in one.strengths),
            runs=tuple(replace(each, value=0.95 * each.value) for each in one.runs),
        )
        for one in made(Still())
    ]
    one = probe_price(on(6, made(Still())), "hip_flexors")
    both = probe_price([*on(6, made(Still())), *on(20, slow_day)], "hip_flexors")
    assert both.runs == 6
    assert both.value == pytest.approx(one.value, rel=0.05)
    assert both.upper - both.lower < one.upper - one.lower


def test_a_run_without_a_strength_and_an_unfinished_day_change_nothing():
    whole = on(6, made(Still()))
    lone = Round("hip_flexors", 4, (), (Reading(5.0, 45.0),), date(2026, 4, 6))
    sham = made(Still(), price=0.0, loss=0.0, link=SHAM)[0]
    without_fresh = on(20, made(Still(), price=0.5)[1:])
    assert probe_price([*whole, lone, sham, *without_fresh], "hip_flexors") == probe_price(
        whole, "hip_flexors"
    )


def test_prices_join_by_their_errors():
    probed = probe_price(made(Still()), "hip_flexors")
    joined = join_prices((0.10, 0.05, 0.15), probed)
    assert joined.upper - joined.lower < 0.10
    assert min(0.10, probed.value) <= joined.value <= max(0.10, probed.value)
    assert joined.agree
    assert not join_prices((0.9, 0.88, 0.92), probed).agree


def test_power_grows_with_the_loss_and_never_below_knowing_nothing_more():
    small, large = (probe_power((0.12, 0.10), (0.03, 0.05), loss, 3) for loss in (0.05, 0.2))
    assert large.half_width < small.half_width
    assert 0.5 <= small.by_chance <= small.named + 0.02 <= large.named + 0.03 <= 1.03


@pytest.mark.parametrize(("text", "value", "after"), [("27", 27.0, None), ("22,5@15s", 22.5, 15.0)])
def test_readings_are_written_as_on_the_sheet(text, value, after):
    found = reading_from(text)
    assert found.value == value
    assert math.isnan(found.after) if after is None else found.after == after


@pytest.mark.parametrize("text", ["", "strong", "22@soon"])
def test_other_writing_is_refused(text):
    with pytest.raises(ParameterError, match="VALUE@SECONDS"):
        reading_from(text)


def test_a_tired_reading_needs_its_time():
    with pytest.raises(ParameterError, match="time of a strength"):
        Round("hip_flexors", 1, (Reading(20.0),), ())
