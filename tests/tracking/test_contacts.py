"""Touchdown and toe-off of a foot whose motion is drawn."""

import numpy as np
import pytest

from nextstride.tracking.contacts import SPEED_SD, TOE_OFF_SD, fit_contact
from nextstride.tracking.folded import FoldedFoot

SPEED, STEP = 4.0, 0.35
"""Running speed, m/s, and step time, s."""
LANDS, LEAVES = -0.15, 0.16
"""When the heel comes to 63 % of running speed, and the foot to 60 %, s."""


def drawn(heel_sinks, toe_sinks, rate=60.0):
    """A foot of six contacts; heel and toe sink at a share of running speed until a moment."""
    clock = np.arange(-0.35, 0.35, 0.001)
    forward = SPEED * np.interp(clock, [LANDS - 0.021, LANDS + 0.019, 0.06, 0.30],
                                [1.2, 0.1, 0.1, 1.3])  # fmt: skip
    course = np.cumsum(forward) * 0.001
    since = np.concatenate([np.arange(-0.25, 0.25, 1 / rate) + k / 360 for k in range(6)])
    contact = np.repeat(np.arange(6), len(since) // 6)
    along = np.interp(since, clock, course)

    def point(sinks):
        speed, moment = sinks
        return np.stack([along, np.maximum(moment - since, 0.0) * speed * SPEED], axis=1)

    heel, toe = point(heel_sinks), point(toe_sinks)
    return FoldedFoot(since, contact, toe, heel, (toe, heel), np.full(len(since), SPEED))


def test_a_foot_leaves_when_its_middle_has_come_to_a_share_of_running_speed():
    foot = fit_contact(drawn((0.2, LANDS), (0.2, LANDS)), "left", STEP)
    assert foot.toe_off == pytest.approx(LEAVES, abs=0.004)
    assert foot.rules_sd[1] == TOE_OFF_SD


def test_a_heel_that_lands_softly_is_told_by_its_speed():
    """The forefoot slaps down 60 ms later, which is all that acceleration shows."""
    foot = fit_contact(drawn((0.04, LANDS), (0.35, LANDS + 0.06)), "left", STEP)
    assert foot.touchdown == pytest.approx(LANDS, abs=0.008)
    assert foot.rules_sd[0] == SPEED_SD


def test_a_sole_that_lands_at_once_is_told_by_its_stop():
    foot = fit_contact(drawn((0.3, LANDS + 0.01), (0.3, LANDS + 0.01), 240.0), "left", STEP)
    assert foot.touchdown == pytest.approx(LANDS + 0.01, abs=0.006)
    assert foot.rules_sd[0] < SPEED_SD


def test_a_foot_that_is_drawn_back_in_the_air_has_not_landed():
    """The heel is as slow as one that stands, but 11 cm over the ground."""
    foot = fit_contact(drawn((0.25, LANDS + 0.11), (0.3, LANDS + 0.11)), "left", STEP)
    assert foot.touchdown == pytest.approx(LANDS + 0.11, abs=0.01)
    assert foot.rules_sd[0] > SPEED_SD  # the two signs of landing are far apart


@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_a_stop_counts_less_where_pictures_are_far_apart(rate):
    landing = (0.3, LANDS + 0.02), (0.3, LANDS + 0.02)
    sparse, dense = (fit_contact(drawn(*landing, each), "left", STEP) for each in (rate, 240.0))
    assert dense.touchdown == pytest.approx(LANDS + 0.02, abs=0.006)
    assert SPEED_SD > sparse.rules_sd[0] > dense.rules_sd[0]
