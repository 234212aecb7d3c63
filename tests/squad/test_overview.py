"""What a squad's table says, on a table that was made by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from nextstride.squad.batch import Batch
from nextstride.squad.overview import overview
from nextstride.squad.tables import runs_table


def row(athlete: str, speed: float | None, **other: object) -> dict[str, object]:
    """A run, known to 1 %."""
    known = {} if speed is None else {"speed": speed, "speed_lower": 0.99 * speed}
    known |= {} if speed is None else {"speed_upper": 1.01 * speed}
    base = {"athlete": athlete, "status": "analysed", "steps": 10, "warnings": "", "assumed": ""}
    return base | {"recording": f"{athlete}{speed}", "reason": "", "report": ""} | known | other


def look(*rows: dict[str, object]):
    return overview(runs_table(Batch(list(rows), [])))


def test_the_fastest_run_ranks_and_copies_do_not_count():
    squad = look(
        row("Bo", 9.0), row("Mia", 9.4), row("Mia", 9.3), row("Bo", 9.9, status="duplicate"),
        row("Zoe", None, status="failed"),
    )  # fmt: skip
    assert [(a["name"], a["rank"], a["runs"]) for a in squad.athletes] == [
        ("Mia", 1, 2), ("Bo", 2, 1), ("Zoe", None, 0),
    ]  # fmt: skip
    assert [a["share"] for a in squad.athletes] == [1.0, 0.0, None]
    assert squad.athletes[0]["lower"] == pytest.approx(0.99 * 9.4)


def test_the_change_goes_from_the_first_day_to_the_last_and_is_as_unsure_as_both():
    days = {"day": date(2026, 5, 1)}, {"day": date(2026, 4, 1)}
    squad = look(row("Mia", 9.4, **days[0]), row("Mia", 9.2, **days[1]), row("Mia", 9.0, **days[1]))
    (mia,) = squad.athletes
    assert mia["change"] == pytest.approx(0.2)
    assert mia["change"] - mia["change_lower"] == pytest.approx((0.094**2 + 0.092**2) ** 0.5)
    assert (mia["first_day"], mia["last_day"]) == ("2026-04-01", "2026-05-01")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([row("A", None, status="failed")], "no recording could be analysed"),
        ([row("A", None, steady=False)], "no run at a steady speed"),
        ([row("A", 9.0, speed_lower=8.0, speed_upper=10.0)], "speed known to ±11 % only"),
        ([row("A", 9.0, steps=4)], "only 4 steps"),
        ([row("A", 9.0, warnings="one implausible_value")], "implausible values"),
        ([row("A", 9.0, assumed="mass sex")], "mass or height not told"),
        ([row("A", 9.0, warnings="no_limits")], "not fit to show what limits"),
        ([row("A", 9.9), row("A", 9.0)], "best run 10 % ahead of the next: check it"),
        (
            [row("A", 9.0, limiter="hamstrings", probability_first_hamstrings=0.4)],
            "limiter first in 40 % of bodies only",
        ),
    ],
)
def test_each_reason_for_a_retest(rows, reason):
    (athlete,) = look(*rows, row("Fine", 9.1)).to_retest
    assert athlete["retest"] == [reason]


def test_links_are_told_by_how_many_they_limit():
    squad = look(
        row("A", 9.0, limiter="hamstrings", probability_first_hamstrings=0.9),
        row("B", 9.1, limiter="plantarflexors", probability_first_plantarflexors=0.9),
        row("C", 9.2, limiter="plantarflexors", probability_first_plantarflexors=0.9),
    )
    assert squad.limited == {"plantarflexors": ["C", "B"], "hamstrings": ["A"]}


def test_the_table_has_its_columns_when_nothing_was_found():
    table = runs_table(Batch([], []))
    assert {"recording", "speed", "gain_10pct_hamstrings_lower"} <= set(table.columns)
    assert overview(table).athletes == []
    assert isinstance(table["day"].dtype, type(pd.Series(dtype="datetime64[s]").dtype))
