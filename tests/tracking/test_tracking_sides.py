"""Left and right of a whole run at once."""

import numpy as np
import pytest

from nextstride import RecordingError
from nextstride.tracking import Faults, exchange_legs, exchanged_legs, film
from nextstride.tracking.sides import stride_time


@pytest.mark.parametrize("frame_rate", [30.0, 60.0, 120.0, 240.0])
@pytest.mark.parametrize("seed", range(4))
def test_every_exchange_is_found(sprint_points, frame_rate, seed):
    filmed, swapped = film(sprint_points, frame_rate, seed=seed)
    feet = filmed.motion.position.sel(keypoint=["left_ankle", "right_ankle"])
    both = np.isfinite(feet).all(("space", "keypoint")).values
    found = exchanged_legs(filmed.motion)
    np.testing.assert_array_equal(found[both], swapped[both])


def test_long_exchange_and_many_dropped_frames(sprint_points):
    faults = Faults(swaps=1.5, swap_length=0.15, dropped=0.15)
    filmed, swapped = film(sprint_points, 120.0, faults, seed=2)
    assert swapped.any()
    feet = filmed.motion.position.sel(keypoint=["left_ankle", "right_ankle"])
    both = np.isfinite(feet).all(("space", "keypoint")).values
    np.testing.assert_array_equal(exchanged_legs(filmed.motion)[both], swapped[both])


def test_exchanging_twice_changes_nothing(sprint_points):
    filmed, swapped = film(sprint_points, 60.0, seed=1)
    twice = exchange_legs(exchange_legs(filmed.motion, swapped), swapped)
    np.testing.assert_array_equal(twice.position.values, filmed.motion.position.values)
    np.testing.assert_array_equal(twice.confidence.values, filmed.motion.confidence.values)


def test_three_steps_of_legs_that_look_unlike_have_a_rhythm():
    time = np.arange(32) / 30
    phase = 2 * np.pi * time / 0.64
    apart = np.stack([0.5 * np.sin(phase) + 0.11, 0.15 * np.cos(phase)], axis=1)[:, :, None]
    assert stride_time(time, apart) == pytest.approx(0.64, rel=0.03)
    with pytest.raises(RecordingError, match="steady rhythm"):  # slow motion
        stride_time(2 * time, apart)


def test_standing_is_refused(sprint_points):
    still, _ = film(sprint_points, 120.0, Faults(0.0, swaps=0, occlusion=0, dropped=0))
    motion = still.motion.copy()
    motion["position"] = motion.position.isel(time=0, drop=True).broadcast_like(motion.position)
    motion["position"] = motion.position.transpose("time", "space", "keypoint")
    with pytest.raises(RecordingError, match="steady rhythm"):
        exchanged_legs(motion)


def test_one_step_is_refused(sprint_points):
    filmed, _ = film(sprint_points, 60.0)
    with pytest.raises(RecordingError, match="longer run"):
        exchanged_legs(filmed.motion.isel(time=slice(0, 8)))
