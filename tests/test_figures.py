"""Figures: each shows what the numbers say, and bears what is missing."""

from __future__ import annotations

import functools
import itertools
import re
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import nextstride
from nextstride.analysis import Analysis, analyze
from nextstride.conventions import SIDES
from nextstride.figures import (
    CURVES,
    ON_PHASE,
    PHASE,
    SHOWN_STEPS,
    SIDE,
    key_positions,
    phase_ribbon,
    stick_figure,
    stride_figure,
)
from nextstride.figures.axis import Axis, round_step
from nextstride.figures.colors import GIVES_COSTS, HALF
from nextstride.figures.drawing import Drawing
from nextstride.figures.progress import LEFT, RIGHT, WIDTH, draw_days
from nextstride.figures.ribbon import spans_of
from nextstride.figures.sticks import KeyPosition
from nextstride.sample import SyntheticSprinter

SVG = "{http://www.w3.org/2000/svg}"


@functools.cache
def sprint() -> Analysis:
    """A synthetic sprint."""
    sprinter = SyntheticSprinter()
    return analyze(sprinter.recording(), sprinter.athlete)


def texts(svg: str) -> list[str]:
    """Every text of a picture."""
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_drawing_escapes_words_and_attributes() -> None:
    drawing = Drawing(10, 10, 'a "title" <x>')
    drawing.text((0, 0), "<b>&", fill='"><script>')
    root = ElementTree.fromstring(drawing.svg())
    assert root.attrib["aria-label"] == 'a "title" <x>'
    assert root[0].text == "<b>&"
    assert root[0].attrib["fill"] == '"><script>'


def test_a_line_is_lifted_where_a_point_is_missing() -> None:
    drawing = Drawing(10, 10, "line")
    drawing.polyline(np.array([[0, 0], [1, 1], [np.nan, 2], [3, 3], [4.04, 4]]))
    path = ElementTree.fromstring(drawing.svg())[0].attrib["d"]
    assert path == "M0 0L1 1M3 3L4 4"


