"""How far the hamstrings are stretched: the path, a real sprint, and what cannot tell it."""

import numpy as np
import pytest

from nextstride.analysis import analyze
from nextstride.athlete import Athlete
from nextstride.body.layout import Parameters
from nextstride.body.spatial import build_spatial_body
from nextstride.body.spatial.layout import SLICES
from nextstride.body.spatial.muscles import path
from nextstride.body.spatial.sprinter import LEG_COORDINATES
from nextstride.hamstring import relative_length
from nextstride.measures.hamstrings import peak_hamstring_length
from nextstride.measures.measure import Sample
from nextstride.measures.table import MEASURES, take
from nextstride.read import read_recording

JA1 = Athlete(mass=75.9, height=1.80, sex="male")
MEASURED = ("peak_hamstring_length", "hamstring_peak_to_touchdown")


@pytest.mark.parametrize(("hip", "knee"), [(0.0, 0.0), (1.2, 0.5), (-0.4, 1.0), (0.8, 2.4)])
def test_the_path_is_that_of_the_body_in_three_dimensions(hip, knee):
    body = build_spatial_body()
    still = dict.fromkeys(LEG_COORDINATES, 0.0)
    angles = still | {"hip_flexion": hip, "knee": knee}
    p = Parameters(body.vector, SLICES)
    lengths = [path("biceps_femoris_long_head", pose, still, p).length for pose in (angles, still)]
    assert relative_length(hip, knee) == pytest.approx(lengths[0] / lengths[1], abs=0.002)


def test_a_real_sprint_stretches_them_as_published_in_late_swing(shared_data):
    recording = read_recording(shared_data / "dorn2012_ja1_trc_ik" / "run0900cms.trc")
    found = analyze(recording, JA1).measures.sel(measure=list(MEASURED), side=["left", "right"])
    length, before = (found.sel(measure=name) for name in MEASURED)
    # 14 athletes at 80 to 100 % of top speed: 1.095 on average (Thelen et al. 2005)
    assert ((length.lower < 1.095) & (length.upper > 1.095)).all()
    assert (length.n >= 2).all()
    assert ((before.value > 0.02) & (before.value < 0.10)).all()


def test_a_pelvis_that_is_not_seen_is_refused(analysed):
    run = analysed("sprint", 250.0, 0.0).run
    names = [name for name in run.points.keypoint.values if not name.endswith("asis")]
    blind = type(run)(
        run.recording, run.athlete, run.points.sel(keypoint=names), run.pace, run.steps
    )
    refused: Sample = take(MEASURES["peak_hamstring_length"], blind, "left")
    assert np.isnan(refused.value)
    assert "iliac spines" in refused.note
    assert peak_hamstring_length(run, "left").value > 1.0
