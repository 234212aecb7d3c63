"""One person is one, however the name was typed."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.athlete import Athlete
from nextstride.log import Log, StrengthTest
from nextstride.log.names import name_key, tidy_name

ZOE = "Zoë Müller-O'Brien"


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", ZOE),
        f"  {ZOE} ",
        "Zoë\u00a0 Müller-O'Brien",
        "zoë MÜLLER-o'brien",
        "Zoë Müller\u2010O\u2019Brien",
        "Ｚoë Müller-O'Brien",
    ],
)
def test_one_person_is_one_however_the_name_is_typed(log: Log, typed: str) -> None:
    log.save_athlete(Athlete(name=ZOE, mass=58))
    log.save_athlete(Athlete(name=typed, mass=59))
    assert [each.name for each in log.athletes()] == ["Mia", ZOE]
    assert log.athlete(typed).mass == 59
    log.add(StrengthTest(athlete=typed, day=date(2025, 1, 6), group="hip_flexors", moment=2))
    assert log.entries(ZOE)[0].athlete == ZOE
    log.forget(typed)
    assert [each.name for each in log.athletes()] == ["Mia"]


@pytest.mark.parametrize(
    ("one", "other"), [("Zoe", "Zoë"), ("Mia", "Mia B"), ("Jo-Anne", "Joanne")]
)
def test_two_people_stay_two(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=20))
def test_a_key_does_not_depend_on_the_form(name: str) -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, name)
        assert name_key(typed) == name_key(name) == name_key(tidy_name(typed))
        assert tidy_name(tidy_name(typed)) == tidy_name(typed)
