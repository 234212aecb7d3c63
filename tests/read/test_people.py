"""The runner among several people."""

import numpy as np
import pytest

from nextstride.errors import ParameterError, RecordingError
from nextstride.read.people import Wanted, choose_runner

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


def test_a_runner_lost_for_a_while_is_still_one_runner():
    pictures = scene(standing=False)
    pictures[20:32] = [np.empty((0, 6, 3))] * 12
    points, others = choose_runner(pictures, NAMES, "x.mp4")
    assert others == 0
    seen = np.r_[0:20, 32:60]
    assert np.allclose(points[seen, 0, 0], 50 + 3 * seen)


def test_someone_before_the_runner_came_is_nobody_else():
    walker = [person(700, 230, 0.02)[None]] * 30
    _, others = choose_runner([*walker, *scene(standing=False)], NAMES, "x.mp4")
    assert others == 0


def test_the_runner_who_is_meant():
    both = scene(standing=False, second=True)[:40]
    left = 50 + 3 * np.arange(40)
    for text in ("left", "53,120@0.03", "60,120"):
        points, _ = choose_runner(both, NAMES, "x.mp4", Wanted.of(text), np.arange(40) / 30)
        assert np.allclose(points[:, 0, 0], left)
    points, _ = choose_runner(both, NAMES, "x.mp4", Wanted.of("right"), np.arange(40) / 30)
    assert np.allclose(points[:, 0, 0], 900 - 3 * np.arange(40))
    with pytest.raises(RecordingError, match="nobody who runs is at 1500,120"):
        choose_runner(both, NAMES, "x.mp4", Wanted.of("1500,120"), np.arange(40) / 30)


@pytest.mark.parametrize("text", ["middle", "1", "1,2,3", "-5,20", "a,b", "10,20@x", ""])
def test_what_runner_cannot_be(text):
    with pytest.raises(ParameterError, match="--runner must be left, right"):
        Wanted.of(text)


def test_runners_who_cross_are_not_exchanged():
    pictures = scene(standing=False, second=True, count=280)
    points, _ = choose_runner(pictures, NAMES, "x.mp4", Wanted.of("50,120@0"), np.arange(280) / 30)
    assert np.allclose(points[:, 0, 0], 50 + 3 * np.arange(280))
