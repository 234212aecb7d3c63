import numpy as np

from nextstride.personal.features import (
    ANGLES,
    FEATURES,
    HARMONICS,
    SCALARS,
    curve_of,
    fit_harmonics,
    modelled_features,
)
from nextstride.sprint import outcomes
from nextstride.sprint.reference import fourier_series


def test_harmonics_of_a_curve_of_harmonics_are_its_own():
    random = np.random.default_rng(0)
    terms = random.normal(size=(1 + 2 * HARMONICS, 3))
    shares = np.sort(random.uniform(0, 1, 60))
    angles = np.column_stack([fourier_series(tuple(column), shares) for column in terms.T])
    np.testing.assert_allclose(fit_harmonics(shares, angles, np.ones(60)), terms, atol=1e-9)


def test_features_of_a_simulated_sprint_are_its_outcomes(truth):
    found = modelled_features(truth)
    seen = outcomes(truth)
    assert found.size == len(FEATURES)
    for name in ("speed", "contact_time", "flight_time", "peak_swing_hip_flexor_moment"):
        assert found[SCALARS.index(name)] == seen[name]
    for place, angle in enumerate(ANGLES):
        position = truth.values("position")[:, [3 + place, 6 + place]]
        curve = found[curve_of(angle)]
        assert position.min() - 0.1 < curve.min() < curve.max() < position.max() + 0.1
