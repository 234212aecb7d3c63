"""Squares cut out of a picture, and back."""

import numpy as np
import pytest

from nextstride.video.region import Region


def test_points_come_back_to_where_they_were_cut():
    picture = np.zeros((300, 400, 3), dtype=np.uint8)
    picture[118:123, 218:223] = 255
    region = Region(np.array([200.0, 140.0]), 100.0, 0.4)
    cut = region.cut(picture, 200).astype(float).mean(axis=2)
    down, across = np.mgrid[:200, :200]
    middle = np.array([(across * cut).sum(), (down * cut).sum()]) / cut.sum()
    assert region.out_of(middle / 200) == pytest.approx([220, 120], abs=0.6)


def test_somebody_stands_upright_in_their_square():
    upright = Region.about(np.array([50.0, 60.0]), np.array([50.0, 20.0]))
    assert (upright.turn, upright.side) == pytest.approx((0.0, 100.0))
    bent = Region.about(np.array([50.0, 60.0]), np.array([90.0, 60.0]))
    assert bent.turn == pytest.approx(np.pi / 2)
    assert bent.out_of(np.array([0.5, 0.1])) == pytest.approx([90, 60])


def test_beyond_the_edge():
    picture = np.full((10, 10, 3), 200, dtype=np.uint8)
    far = Region(np.array([5.0, 5.0]), 30.0)
    assert far.cut(picture, 30)[0, 0, 0] == 200
    assert far.cut(picture, 30, "black")[0, 0, 0] == 0
