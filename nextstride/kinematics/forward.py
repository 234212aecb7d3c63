"""Forward kinematics: body points of a recording that holds joint angles instead of positions.

The joints turn as in OpenSim's gait models (Delp et al. 1990, IEEE Trans Biomed Eng 37:757;
Rajagopal et al. 2016, IEEE Trans Biomed Eng 63:2068): each turns about its parent's z, x and y in
that order, flexion about z, and the left side is the mirror image of the right.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.athlete import Athlete
from nextstride.conventions import SIDES, SPACE, Side
from nextstride.errors import RecordingError
from nextstride.signals import fill_gaps

MODEL_HEIGHT = 1.80
"""Height of the generic gait model, m; the offsets below grow with the athlete's."""
HIP = (-0.0707, -0.0661, 0.0835)
ASIS = (0.0, 0.0, 0.128)
SACRUM = (-0.160, 0.039, 0.0)
LUMBAR = (-0.1007, 0.0815, 0.0)
"""Right hip, right anterior iliac spine, sacrum and lumbar joint in the pelvis, m (gait2392)."""
NECK = (-0.003, 0.3715, 0.0)
"""Middle of the shoulders in the torso, m (Rajagopal 2016)."""
SUBTALAR = (-0.04877, -0.04195, 0.00792)
TOE = (0.1788, -0.002, 0.00108)
FIFTH_METATARSAL = (0.1468, -0.002, 0.0459)
HEEL = (-0.02, 0.02, 0.0)
"""Subtalar joint in the talus; ball of the foot, its lateral end (55 mm along the axis of the toes)
and back of the heel in the calcaneus, m."""
ANKLE_AXIS = (-0.105014, -0.174022, 0.979126)
SUBTALAR_AXIS = (0.78718, 0.604747, -0.120949)
"""Axes of the right ankle and subtalar joint, dorsiflexion and inversion positive (gait2392)."""

NEEDED = (
    *("pelvis_tilt", "pelvis_tx", "pelvis_ty"),
    *(f"{joint}_{side}" for joint in ("hip_flexion", "knee_angle", "ankle_angle") for side in "lr"),
)
"""Coordinates without which there is no run; any other that is missing counts as zero."""


def points_from_angles(motion: xr.Dataset, athlete: Athlete) -> xr.DataArray:
    """Body points of a recording of joint angles.

    Thigh and shank are as long as the athlete's height says, not as the model that the angles were
    fitted with, so the feet stand less still and less level than the real ones did.

    The sign of knee flexion differs between OpenSim's models. A runner's knee is flexed most of
    the time, so the sign of the mean angle is taken for flexion; ``method`` says which it was.

    Parameters
    ----------
    motion : xarray.Dataset
        ``angle (time, coordinate)`` in rad (m for translations), with OpenSim's coordinate names.
    athlete : Athlete
        Height gives the lengths of the segments.

    Returns
    -------
    xarray.DataArray
        (time, space, keypoint) in m: anterior iliac spines, sacrum, pelvis; hip, knee, ankle,
        heel, toe and fifth metatarsal head of both sides; neck where the lumbar joint is given.
        Coordinate ``method (keypoint)``.

    Raises
    ------
    RecordingError
        If a coordinate is missing without which there is no run, naming them all.
    """
    given = set(motion.coordinate.values.astype(str))
    missing = [name for name in NEEDED if name not in given]
    if missing:
        raise RecordingError(
            f"joint angles can be analysed as a run only with {', '.join(missing)}; "
            "export them from the inverse kinematics"
        )
    angles = _Angles(fill_gaps(motion["angle"]))
    scale = athlete.height / MODEL_HEIGHT
    origin = np.stack([angles(f"pelvis_t{axis}") for axis in SPACE], axis=-1)
    pelvis = _turned(angles, "pelvis_tilt", "pelvis_list", "pelvis_rotation")
    placed = {"sacrum": origin + pelvis @ (scale * np.array(SACRUM))}
    flexion = 1.0 if angles.mean_knee() >= 0 else -1.0
    for side in SIDES:
        mirror = np.array([1.0, 1.0, 1.0 if side == "right" else -1.0])
        placed[f"{side}_asis"] = origin + pelvis @ (scale * mirror * ASIS)
        placed[f"{side}_hip"] = origin + pelvis @ (scale * mirror * HIP)
        placed |= _leg(angles, side, placed[f"{side}_hip"], pelvis, athlete, flexion)
    placed["pelvis"] = (placed["left_hip"] + placed["right_hip"]) / 2
    if "lumbar_extension" in given:
        torso = pelvis @ _turned(angles, "lumbar_extension", "lumbar_bending", "lumbar_rotation")
        placed["neck"] = (
            origin + pelvis @ (scale * np.array(LUMBAR)) + torso @ (scale * np.array(NECK))
        )
    sign = "positive" if flexion > 0 else "negative"
    method = np.full(len(placed), f"from joint angles (knee flexion {sign})", dtype=object)
    return xr.DataArray(
        np.stack(list(placed.values()), axis=-1),
        dims=("time", "space", "keypoint"),
        coords={
            "time": motion.time,
            "space": list(SPACE),
            "keypoint": list(placed),
            "method": ("keypoint", method),
        },
    )


