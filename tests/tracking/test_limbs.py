"""Keypoints of a leg tell each other where they are, by the lengths of the limbs between them."""

import numpy as np
import pytest

from nextstride.tracking.limbs import keep_lengths

STRIDE, NOISE = 0.45, 0.015
LENGTHS = {"thigh": 0.45, "shank": 0.44, "heel": 0.07, "toe": 0.19}


def legs(rate=240.0, strides=4):
    """Both legs of a run, (n, space, keypoint), limbs of constant length."""
    time = np.arange(0, strides * STRIDE, 1 / rate)
    places, names = [], []
    for number, side in enumerate(("left", "right")):
        phase = 2 * np.pi * time / STRIDE + np.pi * number
        thigh, shank = 0.3 + 0.8 * np.cos(phase), -0.6 + 0.9 * np.cos(phase - 1.0)
        foot = shank + 1.4
        hip = np.stack([9.0 * time, np.full_like(time, 0.95)], axis=1)
        knee = hip + LENGTHS["thigh"] * np.stack([np.sin(thigh), -np.cos(thigh)], axis=1)
        ankle = knee + LENGTHS["shank"] * np.stack([np.sin(shank), -np.cos(shank)], axis=1)
        heel = ankle + LENGTHS["heel"] * np.stack([np.sin(foot - 2.5), -np.cos(foot - 2.5)], axis=1)
        toe = ankle + LENGTHS["toe"] * np.stack([np.sin(foot), -np.cos(foot)], axis=1)
        places += [hip, knee, ankle, heel, toe]
        names += [f"{side}_{part}" for part in ("hip", "knee", "ankle", "heel", "toe")]
    return time, np.stack(places, axis=2), names


def error(found, true, names, part):
    """Root mean square error of both sides' keypoints, m."""
    columns = [names.index(f"{side}_{part}") for side in ("left", "right")]
    return float(np.sqrt(np.nanmean((found - true)[:, :, columns] ** 2)))


def test_noise_shrinks_and_the_claimed_error_with_it():
    time, true, names = legs()
    noisy = true + np.random.default_rng(1).normal(0, NOISE, true.shape)
    sd = np.full((len(time), len(names)), NOISE)
    found, claimed = keep_lengths(time, noisy, sd, names, STRIDE)
    for part in ("knee", "ankle", "heel", "toe"):
        mine = claimed[:, [names.index(f"{side}_{part}") for side in ("left", "right")]]
        # The error of the less sure coordinate is claimed.
        sure = float(np.sqrt((mine**2).mean()))
        assert error(found, true, names, part) < min(sure, 0.9 * NOISE)
        assert sure < NOISE


def test_lengths_are_kept():
    time, true, names = legs()
    noisy = true + np.random.default_rng(2).normal(0, NOISE, true.shape)
    sd = np.full((len(time), len(names)), NOISE)
    found, _ = keep_lengths(time, noisy, sd, names, STRIDE)
    for inner, outer, length in (("hip", "knee", "thigh"), ("knee", "ankle", "shank")):
        apart = (
            found[:, :, names.index(f"left_{outer}")] - found[:, :, names.index(f"left_{inner}")]
        )
        assert np.hypot(*apart.T).mean() == pytest.approx(LENGTHS[length], abs=0.004)
        assert np.hypot(*apart.T).std() < 0.006


def test_without_noise_nothing_moves():
    time, true, names = legs()
    sd = np.full((len(time), len(names)), 0.001)
    found, _ = keep_lengths(time, true, sd, names, STRIDE)
    assert np.abs(found - true).max() < 1e-4


def test_a_leg_that_is_not_seen_whole_stays_as_it_is():
    time, true, names = legs()
    noisy = true + np.random.default_rng(3).normal(0, NOISE, true.shape)
    noisy[10, :, names.index("left_knee")] = np.nan
    sd = np.full((len(time), len(names)), NOISE)
    found, claimed = keep_lengths(time, noisy, sd, names, STRIDE)
    left = [column for column, name in enumerate(names) if name.startswith("left")]
    np.testing.assert_array_equal(found[10][:, left], noisy[10][:, left])
    np.testing.assert_array_equal(claimed[10, left], sd[10, left])
    assert np.isfinite(found[11]).all()


def test_keypoints_without_legs_pass_through():
    time = np.arange(10.0)
    place, sd = np.ones((10, 2, 1)), np.ones((10, 1))
    found, claimed = keep_lengths(time, place, sd, ["neck"], STRIDE)
    assert found is place
    assert claimed is sd
