"""Synthetic runs, recorded and analysed once for all tests of measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from nextstride.analysis import Analysis, analyze
from nextstride.sample import SyntheticSprinter

RUNNERS = {
    "sprint": SyntheticSprinter(),
    "jog": replace(SyntheticSprinter.jogging(), strides=5),
    "uneven": SyntheticSprinter(contact_time=0.108, asymmetry=0.04),
}
"""Over ground at 9.5 m/s; on a treadmill at 3 m/s; a sprint whose legs differ."""


@cache
def analysed_run(name: str, rate: float, noise: float) -> Analysis:
    runner = RUNNERS[name]
    return analyze(runner.recording(rate, noise, seed=1), runner.athlete)


@cache
def true_values(name: str) -> dict[str, dict[str, float]]:
    return RUNNERS[name].truth()


@pytest.fixture(scope="session")
def analysed() -> Callable[[str, float, float], Analysis]:
    return analysed_run


@pytest.fixture(scope="session")
def truth() -> Callable[[str], dict[str, dict[str, float]]]:
    return true_values


@pytest.fixture(scope="session")
def runners() -> dict[str, SyntheticSprinter]:
    return RUNNERS
