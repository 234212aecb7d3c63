"""The analysis as files of other programs: TRC markers, OpenSim angles and forces, a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from openpyxl import Workbook
from openpyxl.styles import Font

from nextstride.analysis import Analysis
from nextstride.checks import Problems
from nextstride.conventions import SIDES, SPACE, Side
from nextstride.errors import MissingDataError
from nextstride.kinematics import point
from nextstride.write import write_angles, write_forces, write_trc
from nextstride.write.files import write_whole

LETTER: dict[Side, str] = {"left": "l", "right": "r"}
JOINTS = {"hip": "hip_flexion", "knee": "knee_angle", "ankle": "ankle_angle"}
"""Our angle to OpenSim's coordinate, as in Rajagopal et al. 2016 (IEEE Trans Biomed Eng
63:2068-2079): flexion and dorsiflexion positive, in radians here."""


def write_exports(analysis: Analysis, folder: Path, kinds: Sequence[str]) -> list[Path]:
    """Write an analysis as files of other programs.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path
    kinds : sequence of str
        Of `EXPORTS`: ``"trc"`` writes ``markers.trc``; ``"mot"`` the sagittal joint angles as
        ``angles.mot`` and, where there are plates, ``forces.mot``; ``"xlsx"`` the tables as
        ``analysis.xlsx``.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    ParameterError
        If there is no such kind.
    MissingDataError
        If the recording does not hold what a kind needs.
    """
    check_exports(kinds)
    return [path for kind in kinds for path in EXPORTS[kind](analysis, folder)]


def check_exports(kinds: Iterable[str]) -> None:
    """Refuse kinds that there are not, before any work is done.

    Raises
    ------
    ParameterError
    """
    problems = Problems("export")
    for kind in kinds:
        problems.one_of("--export", kind, tuple(EXPORTS))
    problems.raise_if_any()


def opensim_angles(analysis: Analysis) -> xr.DataArray:
    """Return the sagittal joint angles under OpenSim's names.

    Returns
    -------
    xarray.DataArray
        (time, coordinate), rad; pelvis translations in m, where the recording has positions.

    Raises
    ------
    MissingDataError
        If no joint angle is known.
    """
    angles, points = analysis.run.angles, analysis.run.smooth
    columns = {
        "pelvis_tilt": angles["pelvis"],
        "lumbar_extension": -angles["trunk"] - angles["pelvis"],
    }
    for side in SIDES:
        for ours, theirs in JOINTS.items():
            columns[f"{theirs}_{LETTER[side]}"] = angles[ours].sel(side=side, drop=True)
    columns = {name: column for name, column in columns.items() if np.isfinite(column).any()}
    if not columns:
        raise MissingDataError(f"{analysis.run.recording.source} gives no joint angle to write")
    for axis in SPACE:
        if axis in points.space.values:
            columns[f"pelvis_t{axis}"] = point(points, "pelvis").sel(space=axis, drop=True)
    stacked = xr.concat(
        list(columns.values()), dim="coordinate", coords="minimal", compat="override"
    )
    return stacked.assign_coords(coordinate=list(columns)).transpose("time", "coordinate")


def _markers(analysis: Analysis, folder: Path) -> list[Path]:
    """Write the markers."""
    return [write_trc(analysis.run.recording, folder / "markers.trc")]


def _opensim(analysis: Analysis, folder: Path) -> list[Path]:
    """Write joint angles, and forces where there are any."""
    written = [write_angles(opensim_angles(analysis), folder / "angles.mot")]
    if analysis.run.recording.force is not None:
        written.append(write_forces(analysis.run.recording, folder / "forces.mot"))
    return written


def _workbook(analysis: Analysis, folder: Path) -> list[Path]:
    """Write the tables as sheets of one workbook."""
    document = analysis.to_json()
    curves = analysis.curves.to_dataframe().reset_index()
    book = Workbook()
    book.remove(book.active)
    _sheet(book, "measures", document["measures"])
    _sheet(book, "steps", document["steps"])
    _sheet(book, "curves", curves.to_dict("records"))
    if document["limits"] is not None:
        flat = [
            {key: value for key, value in row.items() if not isinstance(value, dict | list)}
            for row in document["limits"]["groups"]
        ]
        _sheet(book, "limits", flat)
    _sheet(book, "notices", document["warnings"])
    content = io.BytesIO()
    book.save(content)
    return write_whole(folder, {"analysis.xlsx": content.getvalue()})


def _sheet(book: Workbook, title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows of the same keys as a sheet whose head stays in sight; a missing value is empty."""
    sheet = book.create_sheet(title)
    if not rows:
        return
    sheet.append(list(rows[0]))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([None if _is_missing(value) else value for value in row.values()])
    sheet.freeze_panes = "A2"


def _is_missing(value: object) -> bool:
    """Whether a value is not there: NaN."""
    return isinstance(value, float) and not np.isfinite(value)


EXPORTS: dict[str, Callable[[Analysis, Path], list[Path]]] = {
    "trc": _markers,
    "mot": _opensim,
    "xlsx": _workbook,
}
"""Kind of export to what writes it."""
