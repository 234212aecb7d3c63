"""The squad's page in a browser, with many recordings."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from nextstride.squad.batch import Batch
from nextstride.squad.overview import SHOWN
from nextstride.squad.page import write_squad_page
from nextstride.squad.tables import runs_table

RECORDINGS, ATHLETES = 1000, 80
"""`benchmarks/speed/squad_page.py` opens ten thousand."""
A_RUN = 400
"""Bytes of the page for each run at most: ten thousand are then read at once."""
SMALLEST = 9.0
"""px"""


def made_runs(count: int, athletes: int) -> pd.DataFrame:
    """A table of runs as a federation has it; some athletes have none, one name is an attack."""
    random = np.random.default_rng(0)
    names = ["</script><script>document.title='taken'</script>"]
    names += [f"Athlete {number}" for number in range(1, athletes)]
    rows = []
    for number in range(count):
        speed = float(random.normal(9.5, 0.6))
        failed = number % 20 == 1
        rows.append(
            {
                "recording": f"season/{number}.c3d",
                "athlete": names[number % athletes],
                "day": date(2026, 1, 1) + timedelta(days=number % 300),
                "status": "failed" if failed else "analysed",
                "reason": f"{number}.c3d: is cut" if failed else "",
                "report": "" if failed else f"reports/season/{number}.c3d/report.html",
                "steps": 8,
            }
        )
        if not failed:
            rows[-1] |= {"speed": speed, "speed_lower": speed - 0.1, "speed_upper": speed + 0.1}
            rows[-1] |= {f"{name}_left": float(random.normal(1, 0.1)) for name in SHOWN[1:]}
            rows[-1] |= {"limiter": "hamstrings", "probability_first_hamstrings": 0.8}
    return runs_table(Batch(rows, []))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return write_squad_page(made_runs(RECORDINGS, ATHLETES), tmp_path_factory.mktemp("squad"))


def test_it_is_small_and_draws_a_page_of_rows_only(page, look):
    assert page.stat().st_size < A_RUN * RECORDINGS
    seen = look(page, "laptop").page
    for table in ("ranking", "runs"):
        assert seen.locator(f"[data-table={table}] tbody tr").count() == 25
    assert "1 to 25 of 1000" in seen.locator("[data-table=runs] [role=status]").inner_text()
    assert seen.title() == "Squad: 1000 recordings"


def test_tables_turn_search_and_sort(page, look):
    seen = look(page, "laptop").page
    table = seen.locator("[data-table=runs]")
    table.get_by_role("button", name="next").click()
    assert "26 to 50 of 1000" in table.inner_text()
    table.get_by_role("searchbox").fill("cut")
    assert "1 to 25 of 50" in table.inner_text()
    ranking = seen.locator("[data-table=ranking]")
    assert ranking.locator("tbody tr td").first.inner_text() == "1"
    ranking.get_by_role("button", name="Top speed, m/s").click()
    assert ranking.locator("tbody tr td").first.inner_text() == str(ATHLETES - ATHLETES // 20)


def test_tables_are_worked_by_keyboard_alone(page, look):
    seen = look(page, "laptop").page
    table = seen.locator("[data-table=runs]")
    table.get_by_role("searchbox").focus()
    for key in ("Tab", "Enter", "Tab", "Tab", "Enter"):  # next; table, its first header
        seen.keyboard.press(key)
    said = table.get_by_role("status").inner_text()
    assert said == "1 to 25 of 1000"  # sorting turns back to the first part
    assert table.locator("th").first.get_attribute("aria-sort") == "ascending"


def test_an_athlete_stands_against_the_squad_and_over_time(page, look):
    seen = look(page, "laptop").page
    seen.locator("#athlete").select_option(label="Athlete 7")
    assert seen.locator("#one tbody tr").count() == len(SHOWN)
    assert seen.locator("#one circle").count() == seen.evaluate(
        "RUNS.filter((row) => row.athlete === 'Athlete 7' && row.speed !== null).length"
    )


@pytest.mark.parametrize(("screen", "width"), [("phone", 400), ("laptop", 1400)])
def test_it_fits_the_screen_and_axe_finds_nothing_serious(page, look, screen, width):
    seen = look(page, screen)
    assert seen.width() <= width
    assert seen.serious() == []


def test_no_letter_is_too_small_on_a_phone(page, look):
    assert look(page, "phone").small_text(SMALLEST) == []
