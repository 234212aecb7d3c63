"""Pictures of what limits a runner, drawn from a document."""

from __future__ import annotations

import numpy as np

from nextstride.figures.limiter_map import Phases
from nextstride.figures.runner_limits import (
    fit_figure,
    ground_force_figure,
    links_figure,
    runner_map,
    sides_figure,
)

LINKS = ("hip_flexors", "plantarflexors")
PERCENT = np.arange(2.0, 100.0, 4.0)


def limits() -> dict:
    density = np.zeros((2, PERCENT.size))
    density[0, 14], density[1, 5], density[1, 2] = 0.09, 0.14, -0.02
    return {
        "groups": [
            {"group": group, "elasticity": price, "lower": price - 0.05, "upper": price + 0.05,
             "gain_10pct_m_s": 0.9 * price}
            for group, price in zip(LINKS, (0.09, 0.12), strict=True)
        ],
        "map": {"percent": PERCENT.tolist(), "groups": list(LINKS), "density": density.tolist()},
    }  # fmt: skip


def test_links_are_drawn_largest_first_with_their_gains() -> None:
    picture = str(links_figure(limits()))
    assert picture.index("plantarflexors") < picture.index("hip flexors")
    assert "+0.11 m/s" in picture
    assert "+0.08 m/s" in picture


def test_the_map_says_what_its_rows_add_up_to() -> None:
    picture = str(runner_map(limits(), Phases(12.0, 26.0, 50.0, 76.0)))
    assert "0.090" in picture
    assert "0.120" in picture
    assert "other foot down" in picture


def test_sides_are_drawn_with_bands_and_lost_points_left_out() -> None:
    curve = [[0.8, 8.6], [1.0, 9.0], [1.2, None]]
    document = {
        f"{name}{end}": curve
        for name in ("push", "swing", "both")
        for end in ("", "_lower", "_upper")
    }
    picture = str(sides_figure(document))
    assert all(name in picture for name in ("push", "swing", "both"))
    assert "NaN" not in picture
    assert "nan" not in picture


def test_fit_and_forces_are_drawn_beside_each_other() -> None:
    wave = np.sin(2 * np.pi * np.arange(20) / 20)
    curve = {
        "name": "thigh",
        "percent": (5.0 * np.arange(20)).tolist(),
        "recorded_rad": wave.tolist(),
        "modelled_rad": (0.9 * wave).tolist(),
    }
    assert str(fit_figure(curve)).count("<path") == 2
    axis = {"recorded_bw": wave.tolist(), "modelled_bw": wave.tolist()}
    force = {"percent": (5.0 * np.arange(20)).tolist(), "vertical": axis, "forward": axis}
    assert str(ground_force_figure(force)).count("<path") == 4
