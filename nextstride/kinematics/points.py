"""Body points: every landmark and joint centre that a recording gives, and how each was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.conventions import SIDES, Side
from nextstride.errors import MissingDataError
from nextstride.kinematics.clusters import carry_landmarks, functional_center
from nextstride.kinematics.forward import points_from_angles
from nextstride.recording import Recording
from nextstride.signals import fill_gaps

HALF_WIDTH = {"knee": 0.029, "ankle": 0.020}
"""Half the distance between the lateral and the medial marker, share of body height: median of
the two standing trials at hand (0.104 and 0.071 m at 1.80 m); used where no medial marker is."""


PELVIS_MARKERS = (
    ("left_greater_trochanter", "right_greater_trochanter"),
    ("left_asis", "right_asis"),
    ("left_psis", "right_psis"),
    ("left_iliac_crest", "right_iliac_crest"),
    ("sacrum",),
)
"""What shows how the pelvis goes where it does not give the hips, nearest to these first."""
NOT_OF_HIPS = "middle of pelvis markers, not of the hips"


def body_points(
    recording: Recording, athlete: Athlete, standing: Recording | None = None
) -> xr.DataArray:
    """Landmarks and joint centres of a recording, gaps filled, not filtered.

    Hip centres by the regression of Harrington et al. (2007, J Biomech 40:595), else at the greater
    trochanters; the pelvis midway between the hips, else at its markers; knee and ankle
    midway between lateral and medial markers, which a standing trial may carry over by clusters;
    else half a joint's width inside the lateral marker; else where two clusters turn about each
    other.

    Parameters
    ----------
    recording : Recording
        With positions, or with joint angles (`nextstride.kinematics.forward`).
    athlete : Athlete
        Height gives the joint widths where no medial marker is.
    standing : Recording, optional
        A standing trial of the same person with the same markers.

    Returns
    -------
    xarray.DataArray
        (time, space, keypoint) in m; coordinate ``method (keypoint)`` says how each was found.
    """
    if "position" not in recording.motion:
        return points_from_angles(recording.motion, athlete)
    positions = fill_gaps(recording.motion["position"])
    if standing is not None and positions.sizes["space"] == 3:
        still = body_points(standing, athlete).drop_vars("method")
        carried = carry_landmarks(positions, still, recording.clusters)
    else:
        carried = positions
    seen = positions.sizes["keypoint"]
    method = ["seen"] * seen + ["carried by a cluster"] * (carried.sizes["keypoint"] - seen)
    points = carried.assign_coords(method=("keypoint", np.array(method, dtype=object)))
    for name, build in _builders(recording, athlete):
        points = _with_point(points, name, build)
    return points


def point(points: xr.DataArray, name: str) -> xr.DataArray:
    """One body point, (time, space) in m.

    Raises
    ------
    MissingDataError
        If the recording does not give it.
    """
    place = np.flatnonzero(points.keypoint.values == name)
    if not place.size:
        raise MissingDataError(f"no markers give the {name.replace('_', ' ')}")
    return points.isel(keypoint=int(place[0]), drop=True)


def between_hips(points: xr.DataArray) -> xr.DataArray:
    """The pelvis as the middle of the hips, (time, space) in m: how far ahead of it a limb is.

    Raises
    ------
    MissingDataError
        If the recording gives no hips, though it may show how the pelvis goes.
    """
    middle = point(points, "pelvis")
    if "method" in points.coords and points.method.sel(keypoint="pelvis").item() == NOT_OF_HIPS:
        raise MissingDataError("no markers give the hips")
    return middle


def has_points(points: xr.DataArray, names: Sequence[str]) -> bool:
    """Whether all of the named points are there."""
    return set(names) <= set(points.keypoint.values)


Build = Callable[[xr.DataArray], tuple[xr.DataArray, str]]


def _with_point(points: xr.DataArray, name: str, build: Build) -> xr.DataArray:
    """Append a point, unless it was seen already or its markers are missing."""
    if name in points.keypoint.values:
        return points
    try:
        found, method = build(points)
    except MissingDataError:
        return points
    added = found.transpose("time", "space").values[:, :, None]
    methods = np.append(points.method.values, np.array([method], dtype=object))
    return xr.DataArray(
        np.concatenate([points.values, added], axis=2),
        dims=points.dims,
        coords={
            "time": points.time,
            "space": points.space,
            "keypoint": [*points.keypoint.values, name],
            "method": ("keypoint", methods),
        },
        attrs=points.attrs,
    )


def _builders(recording: Recording, athlete: Athlete) -> list[tuple[str, Build]]:
    """Every constructed point and its construction, in order of dependence."""
    jobs: list[tuple[str, Build]] = [(f"{side}_hip", partial(_hip, side=side)) for side in SIDES]
    for side in SIDES:
        jobs += [
            (f"{side}_knee", partial(_joint, recording, athlete, side, "knee")),
            (f"{side}_ankle", partial(_joint, recording, athlete, side, "ankle")),
            (f"{side}_toe", partial(_toe, side=side)),
            (f"{side}_shoulder", partial(_alias, name=f"{side}_acromion")),
            (f"{side}_elbow", partial(_between, side=side, joint="elbow")),
            (f"{side}_wrist", partial(_between, side=side, joint="wrist")),
        ]
    return [*jobs, ("pelvis", _pelvis), ("neck", partial(_middle, joint="shoulder"))]


def _mean(points: xr.DataArray, names: Sequence[str]) -> xr.DataArray:
    """Mean position of several points."""
    first, *others = (point(points, name) for name in names)
    return sum(others, start=first) / len(names)


def _alias(points: xr.DataArray, name: str) -> tuple[xr.DataArray, str]:
    """Another landmark that stands for the point."""
    return point(points, name), f"at the {name.split('_', 1)[1].replace('_', ' ')}"


def _between(points: xr.DataArray, side: Side, joint: str) -> tuple[xr.DataArray, str]:
    """Midway between the lateral and medial markers, or at the lateral one."""
    lateral, medial = f"{side}_lateral_{joint}", f"{side}_medial_{joint}"
    if has_points(points, [lateral, medial]):
        return _mean(points, [lateral, medial]), "midway between lateral and medial markers"
    return point(points, lateral), "at the lateral marker"


def _toe(points: xr.DataArray, side: Side) -> tuple[xr.DataArray, str]:
    """Middle of the forefoot where no marker is on the second metatarsal."""
    names = [f"{side}_first_metatarsal", f"{side}_fifth_metatarsal"]
    if has_points(points, names):
        return _mean(points, names), "midway between first and fifth metatarsal heads"
    return _alias(points, f"{side}_hallux")


def _middle(points: xr.DataArray, joint: str) -> tuple[xr.DataArray, str]:
    """Midway between a left and a right joint."""
    return _mean(points, [f"left_{joint}", f"right_{joint}"]), f"midway between the {joint}s"


def _pelvis(points: xr.DataArray) -> tuple[xr.DataArray, str]:
    """Midway between the hips, else where its markers are."""
    if has_points(points, ["left_hip", "right_hip"]):
        return _middle(points, "hip")
    for names in PELVIS_MARKERS:
        if has_points(points, names):
            return _mean(points, names), NOT_OF_HIPS
    raise MissingDataError("no markers give the pelvis")


def _hip(points: xr.DataArray, side: Side) -> tuple[xr.DataArray, str]:
    """Hip joint centre by Harrington et al. (2007), table 4, from pelvic width and depth.

    Without the markers for that, the greater trochanter.
    """
    if points.sizes["space"] < 3:
        raise MissingDataError("hip centres need markers in three dimensions")
    behind = has_points(points, ["left_psis", "right_psis"]) or has_points(points, ["sacrum"])
    if not (behind and has_points(points, ["left_asis", "right_asis"])):
        return _alias(points, f"{side}_greater_trochanter")
    left, right = point(points, "left_asis"), point(points, "right_asis")
    if has_points(points, ["left_psis", "right_psis"]):
        back = _mean(points, ["left_psis", "right_psis"])
    else:
        back = point(points, "sacrum")
    front = (left + right) / 2
    lateral = right - left
    width = float(_norm(lateral).median())
    depth = float(_norm(front - back).median())
    rightward = lateral / _norm(lateral)
    ahead = front - back
    upward = _unit(_cross(rightward, ahead))
    forward = _cross(upward, rightward)
    sign = 1 if side == "right" else -1
    center = (
        front
        + forward * (-0.24 * depth - 0.0099)
        + upward * (-0.30 * width - 0.0109)
        + rightward * sign * (0.33 * width + 0.0073)
    )
    return center, "regression on the pelvis (Harrington 2007)"


def _joint(
    recording: Recording, athlete: Athlete, side: Side, joint: str, points: xr.DataArray
) -> tuple[xr.DataArray, str]:
    """Knee or ankle centre, by the best of three ways that the markers allow."""
    lateral, medial = f"{side}_lateral_{joint}", f"{side}_medial_{joint}"
    if has_points(points, [lateral, medial]):
        return _mean(points, [lateral, medial]), "midway between lateral and medial markers"
    if has_points(points, [lateral]) and has_points(points, ["left_hip", "right_hip"]):
        across = _unit(point(points, "right_hip") - point(points, "left_hip"))
        inward = across * (-1 if side == "right" else 1)
        half = HALF_WIDTH[joint] * athlete.height
        return point(
            points, lateral
        ) + inward * half, "half a joint width inside the lateral marker"
    upper, lower = ("thigh", "shank") if joint == "knee" else ("shank", "foot")
    clusters = [
        [n for n in recording.clusters.get(f"{side}_{part}", ()) if has_points(points, [n])]
        for part in (upper, lower)
    ]
    if min(len(cluster) for cluster in clusters) < 3:
        raise MissingDataError(f"no markers give the {side} {joint}")
    proximal, distal = (
        points.sel(keypoint=names).transpose("time", "keypoint", "space").values
        for names in clusters
    )
    turning = functional_center(proximal, distal)
    if turning is None:
        raise MissingDataError(f"no markers give the {side} {joint}")
    center = points.isel(keypoint=0, drop=True).copy(data=turning)
    return center, f"where {upper} and {lower} clusters turn about each other (Ehrig 2006)"


def _norm(vector: xr.DataArray) -> xr.DataArray:
    """Length of a (time, space) vector."""
    return xr.DataArray(np.sqrt((vector**2).sum("space", skipna=False)))


def _unit(vector: xr.DataArray) -> xr.DataArray:
    """A vector of length one."""
    return vector / _norm(vector)


def _cross(first: xr.DataArray, second: xr.DataArray) -> xr.DataArray:
    """Cross product over ``space``."""
    return xr.DataArray(xr.cross(first, second, dim="space"))
