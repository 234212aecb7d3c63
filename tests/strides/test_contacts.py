"""Contacts from force plates: threshold, sides, plates half hit, noise, ends cut off."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.conventions import GRAVITY
from nextstride.strides import force_contacts
from nextstride.strides.loads import NOISY_THRESHOLD, THRESHOLD

MASS = 75.0
RATE = 2000.0
SECONDS = 2.0


def points(left=(0.0, 0.3), right=(0.0, 0.0)):
    """Feet that stay put; the lower one has its (x, y) given lower."""
    courses = {}
    for side, (x, y), z in (("left", left, -0.1), ("right", right, 0.1)):
        courses[f"{side}_toe"] = (x + 0.15, y, z)
        courses[f"{side}_heel"] = (x, y, z)
    time = np.arange(int(SECONDS * 250)) / 250
    position = np.repeat(np.array(list(courses.values())).T[None], time.size, axis=0)
    return xr.DataArray(
        position,
        dims=("time", "space", "keypoint"),
        coords={"time": time, "space": list("xyz"), "keypoint": list(courses)},
    )


def plates(loads, corner=None, noise=0.0):
    """Half-sine loads, each (start, length, peak in body weights, plate)."""
    time = np.arange(int(SECONDS * RATE)) / RATE
    force = np.zeros((time.size, 3, 2))
    for start, length, peak, plate in loads:
        on = (time >= start) & (time <= start + length)
        force[on, 1, plate] += peak * MASS * GRAVITY * np.sin(np.pi * (time[on] - start) / length)
    force += np.random.default_rng(11).normal(0, noise, force.shape) * [[[0], [1], [0]]]
    data = {"force": (("time", "space", "plate"), force)}
    if corner is not None:
        data["corner"] = (("plate", "corner", "space"), np.array(corner, dtype=float))
    return xr.Dataset(data, coords={"time": time, "space": list("xyz"), "plate": [1, 2]})


def crossing(length, peak, threshold=THRESHOLD):
    """Exact time from a half sine's start to the threshold, s."""
    return length / np.pi * np.arcsin(threshold / (peak * MASS * GRAVITY))


@pytest.mark.parametrize("length", [0.09, 0.12, 0.25])
def test_events_are_the_crossings_of_the_threshold(length):
    (contact,), notices = force_contacts(plates([(0.5, length, 3.0, 0)]), points(), MASS)
    late = crossing(length, 3.0)
    assert contact.touchdown == pytest.approx(0.5 + late, abs=2e-5)
    assert contact.toe_off == pytest.approx(0.5 + length - late, abs=2e-5)
    assert contact.side == "right"
    assert contact.method == "force"
    assert notices == ()


def test_the_lower_foot_is_the_one_that_stands():
    (contact,), _ = force_contacts(plates([(0.5, 0.12, 3, 0)]), points((0, 0.0), (0, 0.3)), MASS)
    assert contact.side == "left"


def test_one_foot_on_two_plates_is_one_contact():
    split = plates([(0.5, 0.12, 1.8, 0), (0.5, 0.12, 1.2, 1)])
    (contact,), _ = force_contacts(split, points(), MASS)
    assert contact.toe_off - contact.touchdown == pytest.approx(
        0.12 - 2 * crossing(0.12, 3), abs=5e-5
    )


def test_knocks_and_light_loads_are_left_out_and_told():
    knock = (0.2, 0.03, 3.0, 0)
    light = (0.6, 0.12, 0.8, 0)
    contacts, notices = force_contacts(plates([knock, light, (1.2, 0.12, 3, 0)]), points(), MASS)
    assert len(contacts) == 1
    assert contacts[0].middle == pytest.approx(1.26, abs=0.01)
    (notice,) = notices
    assert notice.code == "loads_left_out"
    assert "0.66 s (peak" in notice.message


SQUARE = [[-0.3, 0, -0.5], [0.3, 0, -0.5], [0.3, 0, 0.5], [-0.3, 0, 0.5]]
AWAY = [[5, 0, 5], [6, 0, 5], [6, 0, 6], [5, 0, 6]]


@pytest.mark.parametrize(
    ("heel", "whole"), [(0.0, True), (0.14, True), (0.2, False), (-0.35, False), (4.0, False)]
)
def test_a_foot_half_off_the_plate_is_left_out(heel, whole):
    loads = plates([(0.5, 0.12, 3, 0)], [SQUARE, AWAY])
    contacts, notices = force_contacts(loads, points(right=(heel, 0.0)), MASS)
    assert len(contacts) == int(whole)
    assert bool(notices) != whole
    if not whole:
        assert "not wholly on the plates" in notices[0].message


def test_corners_in_the_other_order_serve_as_well():
    loads = plates([(0.5, 0.12, 3, 0)], [SQUARE[::-1], AWAY])
    assert len(force_contacts(loads, points(), MASS)[0]) == 1


@pytest.mark.parametrize("noise", [8.0, 12.0])
def test_a_running_belts_noise_raises_the_threshold_and_invents_nothing(noise):
    loads = plates([(0.3, 0.25, 2.4, 0), (0.7, 0.25, 2.4, 0)], noise=noise)
    contacts, notices = force_contacts(loads, points(), MASS)
    assert len(contacts) == 2
    assert notices == ()
    late = crossing(0.25, 2.4, NOISY_THRESHOLD)
    for contact, start in zip(contacts, (0.3, 0.7), strict=True):
        # The 60 Hz low-pass rounds the foot of the half sine, by less than 2 ms.
        assert contact.touchdown == pytest.approx(start + late, abs=0.003)
        assert contact.toe_off == pytest.approx(start + 0.25 - late, abs=0.003)


def test_a_contact_cut_by_the_records_ends_has_no_event_there():
    loads = plates([(-0.06, 0.12, 3, 0), (SECONDS - 0.06, 0.12, 3, 0)])
    first, last = force_contacts(loads, points(), MASS)[0]
    assert first.touchdown is None
    assert first.toe_off is not None
    assert last.toe_off is None
    assert last.touchdown is not None


def test_a_foot_out_of_view_has_no_side():
    feet = points().where(points().keypoint != "left_toe")
    contacts, notices = force_contacts(plates([(0.5, 0.12, 3, 0)]), feet, MASS)
    assert contacts == []
    assert notices


def test_unloaded_plates_have_no_contact():
    assert force_contacts(plates([]), points(), MASS) == ([], ())
