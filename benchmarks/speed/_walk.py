"""OpenSim Moco's published walk in two dimensions: tracked, then predicted from the tracked one.

    python benchmarks/speed/_walk.py FILE

Writes to FILE what both solves took. A program of its own, for two CasADi, OpenSim's and ours,
cannot be in one process, and ``opensim`` need not be where nextstride is.
"""

from __future__ import annotations

import json
import math
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import _walker

BOUNDS = {
    "groundPelvis/pelvis_tilt": (-20, -10),
    "hip_l/hip_flexion_l": (-10, 60),
    "hip_r/hip_flexion_r": (-10, 60),
    "knee_l/knee_angle_l": (-50, 0),
    "knee_r/knee_angle_r": (-50, 0),
    "ankle_l/ankle_angle_l": (-15, 25),
    "ankle_r/ankle_angle_r": (-15, 25),
    "lumbar/lumbar": (0, 20),
}
"""Of the example, degrees."""
SPEED, EFFORT = 1.2, 10.0
FEET = {side: (f"contactHeel_{side}", f"contactFront_{side}") for side in "rl"}


def mirrored(osim: Any, model: Any) -> Any:
    """A step whose end is its beginning with the legs exchanged."""
    goal = osim.MocoPeriodicityGoal("symmetry")
    names = model.getStateVariableNames()
    for name in (names.get(place) for place in range(names.getSize())):
        if name.endswith("pelvis_tx/value"):
            continue
        other = re.sub("_([rl])(?=/)", lambda side: {"r": "_l", "l": "_r"}[side[1]], name)
        goal.addStatePair(osim.MocoPeriodicityGoalPair(name, other))
    goal.addControlPair(osim.MocoPeriodicityGoalPair("/lumbarAct"))
    return goal


def set_bounds(problem: Any) -> None:
    """Bounds of the example's coordinates."""
    for name, ends in BOUNDS.items():
        low, high = (math.radians(end) for end in ends)
        problem.setStateInfo(f"/jointset/{name}/value", [low, high])
    problem.setStateInfo("/jointset/groundPelvis/pelvis_tx/value", [0.0, 1.0])
    problem.setStateInfo("/jointset/groundPelvis/pelvis_ty/value", [0.75, 1.25])


def set_solver(solver: Any) -> None:
    """Mesh and tolerances of the example, for both problems."""
    solver.set_num_mesh_intervals(50)
    solver.set_optim_convergence_tolerance(1e-4)
    solver.set_optim_constraint_tolerance(1e-4)
    solver.set_optim_max_iterations(1000)


def table_of(osim: Any, columns: dict[str, list[float]]) -> Any:
    """The columns at equal times of the tracked step."""
    table = osim.TimeSeriesTable()
    table.setColumnLabels(list(columns))
    rows = list(zip(*columns.values(), strict=True))
    for place, row in enumerate(rows):
        at = _walker.DURATION * place / (len(rows) - 1)
        table.appendRow(at, osim.RowVector(list(row)))
    table.addTableMetaDataString("inDegrees", "no")
    return table


def tracked_forces(osim: Any, folder: Path) -> Any:
    """The goal that follows the forces under both feet, in the plane."""
    step = _walker.read_step()
    still = [0.0] * len(step["lumbar"])
    forces = {f"{name}{axis}": step.get(f"{name}{axis}", still)
              for name in _walker.FORCES for axis in "xyz"}  # fmt: skip
    file = str(folder / "forces.sto")
    osim.STOFileAdapter.write(table_of(osim, forces), file)
    loads = osim.ExternalLoads()
    loads.setDataFileName(file)
    goal = osim.MocoContactTrackingGoal("contact", 1)
    for side, name in zip(FEET, _walker.FORCES, strict=True):
        load = osim.ExternalForce()
        load.setName(side)
        load.set_applied_to_body(f"calcn_{side}")
        load.set_force_identifier(name)
        loads.cloneAndAppend(load)
    goal.setExternalLoads(loads)
    for side, spheres in FEET.items():
        goal.addContactGroup(list(spheres), side)
    goal.setProjection("plane")
    goal.setProjectionVector(osim.Vec3(0, 0, 1))
    return goal