def contrast(one: str, two: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def test_colours_can_be_read_and_told_apart_in_grey() -> None:
    assert all(contrast(color, "#ffffff") > 4.5 for color in SIDE.values())
    assert all(contrast(color, ON_PHASE[phase]) > 4.5 for phase, color in PHASE.items())
    for one, two in (("pull", "push"), ("push", "swing"), ("swing", "pull")):
        assert contrast(PHASE[one], PHASE[two]) > 1.1
    words = (*HALF.values(), *GIVES_COSTS.values())
    assert all(contrast(color, "#ffffff") > 4.5 for color in words)


def test_a_colour_means_one_thing() -> None:
    """Sides, halves of the stride, and what gives and costs share none, with any colour vision."""
    pairs = (SIDE, HALF, GIVES_COSTS)
    assert len({color for pair in pairs for color in pair.values()}) == 6
    for pair in pairs:
        one, two = (int(color[5:7], 16) for color in pair.values())
        assert abs(one - two) > 30, "without a blue part between them they are one to some eyes"


def test_axis_maps_ends_and_ticks_are_round_and_inside() -> None:
    axis = Axis(-3, 17, 100, 0)
    assert (axis.at(-3), axis.at(17)) == (100, 0)
    assert axis.all(np.array([-3.0, 7.0])) == pytest.approx([100, 50])
    assert axis.ticks(4) == [0, 5, 10, 15]


@pytest.mark.parametrize(("rough", "step"), [(0.9, 1), (1, 1), (1.1, 2), (3, 5), (6, 10)])
def test_round_step(rough: float, step: float) -> None:
    assert round_step(rough) == pytest.approx(step)
    assert round_step(rough / 1000) == pytest.approx(step / 1000)


def test_phases_of_a_stride_follow_each_other() -> None:
    steps = sprint().run.steps
    spans = [s for s in spans_of(steps) if s.side == "left" and not s.open]
    for one, two in itertools.pairwise(spans):
        assert two.start == pytest.approx(one.stop)
    assert [span.phase for span in spans[:3]] == ["pull", "push", "swing"]


def test_a_contact_without_midstance_is_one_block() -> None:
    steps = sprint().run.steps
    unknown = steps.assign(midstance=("step", np.full(steps.sizes["step"], np.nan)))
    phases = {span.phase for span in spans_of(unknown)}
    assert phases == {"contact", "swing"}


def test_ribbon_labels_every_event_of_the_first_steps() -> None:
    steps = sprint().run.steps
    assert steps.sizes["step"] > SHOWN_STEPS
    shown = steps.isel(step=slice(SHOWN_STEPS))
    events = np.concatenate([shown.touchdown.values, shown.toe_off.values])
    words = texts(phase_ribbon(steps))
    assert {f"{time:.3f}" for time in events[np.isfinite(events)]} <= set(words)
    assert sum(bool(re.fullmatch(r"\d+\.\d{3}", word)) for word in words) == 2 * SHOWN_STEPS


def test_ribbon_shows_the_uncertainty_of_events() -> None:
    steps = sprint().run.steps
    sure = phase_ribbon(steps.assign(touchdown_sd=steps.touchdown_sd * 0))
    unsure = phase_ribbon(steps.assign(touchdown_sd=steps.touchdown_sd * 0 + 0.01))

    def widest(svg: str) -> float:
        bars = [e.attrib for e in ElementTree.fromstring(svg).iter(f"{SVG}line")]
        return max(float(b["x2"]) - float(b["x1"]) for b in bars if b["stroke-width"] == "3")

    assert widest(unsure) > 2 * widest(sure)


def test_ribbon_uses_each_phase_colour() -> None:
    svg = phase_ribbon(sprint().run.steps)
    assert all(PHASE[phase] in svg for phase in ("pull", "push", "swing"))


@pytest.mark.parametrize("side", SIDES)
def test_key_positions_come_in_order(side: str) -> None:
    positions = key_positions(sprint().run, side)  # type: ignore[arg-type]
    assert [position.name for position in positions] == [
        "Toe-off", "Maximal vertical projection", "Strike", "Touchdown", "Full support",
    ]  # fmt: skip
    times = [position.time for position in positions]
    assert times == sorted(times)
    thigh = sprint().run.angles["thigh"].sel(side="right" if side == "left" else "left")
    assert float(thigh.interp(time=times[-1])) == pytest.approx(0, abs=0.02)


def test_stick_figure_has_both_legs_and_stands_on_the_ground() -> None:
    run = sprint().run
    touchdown = key_positions(run, "left")[3]
    svg = stick_figure(run, touchdown)
    assert svg is not None
    root = ElementTree.fromstring(svg)
    height = float(root.attrib["viewBox"].split()[3])
    legs = [e.attrib["d"] for e in root.iter(f"{SVG}path") if e.attrib["stroke-width"] == "4.2"]
    assert len(legs) == 2
    lowest = max(float(y) for leg in legs for y in re.findall(r"[ML][-\d.]+ ([-\d.]+)", leg))
    assert height - 30 < lowest < height - 5


def test_no_time_no_figure() -> None:
    assert stick_figure(sprint().run, KeyPosition("Strike", "", float("nan"))) is None


@pytest.mark.parametrize("kind", CURVES, ids=lambda kind: kind.name)
def test_curves_show_every_step_and_a_mean_of_each_side(kind: object) -> None:
    curves = sprint().curves
    svg = stride_figure(curves, kind)  # type: ignore[arg-type]
    assert svg is not None
    paths = list(ElementTree.fromstring(svg).iter(f"{SVG}path"))
    assert sum(path.attrib["stroke-width"] == "2.4" for path in paths) == 2
    faint = [path.attrib["d"] for path in paths if path.attrib["stroke-width"] == "0.9"]
    assert sum(path.count("M") for path in faint) == curves.sizes["step"]


def test_a_curve_that_was_not_seen_is_not_drawn() -> None:
    curves = sprint().curves
    unseen = curves.assign(hip_power=curves.hip_power * np.nan)
    assert stride_figure(unseen, CURVES[3]) is None
    assert stride_figure(curves.isel(step=slice(0)), CURVES[0]) is None


PACKAGE = Path(nextstride.__file__).parent


def test_no_page_writes_the_colour_of_a_leg_by_hand() -> None:
    """A page takes it from here; written by hand it comes to mean something else, as a warning."""
    pages = [each for end in ("html", "css") for each in PACKAGE.rglob(f"*.{end}")]
    assert len(pages) > 40
    for page in pages:
        assert not [color for color in SIDE.values() if color in page.read_text("utf-8")], page


LETTER = 8.0
"""Widest letter of a date on a phone, where pages write figures larger, pixels of the figure."""


@pytest.mark.parametrize("span", range(20, 90, 7))
def test_no_date_is_cut_off_at_the_edge(span: int) -> None:
    first = date(2026, 9, 1)
    last = first + timedelta(days=span)
    drawing = Drawing(WIDTH, 250, "days")
    draw_days(
        drawing, Axis(first.toordinal() - 1, last.toordinal() + 1, LEFT, RIGHT), (first, last)
    )
    labels = ElementTree.fromstring(str(drawing.svg())).iter("{http://www.w3.org/2000/svg}text")
    for label in labels:
        width = LETTER * len(label.text or "")
        share = {"middle": 0.5, "end": 0.0}[label.attrib["text-anchor"]]
        assert float(label.attrib["x"]) + share * width <= WIDTH
