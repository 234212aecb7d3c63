"""The part of a film that shows the run."""

import numpy as np
import pytest

from nextstride.errors import RecordingError
from nextstride.video.sight import Sight
from nextstride.video.stretch import check_upright, run_stretch

NAMES = ("LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle")
RATE, SIZE = 60.0, (1280, 720)


def legs(count, swing, x=600.0, y=300.0, seed=0):
    """Legs of 200 pixels of which the ankles swing; stride of 0.6 s."""
    time = np.arange(count) / RATE
    wave = swing * np.sin(2 * np.pi * time / 0.6)
    points = np.zeros((count, 6, 3))
    points[:, :, 2] = 0.9
    points[:, :2, :2] = x, y
    for side, way in enumerate((1, -1)):
        points[:, 2 + side, :2] = np.stack([x + 50 * way * wave, np.full(count, y + 100)], 1)
        points[:, 4 + side, :2] = np.stack([x + 100 * way * wave, np.full(count, y + 200)], 1)
    points[:, :, :2] += np.random.default_rng(seed).normal(0, 2, (count, 6, 2))
    return points


def stretch(points):
    return run_stretch("film.mp4", seen(points), points)


def seen(points):
    time = np.arange(len(points)) / RATE
    empty = [np.empty((0, 4), np.float32)] * len(points)
    people = [each[None][each[None, 0, 2] > 0] for each in points]
    return Sight(time, people, empty, NAMES, SIZE)


def test_a_stand_before_and_after_a_run_is_left_out():
    film = np.concatenate([legs(120, 0.05), legs(150, 1.0), legs(90, 0.05)])
    found = stretch(film)
    assert abs(found.start - 120) < 20
    assert abs(found.stop - 270) < 20


def test_a_whole_run_is_kept_whole():
    assert stretch(legs(150, 1.0)) == slice(0, 150)


def test_feet_below_the_picture_for_a_while_are_left_out():
    film = legs(200, 1.0)
    film[:60, 4:, 1] = 719.0
    assert abs(stretch(film).start - 60) <= 1


def test_feet_below_the_picture_are_the_reason_of_a_refusal():
    film = legs(200, 1.0)
    film[:, 4:, 1] = 719.0
    with pytest.raises(RecordingError, match="feet are at or below the picture's lower edge"):
        stretch(film)


def test_legs_never_seen_whole_are_the_reason_of_a_refusal():
    film = legs(200, 1.0)
    film[:, 5] = [np.nan, np.nan, 0.0]
    with pytest.raises(RecordingError, match="never seen whole"):
        stretch(film)


def test_what_looks_like_a_person_and_stands_still_is_nobody():
    with pytest.raises(RecordingError, match="nobody runs"):
        stretch(legs(150, 0.02))


def test_a_film_too_short_for_two_steps_is_refused_for_that():
    with pytest.raises(RecordingError, match=r"for 0\.32 s only of the film.*from head to feet"):
        stretch(legs(20, 1.0))


def test_short_gaps_do_not_end_a_run():
    film = legs(180, 1.0)
    film[80:90] = [np.nan, np.nan, 0.0]
    assert stretch(film) == slice(0, 180)


def test_a_moment_of_legs_is_too_short():
    film = legs(40, 1.0)
    film[9:] = [np.nan, np.nan, 0.0]
    with pytest.raises(RecordingError, match=r"for 0\.13 s only"):
        stretch(film)


def test_one_taken_for_another_again_and_again_is_the_reason_of_a_refusal():
    film = legs(90, 1.0)
    everyone = seen(film)
    film[9:] = [np.nan, np.nan, 0.0]
    with pytest.raises(RecordingError, match=r"are seen for 1\.5 s, but .* only 0\.13 s without"):
        run_stretch("film.mp4", everyone, film)


@pytest.mark.parametrize(
    ("turned", "told"), [("upside down", "is upside down"), ("lying", "lies on their side")]
)
def test_a_runner_turned_in_the_picture_is_refused(turned, told):
    film = legs(150, 1.0)
    check_upright("film.mp4", seen(film), film)
    if turned == "lying":
        film[:, :, :2] = film[:, :, 1::-1]
    else:
        film[:, :, 1] = SIZE[1] - film[:, :, 1]
    with pytest.raises(RecordingError, match=f"{told}.*Turn the video upright"):
        check_upright("film.mp4", seen(film), film)


def test_a_tiny_thing_that_is_no_upright_person_is_too_small():
    film = legs(150, 1.0)
    film[:, :, 1] = SIZE[1] - film[:, :, 1]
    film[:, :, :2] /= 10
    with pytest.raises(RecordingError, match=r"seen whole.*in 150 of 150 .* 43 pixels.* feet or"):
        check_upright("film.mp4", seen(film), film)
