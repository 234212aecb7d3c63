"""The power that is told beforehand, and the table of it in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nextstride.probe import SHAM, power_table, probe_power

DOCS = Path(__file__).parents[2] / "docs" / "probe.md"
PRICES = {
    "hip_flexors": (0.12, 0.05, 0.19),
    "plantarflexors": (0.10, 0.03, 0.17),
    "hamstrings": (0.02, 0.0, 0.04),
}


def test_the_documentation_shows_what_is_computed():
    rows = re.findall(
        r"^\| (\d+) % \| (\d+) % \| (\d+) % \| (\d+) % \| ± ([\d.]+)", DOCS.read_text("utf-8"), re.M
    )
    assert len(rows) == 4
    for loss, alone, both, one, width in rows:
        told = [
            probe_power((0.12, 0.10), (0.045, 0.045), int(loss) / 100, 3, sham=sham)
            for sham in (False, True)
        ]
        shown = (f"{100 * told[0].by_chance:.0f}", *(f"{100 * each.named:.0f}" for each in told))
        assert (alone, both, one) == shown
        assert width == f"{told[0].half_width:.2f}"


def test_two_links_are_told_apart_better_than_one_and_a_sham():
    both = power_table(("hip_flexors", "plantarflexors"), PRICES)
    one = power_table(("hip_flexors", SHAM), PRICES)
    assert [each.loss for each in both] == [0.1, 0.15, 0.2]
    assert both[-1].named > one[-1].named > one[-1].by_chance
    assert one[-1].half_width < both[-1].half_width


@pytest.mark.parametrize("prices", [{}, {"hip_flexors": (0.1, 0.0, 0.2)}])
def test_without_prices_nothing_is_told(prices):
    assert power_table(("hip_flexors", "plantarflexors"), prices) == ()
    assert power_table((SHAM, "hip_flexors"), prices) == ()
