"""Left against right: beyond the steps' own spread and beyond the error of the method."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.measures import symmetry


def measured(left, right, spread, half, n=4):
    """One measure on both legs."""
    values = np.array([[left, right, np.nan]])
    dims = ("measure", "side")
    return xr.Dataset(
        {
            "value": (dims, values),
            "lower": (dims, values - half),
            "upper": (dims, values + half),
            "spread": (dims, np.array([[spread, spread, np.nan]])),
            "n": (dims, np.array([[n, n, 0]])),
        },
        coords={"measure": ["contact_time"], "side": ["left", "right", "both"]},
    )


@pytest.mark.parametrize(
    ("difference", "spread", "half", "flagged"),
    [
        (0.020, 0.002, 0.005, True),
        (-0.020, 0.002, 0.005, True),
        (0.005, 0.0001, 0.005, False),  # steps repeat well, but the method errs as much
        (0.020, 0.030, 0.001, False),  # less than the steps of one leg differ
        (0.0021, 0.002, 0.0001, False),  # more than the spread, but four steps are too few to say
        (0.0, 0.002, 0.005, False),
    ],
)
def test_what_stands_out(difference, spread, half, flagged):
    found = symmetry(measured(0.12 + difference, 0.12, spread, half))
    row = found.sel(measure="contact_time")
    assert bool(row.flagged) == flagged
    assert float(row.difference) == pytest.approx(difference)
    assert float(row["index"]) == pytest.approx(difference / (0.12 + difference / 2))


def test_one_step_or_one_leg_says_nothing():
    assert symmetry(measured(0.14, 0.12, 0.002, 0.001, n=1)).sizes["measure"] == 0
    alone = measured(0.14, 0.12, 0.002, 0.001)
    alone["n"].loc[{"side": "right"}] = 0
    assert symmetry(alone).sizes["measure"] == 0