def tracking(osim: Any, model: Any, folder: Path) -> Any:
    """The study of the walk that follows the published coordinates and forces."""
    track = osim.MocoTrack()
    track.setName("tracking")
    track.setModel(osim.ModelProcessor(model))
    step = _walker.read_step()
    coordinates = model.getCoordinateSet()
    motion = {
        coordinates.get(name).getStateVariableNames().get(0): values
        for name, values in step.items()
        if coordinates.contains(name)
    }
    reference = osim.TableProcessor(table_of(osim, motion))
    reference.append(osim.TabOpLowPassFilter(6.0))
    track.setStatesReference(reference)
    track.set_states_global_tracking_weight(1)
    track.set_allow_unused_references(True)
    track.set_track_reference_position_derivatives(True)
    track.set_apply_tracked_states_to_guess(True)
    track.set_initial_time(0.0)
    track.set_final_time(_walker.DURATION)
    study = track.initialize()
    problem = study.updProblem()
    problem.addGoal(mirrored(osim, model))
    osim.MocoControlGoal.safeDownCast(problem.updGoal("control_effort")).setWeight(EFFORT)
    problem.addGoal(tracked_forces(osim, folder))
    set_bounds(problem)
    solver = osim.MocoCasADiSolver.safeDownCast(study.updSolver())
    solver.resetProblem(problem)
    set_solver(solver)
    return study


def prediction(osim: Any, model: Any, begin: Any) -> Any:
    """The study of the walk with the least effort a distance, from the tracked one."""
    study = osim.MocoStudy()
    study.setName("prediction")
    problem = study.updProblem()
    problem.setModelProcessor(osim.ModelProcessor(model))
    problem.addGoal(mirrored(osim, model))
    speed = osim.MocoAverageSpeedGoal("speed")
    speed.set_desired_average_speed(SPEED)
    problem.addGoal(speed)
    effort = osim.MocoControlGoal("effort", EFFORT)
    effort.setExponent(3)
    effort.setDivideByDisplacement(True)
    problem.addGoal(effort)
    problem.setTimeBounds(0, [0.4, 0.6])
    set_bounds(problem)
    solver = study.initCasADiSolver()
    set_solver(solver)
    solver.setGuess(begin)
    return study


def told(osim: Any, model: Any, walk: Any, seconds: float) -> dict[str, Any]:
    """A solution in numbers: how it was found, and what kind of walk it is."""
    walk.unseal()  # sealed where it did not converge, which is told
    forward = walk.getState("/jointset/groundPelvis/pelvis_tx/value").to_numpy()
    feet = (osim.StdVectorString(list(FEET[side])) for side in "rl")
    loads = osim.createExternalLoadsTableForGait(model, walk, *feet)
    vertical = [loads.getDependentColumn(f"{name}y").to_numpy() for name in _walker.FORCES]
    weight = -model.getGravity().get(1) * _walker.MASS
    return {
        "seconds": seconds,
        "iterations": walk.getNumIterations(),
        "converged": walk.success(),
        "status": walk.getStatus(),
        "duration": walk.getFinalTime(),
        "length": float(forward[-1] - forward[0]),
        "peak": max(float(force.max()) for force in vertical) / weight,
        "mean": sum(float(force[:-1].mean()) for force in vertical) / weight,
    }


def neutral_errors(osim: Any, model: Any) -> tuple[float, float]:
    """Largest difference of path length and arm from the file's own polynomials, m."""
    state = model.initSystem()
    coordinates = model.getCoordinateSet()
    for name in _walker.read_step():
        if coordinates.contains(name):
            coordinates.get(name).setValue(state, 0.0)
    model.realizePosition(state)
    lengths, arms = [], []
    for name, numbers in _walker.MUSCLES.items():
        for side in "rl":
            muscle = osim.Muscle.safeDownCast(model.getComponent(f"/{name}_{side}"))
            lengths.append(abs(muscle.getLength(state) - numbers.length))
            for joint, slope in numbers.slopes.items():
                angle = coordinates.get(f"{_walker.JOINTS[joint].coordinate}_{side}")
                arms.append(abs(muscle.computeMomentArm(state, angle) + slope))
    return max(lengths), max(arms)


def solved(osim: Any, model: Any, study: Any) -> tuple[Any, dict[str, Any]]:
    """The walk, and what it took: processor time of this process and its threads, s."""
    began = time.process_time()
    walk = study.solve()
    seconds = time.process_time() - began
    return walk, told(osim, model, walk, seconds)


def solve(told_in: Path) -> None:
    """Solve both problems and write what they took."""
    import opensim as osim

    model = _walker.build_walker(osim)
    with tempfile.TemporaryDirectory() as folder:
        study = tracking(osim, model, Path(folder))
        walk, first = solved(osim, model, study)
    print("tracking", json.dumps(first), flush=True)
    _, best = solved(osim, model, prediction(osim, model, walk))
    answer = {
        "mass": model.getTotalMass(model.initSystem()),
        "neutral": neutral_errors(osim, model),
        "tracking": first,
        "prediction": best,
    }
    told_in.write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    solve(Path(sys.argv[1]))
