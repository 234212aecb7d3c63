"""The table of exercises: complete, checked, and safe where it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nextstride.body.groups import GROUPS
from nextstride.body.spatial import GROUPS as SPATIAL_GROUPS
from nextstride.conventions import MUSCLE_GROUPS
from nextstride.errors import ParameterError
from nextstride.training import KINDS, exercises
from nextstride.training.exercise import Exercise
from nextstride.training.limiter_map import TRAINED_WITH

EVERY = list(exercises().values())
every_exercise = pytest.mark.parametrize("exercise", EVERY, ids=lambda each: each.name)


ONLY_IN_SPACE = MUSCLE_GROUPS[len(GROUPS) :]
"""Groups that the planar body has not."""


def test_the_groups_are_those_of_the_bodies() -> None:
    """All but TFL and sartorius, which are trained with the hip flexors."""
    assert MUSCLE_GROUPS[: len(GROUPS)] == GROUPS
    assert {*ONLY_IN_SPACE, *TRAINED_WITH} == set(SPATIAL_GROUPS) - set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_group_has_every_kind(group: str, kind: str) -> None:
    assert [each for each in EVERY if each.kind == kind and group in each.groups]


@pytest.mark.parametrize("group", MUSCLE_GROUPS)
def test_every_group_has_a_safe_variant_that_asks_for_less(group: str) -> None:
    holds = [each for each in EVERY if each.kind == "angle_hold" and group in each.groups]
    (full,), (easy,) = ([each for each in holds if each.easy is it] for it in (False, True))
    assert easy.limits.percent < full.limits.percent
    assert easy.limits.hold < full.limits.hold
    assert not easy.long_end
    assert full.long_end


@every_exercise
def test_nothing_heavy_is_open_to_everyone(exercise: Exercise) -> None:
    if exercise.limits.percent > 50:
        needed = {"under_16", "high_blood_pressure", "pregnancy"}
        assert needed <= set(exercise.contraindications)


@every_exercise
def test_every_row_says_what_a_runner_must_know(exercise: Exercise) -> None:
    assert exercise.instructions.endswith(".")
    assert exercise.trains.endswith(".")
    assert exercise.sources
    assert (exercise.cuff == "none") == (exercise.anchor.side == "none")
    assert exercise.limits.percent <= 80
    assert exercise.limits.hold <= 15


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "stretch"}, "kind must be one of"),
        ({"groups": ("biceps",)}, "group must be one of"),
        ({"groups": ()}, "a group is needed"),
        ({"sources": ("hearsay",)}, "source must be one of"),
        ({"lowest": 2.0}, "range must run"),
        ({"contraindications": ("toothache",)}, "contraindication must be one of"),
    ],
)
def test_a_wrong_row_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        replace(exercises()["hip_flexor_hold"], **change)  # type: ignore[arg-type]


def test_every_problem_of_a_row_is_named_at_once() -> None:
    with pytest.raises(ParameterError, match=r"kind must.*; joint must"):
        replace(exercises()["hip_flexor_hold"], kind="stretch", joint="wrist")
