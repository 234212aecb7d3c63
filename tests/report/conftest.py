"""Analyses that the report's tests share: a sprint, and one with legs alone."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest

from nextstride.analysis import Analysis, analyze
from nextstride.sample import SyntheticSprinter

UPPER_BODY = ("acromion", "elbow", "wrist", "hand", "c7", "head", "clavicle")

NAME = "<b>Ada</b> & co"


@functools.cache
def sprint_analysis() -> Analysis:
    """A noisy synthetic sprint of an athlete whose name looks like HTML."""
    sprinter = SyntheticSprinter()
    recording = sprinter.recording(noise=0.001, seed=3)
    athlete = replace(sprinter.athlete, name=NAME)
    return analyze(replace(recording, source='"x".c3d'), athlete)


@functools.cache
def legs_analysis() -> Analysis:
    """The same without upper body and force plates, of an unknown athlete."""
    recording = SyntheticSprinter().recording(noise=0.001, seed=3)
    legs = [n for n in recording.keypoints if not any(part in n for part in UPPER_BODY)]
    motion = recording.motion.sel(keypoint=legs)
    return analyze(replace(recording, motion=motion, force=None))


@pytest.fixture
def sprint() -> Analysis:
    """A noisy synthetic sprint of an athlete whose name looks like HTML."""
    return sprint_analysis()


@pytest.fixture
def legs() -> Analysis:
    """The same without upper body and force plates, of an unknown athlete."""
    return legs_analysis()
