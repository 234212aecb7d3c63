"""A made scene, filmed by a virtual phone: what a camera's motion does, with the truth known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from nextstride.arrays import Floats
from nextstride.video.film import Picture
from nextstride.video.turning import camera_matrix

GRAINS = 4, 16, 64
"""Sizes of the spots on wall and ground, pixels of their picture."""
FINENESS = 60.0
"""Pixels a metre of the pictures on wall and ground."""
EXTENT = 100.0, 27.0
"""Length and height (depth) of what is shown on them, m."""
SIZE = 1280, 720
"""Width and height of the pictures, pixels."""
NOISE = 3.0
"""SD of the pictures' noise, of 255."""
NOISES = 7
"""So many pictures of noise follow each other, again and again."""
SHAKING_TIME = 0.06
"""s over which a hand's shaking changes."""


@dataclass(frozen=True)
class Phone:
    """A camera beside the lane, on the runner's right, looking across it.

    World axes: x along the lane, y up, z to the runner's right; m.

    Attributes
    ----------
    place : numpy.ndarray
        (n, 3) m.
    attitude : numpy.ndarray
        (n, 3, 3) turns directions of the world into those of the camera (right, down, ahead).
    focal : numpy.ndarray
        (n,) pixels.
    """

    place: Floats
    attitude: Floats
    focal: Floats

    @classmethod
    def beside(
        cls,
        angles: Floats,
        distance: float = 10.0,
        height: float = 1.4,
        focal: float = 0.8,
        zoom: float = 1.0,
        walk: Floats | None = None,
    ) -> Phone:
        """A phone that looks across the lane at some angles.

        Parameters
        ----------
        angles : numpy.ndarray
            (n, [yaw, pitch, roll]) rad; yaw to the right, pitch up.
        distance, height : float
            From the lane's middle and over the ground, m.
        focal : float
            Focal length at the start over the picture's width.
        zoom : float
            By which it grows to the end.
        walk : numpy.ndarray, optional
            (n,) place along the lane, m.
        """
        count = len(angles)
        place = np.zeros((count, 3))
        place[:, 0] = 0.0 if walk is None else walk
        place[:, 1:] = height, distance
        turn = Rotation.from_euler("yxz", angles * np.array([-1.0, -1.0, 1.0])).as_matrix()
        length = focal * SIZE[0] * np.linspace(1.0, zoom, count)
        return cls(place, turn @ np.diag([1.0, -1.0, -1.0]), length)

    def project(self, points: Floats) -> Floats:
        """Places (n, m, 2) in the pictures, pixels, of points (n, m, 3), m."""
        seen = (points - self.place[:, None]) @ self.attitude.transpose(0, 2, 1)
        middle = np.array(SIZE) / 2
        return np.asarray(self.focal[:, None, None] * seen[..., :2] / seen[..., 2:] + middle)

    def plane(self, picture: int, origin: Floats, right: Floats, down: Floats) -> Floats:
        """Map (3, 3) of a plane's pixels into a picture; its axes are in m a pixel."""
        spanned = np.stack([right, down, origin - self.place[picture]], axis=1)
        matrix = camera_matrix(self.focal[[picture]], np.array(SIZE) / 2)[0]
        return np.asarray(matrix @ self.attitude[picture] @ spanned)


def shaking(count: int, frame_rate: float, sd: float, seed: int = 0) -> Floats:
    """Angles (count, 3) in rad by which a hand shakes a phone, of some SD in rad."""
    random = np.random.default_rng(seed)
    reach = np.arange(-3 * SHAKING_TIME, 3 * SHAKING_TIME, 1 / frame_rate)
    kernel = np.exp(-0.5 * (reach / SHAKING_TIME) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    fresh = random.normal(size=(3, count + len(kernel) - 1))
    return sd * np.stack([np.convolve(line, kernel, "valid") for line in fresh], axis=1)


def photograph(
    phone: Phone,
    runner: Floats,
    wall: float = 18.0,
    seed: int = 0,
    other: Floats | None = None,
) -> Iterator[Picture]:
    """Pictures of a spotted wall and ground, with a runner as a grey ellipse before them.

    Parameters
    ----------
    phone : Phone
    runner : numpy.ndarray
        (n, 3) middle of the body, m.
    wall : float
        Distance of the wall behind the lane, m.
    seed : int
        Of everything random.
    other : numpy.ndarray, optional
        (n, 3) middle of another runner's body, m.
    """
    import cv2

    random = np.random.default_rng(seed)
    spots, ground = (_spots(random) for _ in range(2))
    edge, deep = np.array(EXTENT) / 2
    along, step = np.array([1.0, 0.0, 0.0]) / FINENESS, 1 / FINENESS
    whole = np.full(ground.shape, 255, dtype=np.uint8)
    grain = random.normal(0, NOISE, (NOISES, SIZE[1], SIZE[0])).astype(np.float32)
    bodies = runner[:, None] if other is None else np.stack([other, runner], axis=1)
    places = phone.project(bodies)
    for picture in range(len(runner)):
        behind = phone.plane(
            picture, np.array([-edge, deep * 1.5, -wall]), along, np.array([0.0, -step, 0.0])
        )
        below = phone.plane(picture, np.array([-edge, 0.0, -wall]), along, np.array([0, 0, step]))
        view = cv2.warpPerspective(spots, behind, SIZE)
        floor, shown = (cv2.warpPerspective(part, below, SIZE) for part in (ground, whole))
        view = np.where(shown > 128, floor, view)
        for place, body in zip(places[picture], bodies[picture], strict=True):
            tall = 1.8 * phone.focal[picture] / (phone.place[picture, 2] - body[2])
            middle = int(place[0]), int(place[1])
            cv2.ellipse(view, middle, (int(0.2 * tall), int(0.5 * tall)), 0, 0, 360, 120, -1)
        noisy = np.clip(view + grain[picture % NOISES], 0, 255)
        yield np.repeat(noisy.astype(np.uint8)[..., None], 3, axis=2)


def _spots(random: np.random.Generator) -> NDArray[np.uint8]:
    """A picture of spots of several sizes."""
    import cv2

    width, height = (int(FINENESS * length) for length in EXTENT)
    total = np.zeros((height, width), dtype=np.float32)
    for grain in GRAINS:
        coarse = random.normal(size=(height // grain + 1, width // grain + 1)).astype(np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    low, high = float(total.min()), float(total.max())
    return np.asarray(255 * (total - low) / (high - low), dtype=np.uint8)
