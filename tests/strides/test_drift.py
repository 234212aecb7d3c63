from __future__ import annotations

import numpy as np
import pytest

from nextstride.analysis import analyze
from nextstride.read import attach_forces, read_recording
from nextstride.strides.drift import find_drift


def contacts(rate, seconds=30.0, scatter=0.006):
    random = np.random.default_rng(5)
    middles = np.arange(0.2, seconds, 0.38)
    return middles, 0.003 + rate * middles + random.normal(0, scatter, len(middles))


@pytest.mark.parametrize("rate", [0.0005, -0.0005, 0.002])
def test_a_drift_is_found_among_scatter_and_wild_contacts(rate):
    middles, apart = contacts(rate)
    apart[[3, 40]] += 0.1
    drift = find_drift(middles, apart)
    assert drift.rate == pytest.approx(rate, abs=0.0002)
    assert f"{1000 * drift.rate:.2f} ms a second" in drift.message


def test_no_drift_where_there_is_none_or_too_little_to_tell():
    assert find_drift(*contacts(0.0)) is None
    assert find_drift(*contacts(0.00005)) is None
    assert find_drift(*contacts(0.002, seconds=4.0)) is None
    assert find_drift(np.arange(5.0), np.arange(5.0) / 100) is None


def test_a_drift_of_a_real_treadmill_is_laid_onto_the_markers_clock(shared_data):
    """Fukuchi's second runner, the markers' clock made slow by a thousandth."""
    folder = shared_data / "rbds_s041_treadmill"
    markers = read_recording(folder / "RBDS0041runT252.txt")
    both = attach_forces(markers, folder / "RBDS0041runT252forces.txt")
    assert "forces_drift" not in {n.code for n in analyze(both, mass=78.3, height=1.78).notices}
    force = both.force.assign_coords(time=both.force.time * 1.001)
    slow = type(both)(
        motion=both.motion,
        force=force,
        source=both.source,
        format=both.format,
        frame_rate=both.frame_rate,
        axes=both.axes,
        clusters=both.clusters,
    )
    found = analyze(slow, mass=78.3, height=1.78)
    told = {notice.code: notice.message for notice in found.notices}
    assert "run apart by 1.0" in told["forces_drift"] or "run apart by 0.9" in told["forces_drift"]
