"""How a camera turned while it followed the runner, and its pictures as one camera's that stood.

A camera that turns about its own place shows the same rays of light at other places of its
picture: ``K R K⁻¹``, whatever their distance (Hartley & Zisserman 2004, Multiple View Geometry, ch.
8.4). So the whole run can be put into one picture, as a still camera of wide view would have taken
it, in which a lane square across the camera has one scale. Focal length and turn are those that
best explain how the background moved.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.spatial.transform import Rotation

from nextstride.arrays import Floats

USUAL_FOCAL = 0.8
"""Focal length of phones' cameras over the picture's longer side: 26 mm on 36 mm is 0.72, and
filming crops some more of the picture."""
FOCAL_SPREAD = 0.7
"""SD of its logarithm: from wide lenses (half of it) to three times the zoom."""
FOCALS = 0.4, 8.0
"""Shortest and longest that are tried."""
MEMORY = 10.0
"""Pictures in which one point errs alike."""
FEWEST = 8
"""Fewer points than this say nothing of a picture."""
ROUNDS = 6
CUT = 4.685
"""Points farther off than this many robust SD count nothing (Tukey's biweight, 95 % efficient)."""
FINEST = 0.02
"""Points are never surer than this, pixels."""
BLOCK = 1000
"""Pictures that are looked at together."""
STRAY = 0.0006
"""A point that is off by less than this share of the picture's width, from one picture to the next,
does not go its own way, however finely the others are seen: 0.8 pixels of 1280."""
BANDS = 4
"""Bands of the picture, from above to below: the ground comes nearer from one to the next."""
FEWEST_OF_BAND = 4
SPREAD = 0.12
"""SD of the places of a band's points, shares of the width, below which they are one thing's."""
ZOOMED = 0.03
"""A camera whose picture grows by less does not zoom: so much its estimate may wander."""
COLUMNS = 3
"""Columns of the picture in which, as in its bands, points move alike where the camera zooms."""
STILL = 0.01
"""A camera that moves less than this share of the picture's width stands still."""


@dataclass(frozen=True)
class Turning:
    """A camera's turn about its own place.

    Attributes
    ----------
    middle : numpy.ndarray
        (2,) of the picture, pixels.
    focal : numpy.ndarray
        (n,) focal length in every picture, pixels.
    attitude : numpy.ndarray
        (n, 3, 3) turns the rays of every picture into those of the first.
    scatter : float
        Robust SD of single points of the background about that, pixels from picture to picture.
    strays : float
        Share of the points that move otherwise: near ones past far ones, where it is carried along.
    unseen : float
        Share of the pictures with too little background.
    parallax : float
        How far a band of the picture goes past another one in all, pixels: nothing where a camera
        only turns; where it is carried along, the ground goes past what is behind it.
    """

    middle: Floats
    focal: Floats
    attitude: Floats
    scatter: float
    strays: float
    unseen: float
    parallax: float = 0.0

    def zoom(self) -> float:
        """How many times larger the last picture shows things than the first."""
        return float(self.focal[-1] / self.focal[0])

    def turns(self) -> Floats:
        """Turn (n, 3) about x, y and z from the picture before, rad."""
        between = self.attitude[:-1].transpose(0, 2, 1) @ self.attitude[1:]
        return np.concatenate([np.zeros((1, 3)), -Rotation.from_matrix(between).as_rotvec()])

    def away_from(self, reference: int) -> Floats:
        """Angle (n,) of every picture's axis to that of one of them, rad."""
        rays = self.attitude[:, :, 2]
        return np.asarray(np.arccos(np.clip(rays @ rays[reference], -1, 1)))

    def scene(self, reference: int) -> Floats:
        """Maps (n, 3, 3) of pixels, as columns (x, y, 1), into the picture of one of them.

        Parameters
        ----------
        reference : int
            Which picture.
        """
        there = self.attitude[reference].T @ self.attitude
        back = np.linalg.inv(camera_matrix(self.focal, self.middle))
        return np.asarray(camera_matrix(self.focal[[reference]], self.middle) @ there @ back)


def estimate_turning(tracks: list[NDArray[np.float32]], size: tuple[int, int]) -> Turning:
    """Find how a camera turned and zoomed from points of the background.

    Parameters
    ----------
    tracks : list of numpy.ndarray
        (points, [x before, y before, x, y]) of every picture, pixels.
    size : tuple of int
        Width and height of the picture, pixels.
    """
    count = len(tracks)
    middle = np.array(size) / 2
    place, moved = _places_and_moves(tracks, middle)
    focal = _focal(place, moved, float(max(size)))
    known = np.asarray(np.isfinite(place).all(axis=2))
    rates, off = _rates(place, moved, np.full(count, focal), zooms=True)
    zoom = np.cumsum(_filled(rates[:, 3]))
    if np.ptp(zoom) < max(ZOOMED, _wander(rates[:, 3])):
        zoom = np.zeros(count)
        rates, off = _rates(place, moved, np.full(count, focal), zooms=False)
    else:
        rates, off = _rates(place, moved, focal * np.exp(zoom - zoom.mean()), zooms=True)
        zoom = np.cumsum(_filled(rates[:, 3]))
    turns = np.stack([_filled(column) for column in rates[:, :3].T], axis=1)
    attitude = np.empty((count, 3, 3))
    attitude[0] = np.eye(3)
    for picture, turn in enumerate(Rotation.from_rotvec(turns).as_matrix()[1:], start=1):
        attitude[picture] = attitude[picture - 1] @ turn.T
    distance = np.hypot(off[..., 0], off[..., 1])
    scatter = 1.4826 * float(np.median(distance[known])) if known.any() else np.nan
    least = max(CUT * scatter, STRAY * size[0])
    strays = float((distance[known] > least).mean()) if known.any() else 0.0
    return Turning(
        middle,
        focal * np.exp(zoom - zoom.mean()),
        attitude,
        scatter,
        strays,
        float(1 - known[1:].any(axis=1).mean()) if count > 1 else 1.0,
        _parallax(place, off[..., 0], size),
    )


def camera_stands(tracks: list[NDArray[np.float32]], size: tuple[int, int]) -> bool:
    """Whether the middle of all points stays where it is, and no band or column keeps moving.

    Who crosses the picture takes most points of a part along, for a while; a camera that zooms, or
    turns against the way it is carried, moves parts of the picture all the time.

    Parameters
    ----------
    tracks, size
        As for `estimate_turning`.
    """
    place, moved = _places_and_moves(tracks, np.array(size) / 2)
    there = np.asarray(np.isfinite(place[..., 0]))
    ways = np.moveaxis(moved, 2, 0)
    travels = [float(np.ptp(np.cumsum(_filled(line)))) for line in _medians(ways, there)]
    for axis, count in ((0, COLUMNS), (1, BANDS)):
        part = np.floor((np.nan_to_num(place[..., axis]) / size[axis] + 0.5) * count)
        for each in range(count):
            steps = _medians(ways, there & (part == each))
            known = steps[:, np.isfinite(steps[0])]
            if known.shape[1] > len(tracks) / 2:
                travels += list(len(tracks) * np.abs(np.median(known, axis=1)))
    return bool(max(travels) < STILL * size[0])


def through(maps: Floats, points: Floats) -> Floats:
    """Points (n, m, 2) of every picture through its map (n, 3, 3)."""
    columns = np.concatenate([points, np.ones((*points.shape[:2], 1))], axis=2)
    mapped = columns @ maps.transpose(0, 2, 1)
    return np.asarray(mapped[..., :2] / mapped[..., 2:])


def _places_and_moves(tracks: list[NDArray[np.float32]], middle: Floats) -> tuple[Floats, Floats]:
    """Places from the picture's middle and moves of all points, (n, m, [x, y]) pixels, or NaN."""
    padded = np.full((len(tracks), max(1, *(len(each) for each in tracks)), 4), np.nan)
    for picture, each in enumerate(tracks):
        if len(each) >= FEWEST:
            padded[picture, : len(each)] = each
    place = (padded[:, :, :2] + padded[:, :, 2:]) / 2 - middle
    return place, padded[:, :, 2:] - padded[:, :, :2]


def _parallax(place: Floats, along: Floats, size: tuple[int, int]) -> float:
    """How far bands of the picture go past each other, pixels.

    A band counts where its points are spread over it: those of a shadow or a passer-by are not.

    Parameters
    ----------
    place : numpy.ndarray
        (n, m, [x, y]) of every point, pixels from the picture's middle.
    along : numpy.ndarray
        (n, m) how much farther than by the camera's turn it went, pixels.
    size : tuple of int
        Width and height of the picture, pixels.
    """
    band = np.floor((np.nan_to_num(place[..., 1]) / size[1] + 0.5) * BANDS)
    courses = []
    for each in range(BANDS):
        inside = (band == each) & np.isfinite(along)
        across = np.where(inside, place[..., 0], 0.0)
        # The SD of what is spread evenly over a width is 0.29 of it.
        wide = across.std(axis=1, where=inside | ~inside.any(axis=1, keepdims=True))
        usable = (inside.sum(axis=1) >= FEWEST_OF_BAND) & (wide > SPREAD * size[0])
        step = _agreed(along, inside & usable[:, None])
        if np.isfinite(step).mean() > 0.5:
            courses.append(np.cumsum(_filled(step)))
    if len(courses) < 2:
        return 0.0
    ends = np.array([course[-1] - course[0] for course in courses])
    return float(np.ptp(ends))


def _agreed(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """The quartile (n,) next to zero of what is known; zero where a quarter goes the other way."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="All-NaN slice")
        low, high = np.nanpercentile(np.where(known, values, np.nan), [25, 75], axis=-1)
    return np.where(np.isnan(low), np.nan, np.maximum(low, 0.0) + np.minimum(high, 0.0))


def _focal(place: Floats, moved: Floats, side: float) -> float:
    """Likeliest focal length, pixels: a turn moves the picture's edge more than its middle.

    Where it hardly turns that does not show, and what is usual decides.
    """
    scale = float(np.nanmedian(np.abs(moved))) if np.isfinite(moved).any() else 0.0
    largest = np.argsort(-np.abs(np.nan_to_num(moved)).max(axis=(1, 2)))
    some = np.sort(largest[:200])
    if scale == 0.0:
        return USUAL_FOCAL * side
    few, few_moved = place[some], moved[some]
    _, off = _rates(few, few_moved, np.full(len(some), USUAL_FOCAL * side), zooms=True)
    noise = max(1.4826 * float(np.nanmedian(np.hypot(off[..., 0], off[..., 1]))), FINEST)

    def cost(logarithm: float) -> float:
        focal = np.full(len(some), np.exp(logarithm) * side)
        _, off = _rates(few, few_moved, focal, zooms=True)
        distance = np.hypot(off[..., 0], off[..., 1])
        known = distance[np.isfinite(distance)] / noise
        huber = np.where(known < 1.5, known**2, 3.0 * known - 2.25).sum() / MEMORY
        prior = (logarithm - np.log(USUAL_FOCAL)) / FOCAL_SPREAD
        return float(huber + prior**2)

    found = minimize_scalar(cost, bounds=np.log(FOCALS), method="bounded", options={"xatol": 0.01})
    return float(np.exp(found.x)) * side


def _rates(place: Floats, moved: Floats, focal: Floats, zooms: bool) -> tuple[Floats, Floats]:
    """Turn about x, y and z (rad) and zoom from one picture to the next, (n, 4), robustly.

    Also how far every point is off, (n, m, [x, y]) pixels. In blocks of pictures, to save memory.
    """
    parts = [
        _block(place[part], moved[part], focal[part], zooms)
        for part in np.array_split(np.arange(len(place)), max(1, len(place) // BLOCK))
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _block(place: Floats, moved: Floats, focal: Floats, zooms: bool) -> tuple[Floats, Floats]:
    """`_rates` of some pictures.

    Motion of a picture under a small turn: Longuet-Higgins & Prazdny (1980, Proc R Soc B 208:385),
    without its part of translation.
    """
    length = focal[:, None]
    a, b = place[..., 0] / length, place[..., 1] / length
    grow = np.stack([a, b]) if zooms else np.zeros((2, *a.shape))
    across = np.stack([-a * b, 1 + a**2, -b, grow[0]], axis=-1)
    down = np.stack([-(1 + b**2), a * b, a, grow[1]], axis=-1)
    design = np.nan_to_num(np.concatenate([across, down], axis=1)) * length[..., None]
    target = np.nan_to_num(np.concatenate([moved[..., 0], moved[..., 1]], axis=1))
    known = np.asarray(np.isfinite(place).all(axis=2))
    usual = np.nan_to_num(_medians(np.moveaxis(moved, 2, 0), known))
    weight = _weight(np.hypot(*(np.moveaxis(moved, 2, 0) - usual[..., None])), known, start=True)
    hold = 1e-9 * np.eye(4) * focal[:, None, None] ** 2
    for _ in range(ROUNDS):
        both = np.concatenate([weight, weight], axis=1)[..., None]
        normal = design.transpose(0, 2, 1) @ (both * design) + hold
        right = design.transpose(0, 2, 1) @ (both * target[..., None])
        rates = np.linalg.solve(normal, right)
        off = np.stack(np.split((target[..., None] - design @ rates)[..., 0], 2, axis=1), axis=-1)
        weight = _weight(np.hypot(off[..., 0], off[..., 1]), known)
    seen = np.asarray(known.any(axis=1))
    rates = np.where(seen[:, None], rates[..., 0], np.nan)
    return rates, np.where(known[..., None], off, np.nan)


def _weight(off: Floats, known: NDArray[np.bool_], start: bool = False) -> Floats:
    """Weights (n, m) of points that are off by some pixels; at the start none counts nothing."""
    size = np.maximum(1.4826 * np.nan_to_num(_medians(off, known)), FINEST)[:, None]
    share = np.nan_to_num(off) / size
    weight = 1 / (1 + share**2) if start else np.maximum(0.0, 1 - (share / CUT) ** 2) ** 2
    return np.where(known, weight, 0.0)


def _medians(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Medians over the last axis of what is known; NaN where nothing is."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="All-NaN slice")
        return np.asarray(np.nanmedian(np.where(known, values, np.nan), axis=-1))


def _wander(rates: Floats) -> float:
    """How far the sum of rates may go by their scatter alone (four SD)."""
    known = rates[np.isfinite(rates)]
    if not known.size:
        return 0.0
    scatter = 1.4826 * float(np.median(np.abs(known - np.median(known))))
    return 4 * scatter * float(np.sqrt(known.size))


def _filled(rates: Floats) -> Floats:
    """Rates of pictures without background, from those around; the first picture has none."""
    known = np.isfinite(rates)
    if not known.any():
        return np.zeros_like(rates)
    frames = np.arange(len(rates))
    filled = np.interp(frames, frames[known], rates[known])
    filled[0] = 0.0
    return filled


def camera_matrix(focal: Floats, middle: Floats) -> Floats:
    """Camera matrix K (n, 3, 3)."""
    matrix = np.zeros((len(focal), 3, 3))
    matrix[:, 0, 0] = matrix[:, 1, 1] = focal
    matrix[:, :2, 2] = middle
    matrix[:, 2, 2] = 1.0
    return matrix
