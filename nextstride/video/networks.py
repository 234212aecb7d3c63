"""MediaPipe's two pose networks, run by LiteRT: who is there, and where the joints are.

Their order of work is that of MediaPipe 0.10.14 (``pose_detection_cpu.pbtxt``,
``pose_landmark_by_roi_cpu.pbtxt``), which can be had without MediaPipe itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.errors import ReadError
from nextstride.video.film import Picture
from nextstride.video.region import Region

DETECTOR_SIZE = 224
LANDMARK_SIZE = 256
GRIDS = ((28, 2), (14, 2), (7, 6))
"""The detector's answers: cells along a side, and answers a cell (``SsdAnchorsCalculator``)."""
SURE = 0.5
"""Least score of a person (``min_score_thresh``)."""
OVERLAP = 0.3
"""Answers whose boxes overlap by more are of one person (``min_suppression_threshold``)."""
LANDMARKS = 39
"""33 of the body, then hips and rim of the square of the picture that follows, then four unused."""
MAP = 64
"""Cells along a side of the maps of likelihood."""
REACH = 3
"""Cells about a landmark whose likelihood refines its place (``kernel_size`` 7)."""


@dataclass(frozen=True)
class Person:
    """A person whom the detector sees.

    Attributes
    ----------
    score : float
        From 0 to 1.
    region : Region
        Their square.
    """

    score: float
    region: Region


@dataclass(frozen=True)
class Landmarks:
    """What the landmark network sees in a square.

    Attributes
    ----------
    points : numpy.ndarray
        (33, [x, y, visibility]) pixels of the picture.
    presence : float
        How sure it is that a person is there, from 0 to 1.
    region : Region
        The square to look at in the picture that follows.
    """

    points: Floats
    presence: float
    region: Region


class Detector:
    """Finds people in a square of a picture, if they fill a fair part of it.

    Parameters
    ----------
    path : pathlib.Path
        ``pose_detection.tflite``.
    """

    def __init__(self, path: Path) -> None:
        self._network = _Network(path)
        self._anchors = _anchors()

    def people(self, picture: Picture, window: Region) -> list[Person]:
        """Everyone seen in a square of the picture, surest first."""
        image = window.cut(picture, DETECTOR_SIZE, "black")
        answers = self._network.run(image.astype(np.float32) / np.float32(127.5) - 1)
        found, logits = answers[len(self._anchors) * 12], answers[len(self._anchors)]
        scores = _sigmoid(logits.ravel())
        sure = np.flatnonzero(scores >= SURE)
        sure = sure[np.argsort(-scores[sure])]
        found = found.reshape(-1, 6, 2)[sure] / DETECTOR_SIZE
        found[:, [0, 2, 3, 4, 5]] += self._anchors[sure, None]  # all but the box's size
        return [
            Person(
                float(scores[sure[group[0]]]), _square(window, found[group], scores[sure[group]])
            )
            for group in _groups(found)
        ]


class LandmarkNetwork:
    """Places the landmarks of the one person in a square.

    Parameters
    ----------
    path : pathlib.Path
        ``pose_landmark_full.tflite`` or ``pose_landmark_heavy.tflite``.
    """

    def __init__(self, path: Path) -> None:
        self._network = _Network(path)

    def see(self, picture: Picture, region: Region) -> Landmarks:
        """Landmarks of the person in a square of the picture."""
        image = region.cut(picture, LANDMARK_SIZE)
        answers = self._network.run(image.astype(np.float32) / np.float32(255))
        raw = answers[LANDMARKS * 5].reshape(LANDMARKS, 5)
        maps = answers[MAP * MAP * LANDMARKS].reshape(MAP, MAP, LANDMARKS)
        places = region.out_of(_refined(raw[:, :2] / LANDMARK_SIZE, maps))
        points = np.column_stack([places[:33], _sigmoid(raw[:33, 3])])
        return Landmarks(points, float(answers[1].item()), Region.about(places[33], places[34]))


