"""Made-up feet: a runner (or walker) whose forefeet stand, lift and swing by plain formulas."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

FRAME_RATE = 250.0


def one_foot(phase, duty, speed, stride_time):
    """Forefoot and heel (time, 2) in m of one foot; phase counts strides, 0 at touchdown."""
    stride = np.floor(phase)
    share = phase - stride
    length = speed * stride_time
    swing = np.clip((share - duty) / (1 - duty), 0, 1)
    smooth = swing**3 * (10 - 15 * swing + 6 * swing**2)
    forward = (stride + smooth) * length
    lift = 0.12 * np.sin(np.pi * swing) ** 2
    rise = np.clip((share - 0.5 * duty) / (0.5 * duty), 0, 1) * (share <= duty)
    pitch = -0.9 * np.where(share <= duty, rise**2, np.cos(0.5 * np.pi * swing) ** 2)
    forefoot = np.stack([forward, 0.02 + lift], axis=1)
    heel = forefoot - 0.18 * np.stack([np.cos(pitch), np.sin(pitch)], axis=1)
    return forefoot, heel


def feet(speed=5.0, step_rate=3.0, duty=0.3, seconds=2.5, belt=False):
    """Body points (time, space, keypoint) of two such feet and a pelvis above them."""
    time = np.arange(int(seconds * FRAME_RATE)) / FRAME_RATE
    stride_time = 2 / step_rate
    courses = {}
    for side, shift in (("left", 0.3), ("right", 0.8)):
        fore, heel = one_foot(time / stride_time - shift, duty, speed, stride_time)
        fore[:, 0] += shift * speed * stride_time
        heel[:, 0] += shift * speed * stride_time
        z = np.full(time.size, -0.1 if side == "left" else 0.1)
        courses[f"{side}_toe"] = np.column_stack([fore, z])
        courses[f"{side}_heel"] = np.column_stack([heel, z])
    middle = speed * time + speed * stride_time * duty / 2
    courses["pelvis"] = np.column_stack([middle, np.full(time.size, 1.0), np.zeros(time.size)])
    position = np.stack(list(courses.values()), axis=-1)
    if belt:
        position[:, 0] -= speed * time[:, None]
    return xr.DataArray(
        position,
        dims=("time", "space", "keypoint"),
        coords={"time": time, "space": list("xyz"), "keypoint": list(courses)},
    )


@pytest.fixture
def made_up_feet() -> Callable[..., xr.DataArray]:
    return feet
