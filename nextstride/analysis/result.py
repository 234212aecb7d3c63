"""`Analysis`: everything found in one recording; shows, draws and writes itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from markupsafe import Markup

from nextstride.analysis.document import document_of, measures_of, speed_of
from nextstride.checks import Problems
from nextstride.conventions import UNITS
from nextstride.errors import MissingDataError, Notice
from nextstride.figures import CURVES, Picture, phase_ribbon, stride_figure
from nextstride.measures import MEASURES, Run

if TYPE_CHECKING:
    from nextstride.log.own_prices import OwnPrices
    from nextstride.personal import RunnerLimits
    from nextstride.training import Plan


@dataclass(frozen=True, repr=False)
class Analysis:
    """Everything found in one recording.

    Attributes
    ----------
    run : Run
        Recording, athlete, body points, angles, pace and steps.
    measures : xarray.Dataset
        From `measure_run`: value, interval, spread and n on (measure, side).
    symmetry : xarray.Dataset
        From `symmetry`: left against right on (measure).
    curves : xarray.Dataset
        From `stride_curves`: angles, moments and powers on (step, percent).
    notices : tuple of Notice
        What a reader must know.
    runner : RunnerLimits or None
        What limits the runner, where bodies were fitted to the recording.
    plan : Plan or None
        What to train, where `plan_runner` was asked.
    own : OwnPrices or None
        What a fatigue probe and the last block of training have shown of the prices, where the log
        knows the runner.
    """

    run: Run
    measures: xr.Dataset
    symmetry: xr.Dataset
    curves: xr.Dataset
    notices: tuple[Notice, ...]
    runner: RunnerLimits | None = None
    plan: Plan | None = None
    own: OwnPrices | None = None

    def __repr__(self) -> str:
        """Say in a line or two what was found; see ``measures`` for the numbers."""
        speed = speed_of(self.run, self.measures)
        told = f"<Analysis of {self.run.recording.source}: {self.run.steps.sizes['step']} steps"
        if speed["value"] is not None:
            told += f", {speed['value']:.2f} m/s ({speed['lower']:.2f} to {speed['upper']:.2f})"
        known = int(np.isfinite(self.measures.value).sum())
        limits = "not fitted" if self.runner is None else repr(self.runner)
        return f"{told}, {known} values measured, limits: {limits}, {len(self.notices)} notices>"

    def _repr_html_(self) -> str:
        """Return the measures as a table for a notebook."""
        rows = Markup("").join(
            Markup("<tr><th>{}</th><td>{}</td><td>{}</td><td>{} to {}</td><td>{}</td></tr>").format(
                MEASURES[row["name"]].title,
                row["side"],
                *(UNITS[row["unit"]].show(row[key]) for key in ("value", "lower", "upper")),
                UNITS[row["unit"]].shown,
            )
            for row in measures_of(self.measures)
            if row["value"] is not None
        )
        head = "<th>measure</th><th>side</th><th>value</th><th>95 %</th><th>unit</th>"
        return Markup("<p>{}</p><table><tr>{}</tr>{}</table>").format(
            repr(self), Markup(head), rows
        )

    def plot(self, what: str = "phases") -> Picture:
        """Draw one figure of the report.

        Parameters
        ----------
        what : str
            ``"phases"``: pull, push and swing of both legs on one clock; or a curve over the
            stride: ``"thigh"``, ``"knee"``, ``"hip_moment"``, ``"hip_power"``.

        Returns
        -------
        Picture
            Shows itself in a notebook; ``.save("thigh.png")`` writes it.

        Raises
        ------
        ParameterError
            If there is no such figure.
        MissingDataError
            If no step shows the quantity.
        """
        if what == "phases":
            return phase_ribbon(self.run.steps)
        kinds = {kind.name: kind for kind in CURVES}
        problems = Problems("Analysis.plot")
        problems.one_of("what", what, ("phases", *kinds))
        problems.raise_if_any()
        picture = stride_figure(self.curves, kinds[what])
        if picture is None:
            raise MissingDataError(f"no step of {self.run.recording.source} shows {what}")
        return picture

    def report(self, folder: str | Path = "nextstride-report") -> Path:
        """Write the report, the tables, and the plan where there is one.

        Parameters
        ----------
        folder : str or Path
            Made where it is not there.

        Returns
        -------
        pathlib.Path
            The report.
        """
        from nextstride.report import write_analysis

        return write_analysis(self, Path(folder))

    def to_json(self) -> dict[str, Any]:
        """The document that ``analysis.json`` and ``--json`` hold: plain numbers, SI units."""
        return dict(self._document)

    @cached_property
    def _document(self) -> dict[str, Any]:
        """Made once: page, tables and sheet are all written from it, and nobody changes it."""
        document = document_of(self.run, self.measures, self.symmetry, self.runner, self.notices)
        return document | {
            "plan": None if self.plan is None else self.plan.to_json(),
            "own_prices": None if self.own is None else self.own.to_json(),
        }
