"""OpenSim storage: ground forces and joint angles (.mot)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SPACE
from nextstride.errors import MissingDataError
from nextstride.recording import Recording
from nextstride.write.files import write_whole


def write_forces(recording: Recording, path: str | Path) -> Path:
    """Write the ground forces of a recording as an OpenSim file.

    One set of columns a plate, named by side where the plate belongs to one foot
    (``ground_force_r_vx``), else by number; N, m and N m; zero where nothing is loaded.

    Parameters
    ----------
    recording : Recording
        With forces.
    path : str or Path
        Must end in ``.mot`` or ``.sto``.

    Raises
    ------
    MissingDataError
        If the recording has no forces.
    """
    location = Path(path)
    force = recording.force
    if force is None:
        raise MissingDataError(f"{location.name}: {recording.source} has no ground forces to write")
    columns: dict[str, Floats] = {}
    for plate, name in enumerate(_plate_names(force)):
        one = force.isel(plate=plate)
        for axis in SPACE:
            columns[f"ground_force_{name}_v{axis}"] = one.force.sel(space=axis).values
        for axis in SPACE:
            columns[f"ground_force_{name}_p{axis}"] = one.center_of_pressure.sel(space=axis).values
        torque = np.zeros((force.sizes["time"], 3))
        if "free_moment" in force:
            torque[:, 1] = one.free_moment.values
        for number, axis in enumerate(SPACE):
            columns[f"ground_torque_{name}_{axis}"] = torque[:, number]
    return _write_storage(location, force.time.values.astype(float), columns, degrees=False)


def write_angles(angle: xr.DataArray, path: str | Path) -> Path:
    """Write joint angles as an OpenSim motion, in degrees.

    Parameters
    ----------
    angle : xarray.DataArray
        (time, coordinate) with OpenSim's coordinate names: rad, and m for coordinates whose name
        ends in ``_tx``, ``_ty`` or ``_tz``.
    path : str or Path
        Must end in ``.mot`` or ``.sto``.
    """
    columns = {}
    for name in (str(name) for name in angle.coordinate.values):
        values = angle.sel(coordinate=name).values
        moves = name.endswith(("_tx", "_ty", "_tz"))
        columns[name] = values if moves else np.degrees(values)
    return _write_storage(Path(path), angle.time.values.astype(float), columns, degrees=True)


def _plate_names(force: xr.Dataset) -> list[str]:
    """A name a plate: ``r`` or ``l`` for the only plate of a side, else its number."""
    numbers = [str(number + 1) for number in range(force.sizes["plate"])]
    if "side" not in force.coords:
        return numbers
    sides = [str(side)[:1] for side in force.side.values]
    return [
        side if side and sides.count(side) == 1 else number
        for side, number in zip(sides, numbers, strict=True)
    ]


def _write_storage(path: Path, time: Floats, columns: dict[str, Floats], *, degrees: bool) -> Path:
    """Write OpenSim's text storage."""
    head = [
        path.stem,
        "version=1",
        f"nRows={time.size}",
        f"nColumns={len(columns) + 1}",
        f"inDegrees={'yes' if degrees else 'no'}",
        "endheader",
        "\t".join(["time", *columns]),
    ]
    table = np.nan_to_num(np.column_stack([time, *columns.values()]))
    rows = ["\t".join(f"{value:.8g}" for value in row) for row in table]
    return write_whole(path.parent, {path.name: "\n".join([*head, *rows, ""])})[0]
