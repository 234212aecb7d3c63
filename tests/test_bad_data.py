"""Recordings that are not what they seem: each has a right answer, and none ends in a traceback.

The inputs are in the folder of shared data, one folder a case; `README.md` of each says what is
wrong with it, how the right answer is known and where such files come from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from nextstride.cli import app

SPRINTER = ("--mass", "78", "--height", "1.88")
JOGGER = ("--mass", "70", "--height", "1.80")
CAMERA = (*SPRINTER, "--frame-rate", "120")
HIP = "peak_swing_hip_flexor_moment"


@dataclass(frozen=True)
class Answer:
    """What `nextstride analyze --json` says."""

    status: int
    text: str
    document: dict[str, Any]

    def value(self, name: str, side: str = "left") -> float:
        (row,) = [r for r in self.document["measures"] if (r["name"], r["side"]) == (name, side)]
        return float(row["value"])

    def note(self, code: str) -> str:
        (message,) = [w["message"] for w in self.document["warnings"] if w["code"] == code]
        return str(message)


def analysed(file, *options: str) -> Answer:
    """Run the command as a user does."""
    command = ["analyze", str(file), "--no-limits", "--json", *options]
    result = CliRunner().invoke(app, command)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    document = json.loads(result.stdout) if result.exit_code == 0 else {}
    return Answer(result.exit_code, " ".join(result.output.split()), document)


@pytest.fixture
def case(shared_data):
    def folder(name):
        found = shared_data / "cases" / name
        if not found.is_dir():
            pytest.skip(f"no case {name} in {shared_data}")
        return found

    return folder


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("trc-zero-toe", "markers_at_origin", "left_toe in frames 61-65"),
        ("trc-frozen-knee", "markers_stood_still", "left_lateral_knee in frames 101-108"),
        ("trc-knees-swapped", "markers_exchanged", "right_medial_knee in frames 151-158"),
    ],
)
def test_points_that_are_not_there(case, name, code, told):
    answer = analysed(case(name) / "run.trc", *SPRINTER)
    for side in ("left", "right"):
        assert answer.value(HIP, side) == pytest.approx(6.0, abs=0.25)
    assert told in answer.note(code)


def test_a_treadmill_that_rises(case):
    answer = analysed(case("treadmill-incline-5") / "run.trc", *JOGGER)
    assert 0.21 < answer.value("contact_time") < 0.245
    assert answer.value("speed", "both") == pytest.approx(3.0, abs=0.05)
    assert "rises by 4" in answer.note("ground_slopes")


def test_a_bend(case):
    answer = analysed(case("bend-36m") / "run.trc", *SPRINTER)
    assert answer.value("speed", "both") == pytest.approx(9.5, abs=0.05)
    assert answer.value(HIP) == pytest.approx(6.0, abs=0.25)
    assert "radius of 36 m" in answer.note("path_bends")


def test_absent_files_of_a_pose_folder(case):
    answer = analysed(case("openpose-missing-files") / "frames", *CAMERA)
    assert answer.value("step_rate") == pytest.approx(4.40, abs=0.1)
    assert answer.value("speed", "both") == pytest.approx(9.19, abs=0.15)
    assert answer.value(HIP) == pytest.approx(5.3, abs=0.5)
    assert "Frames 30-33, 70-73, 110-113" in answer.note("frames_absent")


def test_normalised_coordinates(case):
    answer = analysed(case("openpose-normalised") / "frames", *CAMERA)
    assert answer.status == 2
    assert "coordinates are normalised" in answer.text
    assert "write pixels" in answer.text


@pytest.mark.parametrize("name", ["dlc-excel-bom", "sleap-labelled-by-hand"])
def test_keypoint_files_that_another_program_touched(case, name):
    (file,) = case(name).glob("run.*")
    answer = analysed(file, *CAMERA)
    assert answer.value("speed", "both") == pytest.approx(9.19, abs=0.1)
    assert answer.value("step_rate") == pytest.approx(4.40, abs=0.1)
    if name == "sleap-labelled-by-hand":
        assert "no confidence" in answer.note("confidence_unknown")


def test_a_tracking_file_without_a_track(case):
    answer = analysed(case("sleap-no-tracks") / "run.h5", *CAMERA)
    assert answer.status == 2
    assert "holds no track" in answer.text


def test_a_pose_file_with_an_empty_frame(case):
    answer = analysed(case("pose-json-empty-frame") / "run.json", *SPRINTER)
    assert answer.value("speed", "both") == pytest.approx(9.19, abs=0.1)


def test_plates_with_a_large_offset(case):
    answer = analysed(case("c3d-plate-offset-120N") / "run.c3d", *SPRINTER)
    assert answer.value("contact_time") == pytest.approx(0.110, abs=0.002)
    assert answer.value("peak_vertical_force") == pytest.approx(31.8, abs=0.3)
    assert answer.value("propulsive_impulse") == pytest.approx(0.206, abs=0.005)
    assert "120 N when unloaded" in str(answer.document["warnings"])


def test_forces_that_come_late(case):
    answer = analysed(case("c3d-forces-12ms-late") / "run.c3d", *SPRINTER)
    assert answer.value("touchdown_distance") == pytest.approx(0.29, abs=0.02)
    assert answer.value("thigh_angle_touchdown") == pytest.approx(0.62, abs=0.02)
    assert answer.value("thighs_passing_time") == pytest.approx(0.017, abs=0.003)
    assert "12 ms after the markers" in answer.note("forces_delayed")