class _Network:
    """A network of one picture, whose answers are told apart by their sizes."""

    def __init__(self, path: Path) -> None:
        with _quiet():
            from ai_edge_litert.interpreter import Interpreter

            try:
                self._interpreter: Any = Interpreter(model_path=str(path), num_threads=1)
                self._interpreter.allocate_tensors()
            except (ValueError, RuntimeError) as problem:
                raise ReadError(
                    f"{path}: is no model that LiteRT can run ({str(problem).splitlines()[0]}). "
                    "Delete it and get it again: nextstride models get"
                ) from None
        self._given = self._interpreter.get_input_details()[0]["index"]
        self._asked = [each["index"] for each in self._interpreter.get_output_details()]

    def run(self, image: NDArray[Any]) -> dict[int, Floats]:
        """Answers for an image (size, size, 3), by their number of numbers."""
        self._interpreter.set_tensor(self._given, image[None])
        self._interpreter.invoke()
        answers = [np.asarray(self._interpreter.get_tensor(index)) for index in self._asked]
        return {answer.size: answer for answer in answers}


def _anchors() -> Floats:
    """Middles (n, 2) of the cells that the detector's answers are told from, 0 to 1."""
    parts = []
    for cells, answers in GRIDS:
        middles = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
        parts.append(np.repeat(grid, answers, axis=0))
    return np.concatenate(parts)


def _groups(found: Floats) -> Iterator[NDArray[np.intp]]:
    """Answers (n, [middle, size, ...], 2) of one person each, the surest of all first."""
    low, high = found[:, 0] - found[:, 1] / 2, found[:, 0] + found[:, 1] / 2
    area = np.prod(high - low, axis=1)
    left = np.arange(len(found))
    while left.size:
        first = left[0]
        shared = np.minimum(high[left], high[first]) - np.maximum(low[left], low[first])
        common = np.prod(np.maximum(shared, 0), axis=1)
        same = common / (area[left] + area[first] - common) > OVERLAP
        same[0] = True
        yield left[same]
        left = left[~same]


def _square(window: Region, found: Floats, scores: Floats) -> Region:
    """A person's square from all answers that are of them, weighted by their scores."""
    hips, rim = window.out_of(np.average(found[:, 2:4], axis=0, weights=scores))
    return Region.about(hips, rim)


def _refined(places: Floats, maps: Floats) -> Floats:
    """Landmarks (n, 2), 0 to 1, moved to the middle of the likelihood about them.

    Where no cell about a landmark is likelier than not, it stays
    (``RefineLandmarksFromHeatmapCalculator``).
    """
    column, row = (places * MAP).astype(int).T
    steps = np.arange(-REACH, REACH + 1)
    rows, columns = row[:, None] + steps, column[:, None] + steps
    held = (rows >= 0) & (rows < MAP), (columns >= 0) & (columns < MAP)
    clipped = np.clip(rows, 0, MAP - 1), np.clip(columns, 0, MAP - 1)
    landmark = np.arange(len(places))[:, None, None]
    likely = _sigmoid(maps[clipped[0][:, :, None], clipped[1][:, None, :], landmark])
    likely = likely * (held[0][:, :, None] & held[1][:, None, :])
    total = likely.sum(axis=(1, 2))
    inside = (column >= 0) & (column < MAP) & (row >= 0) & (row < MAP)
    moved = inside & (likely.max(axis=(1, 2)) >= SURE)
    total[~moved] = 1.0
    across = (likely.sum(axis=1) * columns).sum(axis=1) / total / MAP
    down = (likely.sum(axis=2) * rows).sum(axis=1) / total / MAP
    return np.where(moved[:, None], np.column_stack([across, down]), places)


def _sigmoid(logits: NDArray[Any]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits.astype(float), -100, 100))))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a library's own C++ code logs as it starts from stderr: it is not for people."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
