"""OpenSim Moco's predictive walk in two dimensions beside our sprint, on this machine.

    pip install opensim
    python benchmarks/speed/moco.py FOLDER

FOLDER holds Moco's published example ``example2DWalking`` (``2D_gait.osim``,
``referenceCoordinates.sto``), which OpenSim's installers bring and its Python package does not.
Takes half an hour of processor time.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

NOTES = """\
Moco: the published example of walking in the plane (10 coordinates, 18 muscles with rigid tendons,
two contact spheres a foot, one step with mirrored legs, 50 intervals): coordinates are tracked, and
from there the walk of 1.2 m/s with the least effort is sought. Ours: the fastest sprint of a planar
body (9 free coordinates, 24 muscles, 8 of them with stretching tendons, three contacts a foot, one
step in a stance and a flight of 6 intervals each), cold from the measured sprint, with all prices.
So the problems differ in more than their programs: goal, mesh (150 against 36 points), contact
sequence (free there, given here), start (a tracked walk there), and derivatives: finite differences
through a general engine there, exact ones of written equations here. Not compared: what Moco can do
that we cannot, any model in three dimensions."""
MODEL, MOTION = "2D_gait.osim", "referenceCoordinates.sto"
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
TRACKED_UNTIL, SPEED, EFFORT = 0.47008941, 1.2, 10.0
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


def tracked(osim: Any, folder: Path) -> Any:
    """The walk that follows the published coordinates."""
    track = osim.MocoTrack()
    track.setName("tracking")
    processor = osim.ModelProcessor(str(folder / MODEL))
    track.setModel(processor)
    motion = osim.TableProcessor(str(folder / MOTION))
    motion.append(osim.TabOpLowPassFilter(6.0))
    track.setStatesReference(motion)
    track.set_allow_unused_references(True)
    track.set_track_reference_position_derivatives(True)
    track.set_apply_tracked_states_to_guess(True)
    track.set_initial_time(0.0)
    track.set_final_time(TRACKED_UNTIL)
    study = track.initialize()
    problem = study.updProblem()
    model = processor.process()
    model.initSystem()
    problem.addGoal(mirrored(osim, model))
    osim.MocoControlGoal.safeDownCast(problem.updGoal("control_effort")).setWeight(EFFORT)
    set_bounds(problem)
    return study.solve()


def predicted(osim: Any, folder: Path, begin: Any) -> Any:
    """The walk with the least effort a distance, from the tracked one."""
    study = osim.MocoStudy()
    study.setName("prediction")
    problem = study.updProblem()
    processor = osim.ModelProcessor(str(folder / MODEL))
    problem.setModelProcessor(processor)
    model = processor.process()
    model.initSystem()
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
    solver.set_num_mesh_intervals(50)
    solver.set_optim_convergence_tolerance(1e-4)
    solver.set_optim_constraint_tolerance(1e-4)
    solver.set_optim_max_iterations(1000)
    solver.setGuess(begin)
    return study.solve()


def timed(work: Any) -> tuple[Any, float]:
    """What `work` returns, and the processor time of this process and its threads, s."""
    began = time.process_time()
    return work(), time.process_time() - began


def moco(folder: Path) -> None:
    """Solve Moco's two problems and print what they took."""
    import opensim as osim

    walk, tracking = timed(lambda: tracked(osim, folder))
    prediction, predicting = timed(lambda: predicted(osim, folder, walk))
    iterations = [each.getNumIterations() for each in (walk, prediction)]
    print(json.dumps({"seconds": [tracking, predicting], "iterations": iterations}))


def moco_in_a_process(folder: Path) -> dict[str, Any]:
    """What `moco` printed: two CasADi, OpenSim's and ours, cannot be in one process."""
    command = [sys.executable, __file__, str(folder), "--moco"]
    environment = {**os.environ, "OPENSIM_MOCO_PARALLEL": "0", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


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


def main() -> None:
    """Solve both and keep the rows."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    if not (folder / MODEL).is_file():
        raise SystemExit(f"{Path(__file__).name}: needs the folder of {MODEL} and {MOTION}.")
    if "--moco" in sys.argv:
        moco(folder)
        return
    ours, iterations = our_sprint()
    found = moco_in_a_process(folder)
    theirs = sum(found["seconds"])
    told = [
        f"{seconds:.0f} s, {count} iterations"
        for seconds, count in zip(found["seconds"], found["iterations"], strict=True)
    ]

    def row(what: str, value: str, accepted: str = "", within: bool | None = None) -> Any:
        return _results.Row(what, value, "", accepted, within)

    rows = [
        row("Moco, tracking", told[0]),
        row("Moco, prediction", told[1]),
        row("our sprint with all prices", f"{ours:.2f} s, {iterations} iterations"),
        row("processor time, theirs over ours", f"{theirs / ours:.0f}", f">= {FASTER:.0f}",
            theirs >= FASTER * ours),
    ]  # fmt: skip
    _results.report("moco", "Beside OpenSim Moco", rows, NOTES)


if __name__ == "__main__":
    main()
