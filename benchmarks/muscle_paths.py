"""Muscle paths of the body in three dimensions, fitted to a published OpenSim model.

    python benchmarks/muscle_paths.py --python PYTHON_WITH_OPENSIM --model Rajagopal2015.osim
    python benchmarks/muscle_paths.py --mend lai2017

The first asks OpenSim (``pip install opensim``, in an environment of its own) for lengths and
moment arms of the right leg's muscles in drawn postures, lumps them by force and prints them as
the table ``nextstride/body/parameters/spatial_NAME.toml`` holds them. The package
``nimblephysics`` ships ``Rajagopal2015.osim``, the model of Rajagopal et al. (2016) with its
muscles.

The second fits the knee of a table again that is there already: RajagopalLaiUhlrich2023, from
which ``lai2017`` was made, is in no package. Its deep plantarflexors are those of the first
model, whose soleus and tibialis anterior it shares to 0.1 mm.

Length = neutral length + polynomials of the joint angles. Lengths and slopes are fitted at once
over the range in which the source is trusted. Past it the source's wrapping fails: at 140 degrees
of knee flexion the lateral vastus flexes and the short biceps extends the knee. There the moment
arm is held at the last value that is trusted, and everywhere within the body's bounds the knee's
arms keep their sign and stay within the source's own least and greatest (`LEAST`, `MOST`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
from textwrap import wrap

import numpy as np
from scipy.optimize import minimize

from nextstride.body.scaling import read_table
from nextstride.body.spatial.groups import MUSCLES, SPANS
from nextstride.body.spatial.muscles import ANGLES, powers
from nextstride.sprint.spatial.bounds import POSITION

MEMBERS: dict[str, tuple[str, ...]] = {
    "iliopsoas": ("iliacus", "psoas"),
    "tensor_fasciae_latae": ("tfl",),
    "sartorius": ("sart",),
    "rectus_femoris": ("recfem",),
    "upper_gluteus_maximus": ("glmax1",),
    "lower_gluteus_maximus": ("glmax2", "glmax3"),
    "anterior_gluteus_medius": ("glmed1", "glmin1", "glmin2"),
    "posterior_gluteus_medius": ("glmed2", "glmed3", "glmin3", "piri"),
    "short_adductors": ("addbrev", "addlong", "grac"),
    "upper_adductor_magnus": ("addmagProx", "addmagMid"),
    "lower_adductor_magnus": ("addmagDist", "addmagIsch"),
    "medial_hamstrings": ("semimem", "semiten"),
    "biceps_femoris_long_head": ("bflh",),
    "biceps_femoris_short_head": ("bfsh",),
    "vasti": ("vasint", "vaslat", "vasmed"),
    "gastrocnemius": ("gaslat", "gasmed"),
    "soleus": ("soleus",),
    "deep_plantarflexors": ("tibpost", "fhl", "fdl", "perlong", "perbrev"),
    "tibialis_anterior": ("tibant",),
}
"""The source's muscles in each of ours."""
COORDINATE = {"knee": "knee_angle_r", "ankle": "ankle_angle_r"} | {
    name: f"{name}_r" for name in ANGLES["hip"]
}
TRUSTED: dict[str, tuple[float, float]] = {
    "hip_flexion": (-45, 110),
    "hip_adduction": (-25, 20),
    "hip_rotation": (-35, 30),
    "knee": (0, 105),
    "ankle": (-50, 35),
}
"""Degrees over which postures are drawn; the source's knee is made for 0 to 120."""
MEND_UP_TO = 120.0
"""The knee of a table is trusted up to here, degrees."""
POSTURES = 400
LEVER = 0.5
"""A millimetre of length weighs as two of moment arm, 1/rad. Near a straight knee the source's
gastrocnemius has moment arms that its length does not follow, and arms are what moves joints."""
FADING = 0.3
"""Weight of the held arm past the trusted range."""
LEAST, MOST = 0.6, 1.05
"""The knee's arms stay within these shares of the trusted arms' least and greatest."""

ASK = """
import json, sys
import opensim
opensim.Logger.setLevelString("error")
file, members, wanted, postures = json.load(sys.stdin)
model = opensim.Model(file)
coordinates = model.updCoordinateSet()
for i in range(coordinates.getSize()):
    coordinates.get(i).set_clamped(False)
state = model.initSystem()
found = {}
for name, parts in members.items():
    axes = [model.getCoordinateSet().get(each) for each in wanted[name]]
    muscles = [model.getMuscles().get(part + "_r") for part in parts]
    rows = []
    for posture in postures[name]:
        for i in range(model.getCoordinateSet().getSize()):
            axis = model.getCoordinateSet().get(i)
            if axis.getName().endswith("_r") and "beta" not in axis.getName():
                axis.setValue(state, 0.0, False)
        for axis, angle in zip(axes, posture):
            axis.setValue(state, angle, False)
        model.assemble(state)
        model.realizePosition(state)
        rows.append([[m.getLength(state), *(m.computeMomentArm(state, a) for a in axes)]
                     for m in muscles])
    found[name] = {"rows": rows, "numbers": [
        [m.getMaxIsometricForce(), m.getOptimalFiberLength(), m.getTendonSlackLength(),
         m.getPennationAngleAtOptimalFiberLength()] for m in muscles]}
json.dump(found, sys.stdout)
"""
NUMBERS = ("maximum_force", "optimal_fibre_length", "tendon_slack_length", "pennation")


