"""`Air`: the drag on a runner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nextstride.athlete import Athlete
from nextstride.checks import Problems

DENSITY_AT_ZERO = 1.293
"""Density of air at 0 °C and 101 325 Pa, kg/m³ (Arsac & Locatelli 2002)."""
ZERO_CELSIUS = 273.0
"""0 °C in K, as rounded by Arsac & Locatelli (2002)."""
STANDARD_PRESSURE = 101_325.0
"""Pa; 760 mmHg."""
DRAG_COEFFICIENT = 0.9
"""Van Ingen Schenau, Jacobs & de Koning (1991), Eur J Appl Physiol 63:255-260."""


@dataclass(frozen=True)
class Air:
    """The air that a sprint was run through.

    Parameters
    ----------
    temperature : float
        °C.
    pressure : float
        Pa.
    wind : float
        Speed of the air along the track, m/s; a tail wind is positive.

    Raises
    ------
    ParameterError
        If a value is impossible, naming all of them.
    """

    temperature: float = 20.0
    pressure: float = STANDARD_PRESSURE
    wind: float = 0.0

    def __post_init__(self) -> None:
        problems = Problems("air")
        problems.in_range("temperature", self.temperature, -30, 50, "°C")
        problems.in_range("pressure", self.pressure, 50_000, 110_000, "Pa")
        problems.in_range("wind", self.wind, -10, 10, "m/s")
        problems.raise_if_any()

    @property
    def density(self) -> float:
        """Density, kg/m³, for dry air as an ideal gas."""
        warmth = ZERO_CELSIUS / (ZERO_CELSIUS + self.temperature)
        return DENSITY_AT_ZERO * self.pressure / STANDARD_PRESSURE * warmth

    def drag_factor(self, runner: Athlete) -> float:
        """Drag per body mass and squared relative speed, ``k / m``, 1/m.

        ``k = density x frontal area x 0.9 / 2`` with the frontal area 26.6 % of the body surface
        of Du Bois & Du Bois (1916), ``0.2025 height^0.725 mass^0.425``: Arsac & Locatelli (2002),
        J Appl Physiol 92:1781-1788; Samozino et al. (2016).
        """
        body_surface = 0.2025 * runner.height**0.725 * runner.mass**0.425
        factor = 0.5 * self.density * 0.266 * body_surface * DRAG_COEFFICIENT
        return float(factor / runner.mass)

    def drag(self, speed: ArrayLike, runner: Athlete) -> NDArray[np.float64]:
        """Drag per body mass on a runner at `speed` in m/s, N/kg; negative where wind pushes."""
        relative = np.asarray(speed, np.float64) - self.wind
        return self.drag_factor(runner) * relative * np.abs(relative)

    def to_json(self) -> dict[str, Any]:
        """Return plain numbers for JSON."""
        return {
            "temperature_c": self.temperature,
            "pressure_pa": self.pressure,
            "wind_m_s": self.wind,
            "density_kg_m3": self.density,
        }
