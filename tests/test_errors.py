"""The error tree."""

from __future__ import annotations

import dataclasses
import inspect
import re

import pytest

from nextstride import errors
from nextstride.errors import NextstrideError, Notice

TREE = [each for _, each in inspect.getmembers(errors, inspect.isclass) if each is not Notice]


@pytest.mark.parametrize("error", TREE)
def test_every_error_is_one_of_ours_and_a_value_error(error: type[Exception]) -> None:
    assert issubclass(error, NextstrideError)
    assert issubclass(error, ValueError)


def test_the_drawing_shows_every_error() -> None:
    drawn = set(re.findall(r"^\s+(?:[├└]── )?(\w+Error)\b", str(errors.__doc__), re.MULTILINE))
    assert drawn == {error.__name__ for error in TREE}


def test_a_notice_cannot_be_changed() -> None:
    notice = Notice("short_recording", "The recording holds three steps.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        notice.code = "other"  # type: ignore[misc]
