"""Which measurement would make the answer surest.

Each possible result of a measurement is tried on the bodies of the ensemble: bodies that would not
have given it lose weight, and the ranking becomes clearer or not. The expected drop of the entropy
of "which link is first" is the value of the measurement (Lindley 1956, Ann Math Stat 27:986). What
a test tells most of is another question: how strong each link is, so beside it stands how often the
weakest link would be named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.body import Body
from nextstride.personal.discrepancy import strength_errors
from nextstride.personal.features import SCALARS
from nextstride.personal.recorded import MODEL_SD, RecordedSprint
from nextstride.personal.strength_tests import TESTS, Shown, StrengthTest, shown_to
from nextstride.personal.unknowns import PLANAR, UNKNOWNS_OF, Belief, Unknowns

DRAWS, SEED = 2000, 7
"""Runners and test days that are tried."""
RECORDINGS: dict[str, tuple[str, ...]] = {
    "Force plates under the sprint": ("peak_vertical_force", "contact_time", "flight_time"),
    "Markers or a camera of 240 pictures a second": (
        "peak_swing_hip_flexor_moment",
        "peak_swing_hip_extensor_moment",
        "peak_thigh_flexion_velocity",
        "contact_time",
    ),
}
"""Recordings that would tell some features as well as the simulated body can use them."""
TEST_DAYS: dict[str, tuple[str, ...]] = {
    "Hip flexion and plantarflexion on one device": ("hip_flexion", "plantarflexion"),
    "All five joints on one device": (
        "hip_flexion",
        "hip_extension",
        "knee_extension",
        "knee_flexion",
        "plantarflexion",
    ),
}
"""Several tests on one device, whose scale then cancels in their ratios."""


@dataclass(frozen=True)
class Value:
    """What a measurement would be worth.

    Attributes
    ----------
    title : str
    test : str
        As in ``--strength-test``; empty for a recording.
    bits : float
        Expected drop of the entropy of the first limiter.
    sure : float
        Expected probability of the likeliest first limiter afterwards.
    weakest : float or None
        Expected share of runners like this whose weakest link of the two sides would be named
        afterwards, strength beside what trained people have; None for a recording.
    """

    title: str
    test: str
    bits: float
    sure: float
    weakest: float | None = None


def values_of_measurements(
    members: xr.Dataset,
    strengths: Belief,
    recorded: RecordedSprint,
    body: Body,
    known: tuple[StrengthTest, ...] = (),
) -> list[Value]:
    """Return every measurement that is still to be had, the most valuable first.

    Parameters
    ----------
    members : xarray.Dataset
        From `draw_all`, with ``weight (member)`` from `weigh`.
    strengths : Belief
        Of the runner's own, with what all bodies may have wrong.
    recorded : RecordedSprint
    body : Body
        Of the runner: tells which links a strength test shows.
    known : tuple of StrengthTest
        Not to be had again.
    """
    first = members.elasticity.argmax("link").values
    count = members.sizes["link"]
    sides = sides_among(UNKNOWNS_OF[body.kind])
    done = {kind.name for reading in known for _, kind, _ in reading.parts}
    weight = members.weight.values
    found = []
    days = {test.title: (test.name,) for test in TESTS.values()} | TEST_DAYS
    for title, names in days.items():
        if not done.isdisjoint(names):
            continue
        tests = shown_to(
            [StrengthTest(TESTS[name], 1.0, TESTS[name].angle) for name in names], body
        )
        test = names[0] if len(names) == 1 else ""
        value = _value(_would_read(members, tests), first, weight, count)
        found.append(Value(title, test, *value, weakest_named(strengths, tests, sides)))
    for title, names in RECORDINGS.items():
        shown = _unseen(members, recorded, names)
        if shown.shape[1]:
            found.append(Value(title, "", *_value(shown, first, weight, count)))
    return sorted(found, key=lambda value: -value.bits)


def sides_among(unknowns: Unknowns) -> list[int]:
    """Return where the links of swing side and push side stand among the unknowns."""
    links = (link for side in ("swing", "push") for link in unknowns.sides[side])
    return [unknowns.names.index(link) for link in links]


SIDES = sides_among(PLANAR)


def weakest_named(
    strengths: Belief, tests: Shown | None = None, sides: Sequence[int] = SIDES
) -> float:
    """Return how often the weakest link of the two sides is named once the tests are known.

    Runners and readings are drawn from what is believed; named is the link whose strength is
    lowest in the mean afterwards.

    Parameters
    ----------
    strengths : Belief
        Of the runner.
    tests : Shown, optional
        Their readings do not matter; without any, what the belief itself would name.
    sides : sequence of int
        Where the links of the two sides stand among the unknowns; the planar body's.
    """
    random = np.random.default_rng(SEED)
    true = random.multivariate_normal(strengths.mean, strengths.covariance, DRAWS)
    believed = np.tile(strengths.mean, (DRAWS, 1))
    if tests is not None:
        errors = random.multivariate_normal(np.zeros(len(tests.found)), tests.errors, DRAWS)
        away = (true - strengths.mean) @ tests.rows.T + errors
        believed = believed + away @ tests.gain(strengths.covariance).T
    named, weakest = (each[:, sides].argmin(axis=1) for each in (believed, true))
    return float(np.mean(named == weakest))


def _would_read(members: xr.Dataset, tests: Shown) -> Floats:
    """What the members would read in tests on one device, (members, tests) in errors (SD).

    A test reads the runner's strength; of the body's it tells through what bodies have wrong.
    """
    logs = members.unknowns.values @ tests.rows.T
    errors = tests.through(strength_errors(members.unknown.values)).errors
    return np.asarray(np.linalg.solve(np.linalg.cholesky(errors), logs.T).T)


def _unseen(members: xr.Dataset, recorded: RecordedSprint, names: tuple[str, ...]) -> Floats:
    """What the members do, in errors (SD), in features that the recording tells badly or not."""
    columns = []
    for name in names:
        place = SCALARS.index(name)
        modelled = members.modelled.values[:, place]
        best = MODEL_SD[name] * (1 if name.endswith("_time") else abs(float(modelled.mean())))
        have = np.sqrt(recorded.covariance[place, place])
        if not np.isfinite(recorded.observed[place]) or have > 1.5 * best:
            columns.append(modelled / best)
    return np.column_stack(columns) if columns else np.empty((members.sizes["member"], 0))


def _value(
    shown: Floats, first: NDArray[np.intp], weight: Floats, count: int
) -> tuple[float, float]:
    """Expected drop of entropy (bits) and expected largest probability.

    Parameters
    ----------
    shown : (members, readings) array
        In units of the readings' errors.
    first : (members,) array
        Index of each member's first limiter.
    weight : (members,) array
        How much each counts, adding to 1.
    count : int
        Number of links.
    """
    apart = ((shown[:, None] - shown[None]) ** 2).sum(axis=-1)
    # Expectation over the error of the reading: two bodies are told apart by half their distance.
    alike = np.exp(-0.25 * apart) * weight
    alike /= alike.sum(axis=1, keepdims=True)
    after = alike @ np.eye(count)[first]
    before = np.bincount(first, weight, count).astype(float)
    drop = _entropy(before[None])[0] - float(weight @ _entropy(after))
    return max(0.0, drop), float(weight @ after.max(axis=1))


def _entropy(probabilities: Floats) -> Floats:
    """Entropy of each row, bits."""
    safe = np.where(probabilities > 0, probabilities, 1.0)
    return np.asarray(-(probabilities * np.log2(safe)).sum(axis=-1))
