"""A synthetic sprinter whose every measure is exactly known; for the demo and for tests."""

from nextstride.sample.sprinter import SyntheticSprinter, synthetic_sprint
from nextstride.sample.technique import JOGGING, SPRINTING, Technique

__all__ = ["JOGGING", "SPRINTING", "SyntheticSprinter", "Technique", "synthetic_sprint"]
