"""Norms: published values of the same quantities, shown only where speed and measure match."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nextstride.analysis import Analysis
from nextstride.conventions import SIDES, UNITS
from nextstride.measures import MEASURES, Measure
from nextstride.report.finding import find, show, suffix

SPEED_REACH = 0.05
"""A norm is shown for speeds up to this share outside the range of its source."""


@dataclass(frozen=True)
class Norm:
    """One published value.

    Attributes
    ----------
    measure : str
        A key of `MEASURES`.
    kind : str
        ``value``, ``magnitude`` (without sign), ``symmetry angle`` or ``largest symmetry angle``.
    population : str
    speed_low, speed_high : float
        Speeds of the source's runners, m/s.
    speed_stated : bool
        Whether the source states them.
    mean, sd : float
        SI, or 1 for symmetry angles; the SD is NaN where the source gives none.
    n : str
        Runners.
    source, certainty, remark : str
    """

    measure: str
    kind: str
    population: str
    speed_low: float
    speed_high: float
    speed_stated: bool
    mean: float
    sd: float
    n: str
    source: str
    certainty: str
    remark: str

    def applies(self, speed: float) -> bool:
        """Whether a runner at `speed` in m/s may be compared."""
        low, high = self.speed_low * (1 - SPEED_REACH), self.speed_high * (1 + SPEED_REACH)
        return low <= speed <= high


@dataclass(frozen=True)
class Comparison:
    """One norm beside this runner, as text."""

    norm: Norm
    measure: Measure
    quantity: str
    speeds: str
    published: str
    left: str
    right: str


@cache
def norms() -> tuple[Norm, ...]:
    """Every norm of the package."""
    text = files("nextstride.report").joinpath("norms.csv").read_text("utf-8")
    return tuple(
        Norm(
            row["measure"], row["kind"], row["population"],
            float(row["speed_low"]), float(row["speed_high"]), row["speed_stated"] == "yes",
            float(row["mean"]), float(row["sd"] or "nan"), row["n"],
            row["source"], row["certainty"], row["remark"],
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def compare_with_norms(analysis: Analysis) -> list[Comparison]:
    """Put every norm that applies at this speed beside this runner's values.

    Parameters
    ----------
    analysis : Analysis
    """
    speed = find(analysis.measures, "speed", "both").value
    found = (_compare(analysis, norm) for norm in norms() if norm.applies(speed))
    return [each for each in found if each.left or each.right]


def symmetry_angle(left: float, right: float) -> float:
    """Symmetry angle, 1: how far left against right is from equal; 0 is equal, 1 opposite.

    Zifchock et al. 2008, Gait Posture 27:622: (45° - arctan(left / right)) / 90°, as a size.
    """
    angle = abs(math.pi / 4 - math.atan2(abs(left), abs(right))) / (math.pi / 2)
    return 1 - angle if left * right < 0 else angle


def _compare(analysis: Analysis, norm: Norm) -> Comparison:
    """Write one norm and this runner's values in the same words."""
    measure = MEASURES[norm.measure]
    sides = {side: find(analysis.measures, norm.measure, side) for side in SIDES}
    speeds = f"{norm.speed_low:g} to {norm.speed_high:g} m/s"
    if norm.speed_low == norm.speed_high:
        speeds = f"{norm.speed_low:g} m/s"
    if "angle" in norm.kind:
        both = all(finding.known for finding in sides.values())
        value = symmetry_angle(sides["left"].value, sides["right"].value) if both else math.nan
        mine = f"{100 * value:.1f} %" if both else ""
        spread = "" if math.isnan(norm.sd) else f" ± {100 * norm.sd:.1f}"
        published = f"{100 * norm.mean:.1f}{spread} %"
        return Comparison(
            norm, measure, f"{measure.title}, {norm.kind}", speeds, published, mine, mine
        )
    unit = UNITS[measure.unit]
    spread = "" if math.isnan(norm.sd) else f" ± {show(unit, norm.sd)}"
    texts = {
        side: (finding.size if norm.kind == "magnitude" else finding).words if finding.known else ""
        for side, finding in sides.items()
    }
    published = show(unit, norm.mean) + spread + suffix(unit)
    return Comparison(
        norm, measure, measure.title, speeds, published, texts["left"], texts["right"]
    )
