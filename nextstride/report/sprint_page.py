"""The page of a simulated sprint: how it runs, what limits it, and what strength would change."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nextstride.conventions import in_words, signed
from nextstride.figures.limiter_map import Phases, limiter_map
from nextstride.figures.picture import Picture
from nextstride.figures.runner import (
    FROM_ABOVE,
    FROM_BEHIND,
    FROM_THE_SIDE,
    Moment,
    View,
    running_frames,
    sprint_strip,
)
from nextstride.figures.sprint import experiment_figure, force_figure
from nextstride.report.build import templates
from nextstride.report.leg_words import OF_A_LEG, weak_side_sentences
from nextstride.report.sprint_words import (
    Document,
    deficits_sentences,
    experiment_sentences,
    hamstrings_sentence,
    limits_sentences,
    side_of,
    starts_sentence,
    stretch_words,
    training_sentence,
)
from nextstride.sprint import (
    Optima,
    SprintSolution,
    limits,
    limits_document,
    record,
    simulate_document,
)
from nextstride.write.files import write_whole

NUMBERS = (
    # key, title, unit, factor, decimals
    ("top_speed_m_s", "Top speed", "m/s", 1, 2),
    ("step_rate_hz", "Step rate", "1/s", 1, 2),
    ("contact_time_s", "Contact", "ms", 1000, 0),
    ("flight_time_s", "Flight", "ms", 1000, 0),
    ("swing_time_s", "Swing", "ms", 1000, 0),
    ("peak_vertical_force_bw", "Peak vertical force", "body weights", 1, 2),
    ("peak_thigh_flexion_velocity_rad_s", "Peak thigh flexion velocity", "°/s", 180 / np.pi, 0),
    ("peak_swing_hip_flexor_moment_nm_kg", "Peak swing hip flexor moment", "N m/kg", 1, 2),
)
FRAMES = 48
"""Pictures of one stride in the moving figure."""
SLOWER = 6
"""How many times slower than real the figure runs."""


@dataclass(frozen=True)
class SprintDocuments:
    """What was computed, as the JSON documents that the page and the files show.

    Attributes
    ----------
    simulated, limited : dict
        From `simulate_document` and `limits_document`.
    experimented : dict or None
        From `experiment_document`, where the experiment was run.
    """

    simulated: Document
    limited: Document
    experimented: Document | None = None

    @classmethod
    def of(cls, optima: Optima, experimented: Document | None = None) -> SprintDocuments:
        """Gather the documents of the best of `optima`.

        Raises
        ------
        SolveError
            If no start converged.
        """
        return cls(simulate_document(optima), limits_document(optima.best), experimented)

    def with_each_leg(self, each_leg: Document) -> SprintDocuments:
        """Return the same with ``each_leg`` (from `weak_side_document`) among the limits."""
        return replace(self, limited=self.limited | {"each_leg": each_leg})

    def with_deficits(self, deficits: list[Document]) -> SprintDocuments:
        """Return the same with ``deficits`` (from `deficits_document`) among the limits."""
        return replace(self, limited=self.limited | {"deficits": deficits})


def write_sprint(
    solution: SprintSolution, documents: SprintDocuments, folder: Path, changes: str = ""
) -> Path:
    """Write ``sprint.html`` (one file, opens offline) and the documents as JSON beside it.

    Parameters
    ----------
    solution : SprintSolution
        The one that the documents describe.
    documents : SprintDocuments
    folder : pathlib.Path
        Made where it is not there.
    changes : str
        How the body's strengths were changed, for its description.

    Returns
    -------
    pathlib.Path
        The page.
    """
    texts = {"sprint.html": render_sprint(solution, documents, changes)}
    named = {
        "simulate.json": documents.simulated,
        "limits.json": documents.limited,
        "experiment.json": documents.experimented,
    }
    for name, document in named.items():
        if document is not None:
            text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
            texts[name] = text + "\n"
    return write_whole(folder, texts)[0]


def render_sprint(solution: SprintSolution, documents: SprintDocuments, changes: str = "") -> str:
    """Return the page as HTML; parameters as in `write_sprint`."""
    parameters = solution.body.parameters
    step = solution.contact_time + solution.flight_time
    experimented = documents.experimented
    return (
        templates()
        .get_template("sprint.html")
        .render(
            body=describe(solution, changes),
            documents=documents,
            numbers=NUMBERS,
            starts=starts_sentence(documents.simulated),
            sentences=limits_sentences(documents.limited, parameters),
            stretch_words=stretch_words,
            hamstrings=hamstrings_sentence(documents.simulated),
            frames=_stride_pictures(solution, FROM_THE_SIDE),
            others=_other_views(solution),
            seconds=2 * step * SLOWER,
            slower=SLOWER,
            strip=sprint_strip(record(solution, steps=2), solution.body_weight, _moments(solution)),
            forces=force_figure(solution),
            map=limiter_map(limits(solution), phases_of(solution)),
            experiment=None if experimented is None else experiment_figure(experimented),
            found=() if experimented is None else experiment_sentences(experimented),
            deficits=deficits_sentences(documents.limited),
            each_leg=documents.limited.get("each_leg"),
            leg_numbers=OF_A_LEG,
            weak_side_sentences=weak_side_sentences,
            training=training_sentence(),
            in_words=in_words,
            side_of=side_of,
            signed=signed,
        )
    )


def describe(solution: SprintSolution, changes: str = "") -> str:
    """Say in one line whose body was simulated."""
    athlete = solution.body.athlete
    words = f"{athlete.mass:g} kg, {athlete.height:g} m, {athlete.sex}, "
    words += f"muscles of {solution.body.parameters}"
    if solution.body.kind == "spatial":
        words += " in three dimensions"
    return f"{words}, {changes}" if changes else words


def phases_of(solution: SprintSolution) -> Phases:
    """When the phases of one leg's stride change; midstance is where its thigh is vertical."""
    stride = 2 * (solution.contact_time + solution.flight_time)
    toe_off = 100 * solution.contact_time / stride
    return Phases(100 * _midstance(solution) / stride, toe_off, 50.0, 50.0 + toe_off)


