"""A real runner, cut out of a real film, before a background that turns: pose model and all."""

from __future__ import annotations

import itertools
import warnings

import cv2
import numpy as np
import pytest

from nextstride import Athlete, analyze
from nextstride.video import FilmOptions, read_film
from nextstride.video.scene import SIZE, Phone, photograph

RATE, SPEED, DISTANCE = 30.0, 2.65, 20.0
"""Pictures a second; how fast the phone follows, m/s (the belt of the film, by the feet on it, runs
at 2.3 to 2.9); its distance from the lane, m."""
PICTURES = 75
PIXEL = 0.0055
"""Size of a pixel at the runner, about, m."""
CUT = slice(150, 720), slice(30, 400)
PLACE = slice(150, 720), slice(470, 840)


def outlines(pictures):
    """Where the person is in every picture, (height, width) 0 to 1."""
    from mediapipe.python.solutions.pose import Pose

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of protobuf, about MediaPipe's way of calling it
        with Pose(static_image_mode=True, model_complexity=1, enable_segmentation=True) as model:
            small = (np.ascontiguousarray(picture[::3, ::3]) for picture in pictures)
            masks = [model.process(picture).segmentation_mask for picture in small]
    return [cv2.dilate((mask > 0.3).astype(np.float32), np.ones((3, 3))) for mask in masks]


@pytest.fixture(scope="module")
def followed(write_film, jog_pictures):
    """The jogger, running to the left before a wall past which the phone turns."""
    pictures = jog_pictures[:PICTURES]
    along = -SPEED * (np.arange(PICTURES) - PICTURES / 2) / RATE
    angles = np.zeros((PICTURES, 3))
    angles[:, 0] = np.arctan2(along, DISTANCE)
    phone = Phone.beside(angles, DISTANCE, height=1.0, focal=DISTANCE / PIXEL / SIZE[0])
    hidden = np.stack([along, np.full(PICTURES, -50.0), np.zeros(PICTURES)], axis=1)
    film = []
    for scene, picture, outline in zip(
        photograph(phone, hidden, wall=15.0), pictures, outlines(pictures), strict=True
    ):
        person, mask = (cv2.resize(part, (405, 720))[CUT] for part in (picture, outline))
        view = scene.copy()
        view[PLACE] = mask[..., None] * person + (1 - mask[..., None]) * view[PLACE]
        film.append(view)
    return read_film(write_film("followed.mp4", film), FilmOptions(height=1.80))


def test_the_camera_is_seen_to_turn(followed):
    assert "camera_moves" in [notice.code for notice in followed.notices]


def test_a_runner_on_a_belt_runs_over_ground_as_fast_as_the_phone_turns(followed):
    analysis = analyze(followed, Athlete(height=1.80, mass=75.0))
    assert not analysis.run.pace.treadmill
    speed = analysis.measures.sel(measure="speed", side="both")
    assert float(speed.lower) < SPEED < float(speed.upper)
    assert float(speed.value) == pytest.approx(SPEED, rel=0.08)
    steps = analysis.run.steps
    assert all(one != other for one, other in itertools.pairwise(steps.side.values))
    assert 60 * analysis.run.pace.step_rate == pytest.approx(168.9, abs=3.0)
