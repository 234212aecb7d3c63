"""What an observer of the simulated sprint would measure."""

from __future__ import annotations

import numpy as np

from nextstride.body.sprinter import LEGS
from nextstride.measures.kinetics import EDGE
from nextstride.measures.run import KINEMATICS_CUTOFF
from nextstride.sprint.mesh import radau
from nextstride.sprint.solution import SprintSolution


def stride_of_leg(values: np.ndarray) -> np.ndarray:
    """Join the two halves of one leg's stride: (points, 2 legs, ...) to (2 points, ...)."""
    return np.concatenate([values[:, 0], values[:, 1]])


def stride_percent(solution: SprintSolution) -> np.ndarray:
    """Percent of the stride of each of `stride_of_leg`'s points, from the leg's touchdown."""
    step = 1 / solution.step_rate
    return 50 * np.concatenate([solution.time, solution.time + step]) / step


def weights(solution: SprintSolution) -> np.ndarray:
    """Duration that each point of the step stands for, s; they sum to the step's."""
    _, _, quadrature = radau()
    return np.concatenate(
        [
            (solution.unknowns[solution.mesh.durations(phase)][:, None] * quadrature).ravel()
            for phase in solution.mesh.phases
        ]
    )


def outcomes(solution: SprintSolution) -> dict[str, float]:
    """Return measures of the simulated sprint, SI and rad; forces in body weights.

    Names are those of ``MEASURES`` where they mean the same; moments and powers per kg body mass.
    """
    return compared_outcomes(solution) | _angles(solution) | _postures(solution)


def compared_outcomes(solution: SprintSolution) -> dict[str, float]:
    """Return those of `outcomes` that a fit needs, which asks for them a thousand times."""
    return _timing(solution) | _forces(solution) | _hip_loads(solution)


def _timing(solution: SprintSolution) -> dict[str, float]:
    """Speed, rate and durations."""
    contact, flight = solution.contact_time, solution.flight_time
    return {
        "speed": solution.speed,
        "step_rate": solution.step_rate,
        "step_length": solution.speed / solution.step_rate,
        "contact_time": contact,
        "flight_time": flight,
        "swing_time": contact + 2 * flight,
        "duty_factor": contact / (2 * (contact + flight)),
    }


def _stance(solution: SprintSolution) -> slice:
    """Points of the stance."""
    return slice(0, 3 * solution.mesh.stance.intervals)


def _forces(solution: SprintSolution) -> dict[str, float]:
    """Ground force in body weights, impulse in m/s, loading rate in body weights/s."""
    stance = _stance(solution)
    force = solution.arrays["ground_force"].sum(axis=1)[stance] / solution.body_weight
    time = np.concatenate([[0.0], solution.time[stance]])
    upright = np.concatenate([[0.0], force[:, 1]])
    slope = np.diff(upright) / np.diff(time)
    braking = np.minimum(force[:, 0], 0)
    gravity = solution.body_weight / solution.body.athlete.mass
    return {
        "peak_vertical_force": float(force[:, 1].max()),
        "peak_braking_force": float(force[:, 0].min()),
        "peak_propulsive_force": float(force[:, 0].max()),
        "braking_impulse": float((braking * weights(solution)[stance]).sum() * gravity),
        "loading_rate": float(slope[time[1:] < 0.04].max()),
    }


def _angles(solution: SprintSolution) -> dict[str, float]:
    """Extremes of angles and angular velocities."""
    seen = solution.observed
    thigh, knee = ([f"{leg}_{joint}" for leg in LEGS] for joint in ("thigh", "knee"))
    angle, rate, change = (
        seen[name].sel(coordinate=thigh) for name in ("position", "velocity", "acceleration")
    )
    flexion = seen.position.sel(coordinate=knee).values
    lean = seen.position.sel(coordinate="lean").values
    return {
        "peak_thigh_flexion": float(angle.max()),
        "peak_thigh_extension": float(angle.min()),
        "peak_thigh_flexion_velocity": float(rate.max()),
        "peak_thigh_extension_velocity": float(rate.min()),
        "peak_thigh_flexion_acceleration": float(change.max()),
        "peak_thigh_extension_acceleration": float(change.min()),
        "peak_swing_knee_flexion": float(flexion.max()),
        "peak_stance_knee_flexion": float(flexion[_stance(solution), 0].max()),
        "trunk_lean": float(np.average(lean, weights=weights(solution))),
    }


def _postures(solution: SprintSolution) -> dict[str, float]:
    """Angles and distances at touchdown and toe-off, from the last point of each phase."""
    seen = solution.observed
    toe_off = 3 * solution.mesh.stance.intervals - 1
    # the step's end is the other leg's touchdown: there the swing leg lands
    landing = seen.isel(point=-1)
    standing = seen.isel(point=toe_off)
    down, off = landing.position.values, standing.position.values
    pelvis_down, pelvis_off = down[0], off[0]
    ankle = landing.landmark.sel(leg="swing", name="ankle", space="x").item()
    toe = standing.contact_position.sel(contact="toe", space="x").item()
    height = seen.center_of_mass.sel(space="y").values
    return {
        "thigh_angle_touchdown": float(down[6]),
        "knee_angle_touchdown": float(down[7]),
        "ankle_angle_touchdown": float(down[8]),
        "swing_thigh_angle_opposite_touchdown": float(down[3]),
        "thigh_angle_toe_off": float(off[3]),
        "knee_angle_toe_off": float(off[4]),
        "ankle_angle_toe_off": float(off[5]),
        "touchdown_distance": float(ankle - pelvis_down),
        "toe_off_distance": float(toe - pelvis_off),
        "centre_of_mass_oscillation": float(height.max() - height.min()),
        "ankle_vertical_velocity_touchdown": landing.landmark_velocity.sel(
            leg="swing", name="ankle", space="y"
        ).item(),
    }


def _hip_loads(solution: SprintSolution) -> dict[str, float]:
    """Peak hip and knee loads of the leg in the air, per kg; work over the swing.

    Peaks are sought as in a recording, clear of what its filter mixes in from the contacts.
    """
    mass = solution.body.athlete.mass
    moment = stride_of_leg(solution.arrays["joint_moment"]) / mass
    rate = stride_of_leg(solution.arrays["joint_rate"])
    swing = np.arange(len(rate)) >= 3 * solution.mesh.stance.intervals
    seconds = np.tile(weights(solution), 2)
    step = 1 / solution.step_rate
    time = np.concatenate([solution.time, solution.time + step])
    margin = EDGE / KINEMATICS_CUTOFF * step
    free = (time > solution.contact_time + margin) & (time < 2 * step - margin)
    hip, knee = moment[:, 0] * rate[:, 0], moment[:, 1] * rate[:, 1]
    return {
        "peak_swing_hip_flexor_moment": float(moment[free, 0].max()),
        "peak_swing_hip_extensor_moment": float(-moment[free, 0].min()),
        "peak_swing_hip_flexor_power": float(hip[free & (moment[:, 0] > 0)].max()),
        "peak_swing_hip_extensor_power": float(hip[free & (moment[:, 0] < 0)].max()),
        "swing_hip_work": float((hip * seconds)[swing].sum()),
        "swing_knee_work": float((knee * seconds)[swing].sum()),
        "swing_hip_positive_work": float((np.maximum(hip, 0) * seconds)[swing].sum()),
        "swing_knee_negative_work": float((np.minimum(knee, 0) * seconds)[swing].sum()),
    }