class _Angles:
    """Courses of the coordinates by name; a coordinate that is not there is zero."""

    def __init__(self, angle: xr.DataArray) -> None:
        names = angle.coordinate.values.astype(str)
        values = angle.transpose("coordinate", "time").values
        self._courses = dict(zip(names, values, strict=True))
        self._zero = np.zeros(angle.sizes["time"])

    def __call__(self, name: str) -> Floats:
        return np.asarray(self._courses.get(name, self._zero))

    def mean_knee(self) -> float:
        """Mean angle of both knees, rad."""
        return float(np.nanmean([self("knee_angle_l"), self("knee_angle_r")]))


def _leg(
    angles: _Angles, side: Side, hip: Floats, pelvis: Floats, athlete: Athlete, flexion: float
) -> dict[str, Floats]:
    """Knee, ankle, heel and toe of one leg, (time, 3) in m."""
    letter = side[0]
    scale = athlete.height / MODEL_HEIGHT
    outward = 1.0 if side == "right" else -1.0
    mirror = np.array([1.0, 1.0, outward])
    # Axes are mirrored too, and a turn about a mirrored axis goes the other way.
    axis_mirror = np.array([outward, outward, 1.0])
    thigh = pelvis @ _turned(
        angles,
        f"hip_flexion_{letter}",
        f"hip_adduction_{letter}",
        f"hip_rotation_{letter}",
        outward,
    )
    shank = thigh @ _rotation((0, 0, 1), -flexion * angles(f"knee_angle_{letter}"))
    talus = shank @ _rotation(axis_mirror * ANKLE_AXIS, angles(f"ankle_angle_{letter}"))
    foot = talus @ _rotation(axis_mirror * SUBTALAR_AXIS, angles(f"subtalar_angle_{letter}"))
    knee = hip + thigh @ np.array([0.0, -athlete.segment_length("thigh"), 0.0])
    ankle = knee + shank @ np.array([0.0, -athlete.segment_length("shank"), 0.0])
    subtalar = ankle + talus @ (scale * mirror * SUBTALAR)
    return {
        f"{side}_knee": knee,
        f"{side}_ankle": ankle,
        f"{side}_heel": subtalar + foot @ (scale * mirror * HEEL),
        f"{side}_toe": subtalar + foot @ (scale * mirror * TOE),
        f"{side}_fifth_metatarsal": subtalar + foot @ (scale * mirror * FIFTH_METATARSAL),
    }


def _turned(angles: _Angles, first: str, second: str, third: str, outward: float = 1.0) -> Floats:
    """Rotation (time, 3, 3) about z, then x, then y, by the coordinates so named."""
    tilted = _rotation((0, 0, 1), angles(first))
    leaned = _rotation((outward, 0, 0), angles(second))
    return np.asarray(tilted @ leaned @ _rotation((0, outward, 0), angles(third)))


def _rotation(axis: Floats | tuple[float, float, float], angle: Floats) -> Floats:
    """Rotation matrices (time, 3, 3) about an axis by Rodrigues' formula."""
    x, y, z = np.asarray(axis, dtype=float) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    sine, cosine = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    return np.asarray(np.eye(3) + sine * cross + (1 - cosine) * (cross @ cross))
