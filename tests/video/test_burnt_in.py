"""Text that lies over a film is no background; a camera that stands has none to leave out."""

import numpy as np

from nextstride.video.burnt_in import without_burnt_in

WIDTH = 1280


def tracks(moved, text, count=50, seed=0):
    """Points all over the picture that move, and points of a text that do not."""
    random = np.random.default_rng(seed)
    film = []
    for _ in range(count):
        places = random.uniform([0, 0], [WIDTH, 720], (30 + text, 2))
        after = places + random.normal(0, 0.05, places.shape)
        after[:30] += np.array([moved, 0.0]) + random.normal(0, 0.1, (30, 2))
        film.append(np.concatenate([places, after], axis=1).astype(np.float32))
    return film


def test_text_over_a_camera_that_turns_is_left_out():
    kept, share = without_burnt_in(tracks(6.0, 50), WIDTH)
    assert share > 0.6
    assert all(np.abs(each[:, 2] - each[:, 0] - 6.0).max() < 1.0 for each in kept)


def test_a_camera_that_stands_keeps_all():
    film = tracks(0.0, 50)
    kept, share = without_burnt_in(film, WIDTH)
    assert share == 0.0
    assert kept is film


def test_a_passer_by_before_a_camera_that_stands_is_no_background():
    film = tracks(0.0, 30)
    for each in film:
        each[:12, [0, 2]] = 600 + each[:12, [0, 2]] / 20
        each[:12, 2] += 8.0
    assert without_burnt_in(film, WIDTH)[1] == 0.0
