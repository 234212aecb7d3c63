"""Pictures that only repeat the one before: found, left out, and the clock set by those left."""

from types import SimpleNamespace

import numpy as np
import pytest

from nextstride.video import open_film
from nextstride.video.background import Background
from nextstride.video.clock import film_clock, film_pace
from nextstride.video.film import Film, pictures
from nextstride.video.overlay import shown_since
from nextstride.video.recording import START
from nextstride.video.repeats import find_repeats
from nextstride.video.sight import Sight

CHANGE = np.abs(np.random.default_rng(0).normal(1.0, 0.2, 60))


def test_every_picture_shown_three_times():
    new = np.arange(60) % 3 == 0
    assert find_repeats(np.where(new, CHANGE, 0.01))[1:].tolist() == (~new[1:]).tolist()


def test_a_phone_that_drops_one_picture():
    changes = CHANGE.copy()
    changes[40] = 0.0
    assert np.flatnonzero(find_repeats(changes)).tolist() == [40]


def test_pictures_that_all_move_or_all_stand_are_kept():
    assert not find_repeats(CHANGE).any()
    assert not find_repeats(np.full(60, 0.01)).any()
    assert not find_repeats(np.zeros(1)).any()


@pytest.mark.parametrize(("given", "rate", "length"), [(None, 10.0, 5.9), (90.0, 30.0, 59 / 30)])
def test_the_clock_is_that_of_the_pictures_left(tmp_path, given, rate, length):
    film = Film(tmp_path / "slow.mp4", 30.0, 180, 6.0)
    sight = Sight(np.arange(60) / 10, [], [], (), (9, 9), repeated=120, rate_played=30.0)
    time, usual, notices = film_clock(film, sight, given)
    assert usual == pytest.approx(rate)
    assert time[-1] == pytest.approx(length)
    assert film_pace(film, sight, given) == pytest.approx(1.0 if given is None else 3.0)
    assert notices[-1].code == "pictures_repeated"


def test_a_repeated_picture_is_drawn_upon_as_the_one_before(tmp_path):
    film = Film(tmp_path / "slow.mp4", 30.0, 180, 6.0)
    every = np.arange(9) / 90
    slow, plain = (
        SimpleNamespace(motion=SimpleNamespace(attrs={START: (0.0, 3.0)}), frame_rate=rate)
        for rate in (30.0, 90.0)
    )
    held = [shown_since(time, film, slow) for time in every]
    assert held == pytest.approx(np.repeat([0, 1, 2], 3) / 30)
    assert [shown_since(time, film, plain) for time in every] == every.tolist()


def test_a_real_film_in_which_every_picture_is_shown_three_times(shared_data):
    film = open_film(shared_data / "video_real" / "hato72.mp4")
    background, changes = Background(), []
    for _, picture in pictures(film, -np.inf, 1.5):
        background.follow(picture, np.empty((0, 0, 3)))
        changes.append(background.change)
    assert find_repeats(np.array(changes)).sum() == pytest.approx(2 * len(changes) / 3, abs=3)
