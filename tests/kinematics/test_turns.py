"""Turns of pelvis and trunk from body points."""

import numpy as np
import pytest
import xarray as xr

from nextstride import Athlete
from nextstride.errors import MissingDataError
from nextstride.kinematics import turns
from nextstride.kinematics.forward import points_from_angles

ATHLETE = Athlete(mass=70.0, height=1.75)
TURNED = {
    "pelvis_tilt": -0.2,
    "pelvis_list": 0.12,
    "pelvis_rotation": -0.3,
    "lumbar_bending": 0.15,
    "lumbar_extension": -0.25,
}


@pytest.fixture(scope="module")
def points():
    """A runner whose angles are known."""
    legs = [
        f"{joint}_{side}" for joint in ("hip_flexion", "knee_angle", "ankle_angle") for side in "lr"
    ]
    angles = TURNED | dict.fromkeys(["pelvis_tx", "pelvis_ty", *legs], 0.5)
    motion = xr.Dataset(
        {"angle": (("time", "coordinate"), np.tile([*angles.values()], (3, 1)))},
        coords={"time": [0.0, 0.01, 0.02], "coordinate": list(angles)},
    )
    return points_from_angles(motion, ATHLETE)


def test_they_are_the_angles_that_the_points_were_made_from(points):
    found = turns(points, ATHLETE)
    for name in ("pelvis_tilt", "pelvis_list", "pelvis_rotation", "lumbar_bending"):
        course = found[name.removeprefix("pelvis_")].values
        # The middle of the shoulders is 3 mm off the axis that the trunk bends about.
        assert course == pytest.approx(np.full(3, TURNED[name]), abs=1e-4), name


def test_a_gap_stays_a_gap(points):
    gone = points.copy()
    gone.loc[{"time": 0.01, "keypoint": "sacrum"}] = np.nan
    found = turns(gone, ATHLETE)
    assert np.isnan(found["list"].values).tolist() == [False, True, False]


def test_without_spines_or_from_the_side_there_are_none(points):
    with pytest.raises(MissingDataError, match="iliac spines"):
        turns(points.drop_sel(keypoint="left_asis"), ATHLETE)
    with pytest.raises(MissingDataError, match="iliac spines"):
        turns(points.sel(space=["x", "y"]), ATHLETE)
