"""The runner among several people."""

import numpy as np
import pytest

from nextstride.errors import RecordingError
from nextstride.read.people import choose_runner

NAMES = ("LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle")


def person(x, height, swing):
    """Hips, knees and ankles whose ankles are `swing` apart."""
    places = [(0, 0), (0, 0), (0, 0.25), (0, 0.25), (swing / 2, 0.5), (-swing / 2, 0.5)]
    return np.array([[x + a * height, 100 + b * height, 0.9] for a, b in places])


def scene(count=60, standing=True, second=False):
    pictures = []
    for frame in range(count):
        runner = person(50 + 3 * frame, 200, 0.6 * np.sin(frame / 3))
        people = [runner]
        if standing:
            people.insert(0, person(400, 230, 0.02))
        if second:
            people.append(person(900 - 3 * frame, 200, 0.6 * np.cos(frame / 3)))
        if frame % 3:
            people.reverse()
        pictures.append(np.array(people))
    return pictures


def test_who_runs_is_followed_not_who_is_seen_best():
    pictures = scene()
    points, others = choose_runner(pictures, NAMES, "x.mp4")
    assert np.allclose(points[:, 0, 0], 50 + 3 * np.arange(60))
    assert others == 1


def test_two_runners_are_refused():
    with pytest.raises(RecordingError, match="2 people run alike"):
        choose_runner(scene(standing=False, second=True), NAMES, "x.mp4")


def test_nobody_is_refused():
    with pytest.raises(RecordingError, match="no person was seen"):
        choose_runner([np.empty((0, 6, 3))] * 10, NAMES, "x.mp4")
