"""Files of other programs that an analysis becomes, read again."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from openpyxl import load_workbook

from nextstride import Athlete, MissingDataError, ParameterError, analyze, read_recording
from nextstride.report.exports import EXPORTS, opensim_angles, write_exports
from nextstride.sample import SyntheticSprinter


@cache
def sprint():
    sprinter = SyntheticSprinter()
    return analyze(sprinter.recording(noise=0.001), sprinter.athlete)


def test_every_kind_is_written(tmp_path):
    written = write_exports(sprint(), tmp_path, list(EXPORTS))
    names = {path.name for path in written}
    assert names >= {"markers.trc", "angles.mot", "analysis.xlsx"}
    assert {path.name for path in tmp_path.iterdir()} == names


def test_markers_come_back_as_they_were(tmp_path):
    (written,) = write_exports(sprint(), tmp_path, ["trc"])
    again = read_recording(written)
    np.testing.assert_allclose(
        again.position("left_heel"), sprint().run.recording.position("left_heel"), atol=1e-5
    )


def test_angles_read_again_give_the_same_thigh(tmp_path):
    written = write_exports(sprint(), tmp_path, ["mot"])[0]
    again = analyze(written, Athlete(mass=75, height=1.80))
    for side in ("left", "right"):
        value = {"measure": "peak_thigh_flexion_velocity", "side": side}
        found = float(again.measures.value.sel(value))
        assert found == pytest.approx(float(sprint().measures.value.sel(value)), rel=0.03)


def test_the_hip_flexes_forward_and_the_knee_backward():
    angles = opensim_angles(sprint())
    assert float(angles.sel(coordinate="knee_angle_l").max()) > 1.5
    assert float(angles.sel(coordinate="hip_flexion_r").max()) > 1.0


def test_the_workbook_holds_what_the_document_holds(tmp_path):
    (written,) = write_exports(sprint(), tmp_path, ["xlsx"])
    book = load_workbook(written, read_only=True)
    assert book.sheetnames == ["measures", "steps", "curves", "notices"]
    rows = list(book["measures"].iter_rows(values_only=True))
    measures = sprint().to_json()["measures"]
    assert len(rows) == len(measures) + 1
    column = rows[0].index("value")
    told = [row["value"] for row in measures]
    assert [row[column] for row in rows[1:]] == [
        None if value is None else pytest.approx(value) for value in told
    ]


def test_an_unknown_kind_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ParameterError, match="trc"):
        write_exports(sprint(), tmp_path / "new", ["xlsx", "fbx"])
    assert not (tmp_path / "new").exists()


def test_what_is_not_there_is_not_written(tmp_path, shared_data):
    file = next((shared_data / "dorn2012_ja1_trc_ik").glob("run0900*.mot"))
    with pytest.raises(MissingDataError, match="markers in three dimensions"):
        write_exports(analyze(file, mass=75.9, height=1.8), tmp_path, ["trc"])
