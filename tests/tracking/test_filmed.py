"""What a camera cannot measure is refused; feet that cannot be told apart are tied."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from nextstride import Athlete, analyze
from nextstride.errors import Notice, RecordingError
from nextstride.read import recording_of
from nextstride.read.contents import Contents
from nextstride.recording import Axes, Recording
from nextstride.tracking import film, fit_contact, prepare_film, repair_keypoints
from nextstride.tracking.feet import tie_feet
from nextstride.tracking.filmed import (
    PIXEL_SIZE,
    check_fall,
    check_rhythm,
    check_view,
    coarseness,
    trunk_fall,
    with_doubt_of_view,
)
from nextstride.tracking.folded import FoldedFoot
from nextstride.tracking.hips import steady_hips
from nextstride.tracking.scale import SCALE_SD
from nextstride.tracking.template import off_template


@pytest.fixture(scope="module")
def filmed(sprint_points):
    return film(sprint_points, 120.0, seed=3)[0]


def slowed(recording, times):
    motion = recording.motion.assign_coords(time=recording.motion.time * times)
    return replace(recording, motion=motion, frame_rate=recording.frame_rate / times)


def test_a_sprint_is_let_through(filmed, sprinter):
    repaired = prepare_film(filmed, sprinter.athlete)
    assert "position_sd" in repaired.motion


def test_slow_motion_is_not_taken_for_a_slow_run(filmed, sprinter):
    with pytest.raises(RecordingError, match=r"slow motion.*--frame-rate"):
        prepare_film(slowed(filmed, 4), sprinter.athlete)


def test_mild_slow_motion_looks_like_a_jog_but_does_not_fall(filmed):
    mild = slowed(filmed, 2.0)
    stride = check_rhythm(mild)  # the rate of a jogger
    assert 0.6 < stride < 1.0
    with pytest.raises(RecordingError, match=r"of gravity.*--frame-rate"):
        check_fall(mild, stride)
    stated = replace(mild, notices=(Notice("frame_rate_stated", "by hand"),))
    assert [notice.code for notice in check_fall(stated, stride)] == ["trunk_hardly_falls"]


def test_the_trunk_falls_with_gravity(filmed):
    fall, deviation = trunk_fall(filmed, check_rhythm(filmed))
    assert 0 < deviation < 0.5 * 9.81
    assert 0.5 * 9.81 < fall < 2 * 9.81


def test_a_rhythm_that_drifts_over_a_long_film_still_falls(filmed):
    stride = check_rhythm(filmed)
    motion = filmed.motion
    length = float(motion.time[-1] - motion.time[0]) + 1 / 120
    parts = [motion.assign_coords(time=motion.time + turn * length) for turn in range(8)]
    longer = replace(filmed, motion=xr.concat(parts, dim="time"))
    assert trunk_fall(longer, 1.003 * stride)[0] > 0.8 * trunk_fall(filmed, stride)[0]


def walker(step_rate, speed, seconds=5.0, rate=60.0):
    """Keypoints of somebody who walks past, with 1 cm of noise."""
    time = np.arange(0, seconds, 1 / rate)
    hip = np.stack([speed * time, 0.92 + 0.02 * np.cos(2 * np.pi * step_rate * time)], axis=1)
    places = {}
    for number, side in enumerate(("left", "right")):
        phase = np.pi * (step_rate * time + number)
        thigh = 0.08 + 0.38 * np.cos(phase)
        bent = 0.35 + 0.28 * np.cos(phase + 1.2) - 0.2 * np.cos(2 * phase - 0.6)
        shank = thigh - np.maximum(bent, 0.05)
        pitch = shank + 0.35 * np.sin(phase + 0.5)
        knee = hip + 0.43 * np.stack([np.sin(thigh), -np.cos(thigh)], axis=1)
        ankle = knee + 0.42 * np.stack([np.sin(shank), -np.cos(shank)], axis=1)
        along = np.stack([np.cos(pitch), np.sin(pitch)], axis=1)
        sole = ankle + 0.05 * np.stack([np.sin(pitch), -np.cos(pitch)], axis=1)
        parts = (
            hip + np.array([0.02, 0.5]),
            hip,
            knee,
            ankle,
            sole - 0.05 * along,
            sole + 0.15 * along,
        )
        names = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
        places |= {f"{side}_{name}": part for name, part in zip(names, parts, strict=True)}
    position = np.stack(list(places.values()), axis=2)
    position += np.random.default_rng(0).normal(0, 0.01, position.shape)
    sure = np.ones((len(time), len(places)))
    return recording_of(
        Contents("walk.json", "keypoints", time, rate, tuple(places), position, sure, False)
    )


@pytest.mark.parametrize(("step_rate", "speed"), [(1.6, 1.1), (1.9, 1.5), (2.3, 2.0)])
def test_a_walk_is_refused(step_rate, speed):
    with pytest.raises(RecordingError, match="a walk"):
        analyze(walker(step_rate, speed), Athlete(height=1.80, mass=75.0))


def from_the_front(sprinter, share=1.0):
    """The runner seen from the front, widths as shares of what they are."""
    body = sprinter.recording(120.0, forces=False)
    position = body.motion["position"]
    front = xr.Dataset(
        {
            "position": (
                ("time", "space", "keypoint"),
                position.sel(space=["z", "y"]).values * np.array([share, 1.0])[:, None],
            )
        },
        coords={
            "time": position.time,
            "space": ["x", "y"],
            "keypoint": [str(n).replace("acromion", "shoulder") for n in position.keypoint.values],
        },
    )
    return Recording(front, None, "front.mp4", "video", 120.0, Axes("+y", "+x", "front"))


def test_front_view_is_refused_where_it_is_sure(sprinter):
    with pytest.raises(RecordingError, match="from the front or back"):
        check_view(from_the_front(sprinter), sprinter.athlete)
    doubtful = from_the_front(sprinter, 0.8)
    assert "47° off square" in check_view(doubtful, sprinter.athlete)[0].message
    wider = with_doubt_of_view(doubtful, sprinter.athlete).motion.attrs[SCALE_SD]
    assert wider == pytest.approx((1 - np.cos(np.deg2rad(47))) / 2, abs=0.01)


def test_a_small_runner_is_seen_less_surely(filmed, sprinter):
    def of_pixels(count):
        attrs = filmed.motion.attrs | {PIXEL_SIZE: sprinter.athlete.height / count}
        return replace(filmed, motion=filmed.motion.assign_attrs(attrs))

    assert coarseness(of_pixels(300), sprinter.athlete) == 1
    assert coarseness(of_pixels(100), sprinter.athlete) == pytest.approx(1.5)
    assert "runner_small" in [n.code for n in check_view(of_pixels(100), sprinter.athlete)]
    with pytest.raises(RecordingError, match="60 pixels tall"):
        check_view(of_pixels(60), sprinter.athlete)


def test_legs_that_are_guessed_are_not_taken_for_a_small_runner(sprinter):
    def seen(leg):
        """Forty pictures of somebody with legs of so many times their length."""
        joints = {"shoulder": 0.5, "hip": 0.0, "knee": -0.42 * leg, "ankle": -0.84 * leg}
        names = [f"{side}_{joint}" for side in ("left", "right") for joint in joints]
        places = np.tile([[0.0] * 8, [*joints.values()] * 2], (40, 1, 1))
        coords = {"time": np.arange(40) / 120, "space": ["x", "y"], "keypoint": names}
        position = xr.DataArray(places, coords, ("time", "space", "keypoint"))
        motion = xr.Dataset({"position": position}, attrs={PIXEL_SIZE: 0.05})
        return Recording(motion, None, "f.mp4", "video", 120.0, Axes("+y", "+x", "made"))

    with pytest.raises(RecordingError, match=r"lower legs are not seen: in 40 of 40 "):
        check_view(seen(0.5), sprinter.athlete)
    with pytest.raises(RecordingError, match="pixels tall"):
        check_view(seen(1.0), sprinter.athlete)


def test_too_few_pictures_a_step(sprint_points, sprinter):
    recording, _ = film(sprint_points, 25.5, seed=2)
    with pytest.raises(RecordingError, match="pictures a step"):
        prepare_film(recording, sprinter.athlete)


def test_both_feet_on_the_near_leg_is_found(filmed):
    """A model that loses the far leg at one phase of every stride, and is not sure of it."""
    motion = filmed.motion.copy(deep=True)
    clean = repair_keypoints(filmed).motion["position"]
    stride = check_rhythm(filmed)
    phase = (clean.time.values / stride) % 1
    lost = (phase > 0.2) & (phase < 0.35)
    names = [str(n) for n in motion.keypoint.values]
    sure = np.full((len(names),), 0.95)
    position, weight = clean.values.copy(), np.tile(sure, (len(phase), 1))
    for part in ("ankle", "heel", "toe"):
        near, far = names.index(f"right_{part}"), names.index(f"left_{part}")
        position[lost, :, far] = position[lost][:, :, near]
        weight[:, far] = 0.6
    center = clean.sel(keypoint=["left_hip", "right_hip"]).mean("keypoint").values
    wrong = off_template(clean.copy(data=position), weight, center, stride)
    ankle = wrong[:, names.index("left_ankle")]
    apart = np.abs(position - clean.values)[:, :, names.index("left_ankle")].max(axis=1)
    assert ankle[apart > 0.25].mean() > 0.8
    assert wrong[~lost].mean() < 0.02


def test_hips_are_steadier_and_not_moved(sprint_points):
    recording, _ = film(sprint_points, 120.0, seed=5)
    time = recording.motion.time.values
    names = ["left_hip", "right_hip"]
    true = sprint_points.sel(keypoint=names, space=["x", "y"]).interp(time=time)
    noisy = recording.motion["position"].sel(keypoint=names).interpolate_na("time")
    places = [each.transpose("time", "space", "keypoint").values for each in (true, noisy)]
    steady = steady_hips(time, places[1], check_rhythm(recording))
    exact = steady_hips(time, places[0], check_rhythm(recording))

    def error(found):
        return float(np.sqrt(np.nanmean((found - places[0]) ** 2)))

    assert error(exact) < 0.006
    assert error(steady) < 0.6 * error(places[1])


def contact(late, frames=12, contacts=6):
    """A foot that lands `late` s after -0.1 s and leaves at 0.1 s, in contacts of its own phase."""
    since = np.concatenate(
        [np.arange(-0.25, 0.25, 1 / 120) + shift / 700 for shift in range(contacts)]
    )
    member = np.repeat(np.arange(contacts), len(since) // contacts)
    down = np.maximum(0.0, -(since + 0.1 - late)) * 2.0
    up = np.maximum(0.0, since - 0.06)
    heel = np.stack([np.minimum(0, since + 0.1) + up * 2, down + up * 2], axis=1)
    toe = np.stack([np.minimum(0, since + 0.1) + np.maximum(0, since - 0.1) * 4 + 0.2,
                    down + np.maximum(0, since - 0.1)], axis=1)  # fmt: skip
    return FoldedFoot(since, member, toe, heel, (toe, heel), np.full(len(since), 2.0))


def test_feet_that_differ_too_much_are_tied():
    feet = {"left": contact(0.0), "right": contact(0.06)}
    fits = {side: fit_contact(foot, side, 0.3) for side, foot in feet.items()}
    apart = fits["right"].touchdown - fits["left"].touchdown
    assert apart > 0.03
    tied = tie_feet(feet, fits, 0.3)
    assert "touchdown" in tied["left"].tied
    assert tied["left"].touchdown == tied["right"].touchdown == fits["left"].touchdown
    assert tied["left"].touchdown_sd >= apart / 2


def test_an_event_that_neither_foot_shows_stays_unknown():
    feet = {"left": contact(0.0), "right": contact(0.0)}
    fits = {side: replace(fit_contact(foot, side, 0.3), touchdown=np.nan)
            for side, foot in feet.items()}  # fmt: skip
    tied = tie_feet(feet, fits, 0.3)
    assert np.isnan([fit.touchdown for fit in tied.values()]).all()
    assert not tied["left"].tied


def test_feet_that_are_alike_stay_their_own():
    feet = {"left": contact(0.0), "right": contact(0.008)}
    fits = {side: fit_contact(foot, side, 0.3) for side, foot in feet.items()}
    assert tie_feet(feet, fits, 0.3)["right"].tied == ()