def _midstance(solution: SprintSolution) -> float:
    """When the standing thigh is vertical, s after touchdown; at the latest at toe-off."""
    stance = solution.time <= solution.contact_time * (1 + 1e-9)
    thigh = solution.observed.position.sel(coordinate="stance_thigh").values[stance]
    if thigh[-1] > 0:
        return solution.contact_time
    # the thigh swings back throughout; `interp` wants a rising abscissa
    return float(np.interp(0.0, thigh[::-1], solution.time[stance][::-1]))


def _moments(solution: SprintSolution) -> list[Moment]:
    """The moments of the step that the strip shows."""
    contact, flight = solution.contact_time, solution.flight_time
    middle = _midstance(solution)
    return [
        Moment(0.0, "right touchdown"),
        Moment(middle / 2, ""),
        Moment(middle, "thigh vertical"),
        Moment((middle + contact) / 2, ""),
        Moment(contact, "right toe-off"),
        Moment(contact + flight / 2, "in the air"),
        Moment(contact + flight, "left touchdown"),
    ]


def _stride_pictures(solution: SprintSolution, view: View) -> list[Picture]:
    """One stride as pictures at equal times."""
    stride = 2 * (solution.contact_time + solution.flight_time)
    times = np.arange(FRAMES) / FRAMES * stride
    return running_frames(record(solution, steps=3), solution.body_weight, times, view)


def _other_views(solution: SprintSolution) -> dict[str, list[Picture]]:
    """The same stride from behind and from above, of a body that is not planar."""
    if solution.body.kind == "planar":
        return {}
    return {view.name: _stride_pictures(solution, view) for view in (FROM_BEHIND, FROM_ABOVE)}
