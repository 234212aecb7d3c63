"""Whoever moves with the runner, beside him, is the runner shown twice; nobody else is."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from nextstride.video import recording
from nextstride.video.others import shown_twice
from nextstride.video.recording import FilmOptions

TALL = 160.0


def runner(step=0.0):
    """Keypoints (40, 9, 3) of somebody whose legs go to and fro, pixels."""
    time = np.arange(40)[:, None] / 8 + step
    down = np.linspace(0, TALL, 9)
    across = 300 + 20 * time + 0.4 * down * np.sin(2 * np.pi * time)
    return np.stack([across, np.broadcast_to(100 + down, across.shape), np.ones((40, 9))], axis=2)


def beside(points, away):
    return [row[None] + [away, 0, 0] for row in points]


@pytest.mark.parametrize(
    ("other", "twice"),
    [
        (beside(runner(), -TALL), True),
        (beside(runner(), 2 * TALL), True),
        (beside(runner(), 0), False),  # the runner himself, seen again
        (beside(runner(0.3), -TALL), False),  # out of step
        ([*beside(runner(), -TALL)[:5], *[np.empty((0, 9, 3))] * 35], False),
    ],
)
def test_who_moves_as_the_runner_beside_him_is_the_runner(other, twice):
    assert shown_twice(runner(), other) is twice


@pytest.mark.parametrize(("other", "told"), [(runner(), ["several_people"]), (runner(0.3), [])])
def test_a_copy_that_single_pictures_do_not_show_is_told(monkeypatch, other, told):
    sight = SimpleNamespace(time=np.arange(40) / 30, names=())
    monkeypatch.setattr(recording, "count_others", lambda *_: 0)
    monkeypatch.setattr(
        recording,
        "follow_other",
        lambda _film, _points, time: beside(other, -TALL)[round(30 * time[0]) :][: len(time)],
    )
    notices = recording._others(None, sight, runner(), slice(0, 40), FilmOptions())
    assert [notice.code for notice in notices] == told
    assert not recording._others(None, sight, runner(), slice(0, 40), FilmOptions(runner="left"))
