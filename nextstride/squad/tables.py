"""The tables of a batch: ``runs.csv``, ``runs.parquet`` and ``steps.parquet``."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pandas as pd

from nextstride.squad.batch import Batch
from nextstride.squad.rows import ENDS, Row, limit_columns, measure_columns, suffixed
from nextstride.write.files import write_whole

TEXTS = (
    *("recording", "athlete", "standing", "forces", "status", "reason", "report", "sha256"),
    *("sex", "assumed", "format", "limiter", "warnings", "warnings_told"),
)
FLAGS = ("treadmill", "steady")
FIRST = (
    *("recording", "athlete", "day", "standing", "forces", "status", "reason", "report"),
    *("sha256", "seconds"),
)
DESCRIBED = (
    *("mass", "height", "sex", "assumed", "format", "frame_rate", "duration"),
    *("treadmill", "steady", "steps"),
)
LAST = ("warnings", "warnings_told")
STEP_TEXTS = ("recording", "side", "method")


def can_write_parquet() -> bool:
    """Whether Parquet's library is installed."""
    return find_spec("pyarrow") is not None


def columns() -> list[str]:
    """Return the columns of the table of runs: the same whatever was found."""
    measures = [suffixed(each, end) for each in measure_columns() for end in ENDS]
    return [*FIRST, *DESCRIBED, *measures, *limit_columns(), *LAST]


def runs_table(batch: Batch) -> pd.DataFrame:
    """Return a row a recording, with the columns of `columns`."""
    table = pd.DataFrame(batch.runs, columns=columns())
    types = {name: _type_of(name) for name in table.columns if name != "day"}
    return table.assign(day=pd.to_datetime(table["day"])).astype(types)


def _type_of(column: str) -> str:
    """What a column of the table of runs holds."""
    if column in TEXTS:
        return "string"
    return "boolean" if column in FLAGS else "float64"


def steps_table(steps: list[Row]) -> pd.DataFrame:
    """Return a row a step."""
    table = pd.DataFrame(steps)
    types = {name: "string" if name in STEP_TEXTS else "float64" for name in table.columns}
    return table.astype(types)


def write_tables(batch: Batch, out: Path) -> list[Path]:
    """Write the tables of a batch, all or none.

    Parameters
    ----------
    batch : Batch
    out : pathlib.Path

    Returns
    -------
    list of pathlib.Path
        ``runs.csv``, and ``runs.parquet`` and ``steps.parquet`` where pyarrow is installed, else
        ``steps.csv``.

    Raises
    ------
    WriteError
        If they cannot be written.
    """
    runs, steps = runs_table(batch), steps_table(batch.steps)
    contents: dict[str, str | bytes] = {"runs.csv": runs.to_csv(index=False, lineterminator="\n")}
    contents |= table_file("runs", runs) | table_file("steps", steps)
    return write_whole(out, contents)


def table_file(name: str, table: pd.DataFrame) -> dict[str, str | bytes]:
    """Return a table as a file: Parquet where it can be written, else CSV."""
    if can_write_parquet():
        return {f"{name}.parquet": parquet(table)}
    return {f"{name}.csv": table.to_csv(index=False, lineterminator="\n")}


def parquet(table: pd.DataFrame) -> bytes:
    """Return a table as a Parquet file."""
    file = BytesIO()
    table.to_parquet(file, engine="pyarrow", index=False)
    return file.getvalue()
