"""What may be asked of a run: read from a form, and kept with its job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from starlette.datastructures import FormData

from nextstride.athlete import Athlete
from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.log.person import fill_in
from nextstride.read.people import Wanted
from nextstride.strides import EventSource
from nextstride.video.scale import reference_scale
from nextstride.web.forms import athlete_as_told, day, number, text

Options = dict[str, Any]

PERSON = ("mass", "height", "sex")
NUMBERS = {
    "frame_rate": ("the frame rate", 5.0, 5000.0, "pictures a second"),
    "belt_speed": ("the belt's speed", 0.0, 15.0, "m/s"),
    "pixel_size": ("the size of a pixel", 0.00001, 0.1, "m"),
}
"""Field, what people call it, and what it may be."""


EVENTS = get_args(EventSource)
"""What touchdown and toe-off may be found from."""


class SomebodyElseError(ParameterError):
    """What is told of the runner is not what the log says; somebody has to say who it is."""


def options_from(form: FormData, known: Athlete) -> Options:
    """What a form asks of a run of an athlete; what is left empty is not in it.

    Parameters
    ----------
    form : FormData
        ``day``, ``frame_rate``, ``belt_speed``, ``pixel_size``, ``runner``, ``scale``, ``events``,
        ``measure_only``, ``without_tests``; ``mass``, ``height``, ``sex`` where they are told for
        this run; ``confirmed``.
    known : Athlete
        As the log has it.

    Raises
    ------
    SomebodyElseError
        If what is told of the runner differs from the log, and is not confirmed.
    ParameterError
        If a value is impossible.
    """
    told: Options = {"day": day(form).isoformat(), "limits": not text(form, "measure_only")}
    problems = Problems("run")
    problems.require(date.fromisoformat(told["day"]) <= date.today(), "the day is in the future")
    for name, (what, low, high, unit) in NUMBERS.items():
        value = number(form, name, what)
        if value is not None:
            problems.in_range(what, value, low, high, unit)
            told[name] = value
    if text(form, "events"):
        told["events"] = text(form, "events")
        problems.one_of("what tells touchdown and toe-off", told["events"], EVENTS)
    problems.require(
        not (text(form, "scale") and "pixel_size" in told),
        "a length in the lane and the size of a pixel say the same: give one of them",
    )
    problems.raise_if_any()
    if text(form, "runner"):
        told["runner"] = text(form, "runner")
        Wanted.of(told["runner"])
    if text(form, "scale"):
        told["scale"] = text(form, "scale").replace(",", ".")
        reference_scale(told["scale"])
    unknown = Athlete(name=known.name, assumed=PERSON)
    runner = athlete_as_told(form, unknown)
    told |= {name: getattr(runner, name) for name in PERSON if name not in runner.assumed}
    for name in ("confirmed", "without_tests"):
        if text(form, name):
            told[name] = True
    check_is_meant(runner, known, told)
    return told


def check_is_meant(runner: Athlete, known: Athlete, options: Mapping[str, Any]) -> None:
    """Make sure that a run whose runner is told otherwise than the log has it is meant.

    Raises
    ------
    SomebodyElseError
    """
    otherwise = fill_in(runner, known)[1]
    if otherwise and not options.get("confirmed"):
        raise SomebodyElseError(
            f"The log has {known.name} otherwise: you say {', '.join(otherwise)}. Is this "
            f"{known.name}'s run?"
        )
