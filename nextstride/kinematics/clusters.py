"""Landmarks carried by marker clusters: from a standing trial, or from the motion itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import SIDES

FEWEST_MARKERS = 3
"""Fewer do not fix a rotation."""

SHARED_FRAMES = 0.8
"""A cluster's shape is taken from at least this share of the frames of its best seen marker."""

CARRIED_LANDMARKS: dict[str, tuple[str, ...]] = {
    "pelvis": ("asis", "psis", "iliac_crest", "hip"),
    "thigh": ("hip", "knee", "lateral_knee", "medial_knee", "greater_trochanter"),
    "shank": ("knee", "ankle", "lateral_ankle", "medial_ankle"),
    "foot": ("ankle", "heel", "toe", "first_metatarsal", "fifth_metatarsal", "hallux"),
}
"""Which landmarks move rigidly with which segment. A joint centre moves with both its segments; the
skin shakes each cluster in its own way, so the joint is placed midway between where both put it."""


def carry_landmarks(
    motion: xr.DataArray, standing: xr.DataArray, clusters: Mapping[str, Sequence[str]]
) -> xr.DataArray:
    """Add landmarks known only from a standing trial, carried by the clusters of their segments.

    In every frame the cluster's standing shape is laid onto its markers by the rotation and
    translation of least squares (Kabsch 1976, Acta Cryst A32:922; Söderkvist & Wedin 1993,
    J Biomech 26:1473), and takes the landmark along. Needs three markers of the cluster a frame.

    Parameters
    ----------
    motion, standing : xarray.DataArray
        Positions (time, space, keypoint) in m.
    clusters : mapping of str to sequence of str
        Segment (``left_thigh``, ..., ``pelvis``) to the keypoints that move with it.

    Returns
    -------
    xarray.DataArray
        `motion` with the landmarks appended.
    """
    seen = set(motion.keypoint.values)
    template = standing.mean("time")
    placed: dict[str, list[Floats]] = {}
    for segment, members in clusters.items():
        shared = [name for name in members if name in seen and _is_known(template, name)]
        wanted = [
            name
            for name in _landmarks_of(segment)
            if name not in seen and _is_known(template, name)
        ]
        if wanted and len(shared) >= 3:
            rotation, shift = rigid_motion(
                template.sel(keypoint=shared).values.T,
                motion.sel(keypoint=shared).transpose("time", "keypoint", "space").values,
            )
            for name in wanted:
                place = rotation @ template.sel(keypoint=name).values + shift
                placed.setdefault(name, []).append(place)
    if not placed:
        return motion
    added = xr.DataArray(
        np.stack([np.mean(places, axis=0) for places in placed.values()], axis=-1),
        dims=("time", "space", "keypoint"),
        coords={"time": motion.time, "space": motion.space, "keypoint": list(placed)},
    )
    return xr.concat([motion, added], dim="keypoint")


def rigid_motion(template: Floats, markers: Floats) -> tuple[Floats, Floats]:
    """Rotation and translation that lay a rigid template onto markers, frame by frame.

    Parameters
    ----------
    template : numpy.ndarray
        (markers, 3), m.
    markers : numpy.ndarray
        (frames, markers, 3), m; a frame with fewer than three finite markers gives NaN.

    Returns
    -------
    rotation : numpy.ndarray
        (frames, 3, 3).
    shift : numpy.ndarray
        (frames, 3), m, so that marker = rotation @ template + shift.
    """
    frames = len(markers)
    rotation = np.full((frames, 3, 3), np.nan)
    shift = np.full((frames, 3), np.nan)
    seen = np.isfinite(markers).all(axis=2)
    for pattern in np.unique(seen, axis=0):
        if pattern.sum() < 3:
            continue
        rows = (seen == pattern).all(axis=1)
        shape, found = template[pattern], markers[rows][:, pattern]
        shape_mean, found_mean = shape.mean(axis=0), found.mean(axis=1)
        spread = np.einsum("mi,tmj->tij", shape - shape_mean, found - found_mean[:, None])
        left, _, right = np.linalg.svd(spread)
        mirror = np.sign(np.linalg.det(left @ right))
        left[:, :, 2] *= mirror[:, None]
        turn = np.swapaxes(left @ right, 1, 2)
        rotation[rows] = turn
        shift[rows] = found_mean - turn @ shape_mean
    return rotation, shift


