"""Figures of the simulated sprint: that they show what was computed."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import xarray as xr

from nextstride.body import build_body
from nextstride.figures.limiter_map import Phases, cells, limiter_map, shade
from nextstride.figures.runner import Moment, running_frames, sprint_strip
from nextstride.figures.sprint import experiment_figure, force_figure
from nextstride.report.sprint_page import phases_of
from nextstride.sprint import SprintSolution, limits, record, solve_sprint


@pytest.fixture(scope="module")
def sprint() -> SprintSolution:
    return solve_sprint(build_body(), intervals=(5, 5)).raise_for_status()


@pytest.fixture(scope="module")
def limited(sprint: SprintSolution) -> xr.Dataset:
    return limits(sprint)


def luminance(color: str) -> float:
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_cells_of_the_map_cover_the_stride_and_add_up(limited: xr.Dataset) -> None:
    edges, share = cells(limited)
    assert edges[0] == 0
    assert edges[-1] == pytest.approx(100)
    assert (np.diff(edges) > 0).all()
    assert share.shape == (limited.sizes["muscle_group"], len(edges) - 1)
    assert share.sum(axis=1) == pytest.approx(limited.elasticity.values, abs=1e-9)


def test_the_map_is_darkest_where_the_limit_is_strongest(
    sprint: SprintSolution, limited: xr.Dataset
) -> None:
    drawn = limiter_map(limited, phases_of(sprint))
    root = ElementTree.fromstring(drawn)
    edges, share = cells(limited)
    fills = [rect.get("fill") for rect in root.iter("{http://www.w3.org/2000/svg}rect")]
    density = (share / np.diff(edges)).ravel()
    # rectangles come in rows, before those of phases and legend
    colors = np.array([luminance(str(fill)) for fill in fills[: density.size]])
    gains = density >= 0
    order = np.argsort(density[gains])
    assert (np.diff(colors[gains][order]) <= 1e-9).all()


def test_more_is_darker_and_losses_are_told_from_gains() -> None:
    for sign in (1, -1):
        light = [luminance(shade(sign * value)) for value in np.linspace(0, 1, 40)]
        assert (np.diff(light) < 0).all()
    assert shade(0) == "#ffffff"
    assert shade(0.5) != shade(-0.5)


def test_phases_follow_each_other(sprint: SprintSolution) -> None:
    phases = phases_of(sprint)
    assert isinstance(phases, Phases)
    assert 0 < phases.midstance < phases.toe_off < phases.opposite_touchdown == 50
    assert phases.opposite_toe_off == pytest.approx(50 + phases.toe_off)


def test_the_strip_shows_every_moment_and_the_ground_pushes_in_contact_only(
    sprint: SprintSolution,
) -> None:
    recording = record(sprint, steps=2)
    middle, air = sprint.contact_time / 2, sprint.contact_time + sprint.flight_time / 2
    moments = [Moment(middle, "on the ground"), Moment(air, "in the air")]
    both = sprint_strip(recording, sprint.body_weight, moments)
    flying = sprint_strip(recording, sprint.body_weight, moments[1:])
    ElementTree.fromstring(both)
    assert "on the ground" in both
    assert f"{1000 * air:.0f} ms" in both
    assert both.count("<polygon") == 1
    assert "<polygon" not in flying


def test_the_runner_comes_back_after_a_stride(sprint: SprintSolution) -> None:
    recording = record(sprint, steps=4)
    stride = 2 * (sprint.contact_time + sprint.flight_time)
    first, half, again = running_frames(
        recording, sprint.body_weight, np.array([0.05, 0.05 + stride / 2, 0.05 + stride])
    )
    legs = [re.findall(r'<path d="([^"]*)" fill="none" stroke="#(?:0b62a4|c2480a)"', frame)
            for frame in (first, half, again)]  # fmt: skip
    numbers = [np.array(re.findall(r"[\d.]+", " ".join(pair)), dtype=float) for pair in legs]
    assert numbers[0] == pytest.approx(numbers[2], abs=1.5)
    assert np.abs(numbers[0] - numbers[1]).max() > 20


def test_the_force_figure_ends_with_the_contact(sprint: SprintSolution) -> None:
    drawn = force_figure(sprint)
    ElementTree.fromstring(drawn)
    assert "vertical" in drawn
    assert "forward" in drawn


def test_the_experiment_figure_names_each_curve_and_leaves_lost_points_out() -> None:
    found = {
        "push": [[0.9, 8.6], [1.0, 8.8], [1.1, 8.9]],
        "swing": [[0.9, 8.7], [1.0, 8.8], [1.1, 8.9]],
        "both": [[0.9, None], [1.0, 8.8], [1.1, 9.1]],
    }
    drawn = experiment_figure(found)
    root = ElementTree.fromstring(drawn)
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == 8
    heights = [
        float(text.get("y", "nan"))
        for text in root.iter("{http://www.w3.org/2000/svg}text")
        if text.text in found
    ]
    assert len(heights) == 3
    assert min(np.diff(sorted(heights))) >= 14.9
