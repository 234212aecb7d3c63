"""OpenSim Moco's predictive walk in two dimensions beside our sprint, on this machine.

    pip install opensim
    python benchmarks/speed/moco.py [PYTHON]

PYTHON is an interpreter that has ``opensim``, where this one has not: it is needed for this
benchmark only. Takes an hour of processor time.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results
import _walker

NOTES = """\
Moco: the published example of walking in the plane (`example2DWalking` of opensim-core: 10
coordinates, 18 muscles with rigid tendons, two contact spheres a foot, one step with mirrored
legs, 50 intervals, tolerances 1e-4): coordinates and ground forces are tracked, and from there the
walk of 1.2 m/s with the least effort a distance is sought. Goals, weights, bounds, mesh and
tolerances are the example's. What differs from it: the model is built from the file's numbers
through OpenSim's interface (the sources are in `benchmarks/speed/_walker.py`), its reference
motion is rounded to 1e-5 rad and m and 0.1 N, muscle paths are the file's points and not its
fitted polynomials, and one thread is used. Ours: the fastest sprint of a planar body (9 free
coordinates, 24 muscles, 8 of them with stretching tendons, three contacts a foot, one step in a
stance and a flight of 6 intervals each), cold from the measured sprint, with all prices; the
slower of two solves, one before and one after Moco's. So the problems differ in more than their
programs: goal, mesh (101 against 36 points), contact sequence (free there, given here), start (a
tracked walk there), and derivatives: finite differences through a general engine and no exact
Hessian there, exact ones of written equations here. Processor time, on a machine that other work
kept busy; the reference is an earlier run of an earlier form of this comparison. Not compared:
what Moco can do that we cannot."""
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
FASTER = 500.0
"""How many times less processor time ours is asked to take."""


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


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What `work` returns, and the processor time of this process and its threads, s."""
    began = time.process_time()
    return work(), time.process_time() - began


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


def moco(told_in: Path) -> None:
    """Solve Moco's two problems and write what they took."""
    import opensim as osim

    model = _walker.build_walker(osim)
    with tempfile.TemporaryDirectory() as folder:
        study = tracking(osim, model, Path(folder))
        walk, seconds = timed(study.solve)
    first = told(osim, model, walk, seconds)
    print("tracking", json.dumps(first), flush=True)
    best, seconds = timed(prediction(osim, model, walk).solve)
    answer = {
        "version": osim.__version__,
        "mass": model.getTotalMass(model.initSystem()),
        "neutral": neutral_errors(osim, model),
        "tracking": first,
        "prediction": told(osim, model, best, seconds),
    }
    told_in.write_text(json.dumps(answer), encoding="utf-8")


def moco_in_a_process(python: str) -> dict[str, Any]:
    """What `moco` wrote: two CasADi, OpenSim's and ours, cannot be in one process."""
    environment = {**os.environ, "OPENSIM_MOCO_PARALLEL": "0", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "moco.json"
        command = [python, __file__, "--moco", str(answer)]
        subprocess.run(command, env=environment, check=True)
        return dict(json.loads(answer.read_text(encoding="utf-8")))


def our_sprint() -> tuple[float, int]:
    """Processor time of our sprint with all prices, s, and its iterations."""
    from nextstride.body import build_body
    from nextstride.sprint.limits import limits
    from nextstride.sprint.problem import sprint_problem
    from nextstride.sprint.simulate import INTERVALS, solve_sprint

    body = build_body()
    sprint_problem(*INTERVALS, body.compliant)
    sprint, solving = timed(lambda: solve_sprint(body).raise_for_status())
    _, pricing = timed(lambda: limits(sprint))
    return solving + pricing, sprint.iterations


def rows_of(found: dict[str, Any], ours: float, iterations: int) -> Iterator[_results.Row]:
    """The built model beside its file, both walks, and both programs' processor time."""
    Row = _results.Row
    yield Row("model: mass", f"{found['mass']:.3f} kg", f"{_walker.MASS} kg",
              "0.001 kg", math.isclose(found["mass"], _walker.MASS, abs_tol=1e-3))  # fmt: skip
    for what, error in zip(("length", "arm"), found["neutral"], strict=True):
        yield Row(f"model: largest difference of a path's {what} at neutral",
                  f"{1e3 * error:.1f} mm", "the file's fitted polynomials", "", None)  # fmt: skip
    for name, once in (("tracking", "124, 70 s"), ("prediction", "395, 1,140 s")):
        yield from walk_rows(name, found[name], once)
    theirs = sum(found[name]["seconds"] for name in ("tracking", "prediction"))
    yield Row("our sprint with all prices: iterations, processor time",
              f"{iterations}, {ours:.2f} s", "", "", None)  # fmt: skip
    yield Row("processor time, theirs over ours", f"{theirs / ours:.0f}", "",
              f">= {FASTER:.0f}", theirs >= FASTER * ours)  # fmt: skip


def walk_rows(name: str, walk: dict[str, Any], once: str) -> Iterator[_results.Row]:
    """How a walk was found, and whether it is one."""
    Row = _results.Row
    speed = walk["length"] / walk["duration"]
    tracked = _walker.read_step()["pelvis_tx"][-1] / _walker.DURATION
    wanted, room = (SPEED, 0.01) if name == "prediction" else (tracked, 0.05)
    yield Row(f"Moco, {name}: converged", walk["status"].replace("_", " "), "", "yes",
              walk["converged"])  # fmt: skip
    yield Row(f"Moco, {name}: iterations, processor time",
              f"{walk['iterations']}, {walk['seconds']:.0f} s", f"{once} (idle machine)",
              "", None)  # fmt: skip
    yield Row(f"Moco, {name}: speed", f"{speed:.3f} m/s", f"{wanted:.3f} m/s", f"{room} m/s",
              abs(speed - wanted) <= room)  # fmt: skip
    yield Row(f"Moco, {name}: step", f"{walk['duration']:.3f} s, {walk['length']:.2f} m, "
              f"peak {walk['peak']:.2f} body weights", "", "", None)  # fmt: skip
    yield Row(f"Moco, {name}: mean force under both feet", f"{walk['mean']:.3f} body weights", "1",
              "0.01", abs(walk["mean"] - 1) <= 0.01)  # fmt: skip


def main() -> None:
    """Solve both and keep the rows."""
    if "--moco" in sys.argv:
        moco(Path(sys.argv[-1]))
        return
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    if subprocess.run([python, "-c", "import opensim"], capture_output=True).returncode:
        raise SystemExit(f"{Path(__file__).name}: {python} has no opensim; pip install opensim.")
    before = our_sprint()
    found = moco_in_a_process(python)
    ours, iterations = max(before, our_sprint())
    _results.report("moco", "Beside OpenSim Moco", list(rows_of(found, ours, iterations)), NOTES)


if __name__ == "__main__":
    main()
