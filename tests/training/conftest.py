"""Made-up limiter maps whose weak link is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
import xarray as xr

from nextstride.conventions import MUSCLE_GROUPS
from nextstride.training import Schedule

PERCENT = np.arange(0.0, 101.0)
Planted = Callable[..., xr.Dataset]


@pytest.fixture(scope="session")
def course() -> xr.Dataset:
    """Joint angles of a stride: thigh from 65 to -45 degrees, knee 15 to 125, ankle -25 to 25."""
    phase = 2 * np.pi * PERCENT / 100
    degrees = {
        "thigh": 10 + 55 * np.cos(phase),
        "knee": 70 - 55 * np.cos(phase + 0.9),
        "ankle": 25 * np.sin(2 * phase),
    }
    angles = {name: ("percent", np.radians(values)) for name, values in degrees.items()}
    return xr.Dataset(angles, coords={"percent": PERCENT})


@pytest.fixture(scope="session")
def planted() -> Planted:
    """Return a maker of maps in which one group dominates at one percent of the stride."""

    def make(group: str, percent: float = 50.0, strong: float = 0.5) -> xr.Dataset:
        elasticity = np.array([strong if each == group else 0.03 for each in MUSCLE_GROUPS])
        bump = np.exp(-0.5 * ((PERCENT - percent) / 2) ** 2)
        flat = np.ones_like(PERCENT)
        density = np.array([bump if each == group else flat for each in MUSCLE_GROUPS])
        return xr.Dataset(
            {
                "elasticity": ("muscle_group", elasticity),
                "lower": ("muscle_group", elasticity - 0.02),
                "upper": ("muscle_group", elasticity + 0.02),
                "probability_first": ("muscle_group", (elasticity == strong).astype(float)),
                "density": (("muscle_group", "percent"), density),
            },
            coords={"muscle_group": list(MUSCLE_GROUPS), "percent": PERCENT},
        )

    return make


@pytest.fixture
def schedule() -> Schedule:
    """Eight weeks from a Tuesday, with sprinting on Tuesday and Friday."""
    return Schedule(date(2026, 12, 1), speed_days=("tuesday", "friday"))
