"""The analysis as files for programs: one JSON document, two tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nextstride.analysis import Analysis
from nextstride.write.files import write_whole


def write_tables(analysis: Analysis, folder: Path) -> list[Path]:
    """Write ``analysis.json``, ``steps.csv`` and ``measures.csv``, in SI units.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path
        Made where it is not there.

    Returns
    -------
    list of pathlib.Path
        The three files.

    Raises
    ------
    WriteError
        If the folder cannot be written to.
    """
    document = analysis.to_json()
    return write_whole(
        folder,
        {
            "analysis.json": json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
            + "\n",
            "steps.csv": as_csv(document["steps"]),
            "measures.csv": as_csv(document["measures"]),
        },
    )


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Format rows of the same keys as CSV; a missing value is an empty field."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
