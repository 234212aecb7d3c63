"""A runner found and followed: as MediaPipe does, and where MediaPipe does not."""

import warnings
from itertools import islice

import numpy as np
import pytest

from nextstride.read.people import Wanted
from nextstride.video.film import open_film, pictures
from nextstride.video.mediapipe_pose import MediaPipe
from nextstride.video.moving import moving_windows
from nextstride.video.weights import FULL, HEAVY

TALL = 590
"""Of the jogger in his film, nose to toe, pixels."""


def followed(model, film):
    """What is seen in every picture, and in what share of them somebody is."""
    seen = [model.see(picture) for picture in film]
    return np.array([people[0] for people in seen if len(people)]), np.mean([len(p) for p in seen])


def test_the_same_as_mediapipe(jog_pictures):
    pytest.importorskip("mediapipe")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of protobuf, about MediaPipe's way of calling it
        from mediapipe.python.solutions.pose import Pose

        film = jog_pictures[:20]
        with Pose(model_complexity=1, smooth_landmarks=False) as theirs:
            found = [theirs.process(picture).pose_landmarks.landmark for picture in film]
    ours, share = followed(MediaPipe(landmarks=FULL), film)
    places = MediaPipe.LANDMARKS.values()
    expected = np.array([[(m[k].x * 720, m[k].y * 1280) for k in places] for m in found])
    assert share == 1
    apart = np.linalg.norm(ours[:, :, :2] - expected, axis=2)
    assert float(np.median(apart)) < 0.015 * TALL  # their order of sums differs: 1 % a picture


def small_runner(jog_pictures, size=10):
    """The jogger a tenth as large, on his way through a wide noisy picture."""
    random = np.random.default_rng(0)
    ground = random.integers(90, 110, (720, 1680, 3)).astype(np.uint8)
    for number, picture in enumerate(jog_pictures[:40]):
        wide = ground.copy()
        small = picture[::size, ::size]
        left = 1500 - 8 * number
        wide[400 : 400 + len(small), left : left + small.shape[1]] = small
        yield wide


def test_a_small_runner_is_found_where_something_moves(jog_pictures):
    film = list(small_runner(jog_pictures, 5))
    seen, share = followed(MediaPipe(landmarks=FULL), film)
    assert share > 0.85
    assert float(np.median(np.ptp(seen[:, :, 1], axis=1))) == pytest.approx(TALL / 5, rel=0.15)


def test_what_moves_is_told_though_the_camera_turns(jog_pictures):
    film = list(small_runner(jog_pictures, 5))
    turned = film[3][:, 20:], film[6][:, :-20]
    (window, *_) = moving_windows(turned[0], turned[1])
    assert window.middle == pytest.approx([1500 - 8 * 4.5 + 72, 400 + 128], abs=60)
    assert not moving_windows(film[3], film[3])


def test_a_small_runner_on_a_real_track(shared_data):
    path = shared_data / "video_real" / "hato72.mp4"
    if not path.is_file():
        pytest.skip(f"no real film at {path}")
    film = islice((picture for _, picture in pictures(open_film(path))), 30, 75)
    seen, share = followed(MediaPipe(landmarks=FULL), film)
    assert share > 0.85  # the film repeats each picture thrice; MediaPipe sees 3 of these 45
    tall = np.ptp(seen[:, :, 1], axis=1)
    assert 110 < float(tall.min()) < float(tall.max()) < 180
    assert float(np.diff(seen[:, :, 0].mean(axis=1)).min()) > -4  # to the right, all the way


def test_blocks_and_trees_are_nobody(shared_data):
    path = shared_data / "video_real" / "hato72_b2.mp4"
    if not path.is_file():
        pytest.skip(f"no real film at {path}")
    film = islice((picture for _, picture in pictures(open_film(path))), 176, 206)
    _, share = followed(MediaPipe(landmarks=FULL), film)
    assert share == 0


@pytest.mark.parametrize(("text", "low", "high"), [("left", 0, 240), ("right", 240, 480),
                                                   ("360,200", 240, 480)])  # fmt: skip
def test_the_runner_who_is_meant_is_followed(jog_pictures, text, low, high):
    small = [picture[::3, ::3] for picture in jog_pictures[:16]]
    pair = [
        np.concatenate([one, other], 1) for one, other in zip(small[:8], small[8:], strict=True)
    ]
    seen, share = followed(MediaPipe(landmarks=FULL, wanted=Wanted.of(text)), pair)
    middle = np.median(seen[:, :, 0], axis=1)
    assert share == 1
    assert low < middle.min() < middle.max() < high


def test_nobody_is_made_up():
    random = np.random.default_rng(1)
    film = random.integers(0, 255, (8, 240, 320, 3)).astype(np.uint8)
    _, share = followed(MediaPipe(landmarks=FULL), film)
    assert share == 0


def test_the_heavy_model_shakes_less(jog_pictures, heavy_model):
    film = jog_pictures[:40]
    shaking = {}
    for name in (FULL, HEAVY):
        seen, _ = followed(MediaPipe(landmarks=name), film)
        ankles = [MediaPipe.names.index(side + "Ankle") for side in "LR"]
        jumps = np.linalg.norm(np.diff(seen[:, ankles, :2], 2, axis=0), axis=2)
        shaking[name] = float(np.percentile(jumps, 90)) / TALL
    assert shaking[HEAVY] < 0.75 * shaking[FULL]
