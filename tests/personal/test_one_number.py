"""A report with a limiter: in figures, tables, sentences and files one number is one."""

from __future__ import annotations

import re

import pytest

from nextstride.conventions import UNITS, in_words, signed
from nextstride.measures import MEASURES
from nextstride.personal.features import FROM_CURVE
from nextstride.report import render_report

GAIN = re.compile(r"([+−]?\d\.\d\d) m/s \(([+−]?\d\.\d\d) to ([+−]?\d\.\d\d)\)")


@pytest.fixture(scope="module")
def page(fitted):
    return render_report(fitted)


@pytest.fixture(scope="module")
def document(fitted):
    return fitted.to_json()


def between(text, start, end):
    """What stands between two marks, tags and all."""
    return text[text.index(start) :].split(end)[0]


def texts(markup):
    """Texts of an element, one by one."""
    return [text.strip() for text in re.findall(r">([^<]+)<", markup) if text.strip()]


def test_the_map_writes_the_elasticities_of_the_table(page, document):
    map_texts = texts(between(page, 'class="wide map"', "</figure>"))
    table = between(page, "Limits: elasticity", "</table>")
    for row in document["limits"]["groups"]:
        link = in_words(row["group"])
        after = map_texts[map_texts.index(link) + 1]
        assert float(after.replace("−", "-")) == pytest.approx(row["elasticity"], abs=5e-4)
        cells = texts(between(table, f'scope="row">{link}<', "</tr>"))
        assert cells[1] == signed(row["elasticity"], 3)


def test_the_map_adds_up_to_what_it_writes(document):
    found = document["limits"]["map"]
    price = {row["group"]: row["elasticity"] for row in document["limits"]["groups"]}
    for group, density in zip(found["groups"], found["density"], strict=True):
        assert sum(density) == pytest.approx(price[group], abs=1e-9)


def test_a_share_in_the_air_is_a_share(document):
    """Of a link that gives here what it costs there, none is told: it was 410 % once."""
    shares = [row["share_in_air"] for row in document["limits"]["groups"]]
    assert all(share is None or 0 <= share <= 1 for share in shares)
    assert any(share is not None for share in shares)


def test_the_links_figure_gives_what_the_table_and_the_sentences_give(page, document):
    figure = texts(between(page, 'class="links"', "</figure>"))
    table = between(page, "Limits: elasticity", "</table>")
    for row in document["limits"]["groups"]:
        link, gain = in_words(row["group"]), signed(row["gain_10pct_m_s"])
        assert figure[figure.index(link) + 1] == f"{gain} m/s"
        cells = texts(between(table, f'scope="row">{link}<', "</tr>"))
        assert gain in cells


def test_a_gain_with_its_interval_is_written_one_way(page, document):
    """The same interval never stands beside two values."""
    told = {}
    for value, low, high in GAIN.findall(re.sub(r"<[^>]+>", "", page)):
        assert told.setdefault((low, high), value) == value
    rows = document["limits"]["groups"]
    known = {signed(row[f"{key}_m_s"]) for row in rows for key in ("gain_10pct", "gain_training")}
    known.add(signed(document["limits"]["decision"]["gain_m_s"]))
    for name in ("push", "swing", "both"):  # What all of a side gives, in the sentences beside it.
        speeds = {factor: speed for factor, speed in document["experiment"][name] if speed}
        known.add(signed(speeds[max(speeds)] - speeds[1.0]))
    assert told
    assert set(told.values()) <= known


def test_what_bodies_are_compared_with_is_what_was_measured(page, document):
    """The mean of both legs' measures; peak velocities of the thigh's curve are named as such."""
    values = {}
    for row in document["measures"]:
        values.setdefault(row["name"], []).append(row["value"])
    for row in document["limits"]["fit"]["compared"]:
        name, unit = row["name"], UNITS[MEASURES[row["name"]].unit]
        if name in FROM_CURVE:
            assert f"{MEASURES[name].title} (first 5 harmonics), {unit.shown}" in page
        elif name != "peak_vertical_force":  # In body weights here, in N/kg there.
            assert row["recorded"] == pytest.approx(sum(values[name]) / len(values[name]))


def test_the_experiment_begins_at_the_speed_that_was_measured(document):
    for name in ("push", "swing", "both"):
        speeds = dict(map(tuple, document["experiment"][name]))
        assert speeds[1.0] == pytest.approx(document["speed"]["value"])
        ends = [dict(map(tuple, document["experiment"][f"{name}_{end}"])) for end in
                ("lower", "upper")]  # fmt: skip
        for factor, speed in speeds.items():
            if speed is not None:
                assert ends[0][factor] <= speed <= ends[1][factor]
