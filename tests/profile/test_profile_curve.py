"""The curve and what follows from it, against calculus and hand-worked numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError, RecordingError
from nextstride.profile import Air, SpeedCurve, force_velocity
from nextstride.profile.force import horizontal_force

curves = st.builds(SpeedCurve, st.floats(4, 12.5), st.floats(0.5, 2.0))
MORIN = Athlete(mass=75, height=1.72)


@given(curves, st.floats(0.01, 12))
def test_time_at_a_distance_is_the_inverse_of_distance_at_a_time(
    curve: SpeedCurve, time: float
) -> None:
    assert curve.time_at(curve.distance(time)) == pytest.approx(time, rel=1e-6)


@given(curves, st.floats(-9, -3))
def test_time_at_a_small_distance(curve: SpeedCurve, power: float) -> None:
    # x = a t^2 / 2 - a t^3 / (6 tau) + a t^4 / (24 tau^2) near the start.
    time, constant = curve.time_constant * 10**power, curve.time_constant
    distance = (
        curve.initial_acceleration
        * time**2
        * (1 / 2 - time / (6 * constant) + time**2 / (24 * constant**2))
    )
    assert curve.time_at(distance) == pytest.approx(time, rel=1e-6)
    assert curve.time_at(0.0) == 0


@given(curves, st.floats(0.1, 8))
def test_speed_and_acceleration_are_derivatives(curve: SpeedCurve, time: float) -> None:
    ahead, behind = time + 1e-4, time - 1e-4
    slope = (curve.distance(ahead) - curve.distance(behind)) / 2e-4
    assert curve.speed(time) == pytest.approx(slope, rel=1e-5)
    slope = (curve.speed(ahead) - curve.speed(behind)) / 2e-4
    assert curve.acceleration(time) == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_the_runner_stands_before_the_start() -> None:
    curve = SpeedCurve(9.0, 1.2)
    assert curve.speed(-1.0) == 0
    assert curve.distance(-1.0) == 0


def test_drag_worked_by_hand() -> None:
    # 1.293 x 273/298 = 1.18453 kg/m3; 0.266 x 0.2025 x 1.72^0.725 x 75^0.425 = 0.49999 m2;
    # half their product x 0.9 / 75 kg = 0.0035535 1/m.
    air = Air(temperature=25)
    assert air.density == pytest.approx(1.18453, rel=1e-5)
    assert air.drag_factor(MORIN) == pytest.approx(0.0035535, rel=1e-3)
    assert float(air.drag(8.0, MORIN)) == pytest.approx(0.2274, rel=1e-3)


def test_wind_works_on_the_speed_relative_to_it() -> None:
    still = Air().drag(8.0, MORIN)
    assert Air(wind=2).drag(10.0, MORIN) == pytest.approx(still)
    assert Air(wind=2).drag(-6.0, MORIN) == pytest.approx(-still)


@pytest.mark.parametrize(
    "wrong", [{"temperature": 80}, {"pressure": 760}, {"wind": 40}, {"wind": float("nan")}]
)
def test_impossible_air_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ParameterError, match=next(iter(wrong))):
        Air(**wrong)


def test_force_velocity_of_the_published_curve() -> None:
    # MSS 9.185 m/s and MAC 7.004 m/s2 give F0 7.00 N/kg, V0 9.62 m/s, Pmax 16.8 W/kg.
    found = force_velocity(SpeedCurve(9.185, 9.185 / 7.004), MORIN, Air(temperature=25))
    assert found.force == pytest.approx(7.004)
    assert found.speed == pytest.approx(9.62, abs=0.005)
    assert found.power == pytest.approx(16.84, abs=0.01)


@given(curves, st.floats(-3, 3))
def test_force_is_zero_at_v0(curve: SpeedCurve, wind: float) -> None:
    air = Air(wind=wind)
    found = force_velocity(curve, MORIN, air)
    acceleration = curve.initial_acceleration * (1 - found.speed / curve.top_speed)
    assert acceleration + float(air.drag(found.speed, MORIN)) == pytest.approx(0, abs=1e-9)
    assert found.speed > curve.top_speed * (1 - 1e-12)


@given(curves)
def test_ratio_of_forces_is_highest_at_its_first_instant(curve: SpeedCurve) -> None:
    found = force_velocity(curve, MORIN, Air())
    force = horizontal_force(curve, np.arange(0.3, 6, 0.01), MORIN, Air())
    ratio = force / np.hypot(force, 9.80665)
    assert found.ratio == pytest.approx(ratio.max())
    assert found.ratio_slope < 0


def test_no_v0_is_refused() -> None:
    with pytest.raises(RecordingError, match="wind"):
        force_velocity(SpeedCurve(12.9, 3.0), Athlete(mass=20, height=1.9), Air(wind=-10))
