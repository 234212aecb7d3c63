"""Made blocks of training, and limiter maps, that the tests of prices share."""

from __future__ import annotations

from datetime import date

import numpy as np
import xarray as xr

from nextstride.log.compare import Change
from nextstride.log.progress import Progress
from nextstride.log.typical_error import TypicalError
from nextstride.probe import FRESH, Reading, Round

SINCE = date(2025, 2, 15)
PRICES = {"hip_flexors": (0.12, 0.04, 0.20), "plantarflexors": (0.45, 0.25, 0.65)}


def change(key, family, factor, relative_error):
    """A measure that is `factor` times what it was, four sessions before and four after."""
    error = TypicalError(relative_error, 7.0, 0, "made")
    return Change(key, key, "", family, "better", "", 4, 4, 1.0, factor, factor - 1,
                  typical_error=error)  # fmt: skip


def season(stronger, faster, group="hip_flexors"):
    """What a block changed."""
    changes = (
        change(f"{group}_strength_left_rig", "strength", 1 + stronger, 0.05),
        change("fly_10", "speed", 1 + faster, 0.01),
    )
    return Progress("Mia", SINCE, "", (), changes)


def limits_of(prices):
    """A limiter map of these prices."""
    rows = np.array(list(prices.values()))
    names = ("elasticity", "lower", "upper")
    return xr.Dataset(
        {name: ("muscle_group", rows[:, place].copy()) for place, name in enumerate(names)},
        coords={"muscle_group": list(prices)},
    )


def probe_rounds():
    """A probe of one day: 18 % of strength lost, 2 % of speed."""
    day = date(2025, 2, 1)
    speeds, strengths = (Reading(9.5), Reading(9.52)), (Reading(27.0), Reading(26.8))
    tired = [
        Round("hip_flexors", number, (Reading(22.0, 15.0),), (Reading(9.3, 45.0),), day)
        for number in (1, 2)
    ]
    return (Round("hip_flexors", FRESH, strengths, speeds, day), *tired)
