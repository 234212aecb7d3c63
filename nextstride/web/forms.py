"""What people type into a form, read as the log's own readers read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError
from nextstride.readings import number_from

SEXES = ("female", "male")


async def form_of(request: Request) -> FormData:
    """The fields of a post."""
    return await request.form()


def text(form: FormData, name: str) -> str:
    """A field as text without space around it; empty where it is not there."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def number(form: FormData, name: str, what: str) -> float | None:
    """A number with decimal point or comma; None where the field is empty.

    Raises
    ------
    ParameterError
        If it is none.
    """
    written = text(form, name)
    return number_from(written, what) if written else None


def count(form: FormData, name: str, what: str, usual: int) -> int:
    """A whole number; the usual one where the field is empty.

    Raises
    ------
    ParameterError
        If it is none.
    """
    value = number(form, name, what)
    if value is not None and value != int(value):
        raise ParameterError(f"{what} must be a whole number; got {text(form, name)!r}.")
    return usual if value is None else int(value)


def chosen(form: FormData, name: str) -> tuple[str, ...]:
    """What was ticked of a field."""
    return tuple(str(value) for value in form.getlist(name))


def day_from(written: str) -> date:
    """A date as a browser sends it, today where it is empty.

    Raises
    ------
    ParameterError
        If it is none.
    """
    try:
        return date.fromisoformat(written) if written else date.today()
    except ValueError:
        raise ParameterError(f"The day must be a date as 2025-03-31; got {written!r}.") from None


def day(form: FormData, name: str = "day") -> date:
    """The date of a field; see `day_from`."""
    return day_from(text(form, name))


def athlete_as_told(form: FormData, known: Athlete) -> Athlete:
    """An athlete with what a form tells; what it leaves empty stays as it was.

    Parameters
    ----------
    form : FormData
        ``mass`` in kg, ``height`` in m or, from 3 on, in cm, ``sex``.
    known : Athlete

    Raises
    ------
    ParameterError
        If a value is impossible.
    """
    height = number(form, "height", "the height")
    if height is not None and height > HIGHEST_IN_METRES:
        height /= 100
    told: dict[str, Any] = {"mass": number(form, "mass", "the mass"), "height": height}
    told["sex"] = text(form, "sex") or None
    given = {name: value for name, value in told.items() if value is not None}
    assumed = tuple(name for name in known.assumed if name not in given)
    return replace(known, **given, assumed=assumed)


HIGHEST_IN_METRES = 3.0
"""A height above this is in centimetres."""
