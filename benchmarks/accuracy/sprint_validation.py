"""The simulated sprinter against what is known of real ones and of other models.

Prints every row with ours, the published value and whether it is in range, scores the default body
against one measured sprinter, and keeps the same in ``benchmarks/results/sprint_validation.json``:

    python benchmarks/accuracy/sprint_validation.py

Sources: Lin & Pandy (2022), Miller et al. (2012), Nagahara et al. (2017, Biol Open), abstracts;
Dorn et al. (2012), one trained man of 75.9 kg at 9.47 m/s, computed from the published data.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

from nextstride.body import GROUPS, build_body
from nextstride.errors import SolveError
from nextstride.sprint.active import active_bounds
from nextstride.sprint.limits import elasticities, limits
from nextstride.sprint.outcomes import outcomes
from nextstride.sprint.removals import without
from nextstride.sprint.simulate import Optima, follow, solve_from_starts
from nextstride.sprint.solution import SprintSolution

DEGREE = np.pi / 180


MOST_WITHOUT_MUSCLE = 44.0
"""Twice what is published, %."""
MEASURED_PRESSURE = (7.6, 7.8, 9.5, 11.9, 13.3, 14.2, 15.1, 16.0, 18.0)
"""Centre of pressure ahead of the ankle along heel-toe, cm, at 10, 20 ... 90 % of contact: mean of
JA1's four contacts at 9.47 m/s, which differ by +-1.8 cm (SD), the plates' error (Dorn et al. 2012,
data)."""


@dataclass(frozen=True)
class Row:
    """One quantity: ours against the published one."""

    quantity: str
    ours: float | None
    published: str
    low: float
    high: float
    source: str

    @property
    def within(self) -> bool:
        """Whether ours is in the accepted range."""
        return self.ours is not None and self.low <= self.ours <= self.high


@dataclass(frozen=True)
class Target:
    """One measure of the measured sprinter."""

    name: str
    mean: float
    tolerance: float
    unit: float = 1.0


TARGETS = (
    Target("step_rate", 4.37, 0.15),
    Target("contact_time", 0.1185, 0.006),
    Target("flight_time", 0.110, 0.012),
    Target("peak_vertical_force", 3.1, 0.3),
    Target("peak_braking_force", -0.85, 0.2),
    Target("peak_propulsive_force", 0.79, 0.12),
    Target("braking_impulse", -0.165, 0.04),
    Target("loading_rate", 160, 40),
    Target("thigh_angle_touchdown", 33, 4, DEGREE),
    Target("knee_angle_touchdown", 30, 5, DEGREE),
    Target("ankle_angle_touchdown", -2, 5, DEGREE),
    Target("thigh_angle_toe_off", -42, 4, DEGREE),
    Target("knee_angle_toe_off", 6, 5, DEGREE),
    Target("ankle_angle_toe_off", -30, 5, DEGREE),
    Target("peak_thigh_flexion", 65, 4, DEGREE),
    Target("peak_thigh_extension", -47, 4, DEGREE),
    Target("peak_thigh_flexion_velocity", 842, 60, DEGREE),
    Target("peak_thigh_extension_velocity", -950, 60, DEGREE),
    Target("peak_swing_knee_flexion", 150, 6, DEGREE),
    Target("peak_stance_knee_flexion", 45, 6, DEGREE),
    Target("swing_thigh_angle_opposite_touchdown", -14, 6, DEGREE),
    Target("trunk_lean", 11.6, 5, DEGREE),
    Target("touchdown_distance", 0.245, 0.03),
    Target("toe_off_distance", -0.69, 0.04),
    Target("centre_of_mass_oscillation", 0.041, 0.01),
    Target("ankle_vertical_velocity_touchdown", -1.55, 0.4),
)


def deviations(seen: dict[str, float]) -> dict[str, float]:
    """Return (ours - mean) / tolerance of every target."""
    return {
        target.name: (seen[target.name] / target.unit - target.mean) / target.tolerance
        for target in TARGETS
    }


def score(seen: dict[str, float]) -> float:
    """Mean of min(|z|, 4): 0 is the measured sprinter."""
    return float(np.mean([min(abs(z), 4.0) for z in deviations(seen).values()]))


def sensitivity_rows(solution: SprintSolution) -> list[Row]:
    """Elasticities of top speed against Lin & Pandy (2022)."""
    found, all_ = limits(solution), elasticities(solution)
    force = float(found.elasticity.sum())
    fibre = float(found.elasticity_fibre_length.sum())
    fastest = float(found.elasticity_shortening_velocity.sum())
    tendon = -float(all_["tendon_stiffness"].sum())
    source = "Lin & Pandy 2022, abstract"
    ordered = force > fibre > fastest > tendon
    return [
        Row("elasticity to all maximum forces", force, "0.59", 0.4, 0.8, source),
        Row("elasticity to fibre length", fibre, "0.47", -np.inf, force, source + ": the order"),
        Row(
            "elasticity to maximum velocity",
            fastest,
            "0.24",
            -np.inf,
            fibre,
            source + ": the order",
        ),
        Row(
            "elasticity to tendon compliance",
            tendon,
            "0.03",
            -np.inf,
            fastest,
            source + ": the order",
        ),
        Row("order force > fibre > velocity > tendon", float(ordered), "1", 1, 1, source),
    ]


def removal_rows(solution: SprintSolution) -> list[Row]:
    """Change of top speed without a property of muscle, percent, against Miller (2012)."""
    source = "Miller et al. 2012, abstract"
    accepted = {
        "force_velocity": ("force-velocity removed, %", "+15", 8, 22),
        "activation": ("activation dynamics removed, %", "+8", 4, 13),
        "force_length": ("force-length removed, %", "+4", 0, 8),
    }
    change = {name: removed(solution, name) for name in (*accepted, "muscle")}
    rows = [Row(title, change[name], published, low, high, source)
            for name, (title, published, low, high) in accepted.items()]  # fmt: skip
    rigid = removed(solution, "tendon")
    rows.append(Row("tendons five times stiffer, %", rigid, "-26", -35, -10, source + " (rigid)"))
    single = max((value for name, value in change.items() if name != "muscle" and value), default=0)
    rows.append(
        Row("muscle removed, %", change["muscle"], "+22", single, MOST_WITHOUT_MUSCLE, source)
    )
    return rows


def removed(solution: SprintSolution, name: str) -> float | None:
    """Change of speed without a property, percent; None if the branch was lost."""
    try:
        return 100 * (without(solution, name).speed / solution.speed - 1)
    except SolveError:
        return None


def motion_rows(seen: dict[str, float]) -> list[Row]:
    """Forces, motion and hip loads against people at 9.5 m/s."""
    data = "one or two athletes, data"
    rate = 1 / DEGREE

    measured = (
        ("thigh flexion velocity, deg/s", "peak_thigh_flexion_velocity", rate, 800, 900, 0.15),
        (
            "thigh extension velocity, deg/s",
            "peak_thigh_extension_velocity",
            rate,
            -800,
            -900,
            0.15,
        ),
        (
            "thigh acceleration, flexing, 1000 deg/s2",
            "peak_thigh_flexion_acceleration",
            rate / 1e3,
            20,
            27,
            0.25,
        ),
        (
            "thigh acceleration, extending, 1000 deg/s2",
            "peak_thigh_extension_acceleration",
            rate / 1e3,
            -20,
            -27,
            0.25,
        ),
        ("swing hip flexor moment, N m/kg", "peak_swing_hip_flexor_moment", 1, 5.0, 5.7, 0.25),
        ("swing hip flexor power, W/kg", "peak_swing_hip_flexor_power", 1, 26, 28, 0.25),
        ("late-swing extensor moment, N m/kg", "peak_swing_hip_extensor_moment", 1, 4.9, 5.1, 0.25),
        ("late-swing extensor power, W/kg", "peak_swing_hip_extensor_power", 1, 49, 58, 0.25),
        (
            "positive swing hip work, J/kg (Nagahara 2017, abstract)",
            "swing_hip_positive_work",
            1,
            4.3,
            4.3,
            0.4,
        ),
        (
            "negative swing knee work, J/kg (Nagahara 2017, abstract)",
            "swing_knee_negative_work",
            1,
            -2.9,
            -2.9,
            0.4,
        ),
    )
    force, knee = seen["peak_vertical_force"], seen["peak_swing_knee_flexion"] * rate
    return [
        Row("contact time, s", seen["contact_time"], "0.116-0.119", 0.101, 0.134, data),
        Row("peak vertical force, body weights", force, "2.9-4.2", 2.9, 4.2, data),
        *[
            Row(title, factor * seen[name], f"{low:g} to {high:g}", *widened(low, high, part), data)
            for title, name, factor, low, high, part in measured
        ],
        Row("step rate, 1/s", seen["step_rate"], "4.37", 3.93, 4.81, data + "; +-10 %"),
        Row("swing knee flexion, deg", knee, "150", 138, 162, data + "; two tolerances"),
        Row("top speed of a trained sprinter, m/s", seen["speed"], "7-9.5", 7, 9.5, "several"),
    ]


def widened(low: float, high: float, part: float) -> tuple[float, float]:
    """Return the range widened by a part of its ends."""
    least, most = min(low, high), max(low, high)
    return least - part * abs(least), most + part * abs(most)


def pressure_row(solution: SprintSolution) -> Row:
    """Greatest difference of the centre of pressure to the measured one, 10 to 90 % of contact."""
    ours = centre_of_pressure(solution, np.arange(0.1, 0.91, 0.1))
    away = float(np.abs(100 * ours - MEASURED_PRESSURE).max())
    shown = ", ".join(f"{100 * each:.0f}" for each in ours)
    return Row(f"centre of pressure under the foot, greatest error, cm (ours {shown} cm)", away,
               "7.6 to 18", 0, 3, "JA1's plates, four contacts")  # fmt: skip


def centre_of_pressure(solution: SprintSolution, shares: np.ndarray) -> np.ndarray:
    """Centre of pressure ahead of the ankle along the foot at shares of the contact, m."""
    stance = slice(0, 3 * solution.mesh.stance.intervals)
    seen = solution.observed.isel(point=stance)
    upright = seen.ground_force.sel(space="y")
    place = (upright * seen.contact_position.sel(space="x")).sum("contact") / upright.sum("contact")
    foot = seen.landmark.sel(leg="stance")
    axis = (foot.sel(name="ball") - foot.sel(name="heel")).transpose("point", "space").values
    axis /= np.linalg.norm(axis, axis=1)[:, None]
    ankle = foot.sel(name="ankle").transpose("point", "space").values
    along = (place.values - ankle[:, 0]) * axis[:, 0] - ankle[:, 1] * axis[:, 1]
    return np.interp(shares, solution.time[stance] / solution.contact_time, along)


def bound_rows(solution: SprintSolution) -> list[_results.Row]:
    """Every bound that is active, with its price."""
    return [
        _results.Row(
            f"active bound: {name}, elasticity of speed",
            f"{price:.3f}",
            "",
            "" if "technique" in name else "<= 0.05",
            None if "technique" in name else price <= 0.05,
        )
        for name, price in active_bounds(solution).items()
    ]


def strength_rows(solution: SprintSolution) -> list[Row]:
    """A body 30 % stronger everywhere, followed on the branch: speed and swing time."""
    try:
        strong = follow(
            solution, solution.body.with_factors("strength", dict.fromkeys(GROUPS, 1.3))
        )
    except SolveError:
        strong = None
    swing = outcomes(solution)["swing_time"]
    change = 100 * (outcomes(strong)["swing_time"] / swing - 1) if strong else None
    speed = strong.speed if strong else None
    return [
        Row("top speed, 30 % stronger, m/s", speed, "10-12", 10, 12, "several"),
        Row("change of swing time, 30 % stronger, %", change, "", -10, 10,
            "range set here, no source read"),
    ]  # fmt: skip


NOTES = """\
No force is capped. Every bound that is active has a row with its price; the technique bound (RMS
6.9 degrees of the measured sprint's angles) is the one of weight. Not blind: strengths, the calf's
length, contact and the width of the technique bound were chosen as docs/sprint.md lists, some with
these rows in view, and the bound is to the same runner as the targets, so rows of angles and of the
swing hip moment are agreement, not prediction. The default set was once chosen for the most rows in
range. The accepted ranges of step rate, swing knee and swing time were set here. Why rows are out
of range is in docs/sprint.md: in short, the thigh swings some 12 degrees too far forward at both
ends, so toe-off comes early and the foot rolls further onto the toes than people's; and properties
taken away gain more than in the published model, whose runner goes at 5 to 7 m/s."""


def target_rows(seen: dict[str, float]) -> list[_results.Row]:
    """Every measure of the measured sprinter, and the score."""
    rows = [
        _results.Row(
            f"{target.name} against the measured sprinter",
            f"{seen[target.name] / target.unit:.4g}",
            f"{target.mean:g} +- {target.tolerance:g}",
            "",
            None,
        )
        for target in TARGETS
    ]
    ours = f"{score(seen):.2f}"
    study = "1.42, a feasibility study"
    return [*rows, _results.Row("score, mean of min(|z|, 4)", ours, study, "0 is perfect", None)]


def start_rows(optima: Optima) -> list[_results.Row]:
    """What every start found."""
    best = optima.best.speed
    rows = [
        _results.Row(
            f"start: {solution.start}",
            f"{solution.speed:.3f} m/s" if solution.raw.solved else solution.status,
            f"best {best:.3f} m/s",
            "",
            None,
        )
        for solution in optima.solutions
    ]
    agree = f"{optima.agreeing} of {len(optima.solutions)}"
    enough = optima.agreeing >= 3
    return [*rows, _results.Row("starts within 0.5 % of the best", agree, "", "3 of 4", enough)]


def shown(row: Row) -> _results.Row:
    """Return a row as all benchmarks print it."""
    ours = "branch lost" if row.ours is None else f"{row.ours:.3g}"
    accepted = f"{row.low:.3g} to {row.high:.3g}"
    what = f"{row.quantity} ({row.source})"
    return _results.Row(what, ours, row.published, accepted, row.within)


def main() -> None:
    """Run all rows and keep them."""
    optima = solve_from_starts(build_body())
    solution = optima.best
    seen = outcomes(solution)
    rows = [
        *sensitivity_rows(solution),
        *removal_rows(solution),
        *motion_rows(seen),
        pressure_row(solution),
        *strength_rows(solution),
    ]
    everything = [shown(row) for row in rows]
    everything += [*bound_rows(solution), *target_rows(seen), *start_rows(optima)]
    _results.report("sprint_validation", "The simulated sprinter", everything, NOTES)


if __name__ == "__main__":
    main()
