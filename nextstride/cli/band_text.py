"""Bands as they are written on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextstride.errors import ParameterError
from nextstride.readings import FORCE_UNITS

if TYPE_CHECKING:
    from nextstride.training import Band

CHART_FORM = "COLOUR=LENGTH, as green=1.5 or green=1.5,doubled"
SCALE_FORM = "NAME=LENGTH,AT:KG,AT:KG, as 'long loop=1.0,1.5:6.3,2.2:12.0'"


def chart_band_from(text: str) -> Band:
    """Read ``COLOUR=LENGTH``, with ``,doubled`` or ``,looped`` after it where it is folded.

    Raises
    ------
    ParameterError
        If it is written otherwise, or the colour is unknown.
    """
    from nextstride.training.bands import FOLDED, chart_band

    colour, _, rest = text.partition("=")
    length, *fold = (part.strip() for part in rest.split(","))
    if len(fold) > 1 or (fold and fold[0] not in FOLDED):
        raise ParameterError(f"--band needs {CHART_FORM} (or looped); got {text!r}.")
    band = chart_band(colour.strip().lower(), _number("--band", CHART_FORM, length, text))
    return FOLDED[fold[0]](band) if fold else band


def scale_band_from(text: str) -> Band:
    """Read ``NAME=LENGTH,AT:KG,AT:KG``: resting length, and a luggage scale read at two lengths.

    Raises
    ------
    ParameterError
        If it is written otherwise, or no rubber band has these readings.
    """
    from nextstride.training import calibrate_band

    name, _, rest = text.partition("=")
    resting, *readings = rest.split(",")
    if not name.strip() or len(readings) != 2:
        raise ParameterError(f"--scale-band needs {SCALE_FORM}; got {text!r}.")
    pairs = []
    for reading in readings:
        length, _, kilograms = reading.partition(":")
        at, pull = (_number("--scale-band", SCALE_FORM, each, text) for each in (length, kilograms))
        pairs.append((at, FORCE_UNITS["kg"] * pull))
    resting_length = _number("--scale-band", SCALE_FORM, resting, text)
    return calibrate_band(name.strip(), resting_length, pairs[0], pairs[1])


def _number(option: str, form: str, word: str, text: str) -> float:
    """Read one number of a band."""
    try:
        return float(word)
    except ValueError:
        raise ParameterError(f"{option} needs {form}; got {text!r}.") from None
