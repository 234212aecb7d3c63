"""Doses: they grow, they unload, and they stay within any limits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nextstride.training import Limits
from nextstride.training.dose import dose_of_week

limits = st.builds(
    Limits,
    hold=st.floats(1, 20),
    percent=st.floats(1, 100),
    sets=st.integers(1, 5),
    holds=st.integers(5, 20),
    rest=st.floats(10, 300),
)


@given(limits, st.integers(1, 16), st.integers(1, 4), st.data())
def test_a_dose_stays_within_any_limits(
    allowed: Limits, week: int, angles: int, data: st.DataObject
) -> None:
    main = data.draw(st.integers(0, angles - 1))
    dose = dose_of_week(week)
    sets = dose.sets_per_angle(allowed, angles, main)
    assert 1 <= dose.hold(allowed) <= allowed.hold
    assert 1 <= dose.percent(allowed) <= allowed.percent
    assert len(sets) == angles
    assert min(sets) >= 1
    assert max(sets) == sets[main] <= allowed.sets
    assert sum(sets) <= allowed.holds


def test_the_full_holds_follow_the_coaching_dose() -> None:
    full = Limits(hold=15, percent=80, sets=3, holds=12, rest=45)
    doses = [dose_of_week(week) for week in (1, 2, 3, 5, 9, 11)]
    found = [(dose.hold(full), dose.percent(full)) for dose in doses]
    assert found == [(10, 70), (12, 70), (15, 70), (10, 75), (10, 80), (15, 80)]


def test_load_grows_and_every_fourth_week_unloads() -> None:
    doses = [dose_of_week(week) for week in range(1, 17)]
    assert [dose.unload for dose in doses] == [week % 4 == 0 for week in range(1, 17)]
    shares = [(dose.percent_share, dose.hold_share) for dose in doses]
    assert shares == sorted(shares)
    assert max(shares) == (1.0, 1.0)
    assert all(dose.sets == 1 for dose in doses if dose.unload)
