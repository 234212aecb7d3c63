"""Weighted parabolas through all contacts: exact on parabolas, any contact can be left out."""

import numpy as np

from nextstride.tracking.parabolas import Parabolas

RNG = np.random.default_rng(0)
SINCE = RNG.uniform(-0.1, 0.1, 300)
CONTACT = RNG.integers(0, 5, 300)
LEVELS = np.array([0.0, 0.3, -0.2, 0.1, 0.5])
MOMENTS = np.array([-0.05, 0.0, 0.04])


def test_a_parabola_is_recovered_whatever_the_levels():
    values = LEVELS[CONTACT] + 2.0 * SINCE + 0.5 * 30.0 * SINCE**2
    value, slope, bend = Parabolas.around(MOMENTS, SINCE, CONTACT, values[:, None], 0.02).fit()
    np.testing.assert_allclose(
        value[:, 0], LEVELS.mean() + 2.0 * MOMENTS + 15.0 * MOMENTS**2, atol=1e-9
    )
    np.testing.assert_allclose(slope[:, 0], 2.0 + 30.0 * MOMENTS, atol=1e-8)
    np.testing.assert_allclose(bend[:, 0], 30.0, atol=1e-6)


def test_leaving_a_contact_out_is_fitting_the_others():
    values = np.column_stack([np.sin(30 * SINCE), RNG.normal(size=300)])
    kept = np.array([True, False, True, True, True])
    part = kept[CONTACT]
    some = Parabolas.around(MOMENTS, SINCE, CONTACT, values, 0.02).fit(kept)
    _, renumbered = np.unique(CONTACT[part], return_inverse=True)
    alone = Parabolas.around(MOMENTS, SINCE[part], renumbered, values[part], 0.02).fit()
    for one, other in zip(some, alone, strict=True):
        np.testing.assert_allclose(one, other)


def test_where_no_frames_are_nothing_is_told():
    far = np.array([5.0])
    _, slope, _ = Parabolas.around(far, SINCE, CONTACT, SINCE[:, None], 0.02).fit()
    assert np.isnan(slope).all()
