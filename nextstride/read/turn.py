"""The turn from a file's axes into nextstride's: of positions and of forces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import Notice, RecordingError
from nextstride.read.plates import LOADED
from nextstride.recording import Axes

STEPPED_ON = 0.3
"""A plate that bears this share of the greatest force was stepped on."""


@dataclass(frozen=True)
class Turn:
    """A turn from file axes to nextstride's.

    Attributes
    ----------
    matrix : (3, 3) or (2, 2) array
        Rows are nextstride's x, y(, z) in file axes.
    axes : Axes
    """

    matrix: Floats
    axes: Axes


def turn_positions(position: Floats, turn: Turn) -> Floats:
    """Turn positions (n, space, m) from file axes."""
    turned: Floats = np.einsum("ij,njk->nik", turn.matrix, position)
    return turned


def turn_force(source: str, force: xr.Dataset, matrix: Floats) -> tuple[xr.Dataset, Notice | None]:
    """Turn a force dataset from file axes, and make it the force on the runner.

    Returns
    -------
    Dataset
        In the layout of `Recording.force`: the free moment is now its vertical component.
    Notice or None
        Says so where the file held the force on the ground, which was negated.

    Raises
    ------
    RecordingError
        If no force is vertical in the axes of the recording.
    """
    turned = force.copy()
    for name in ("force", "center_of_pressure", "free_moment"):
        values = np.einsum("ij,tjp->tip", matrix, force[name].values)
        turned[name] = (("time", "space", "plate"), values)
    if "corner" in force:
        turned["corner"] = (("plate", "corner", "space"), force.corner.values @ matrix.T)
    turned["free_moment"] = turned.free_moment.isel(space=1, drop=True)
    total = turned.force.values.sum(axis=2)
    strength = np.abs(total).mean(axis=0)
    if strength[1] < strength.max():
        raise RecordingError(
            f"{source}: the greatest force must be vertical, but in the axes of the recording "
            f"the mean forces forward, up and right are {np.round(strength)} N. State the axes "
            "with --up and --forward, or export markers and forces in the same axes."
        )
    signs = _signs(turned.force.values[:, 1])
    turned["force"] = turned["force"] * signs
    turned["free_moment"] = turned["free_moment"] * signs
    if (signs > 0).all():
        return turned, None
    whose = "The file holds"
    if (signs > 0).any():
        names = ", ".join(str(name) for name in turned.plate.values[signs < 0])
        whose = f"Force plate {names} alone holds"
    return turned, Notice(
        "force_on_ground",
        f"{whose} the force of the runner on the ground; its opposite was used.",
    )


def _signs(vertical: Floats) -> Floats:
    """Which plates hold the force on the runner, 1, and which that on the ground, -1.

    A foot only pushes, so a plate's own loads tell; a plate that nobody loads goes with the others.

    Parameters
    ----------
    vertical : numpy.ndarray
        (time, plate), N.
    """
    size = np.abs(vertical)
    loads = np.where(size > max(LOADED, STEPPED_ON * size.max(initial=0.0)), vertical, 0.0).sum(0)
    most = -1.0 if vertical[size > LOADED].sum() < 0 else 1.0
    return np.where(loads == 0, most, np.sign(loads))
