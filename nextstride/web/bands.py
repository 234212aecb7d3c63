"""Rubber bands of a form: those with a maker's chart, and those read with a luggage scale."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.datastructures import FormData

from nextstride.errors import ParameterError
from nextstride.readings import FORCE_UNITS, force_from, length_from
from nextstride.training import Band, calibrate_band, chart_band
from nextstride.training.bands import FOLDED
from nextstride.web.forms import text
from nextstride.web.grid import with_unit

FOLDS = {"": "straight", "doubled": "doubled", "looped": "knotted into a loop"}
CHARTED, READ = 3, 2
"""Rows of a form for bands of either kind."""
PRODUCT = "TheraBand"
LENGTHS, PULLS = ("resting", "near", "far"), ("pull", "more")
"""Fields of a band that was read: its length slack and drawn twice, and what the scale showed."""


def bands_from(form: FormData) -> tuple[Band, ...]:
    """The bands that a form tells; rows that are left empty are none.

    Parameters
    ----------
    form : FormData
        ``colour-N``, ``length-N`` and ``fold-N``; ``band-N`` and `LENGTHS` and `PULLS` with ``-N``.

    Raises
    ------
    ParameterError
        If a row is filled by half, or tells no band.
    """
    return (*_read_bands(form), *_chart_bands(form))


def _chart_bands(form: FormData) -> Iterator[Band]:
    """Bands by their maker's chart."""
    for row in range(1, CHARTED + 1):
        colour, fold = text(form, f"colour-{row}"), text(form, f"fold-{row}")
        if not colour:
            continue
        band = chart_band(colour, _length(form, f"length-{row}", f"the {colour} band"), PRODUCT)
        yield FOLDED[fold](band) if fold in FOLDED else band


def _read_bands(form: FormData) -> Iterator[Band]:
    """Bands by two readings of a luggage scale."""
    for row in range(1, READ + 1):
        name = text(form, f"band-{row}")
        told = [text(form, f"{part}-{row}") for part in (*LENGTHS, *PULLS)]
        if not name and not any(told):
            continue
        if not name or not all(told):
            raise ParameterError(
                f"Band {row} that was read with a scale needs all of it: a name, its length, and "
                "twice how far it was drawn and what the scale showed."
            )
        resting, near, far = (_length(form, f"{part}-{row}", name) for part in LENGTHS)
        pull, more = (_pull(form, f"{part}-{row}") for part in PULLS)
        yield calibrate_band(name, resting, (near, pull), (far, more))


def _length(form: FormData, field: str, what: str) -> float:
    """A length in m; a number without a unit is in metres."""
    return length_from(with_unit(text(form, field), "m"), f"the length of {what}")


def _pull(form: FormData, field: str) -> float:
    """What a scale showed, N; a number without a unit is in kg."""
    read = force_from(with_unit(text(form, field), "kg"))
    return read.value * FORCE_UNITS[read.unit]
