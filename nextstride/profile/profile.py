"""`Profile`: the speed curve and force-velocity profile of one sprint, from file to JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, Notice
from nextstride.profile.air import Air
from nextstride.profile.curve import SpeedCurve
from nextstride.profile.fit import CurveFit, Estimate
from nextstride.profile.force import force_velocity
from nextstride.profile.norms import Comparison, compare_with_norms
from nextstride.profile.notices import profile_notices
from nextstride.profile.splits import START_MODELS, Behind, StartModel, fit_splits
from nextstride.profile.sprints import Splits, Sprint
from nextstride.profile.trace import fit_trace

DEFAULT_AIR = Air()


@dataclass(frozen=True)
class Profile:
    """What one sprint says of a runner.

    Attributes
    ----------
    sprint : Splits or SpeedTrace
        The data.
    runner : Athlete
    air : Air
    fit : CurveFit
    top_speed, initial_acceleration, time_constant : Estimate
        MSS in m/s, MAC in m/s², tau in s.
    force, speed, power, ratio, ratio_slope : Estimate
        F0 in N/kg, V0 in m/s, Pmax in W/kg, RFmax, DRF in s/m; see `ForceVelocity`.
    alternatives : tuple of CurveFit
        The fits of the other start models, for splits.
    comparisons : tuple of Comparison
        Norms beside this runner.
    notices : tuple of Notice
    """

    sprint: Sprint
    runner: Athlete
    air: Air
    fit: CurveFit
    top_speed: Estimate
    initial_acceleration: Estimate
    time_constant: Estimate
    force: Estimate
    speed: Estimate
    power: Estimate
    ratio: Estimate
    ratio_slope: Estimate
    alternatives: tuple[CurveFit, ...]
    comparisons: tuple[Comparison, ...]
    notices: tuple[Notice, ...]

    @property
    def distance_shift(self) -> float | None:
        """What the device's distance shows when the sprint starts, m; None without a distance."""
        if isinstance(self.sprint, Splits) or self.sprint.distance is None:
            return None
        return float(np.interp(self.fit.start, self.sprint.time, self.sprint.distance))

    def to_json(self) -> dict[str, Any]:
        """Return the profile as JSON's plain types, SI; an interval is [lower, upper] or null."""
        estimates = {
            "MSS_m_s": self.top_speed,
            "MAC_m_s2": self.initial_acceleration,
            "tau_s": self.time_constant,
            "F0_N_kg": self.force,
            "V0_m_s": self.speed,
            "Pmax_W_kg": self.power,
            "RFmax": self.ratio,
            "DRF_s_m": self.ratio_slope,
            "start_offset_s": self.fit.start_estimate,
            "flying_distance_m": self.fit.flying_estimate,
        }
        intervals = {
            name: None if each.lower is None else [each.lower, each.upper]
            for name, each in estimates.items()
        }
        return {
            **{name: each.value for name, each in estimates.items()},
            **self._residuals_json(),
            "intervals": intervals,
            "distance_shift_m": self.distance_shift,
            "schema": 1,
            "source": self.sprint.source,
            "athlete": {
                "name": self.runner.name,
                "mass_kg": self.runner.mass,
                "height_m": self.runner.height,
                "assumed": list(self.runner.assumed),
            },
            "air": self.air.to_json(),
            "model": self.fit.model,
            "model_definition": START_MODELS[self.fit.model],
            "degrees_of_freedom": self.fit.degrees_of_freedom,
            "alternatives": [_alternative_json(each) for each in self.alternatives],
            "norms": [each.to_json() for each in self.comparisons],
            "warnings": [{"code": each.code, "message": each.message} for each in self.notices],
        }

    def _residuals_json(self) -> dict[str, Any]:
        """Residuals of splits in s or of a trace in m/s; those of the other kind are empty."""
        used = [float(value) for value in self.fit.residuals[self.fit.used].round(6)]
        splits = isinstance(self.sprint, Splits)
        document: dict[str, Any] = {
            "residuals_s": used if splits else [],
            "residuals_m_s": [] if splits else used,
            "residual_sd": self.fit.residual_sd,
            "residual_unit": "s" if splits else "m/s",
        }
        if isinstance(self.sprint, Splits):
            document["gates"] = [
                {"distance_m": distance, "time_s": time, "residual_s": residual, "used": used}
                for distance, time, residual, used in zip(
                    self.sprint.distance.tolist(),
                    self.sprint.time.tolist(),
                    self.fit.residuals.round(6).tolist(),
                    self.fit.used.tolist(),
                    strict=True,
                )
            ]
            document["reaction_time_s"] = self.sprint.reaction_time
        return document


def profile_sprint(
    sprint: Sprint, runner: Athlete, start: StartModel | Behind = "auto", air: Air = DEFAULT_AIR
) -> Profile:
    """Fit one sprint and derive its force-velocity profile with intervals.

    The intervals hold what scatter of the data and choice of parameters leave open; not that
    people differ from the exponential curve, mostly in their first strides.

    Raises
    ------
    RecordingError
        If the data fit no sprint from rest.
    ParameterError
        If the start model is not for such data.
    """
    fit = fit_splits(sprint, start) if isinstance(sprint, Splits) else fit_trace(sprint, start)

    def estimate(name: str, scale: str = "log") -> Estimate:
        def quantity(curve: SpeedCurve) -> float:
            return float(getattr(force_velocity(curve, runner, air), name))

        return fit.estimate(quantity, scale)

    return Profile(
        sprint=sprint,
        runner=runner,
        air=air,
        fit=fit,
        top_speed=fit.estimate(lambda curve: curve.top_speed),
        initial_acceleration=fit.estimate(lambda curve: curve.initial_acceleration),
        time_constant=fit.estimate(lambda curve: curve.time_constant),
        force=estimate("force"),
        speed=estimate("speed"),
        power=estimate("power"),
        ratio=estimate("ratio", "logit"),
        ratio_slope=estimate("ratio_slope", "negative"),
        alternatives=_alternatives(sprint, fit),
        comparisons=compare_with_norms(sprint, runner, fit.curve),
        notices=(*sprint.notices, *fit.notices, *profile_notices(sprint, runner, fit)),
    )


def _alternatives(sprint: Sprint, chosen: CurveFit) -> tuple[CurveFit, ...]:
    """Fits of the other start models, where they can be had: how much the choice matters."""
    fits = []
    for model in ("offset", "rest", "flying"):
        if isinstance(sprint, Splits) and model != chosen.model:
            try:
                fits.append(fit_splits(sprint, model))
            except NextstrideError:
                continue  # Too few gates for it, or no such curve is near.
    return tuple(fits)


def _alternative_json(fit: CurveFit) -> dict[str, Any]:
    """One other fit, for JSON."""
    return {
        "model": fit.model,
        "MSS_m_s": fit.curve.top_speed,
        "MAC_m_s2": fit.curve.initial_acceleration,
        "start_offset_s": fit.start,
        "flying_distance_m": fit.flying_distance,
        "residual_sd": fit.residual_sd,
    }
