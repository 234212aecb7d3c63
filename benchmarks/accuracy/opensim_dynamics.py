"""The equations of motion in three dimensions against OpenSim's, on states drawn at random.

    python benchmarks/accuracy/opensim_dynamics.py --python PYTHON_WITH_OPENSIM

OpenSim (``pip install opensim``) is asked in a process of its own, for two CasADi cannot be in one.
The exported ``.osim`` is loaded, and inverse dynamics at the same positions, velocities and
accelerations compared in all 25 coordinates. Kept in ``benchmarks/results/opensim_dynamics.json``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

from nextstride.body.layout import Parameters
from nextstride.body.spatial import build_spatial_body
from nextstride.body.spatial.joints import SPRINTER
from nextstride.body.spatial.layout import SLICES
from nextstride.body.spatial.sprinter import COORDINATES, shape
from nextstride.body.tree import TreeMotion
from nextstride.sprint.spatial.opensim_model import coordinate_name, opensim_model

STATES = 10
FASTEST, HARDEST = 5.0, 50.0
"""Standard deviations of rates (m/s, rad/s) and accelerations (m/s², rad/s²)."""
ACCEPTED = 1e-6
MID_HIP = (0.0, 0.0, 0.0)
"""The pelvis' origin, so that both speak of the same point."""
ASK = """
import json, sys
import opensim
opensim.Logger.setLevelString("error")
folder, names, states = json.load(sys.stdin)
model = opensim.Model(folder)
state = model.initSystem()
coordinates = model.getCoordinateSet()
place = {}
for name in names:
    for other in names:
        coordinates.get(other).setSpeedValue(state, float(other == name))
    speeds = state.getU()
    place[name] = next(i for i in range(state.getNU()) if speeds.get(i) == 1.0)
solver = opensim.InverseDynamicsSolver(model)
found = []
for position, velocity, acceleration in states:
    for name, at, rate in zip(names, position, velocity):
        coordinates.get(name).setValue(state, at, False)
        coordinates.get(name).setSpeedValue(state, rate)
    model.realizeVelocity(state)
    change = opensim.Vector(state.getNU(), 0.0)
    for name, value in zip(names, acceleration):
        change.set(place[name], value)
    forces = solver.solve(state, change)
    found.append([forces.get(place[name]) for name in names])
print(json.dumps([opensim.GetVersion(), found]))
"""
NOTES = """\
Joint angles are standard normal (rad), far outside a runner's range. Ours is recursive
Newton-Euler, OpenSim's is Simbody; they share only the exported file."""


def main() -> None:
    """Compare and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="has the package opensim")
    python = parser.parse_args().python
    body = build_spatial_body()
    states = np.random.default_rng(0).normal(size=(STATES, 3, len(COORDINATES)))
    states *= np.array([1.0, FASTEST, HARDEST])[:, None]
    numbers, gravity = shape(Parameters(body.vector, SLICES)), body.get("gravity")[0]
    ours = np.array(
        [
            [
                float(each)
                for each in TreeMotion(SPRINTER, numbers, *state, gravity).generalised_forces()
            ]
            for state in states
        ]
    )
    names = [coordinate_name(name) for name in COORDINATES]
    with TemporaryDirectory() as folder:
        model = Path(folder) / "body.osim"
        model.write_text(opensim_model(body, MID_HIP), encoding="utf-8")
        told = json.dumps([str(model), names, states.tolist()])
        done = subprocess.run(
            [python, "-c", ASK], input=told, capture_output=True, text=True, check=True
        )
    version, theirs = json.loads(done.stdout.splitlines()[-1])
    away = np.abs(ours - np.array(theirs)) / np.abs(ours).max(axis=0)
    worst = int(np.argmax(away.max(axis=0)))
    rows = [
        _results.Row(
            f"greatest difference of {away.size} generalised forces, share of the coordinate's "
            "greatest",
            f"{away.max():.1e} ({names[worst]})",
            f"OpenSim {version}",
            f"{ACCEPTED:g}",
            bool(away.max() <= ACCEPTED),
        )
    ]
    _results.report("opensim_dynamics", "Equations of motion beside OpenSim", rows, NOTES)


if __name__ == "__main__":
    main()
