from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read.plates import Plate, plate_wrench, plates_dataset

# A plate 0.6 m by 0.4 m in a laboratory with z up, its centre at (1, 2, 0): the plate's x is the
# laboratory's x, its y the laboratory's -y, its z down.
CORNER = np.array([[1.3, 1.8, 0], [0.7, 1.8, 0], [0.7, 2.2, 0], [1.3, 2.2, 0]])
FORCE = np.array([50.0, -30.0, -800.0])  # plate axes: up on the runner, as the laboratory stores it
POINT = np.array([0.12, -0.07, 0.0])  # plate axes, from the centre of the surface
TWIST = 4.0
ORIGIN = np.array([0.01, -0.02, -0.04])

LAB_FORCE = np.array([50.0, 30.0, 800.0])
LAB_POINT = np.array([1.12, 2.07, 0.0])
LAB_MOMENT = np.array([0.0, 0.0, -TWIST])


def six_channels():
    """Moment about the transducer's origin of a force at POINT with a free TWIST."""
    moment = np.cross(ORIGIN + POINT, FORCE) + np.array([0, 0, TWIST])
    return np.tile(np.concatenate([FORCE, moment]), (3, 1))


def check(plate):
    force, pressure, moment = plate_wrench(plate)
    np.testing.assert_allclose(force, np.tile(LAB_FORCE, (3, 1)), atol=1e-9)
    np.testing.assert_allclose(pressure, np.tile(LAB_POINT, (3, 1)), atol=1e-9)
    np.testing.assert_allclose(moment, np.tile(LAB_MOMENT, (3, 1)), atol=1e-9)


def test_type_1_gives_its_centre_of_pressure():
    channels = np.tile([*FORCE, *POINT[:2], TWIST], (3, 1))
    check(Plate(1, CORNER, ORIGIN, channels))


def test_type_2_finds_the_centre_of_pressure():
    check(Plate(2, CORNER, ORIGIN, six_channels()))


def test_origin_without_its_sign_is_understood():
    check(Plate(2, CORNER, ORIGIN * [1, 1, -1], six_channels()))


def test_type_3_adds_its_eight_channels():
    # Four vertical sensors at (+-a, +-b), at depth az0; shear sensors in pairs.
    a, b, depth = 0.2, 0.12, 0.05
    x12, x34, y14, y23 = 20.0, 30.0, -22.0, -8.0
    height = np.array([-300.0, -200.0, -180.0, -120.0])
    sensors = np.array([[a, b, depth], [-a, b, depth], [-a, -b, depth], [a, -b, depth]])
    loads = np.array(
        [[x12 / 2, y14 / 2, 0], [x12 / 2, y23 / 2, 0], [x34 / 2, y23 / 2, 0], [x34 / 2, y14 / 2, 0]]
    )
    loads[:, 2] = height
    moment = np.cross(sensors, loads).sum(axis=0)  # about the centre of the surface
    force = loads.sum(axis=0)
    channels = np.tile([x12, x34, y14, y23, *height], (2, 1))
    got_force, pressure, free = plate_wrench(Plate(3, CORNER, np.array([a, b, -depth]), channels))
    x, y = -moment[1] / force[2], moment[0] / force[2]
    twist = moment[2] - x * force[1] + y * force[0]
    np.testing.assert_allclose(got_force[0], force * [1, -1, -1])
    np.testing.assert_allclose(pressure[0], [1 + x, 2 - y, 0])
    np.testing.assert_allclose(free[0], [0, 0, -twist])


def test_unloaded_plate_has_no_centre_of_pressure():
    _, pressure, moment = plate_wrench(Plate(2, CORNER, ORIGIN, six_channels() / 100))
    assert np.isnan(pressure).all()
    assert (moment == 0).all()


def test_corners_without_a_surface_are_refused():
    with pytest.raises(ReadError, match="do not span a surface"):
        plate_wrench(Plate(2, np.zeros((4, 3)), ORIGIN, six_channels()))


def test_dataset_has_the_layout_of_a_recording():
    plate = Plate(2, CORNER, ORIGIN, six_channels())
    force = plates_dataset([plate, plate], np.array([0.0, 0.1, 0.2]))
    assert force.force.dims == ("time", "space", "plate")
    assert force.corner.shape == (2, 4, 3)
    assert list(force.side.values) == ["", ""]