def axes_of(joints: tuple[str, ...]) -> list[str]:
    """Return the coordinates of joints."""
    return [name for joint in joints for name in ANGLES[joint]]


def drawn_postures(muscle: str) -> np.ndarray:
    """Return postures (POSTURES, axes) within the trusted range, the neutral one first."""
    limits = np.radians([TRUSTED[name] for name in axes_of(SPANS[muscle])])
    share = np.random.default_rng(1).uniform(size=(POSTURES, len(limits)))
    postures = limits[:, 0] + share * np.ptp(limits, axis=1)
    postures[0] = 0.0
    return postures


def terms(joints: tuple[str, ...], postures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each term of a path (postures, terms) and its slopes (axes, postures, terms).

    The first term is the neutral length.
    """
    names = axes_of(joints)
    values, slopes = [np.ones(len(postures))], [np.zeros((len(names), len(postures)))]
    for joint in joints:
        own = [names.index(name) for name in ANGLES[joint]]
        angle = postures[:, own]
        for exponents in powers(joint):
            values.append(np.prod(angle**exponents, axis=1))
            slope = np.zeros((len(names), len(postures)))
            for place, exponent in enumerate(exponents):
                if exponent:
                    less = np.array(exponents)
                    less[place] -= 1
                    slope[own[place]] = exponent * np.prod(angle**less, axis=1)
            slopes.append(slope)
    return np.array(values).T, np.moveaxis(np.array(slopes), 0, -1)


def fitted(
    joints: tuple[str, ...], postures: np.ndarray, length: np.ndarray, arms: np.ndarray
) -> np.ndarray:
    """Return the neutral length and the coefficients of a path over `joints`.

    Parameters
    ----------
    postures : (postures, axes)
    length : (postures,), m
    arms : (axes, postures), m
    """
    value, slope = terms(joints, postures)
    rows = np.vstack([value / LEVER, *-slope])
    wanted = np.concatenate([length / LEVER, *arms])
    if "knee" not in joints:
        return np.linalg.lstsq(rows, wanted, rcond=None)[0]
    place = axes_of(joints).index("knee")
    angle = np.linspace(*POSITION["knee"], 60)
    bent = np.zeros((angle.size, postures.shape[1]))
    bent[:, place] = angle
    lever = -terms(joints, bent)[1][place]
    held = held_arms(postures[:, place], arms[place], angle)
    past = angle > postures[:, place].max()
    weight = FADING * np.sqrt(len(postures) / past.sum())
    return constrained(
        np.vstack([rows, weight * lever[past]]),
        np.concatenate([wanted, weight * held[past]]),
        lever,
        limits_of(held),
    )


def held_arms(knee: np.ndarray, arms: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the trusted arms over the knee's angle, held past the last."""
    smooth = np.polynomial.Polynomial.fit(knee, arms, 6)
    return np.asarray(smooth(np.minimum(at, knee.max())))


def limits_of(arms: np.ndarray) -> tuple[float, float]:
    """Return least and greatest arm that a fit may have: of the same sign, where they have one."""
    if arms.min() < 0 < arms.max():
        return MOST * arms.min(), MOST * arms.max()
    nearest, farthest = LEAST * np.abs(arms).min(), MOST * np.abs(arms).max()
    return (nearest, farthest) if arms.min() > 0 else (-farthest, -nearest)


def constrained(
    rows: np.ndarray, wanted: np.ndarray, lever: np.ndarray, limits: tuple[float, float]
) -> np.ndarray:
    """Return the least-squares solution whose arms, `lever` @ solution, stay within `limits`."""
    orthonormal, triangle = np.linalg.qr(rows)
    target = 1e3 * orthonormal.T @ wanted
    arms = np.linalg.solve(triangle.T, lever.T).T
    solved = minimize(
        lambda z: 0.5 * np.sum((z - target) ** 2),
        target,
        jac=lambda z: z - target,
        method="SLSQP",
        constraints=[
            {"type": "ineq", "fun": lambda z: arms @ z - 1e3 * limits[0], "jac": lambda z: arms},
            {"type": "ineq", "fun": lambda z: 1e3 * limits[1] - arms @ z, "jac": lambda z: -arms},
        ],
        options={"maxiter": 500, "ftol": 1e-10},
    )  # fmt: skip
    if not solved.success:
        raise RuntimeError(f"fit of a muscle path: {solved.message}")
    return np.asarray(np.linalg.solve(triangle, 1e-3 * solved.x))


def from_model(python: str, file: str) -> dict[str, dict[str, object]]:
    """Return every muscle's numbers and path, and print how well it fits."""
    postures = {name: drawn_postures(name) for name in MUSCLES}
    question = (
        file,
        MEMBERS,
        {name: [COORDINATE[axis] for axis in axes_of(SPANS[name])] for name in MUSCLES},
        {name: each.tolist() for name, each in postures.items()},
    )
    answer = subprocess.run(
        [python, "-c", ASK], input=json.dumps(question), capture_output=True, text=True, check=True
    )
    found = json.loads(answer.stdout)
    return {
        name: lumped(name, postures[name], np.array(found[name]["rows"]),
                     np.array(found[name]["numbers"]))
        for name in MUSCLES
    }  # fmt: skip


def lumped(
    muscle: str, postures: np.ndarray, rows: np.ndarray, numbers: np.ndarray
) -> dict[str, object]:
    """Return the table of one lumped muscle: forces add up, all else is their mean by force."""
    share = numbers[:, 0] / numbers[:, 0].sum()
    mean = np.einsum("pmc,m->pc", rows, share)
    length, arms = mean[:, 0], mean[:, 1:].T
    path = fitted(SPANS[muscle], postures, length, arms)
    report(muscle, postures, path, length, arms)
    return {
        "members": "+".join(MEMBERS[muscle]),
        "maximum_force": round(float(numbers[:, 0].sum()), 1),
        **{
            name: round(float(share @ numbers[:, 1 + place]), 5)
            for place, name in enumerate(NUMBERS[1:])
        },
        **split(muscle, path),
    }


def split(muscle: str, path: np.ndarray) -> dict[str, float | list[float]]:
    """Return a path's neutral length, and its coefficients by joint."""
    counts = [len(powers(joint)) for joint in SPANS[muscle]]
    rounded = [round(float(each), 6) for each in path]
    parts = np.split(rounded[1:], np.cumsum(counts)[:-1])
    by_joint = {joint: part.tolist() for joint, part in zip(SPANS[muscle], parts, strict=True)}
    return {"neutral_length": rounded[0], **by_joint}


def report(
    muscle: str, postures: np.ndarray, path: np.ndarray, length: np.ndarray, arms: np.ndarray
) -> None:
    """Print RMS and greatest error of length and of every moment arm as a comment."""
    value, slope = terms(SPANS[muscle], postures)
    away = 1e3 * (value @ path - length)
    shown = [f"length {np.sqrt(np.mean(away**2)):.1f} ({np.abs(away).max():.1f})"]
    for name, fit, arm in zip(axes_of(SPANS[muscle]), -slope @ path, arms, strict=True):
        away = 1e3 * (fit - arm)
        shown.append(f"{name} {np.sqrt(np.mean(away**2)):.1f} ({np.abs(away).max():.1f})")
    print(f"# {muscle}, mm RMS (greatest): {'; '.join(shown)}")


def mended(name: str) -> dict[str, dict[str, object]]:
    """Return a table with the knee of every muscle fitted again."""
    table = read_table(f"spatial_{name}")
    angle = np.linspace(0, np.radians(MEND_UP_TO), 80)[:, None]
    rows = {}
    for muscle in MUSCLES:
        rows[muscle] = row = dict(table[muscle])
        if "knee" in SPANS[muscle]:
            value, slope = terms(("knee",), angle)
            before = np.array([row["neutral_length"], *row["knee"]])
            after = fitted(("knee",), angle, value @ before, -slope @ before)
            row["neutral_length"], *row["knee"] = (round(float(each), 6) for each in after)
    return rows


def print_table(rows: dict[str, dict[str, object]]) -> None:
    """Print muscles as TOML."""
    for muscle, row in rows.items():
        print(f"\n[{muscle}]")
        for name, value in row.items():
            print(line_of(name, value))


def line_of(name: str, value: object) -> str:
    """Return one entry of a table, its numbers over lines of 100 characters."""
    if not isinstance(value, list):
        return f"{name} = {json.dumps(value)}"
    numbers = f"{name} = [{', '.join(f'{number:.6f}' for number in value)}]"
    return "\n".join(wrap(numbers, 100, subsequent_indent="    "))


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python")
    parser.add_argument("--model")
    parser.add_argument("--mend")
    given = parser.parse_args()
    print_table(mended(given.mend) if given.mend else from_model(given.python, given.model))


if __name__ == "__main__":
    main()
