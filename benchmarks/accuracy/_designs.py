"""Further measurements of a simulated runner, and what is believed once they are known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import xarray as xr
from _planting import JOINTS, LINK_NAMES, PROBED

from nextstride.personal.discrepancy import strength_errors, widened, with_model_error
from nextstride.personal.keeping import Arrays
from nextstride.personal.strength_tests import Shown, updated
from nextstride.personal.unknowns import LINKS, SIDES, Belief

SPEED_SD, STRENGTH_SD = 0.005, 0.04
"""Of a change of speed over several runs, and of a change of strength (log)."""
SECANT = (1.15, 0.10)
"""What a price measured over 20 % is of the local one, and its spread (docs/probe.md)."""
STRENGTHS = slice(0, len(LINKS))
DAYS = 400
"""Test days that are drawn for each runner and set of tests."""
ALL = "all bodies"


@dataclass(frozen=True)
class PriceRead:
    """A price that was measured on the runner.

    Attributes
    ----------
    link : int
    factor : float
        What a measured price is of the local one.
    value, error : float
        The reading and its SD.
    """

    link: int
    factor: float
    value: float
    error: float


@dataclass(frozen=True)
class Design:
    """Further measurements.

    Attributes
    ----------
    test_days : tuple of Shown
        The same tests with errors drawn anew; the bodies are moved by the first.
    prices : tuple of PriceRead
    """

    test_days: tuple[Shown, ...] = ()
    prices: tuple[PriceRead, ...] = ()

    @property
    def tests(self) -> Shown | None:
        """Those of the first day."""
        return self.test_days[0] if self.test_days else None


def designs_of(runner: Arrays) -> dict[str, Design]:
    """Name of each design and its readings, without those whose changed body found no step."""
    random = np.random.default_rng(8000 + int(runner["index"]))

    def tests(count: int, error: float) -> Design:
        rows = runner["test_rows"][:count]
        read = rows @ runner["true_unknowns"] + random.normal(0, error, (DAYS, count))
        return Design(tuple(Shown(rows, day, error**2 * np.eye(count)) for day in read))

    def price(place: int, factor: float, spread: float) -> PriceRead:
        strength = math.log(runner["changed_factor"][place])
        speed = float(runner["changed_speed"][place]) + random.normal(0, SPEED_SD)
        read = speed / (strength + random.normal(0, STRENGTH_SD))
        error = math.hypot(SPEED_SD, read * STRENGTH_SD) / abs(strength)
        error = math.hypot(error, spread * abs(read))
        return PriceRead(int(runner["changed_link"][place]), factor, read, error)

    designs = {
        "the recording alone": Design(),
        "one test (hip flexion, 12 %)": tests(1, 0.12),
        "all five tests, 12 %": tests(len(JOINTS), 0.12),
        "all five tests, 10 %": tests(len(JOINTS), 0.10),
        "all five tests, 8 %": tests(len(JOINTS), 0.08),
        "probe of two links": Design((), tuple(price(at, *SECANT) for at in range(len(PROBED)))),
        "before and after a block": Design((), (price(len(PROBED), 1.0, 0.05),)),
    }
    return {
        name: design
        for name, design in designs.items()
        if all(math.isfinite(each.value) for each in design.prices)
    }


def answering(members: xr.Dataset, design: Design, random) -> xr.Dataset:
    """The bodies as the answer takes them, once what was measured is known."""
    if design.tests is not None:
        tests = design.tests.through(strength_errors())
        would = members.unknowns.values @ tests.rows.T
        members = moved(members, would, tests.found, tests.errors, random)
    tests = {} if design.tests is None else {ALL: design.tests}
    members = with_model_error(
        members.assign(variant=("member", [ALL] * members.sizes["member"])), tests
    )
    if design.prices:
        links, factors, read, errors = (
            np.array([getattr(each, name) for each in design.prices])
            for name in ("link", "factor", "value", "error")
        )
        would = factors * members.elasticity.values[:, links]
        members = moved(members, would, read, np.diag(errors**2), random)
    return members


def moved(
    members: xr.Dataset, would: np.ndarray, read: np.ndarray, errors: np.ndarray, random
) -> xr.Dataset:
    """The bodies moved by what they would have read, (member, readings), and what was read."""
    weight = members.weight.values[:, None]
    about = would - (weight * would).sum(axis=0)
    back = np.linalg.inv(about.T @ (weight * about) + errors)
    drawn = random.multivariate_normal(np.zeros(len(read)), errors, len(would))
    off = (read + drawn - would) @ back
    found = {}
    for name in ("elasticity", "unknowns"):
        values = members[name].values
        cross = (values - (weight * values).sum(axis=0)).T @ (weight * about)
        found[name] = (members[name].dims, values + off @ cross.T)
    return members.assign(found)


def believed_strengths(runner: Arrays, tests: Shown | None = None) -> np.ndarray:
    """Mean strength of each link (log) over the fits, once the tests are known."""
    total = np.zeros(len(LINKS))
    fits = zip(runner["fit_weight"], runner["fit_mean"], runner["fit_covariance"], strict=True)
    for weight, mean, covariance in fits:
        belief = widened(Belief(mean, covariance))
        after = belief if tests is None else updated(belief, tests)
        total += weight * after.mean[STRENGTHS]
    return total


def swing_beside_push(strengths: np.ndarray) -> float:
    """Mean strength of the swing side over that of the push side (log)."""
    sides = (strengths[[LINK_NAMES.index(link) for link in SIDES[side]]] for side in SIDES)
    swing, push = (float(side.mean()) for side in sides)
    return swing - push