def functional_center(proximal: Floats, distal: Floats) -> Floats | None:
    """Joint centre between two marker clusters that move about it, (frames, 3) in m.

    The symmetrical centre of rotation estimation (Ehrig et al. 2006, J Biomech 39:2798). About a
    joint that is nearly a hinge the centre's place along the hinge is open; it is laid level with
    the clusters, which leaves the sagittal plane right.

    Parameters
    ----------
    proximal, distal : numpy.ndarray
        Markers of both clusters, (frames, markers, 3), m.

    Returns
    -------
    numpy.ndarray or None
        None where no frame shows three markers of both clusters.
    """
    shared = [cluster[:, _seen_together(cluster)] for cluster in (proximal, distal)]
    if min(cluster.shape[1] for cluster in shared) < FEWEST_MARKERS:
        return None
    first, second = (rigid_motion(_mean_shape(cluster), cluster) for cluster in shared)
    usable = np.isfinite(first[1]).all(axis=1) & np.isfinite(second[1]).all(axis=1)
    if not usable.any():
        return None
    design = np.concatenate([first[0][usable], -second[0][usable]], axis=2).reshape(-1, 6)
    offset = (second[1][usable] - first[1][usable]).reshape(-1)
    # Singular values below a tenth of the largest belong to the hinge's own direction.
    local = np.linalg.lstsq(design, offset, rcond=0.1)[0]
    sides = (
        np.einsum("tij,j->ti", rotation, part) + shift
        for (rotation, shift), part in zip((first, second), np.split(local, 2), strict=True)
    )
    return np.asarray(np.mean(list(sides), axis=0))


def _seen_together(cluster: Floats) -> NDArray[np.intp]:
    """Places of the markers whose shared frames can show the cluster's shape.

    Beginning with the one seen most, a marker joins if it costs less than a fifth of the frames; a
    name that the laboratory gave to few frames, or to none, would cost them all.
    """
    seen = np.asarray(np.isfinite(cluster).all(axis=2))
    counts = np.asarray(seen.sum(axis=0))
    shared = np.ones(len(seen), dtype=bool)
    kept: list[int] = []
    for place in np.argsort(-counts, kind="stable"):
        joint = int((shared & seen[:, place]).sum())
        if joint and joint >= SHARED_FRAMES * counts.max():
            shared &= seen[:, place]
            kept.append(int(place))
    return np.sort(np.array(kept, dtype=np.intp))


def _mean_shape(cluster: Floats) -> Floats:
    """Shape of a cluster about its own centre, (markers, 3): the frame nearest the median size."""
    centred = cluster - cluster.mean(axis=1, keepdims=True)
    size = np.linalg.norm(centred, axis=(1, 2))
    frame = int(np.nanargmin(np.abs(size - np.nanmedian(size))))
    return np.asarray(centred[frame])


def _landmarks_of(segment: str) -> list[str]:
    """Canonical names of the landmarks that a segment carries."""
    side, _, part = segment.rpartition("_")
    if part == "pelvis":
        paired = [f"{side}_{name}" for side in SIDES for name in CARRIED_LANDMARKS["pelvis"]]
        return [*paired, "sacrum"]
    return [f"{side}_{name}" for name in CARRIED_LANDMARKS.get(part, ())]


def _is_known(standing: xr.DataArray, name: str) -> bool:
    """Whether the standing trial saw a keypoint."""
    return name in standing.keypoint.values and bool(np.isfinite(standing.sel(keypoint=name)).all())
