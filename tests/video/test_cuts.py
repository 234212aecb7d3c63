"""Cuts are found; a camera that turns fast, a flash and a passing runner are none."""

import numpy as np
import pytest

from nextstride.video.cuts import TINY, find_cuts, pieces, tiny_picture


def scene(seed, count, turn=0.0):
    """Pictures of one place, past which a camera turns by some tiny pixels a picture."""
    random = np.random.default_rng(seed)
    level = random.uniform(40, 200)
    wide = np.clip(level + np.cumsum(random.normal(0, 12, (TINY[1], 400)), axis=1), 0, 255)
    film = []
    for number in range(count):
        start = round(number * turn) % 300
        film.append(wide[:, start : start + TINY[0]] + random.normal(0, 1, TINY[::-1]))
    return [np.clip(each, 0, 255).astype(np.uint8) for each in film]


@pytest.mark.parametrize("turn", [0.0, 0.5, 2.0])
def test_cuts_between_scenes_are_found(turn):
    film = np.array([*scene(1, 40, turn), *scene(2, 30, turn), *scene(3, 50, turn)])
    assert find_cuts(film) == [40, 70]
    assert pieces(len(film), find_cuts(film)) == [slice(0, 40), slice(40, 70), slice(70, 120)]


@pytest.mark.parametrize("turn", [0.0, 1.0, 3.0])
def test_a_camera_that_turns_is_no_cut(turn):
    assert find_cuts(np.array(scene(4, 100, turn))) == []


def test_a_flash_is_no_cut():
    film = scene(5, 60)
    film[30] = np.minimum(film[30].astype(int) + 90, 255).astype(np.uint8)
    assert find_cuts(np.array(film)) == []


def test_a_film_of_one_picture_has_no_cut():
    picture = np.zeros((720, 1280, 3), dtype=np.uint8)
    assert find_cuts(np.array([tiny_picture(picture)])) == []
