"""Norms: published sprint times, top speeds and accelerations beside this runner's."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from nextstride.athlete import Athlete
from nextstride.profile.curve import SpeedCurve
from nextstride.profile.sprints import Splits, Sprint


@dataclass(frozen=True)
class Norm:
    """One published value.

    Attributes
    ----------
    measure : {"time", "top_speed", "initial_acceleration"}
    distance : float or None
        Of the gate, m, for times.
    population : str
    sex : {"male", "female"}
    mean, sd : float
        SI.
    n : int
        Runners.
    source, certainty : str
    """

    measure: str
    distance: float | None
    population: str
    sex: str
    mean: float
    sd: float
    n: int
    source: str
    certainty: str


@dataclass(frozen=True)
class Comparison:
    """A norm and this runner's value.

    Attributes
    ----------
    norm : Norm
    value : float
        Of this runner, SI.
    deviations : float
        How many SDs of the population above its mean.
    remark : str
        What keeps the two from being quite the same.
    """

    norm: Norm
    value: float
    deviations: float
    remark: str

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain types for JSON."""
        return {
            "measure": self.norm.measure,
            "distance_m": self.norm.distance,
            "population": self.norm.population,
            "mean": self.norm.mean,
            "sd": self.norm.sd,
            "n": self.norm.n,
            "value": self.value,
            "deviations": self.deviations,
            "remark": self.remark,
            "source": self.norm.source,
            "certainty": self.norm.certainty,
        }


TIMING_REMARK = (
    "What starts the clock differs between studies and moves times by up to some tenths of a "
    "second (0.21 s between gates and laser: van den Tillaar et al. 2022, Front Sports Act Living "
    "4:877482)."
)
RADAR_REMARK = "Measured by radar and averaged over 12 runners."


@cache
def norms() -> tuple[Norm, ...]:
    """Every norm of the package."""
    text = files("nextstride.profile").joinpath("norms.csv").read_text("utf-8")
    return tuple(
        Norm(
            measure=row["measure"],
            distance=float(row["distance"]) if row["distance"] else None,
            population=row["population"],
            sex=row["sex"],
            mean=float(row["mean"]),
            sd=float(row["sd"]),
            n=int(row["n"]),
            source=row["source"],
            certainty=row["certainty"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def compare_with_norms(
    sprint: Sprint, runner: Athlete, curve: SpeedCurve
) -> tuple[Comparison, ...]:
    """Put the norms of this runner's sex, or of both where it is not known, beside the values.

    Times are compared only where a gate stood at the norm's distance, without the reaction time
    where the file states one; a speed trace has no clock that starts as gates do, so its times are
    not compared. Top speed and acceleration are those of the curve; they are compared only for a
    trace, as the norm was measured by radar.

    Parameters
    ----------
    sprint : Splits or SpeedTrace
    runner : Athlete
    curve : SpeedCurve
        Fitted to the sprint.
    """
    sex = None if "sex" in runner.assumed else runner.sex
    fitting = [norm for norm in norms() if sex in (None, norm.sex)]
    if isinstance(sprint, Splits):
        values = [_time(sprint, norm) for norm in fitting]
        remark = TIMING_REMARK
    else:
        values = [_of_curve(curve, norm) for norm in fitting]
        remark = RADAR_REMARK
    return tuple(
        Comparison(norm, value, (value - norm.mean) / norm.sd, remark)
        for norm, value in zip(fitting, values, strict=True)
        if value is not None
    )


def _time(splits: Splits, norm: Norm) -> float | None:
    """Time at the norm's distance, s, where a gate stood there."""
    gate = np.flatnonzero(splits.distance == norm.distance)
    return float(splits.time[gate[0]]) - (splits.reaction_time or 0) if len(gate) else None


def _of_curve(curve: SpeedCurve, norm: Norm) -> float | None:
    """Quantity of the curve that the norm is of, or None for a time."""
    of_curve = {"top_speed": curve.top_speed, "initial_acceleration": curve.initial_acceleration}
    return of_curve.get(norm.measure)
