"""Passes in one file are told apart; what is one run is left as it is."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from nextstride.analysis import AnalysisRequest, analyze, measure_request
from nextstride.athlete import Athlete
from nextstride.errors import ParameterError, RecordingError
from nextstride.read import read_recording
from nextstride.read.passes import find_passes
from nextstride.sample import SyntheticSprinter
from nextstride.video import FilmOptions
from nextstride.write import write_trc

RATE = 100
UNSEEN = np.full((2 * RATE, 3), np.nan)
FORWARD = np.array([1, 0, 0])


def way(speed, heading, seconds=1.2):
    """A pelvis on a straight way from the origin."""
    turn = np.radians(heading)
    along = speed * np.arange(round(seconds * RATE)) / RATE
    return along[:, None] * [np.cos(turn), 0, np.sin(turn)] + [0, 1, 0]


def after(one, two):
    """A second way that begins where the first ends."""
    return np.concatenate([one, two + one[-1] - two[0]])


def passes(course):
    return find_passes(np.arange(len(course)) / RATE, course)


@pytest.mark.parametrize(
    "course",
    [
        way(9, 30),
        way(0.2, 0, 5),
        after(way(5, 0), way(5, 90)),
        after(way(5, 0), way(5, -60)),
        after(after(way(5, 0), way(0.1, 0)), way(5, 0)),
        np.concatenate([way(5, 0), UNSEEN, 16 * FORWARD + way(5, 0)]),
        np.concatenate([way(5, 0), UNSEEN]),
        np.full((50, 3), np.nan),
    ],
)
def test_one_run_is_at_most_one_pass(course):
    assert len(passes(course)) <= 1


@pytest.mark.parametrize(
    ("course", "speeds"),
    [
        (np.concatenate([way(9, 30), UNSEEN, way(8, 30)]), [9, 8]),
        (np.concatenate([way(9, 30), UNSEEN, 8 * FORWARD + way(8, 210)]), [9, 8]),
        (after(way(9, 0), way(8, 180)), [9, 8]),
        (after(after(way(9, 0), way(1.4, 180, 6)), way(8, 0)), [9, 1.4, 8]),
    ],
)
def test_passes_are_counted(course, speeds):
    found = passes(course)
    assert [each.speed for each in found] == pytest.approx(speeds, rel=0.05)
    assert all(one.stop <= two.start for one, two in itertools.pairwise(found))


@pytest.fixture(scope="module")
def there_and_back(tmp_path_factory):
    """A TRC of a jog there, of nobody, and of the jog back."""
    runner = SyntheticSprinter.jogging(treadmill=False)
    alone = runner.recording(RATE, 0.0003, seed=1)
    there = alone.motion.position.values
    back = there.copy()
    back[:, [0, 2]] *= -1
    unseen = np.full((3 * RATE, *there.shape[1:]), np.nan)
    values = np.concatenate([there, unseen, back])
    motion = alone.motion.isel(time=np.zeros(len(values), dtype=int))
    motion = motion.assign_coords(time=np.arange(len(values)) / RATE)
    motion["position"] = (alone.motion.position.dims, values)
    path = tmp_path_factory.mktemp("passes") / "run.trc"
    write_trc(replace(alone, motion=motion, force=None), path)
    return runner, path


def test_each_pass_is_measured(there_and_back):
    runner, path = there_and_back
    found = [analyze(read_recording(path, which_pass=n), runner.athlete) for n in (1, 2)]
    told = [n.message for each in found for n in each.notices if n.code == "several_passes"]
    assert ["Pass 1 was measured, as asked" in told[0], "Pass 2" in told[1]] == [True, True]
    one, two = (each.measures["value"].sel(measure=["speed", "contact_time"]) for each in found)
    np.testing.assert_allclose(one, two, rtol=0.02)
    assert float(two.sel(measure="speed", side="both")) == pytest.approx(runner.speed, rel=0.01)
    steps = [each.run.steps for each in found]
    assert list(steps[0].side.values) == list(steps[1].side.values)


def test_the_first_of_equal_passes_is_taken_and_told(there_and_back):
    recording = read_recording(there_and_back[1])
    told = [n.message for n in recording.notices if n.code == "several_passes"]
    assert "2 passes in one file" in told[0]
    assert "Pass 1 was measured, the fastest" in told[0]
    with pytest.raises(RecordingError, match="--pass 3 is not there; the file shows passes 1 to 2"):
        read_recording(there_and_back[1], which_pass=3)


@pytest.mark.parametrize("clock", [np.zeros(120), np.arange(120) * 1e-300, 1e18 + np.arange(120)])
def test_a_clock_that_tells_nothing_makes_no_pass(clock):
    assert len(find_passes(clock, way(5, 0))) <= 1


def test_a_pass_of_positions_in_one_plane_is_refused(tmp_path):
    path = tmp_path / "run.json"
    names = ["left_hip", "left_ankle", "left_heel", "left_big_toe"]
    frames = [[[float(i), 2.0 * k, 0.9] for k in range(4)] for i in range(30)]
    path.write_text(json.dumps({"keypoint_names": names, "frames": frames, "fps": 60}))
    with pytest.raises(ParameterError, match="--pass 2 needs markers in three dim"):
        read_recording(path, pixel_size=0.002, which_pass=2)


def test_a_pass_of_joint_angles_is_refused(tmp_path):
    path = tmp_path / "run.mot"
    rows = [f"{i / 100}\t0.9\t{i}" for i in range(60)]
    head = ["Coordinates", "inDegrees=yes", "endheader", "time\tpelvis_ty\thip_flexion_r"]
    path.write_text("\n".join(head + rows), encoding="utf-8")
    with pytest.raises(ParameterError, match="this file is of joint angles"):
        read_recording(path, which_pass=1)


@pytest.mark.parametrize("name", ["run.mp4", "run.json"])
def test_a_pass_of_a_film_is_refused_before_it_is_looked_at(tmp_path, name):
    film = tmp_path / name
    film.write_bytes(b"not looked at")
    request = AnalysisRequest(film, Athlete(70, 1.8), FilmOptions(), which_pass=2)
    with pytest.raises(ParameterError, match="this file is of what one camera saw"):
        measure_request(request)
