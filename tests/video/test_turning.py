"""A camera that turns after the runner is removed; one that is carried along is told from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nextstride.errors import RecordingError
from nextstride.kinematics import body_points
from nextstride.sample import SyntheticSprinter
from nextstride.tracking.camera import FILMED
from nextstride.video import Film, FilmOptions, recording_of_sight
from nextstride.video.background import Background
from nextstride.video.overlay import placed_in_pictures
from nextstride.video.scene import SIZE, Phone, photograph, shaking
from nextstride.video.sight import Sight
from nextstride.video.square import find_yaw, turned_by
from nextstride.video.turning import camera_stands, estimate_turning, through
from nextstride.video.view import squared, still_view

RATE, SPEED, DISTANCE = 60.0, 9.0, 10.0
LIMBS = {"shoulder": 1.45, "hip": 0.95, "knee": 0.5, "ankle": 0.1}
NAMES = tuple(f"{side}_{limb}" for side in ("left", "right") for limb in LIMBS)


def runner(count):
    """Middle of a body that runs past, (count, 3) m."""
    along = SPEED * (np.arange(count) - count / 2) / RATE
    return np.stack([along, np.full(count, 0.95), np.zeros(count)], axis=1)


def after(place, shake=0.0):
    """Angles of a phone that follows."""
    angles = shaking(len(place), RATE, shake)
    angles[:, 0] += np.arctan2(place[:, 0], DISTANCE)
    return angles


def sight_of(phone, place):
    """What the background shows, and two points of the body as the only keypoints."""
    ends = place[:, None] + np.array([[-0.3, -0.9, 0.0], [0.3, 0.8, 0.0]])
    box = np.concatenate([phone.project(ends), np.ones((len(place), 2, 1))], axis=2)
    background = Background()
    tracks = [
        background.follow(picture, person[None])
        for picture, person in zip(photograph(phone, place), box, strict=True)
    ]
    time = np.arange(len(place)) / RATE
    return Sight(time, [person[None] for person in box], tracks, ("left_hip", "right_hip"), SIZE)


@pytest.fixture(scope="module")
def followed():
    """A run of 8 m followed by a hand that shakes."""
    place = runner(54)
    phone = Phone.beside(after(place, np.deg2rad(0.3)), DISTANCE)
    return phone, place, sight_of(phone, place)


def test_turn_and_focal_length_are_found(followed):
    phone, place, sight = followed
    turning = estimate_turning(sight.tracks, SIZE)
    assert turning.focal.mean() == pytest.approx(phone.focal[0], rel=0.05)
    assert turning.zoom() == 1.0
    assert turning.strays < 0.05
    middle = len(place) // 2
    true = np.arccos(np.clip((phone.attitude[:, 2] * phone.attitude[middle, 2]).sum(1), -1, 1))
    assert np.abs(turning.away_from(middle) - true).max() < np.deg2rad(0.8)


def test_a_followed_runner_is_put_into_one_still_picture(followed):
    phone, place, sight = followed
    view = still_view("phone.mp4", sight, slice(0, len(place)))
    middle = (len(place) - 1) // 2
    still = Phone.beside(np.zeros((len(place), 3)), DISTANCE)
    still = Phone(still.place, np.tile(phone.attitude[middle], (len(place), 1, 1)), still.focal)
    points = place[:, None] + np.array([[0.0, -0.9, 0.0], [0.0, 0.0, 0.0], [0.4, 0.8, 0.0]])
    seen, true = through(view.maps, phone.project(points)), still.project(points)
    assert np.abs(seen - true).max() < 3.0
    assert view.notices[0].code == "camera_moves"
    # Without it the picture of a follower shows the runner standing on one place.
    assert np.ptp(phone.project(place[:, None])[:, 0, 0]) < 0.1 * np.ptp(true[:, 1, 0])


def test_a_phone_on_a_tripod_stays_exactly_still():
    place = runner(30)
    sight = sight_of(Phone.beside(np.zeros((30, 3)), DISTANCE), place)
    view = still_view("phone.mp4", sight, slice(0, 30))
    np.testing.assert_array_equal(view.maps, np.tile(np.eye(3), (30, 1, 1)))
    assert view.notices == ()


def test_who_crosses_before_a_still_camera_does_not_carry_it():
    random = np.random.default_rng(0)
    half = np.tile(random.uniform(0, 1, (24, 2)) * SIZE, (40, 1, 1))
    places = np.concatenate([half, SIZE - half], axis=1)
    noise = random.normal(0, 0.05, places.shape)
    passer = np.abs(places[..., 0] - np.linspace(0, SIZE[0], 40)[:, None]) < 0.15 * SIZE[0]
    crossed = noise + np.where((passer & (places[..., 1] > 200))[..., None], [32.0, 0.0], 0.0)
    zoomed = noise + 0.004 * (places - np.array(SIZE) / 2)
    turned = crossed + np.array([2.0, 0.0])
    for moved, stands in ((crossed, True), (zoomed, False), (turned, False)):
        film = list(np.concatenate([places, places + moved], axis=2).astype(np.float32))
        assert camera_stands(film, SIZE) is stands


def test_zoom_is_seen_and_taken_out():
    place = runner(40)
    phone = Phone.beside(after(place), DISTANCE, zoom=1.2)
    sight = sight_of(phone, place)
    view = still_view("phone.mp4", sight, slice(0, 40))
    ends = place[:, None] + np.array([[0.0, -0.9, 0.0], [0.0, 0.8, 0.0]])
    tall = np.diff(through(view.maps, phone.project(ends))[..., 1], axis=1)[:, 0]
    assert np.ptp(tall) < 0.02 * abs(tall.mean())
    assert "zooms 1.2" in view.notices[0].message


def test_a_long_film_does_not_drift_into_a_zoom():
    random = np.random.default_rng(0)
    places = random.uniform(0, 1, (4000, 20, 2)) * SIZE
    shaken = places + random.normal(0, 1.0, places.shape)
    tracks = list(np.concatenate([places, shaken], axis=2).astype(np.float32))
    assert estimate_turning(tracks, SIZE).zoom() == 1.0


@pytest.mark.parametrize("pace", [1.0, 3.0])
def test_a_phone_carried_along_is_told_from_one_that_turns(pace):
    place = runner(40)
    walk = pace * (np.arange(40) - 20) / RATE
    phone = Phone.beside(after(place), DISTANCE, walk=walk)
    view = still_view("phone.mp4", sight_of(phone, place), slice(0, 40))
    assert view.carried
    assert view.way == 1.0
    assert view.notices[0].code == "camera_carried"


def test_a_phone_that_turns_too_far_measures_where_it_looks_across():
    near = runner(100)
    phone = Phone.beside(after(near) * 1.6, DISTANCE)
    view = still_view("phone.mp4", sight_of(phone, near), slice(0, 100))
    angles = np.rad2deg(np.arcsin(phone.attitude[:, 0, 2]))
    assert not view.carried
    assert np.abs(angles[view.kept] - angles[49]).max() < 41
    assert "film_trimmed" in [notice.code for notice in view.notices]


def test_pictures_without_background_are_bridged(followed):
    sight = followed[2]
    gaps = [np.empty((0, 4), np.float32) if k == 20 else t for k, t in enumerate(sight.tracks)]
    whole, gapped = (estimate_turning(tracks, SIZE) for tracks in (sight.tracks, gaps))
    apart = np.abs(whole.away_from(0) - gapped.away_from(0))
    assert apart.max() < np.deg2rad(0.3)


def seen_at(angle, sd=0.0, spread=4.0, count=120, seed=0):
    """Keypoints (count, keypoint, 3) of a body that passes a phone at an angle, pixels."""
    along = spread * np.linspace(-1, 1, count)
    bodies = np.array([[0.0, LIMBS[name.split("_")[1]], 0.0] for name in NAMES])
    points = bodies[None] + np.stack([along, 0 * along, 0 * along], axis=1)[:, None]
    angles = np.zeros((count, 3))
    angles[:, 0] = angle
    phone = Phone.beside(angles, DISTANCE)
    pixels = phone.project(points) + np.random.default_rng(seed).normal(0, sd, (count, 8, 2))
    return np.concatenate([pixels, np.ones((count, 8, 1))], axis=2), phone


TIME = np.arange(120) / 120


@pytest.mark.parametrize("degrees", [-25, -8, 12, 20])
def test_the_angle_of_a_camera_is_found_from_the_runners_size(degrees):
    points, phone = seen_at(np.deg2rad(degrees), sd=1.0)
    yaw = find_yaw(points, NAMES, TIME, phone.focal[0], np.array(SIZE) / 2)
    assert yaw.is_seen
    assert np.rad2deg(yaw.angle) == pytest.approx(degrees, abs=max(1.0, 3 * np.rad2deg(yaw.sd)))


def test_after_turning_by_it_the_runner_moves_evenly_and_keeps_one_size():
    points, phone = seen_at(np.deg2rad(18))
    middle = np.array(SIZE) / 2
    yaw = find_yaw(points, NAMES, TIME, phone.focal[0], middle)
    turned = through(turned_by(yaw.angle, phone.focal[0], middle)[None], points[:, :, :2])
    steps = np.diff(turned[:, NAMES.index("left_hip"), 0])
    assert steps.std() < 0.01 * steps.mean()
    tall = turned[:, NAMES.index("left_ankle"), 1] - turned[:, NAMES.index("left_shoulder"), 1]
    assert np.ptp(tall) < 0.01 * tall.mean()


def test_a_runner_on_one_spot_tells_no_angle():
    points, phone = seen_at(np.deg2rad(15), sd=2.0, spread=0.1)
    assert not find_yaw(points, NAMES, TIME, phone.focal[0], np.array(SIZE) / 2).is_seen


def test_a_square_camera_is_left_as_it_is():
    points, _ = seen_at(0.0, sd=2.0)
    sight = Sight(TIME, [], [np.empty((0, 4), np.float32)] * 120, NAMES, SIZE)
    view = still_view("phone.mp4", sight, slice(0, 120))
    turned = squared("phone.mp4", view, points, NAMES, TIME)
    assert turned is view


def test_a_camera_that_looks_from_behind_is_refused():
    points, _ = seen_at(np.deg2rad(62), sd=0.5, spread=1.5)
    sight = Sight(TIME, [], [np.empty((0, 4), np.float32)] * 120, NAMES, SIZE)
    view = still_view("phone.mp4", sight, slice(0, 120))
    with pytest.raises(RecordingError, match="off square"):
        squared("phone.mp4", view, points, NAMES, TIME)


FILM = Film(Path("phone.mp4"), RATE, 54, 0.9)


def sprinter_pixels(sprinter, phone, place):
    """Keypoints (n, keypoint, 2) of a sprinter at some places, pixels, and their names."""
    points = body_points(sprinter.recording(RATE, forces=False), sprinter.athlete)
    points = points.drop_vars("method").drop_duplicates("keypoint").isel(time=slice(len(place)))
    names = [f"{side}_{name}" for name in FILMED for side in ("left", "right")]
    names = [name for name in names if name in points.keypoint.values]
    body = points.sel(keypoint=names) - points.sel(keypoint="pelvis", drop=True) * [1, 0, 1]
    ground = place * [1, 0, 1]
    return phone.project(
        body.transpose("time", "keypoint", "space").values + ground[:, None]
    ), names


@pytest.fixture(scope="module")
def sprint_followed(followed):
    """The followed phone's background, and a sprinter's keypoints before it."""
    phone, place, sight = followed
    sprinter = SyntheticSprinter()
    pixels, names = sprinter_pixels(sprinter, phone, place)
    people = np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 0.9)], axis=2)
    seen = Sight(sight.time, list(people[:, None]), sight.tracks, tuple(names), SIZE)
    options = FilmOptions(height=sprinter.athlete.height, pose="rtmpose")
    return recording_of_sight(FILM, seen, options), pixels, names


def test_a_followed_runner_runs_as_fast_as_they_do(sprint_followed):
    recording, _, _ = sprint_followed
    hips = recording.motion.position.sel(keypoint=["left_hip", "right_hip"], space="x")
    course = hips.mean("keypoint").values
    speed = np.polyfit(recording.motion.time.values, course, 1)[0]
    # The size of a pixel comes from the runner's height.
    assert speed == pytest.approx(SPEED, rel=2 * recording.motion.attrs["scale_sd"])
    assert np.abs(np.diff(course) * RATE - speed).max() < 0.15 * speed


def test_what_was_found_is_drawn_where_it_was_seen(sprint_followed):
    recording, pixels, names = sprint_followed
    placed = placed_in_pictures(recording, recording.motion.position)
    for number, name in enumerate(names):
        np.testing.assert_allclose(placed.places[name], pixels[:, number], atol=1e-6)


def test_a_runner_who_comes_into_the_picture_is_measured_from_when_whole(followed):
    _, place, sight = followed
    sprinter = SyntheticSprinter()
    still = Phone.beside(np.zeros((54, 3)), DISTANCE)
    pixels, names = sprinter_pixels(sprinter, still, place)
    shifted = pixels - [pixels[0, :, 0].max() - 40.0, 0.0]  # at first but for 40 pixels outside
    people = np.concatenate([shifted, np.full((*shifted.shape[:2], 1), 0.9)], axis=2)
    empty = [np.empty((0, 4), np.float32)] * 54
    seen = Sight(sight.time, list(people[:, None]), empty, tuple(names), SIZE)
    options = FilmOptions(height=sprinter.athlete.height, pose="rtmpose")
    recording = recording_of_sight(FILM, seen, options)
    legs = [f"{side}_{part}" for side in ("left", "right") for part in ("hip", "knee", "ankle")]
    ends = recording.motion.position.sel(keypoint=legs).isel(time=[0, -1])
    assert np.isfinite(ends).all()
    assert 0.03 < 0.883 - recording.duration < 0.6
