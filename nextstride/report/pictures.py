"""The pictures of the report, with what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nextstride.analysis import Analysis
from nextstride.conventions import SIDES, UNITS, Side
from nextstride.figures import (
    CURVES,
    CurveKind,
    KeyPosition,
    Picture,
    key_positions,
    phase_ribbon,
    stick_figure,
    stride_figure,
)
from nextstride.measures import Run
from nextstride.measures.track import Track
from nextstride.report.finding import with_unit

if TYPE_CHECKING:
    from nextstride.video import Photographs


@dataclass(frozen=True)
class Card:
    """One key position.

    Attributes
    ----------
    position : KeyPosition
    picture : Picture or None
        None where it was not seen.
    angles : tuple of tuple of str
        Name, left, right.
    photograph : str
        The picture of a video as a data URI, empty where there is none.
    """

    position: KeyPosition
    picture: Picture | None
    angles: tuple[tuple[str, str, str], ...]
    photograph: str = ""


@dataclass(frozen=True)
class Pictures:
    """Every picture of the report.

    Attributes
    ----------
    strips : tuple of (side, cards)
        The key positions of one step of each side, as far as one was seen.
    ribbon : Picture
    curves : tuple of (CurveKind, Picture or None)
    """

    strips: tuple[tuple[Side, tuple[Card, ...]], ...]
    ribbon: Picture
    curves: tuple[tuple[CurveKind, Picture | None], ...]


def draw(analysis: Analysis, photographs: Mapping[float, str]) -> Pictures:
    """Draw every picture of the report.

    Parameters
    ----------
    analysis : Analysis
    photographs : mapping of float to str
        Data URIs by moment, of a video.
    """
    run = analysis.run
    strips = (
        (
            side,
            tuple(
                _card(run, each, photographs.get(each.time, ""))
                for each in key_positions(run, side)
            ),
        )
        for side in SIDES
    )
    return Pictures(
        strips=tuple((side, cards) for side, cards in strips if cards),
        ribbon=phase_ribbon(run.steps),
        curves=tuple((kind, stride_figure(analysis.curves, kind)) for kind in CURVES),
    )


def _card(run: Run, position: KeyPosition, photograph: str) -> Card:
    """Draw one key position and read thigh and knee of both legs."""
    rows = tuple(
        (name, _angle(run, name, "left", position.time), _angle(run, name, "right", position.time))
        for name in ("thigh", "knee")
    )
    return Card(position, stick_figure(run, position), rows, photograph)


def _angle(run: Run, name: str, side: Side, time: float) -> str:
    """Format an angle at one moment, or a dash where it was not seen."""
    track = Track.of(run.angles[name].sel(side=side, drop=True))
    angle = float(track.at(np.array([time]))[0])
    return with_unit(UNITS["rad"], angle) if np.isfinite(angle) else "–"


def key_photographs(run: Run, film: Path) -> Photographs | None:
    """Cut the key positions out of the film's own pictures.

    Parameters
    ----------
    run : Run
    film : pathlib.Path
        What was analysed.

    Returns
    -------
    dict of float to str, or None
        As `nextstride.video.cut_pictures` gives them; None where it is no film.
    """
    from nextstride.video import cut_pictures, is_film

    if not is_film(film):
        return None
    moments = [each.time for side in SIDES for each in key_positions(run, side)]
    return cut_pictures(film, run.recording, run.points, moments)
