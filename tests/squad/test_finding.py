"""What is found in a folder, and what goes with what."""

from __future__ import annotations

from datetime import date

import pytest

from nextstride.athlete import Athlete
from nextstride.errors import ReadError
from nextstride.log.names import name_key
from nextstride.read.forces import holds_forces
from nextstride.squad.athletes import read_athletes, read_list
from nextstride.squad.finding import core, day_of, find_recordings

FORCES = "Time\tFx\tFy\tFz\tCOPx\tCOPy\tCOPz\tTy\n1\t0\t0\t0\t0\t0\t0\t0\n"
FORCES_MOT = (
    "grf\nversion=1\nendheader\ntime\tground_force_vx\tground_force_vy\tground_force_vz\n0\t"
)
ANGLES_MOT = "run\nversion=1\nendheader\ntime\tpelvis_tx\thip_flexion_r\n0\t0\t0\n"


def lay(folder, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(folder, athletes=None) -> dict:
    return {job.place: job for job in find_recordings(folder, athletes or {}, folder / "out")}


def test_athlete_and_day_come_from_the_folders(tmp_path):
    lay(tmp_path, {"Mia/2026-05-01/run1.c3d": "x", "2026-04-30/Bo/run2.trc": "x", "run3.c3d": "x"})
    jobs = found(tmp_path)
    assert [jobs[place].athlete.name for place in sorted(jobs)] == ["Bo", "Mia", ""]
    assert jobs["Mia/2026-05-01/run1.c3d"].day == date(2026, 5, 1)
    assert jobs["run3.c3d"].day is None
    assert set(jobs["run3.c3d"].athlete.assumed) == {"mass", "height", "sex"}


def test_a_table_knows_mass_and_height_and_deeper_folders(tmp_path):
    lay(
        tmp_path,
        {
            "athletes.csv": "Athlete;Mass;Height;Sex\nMia Müller;58,5;1,68;f\nBo;;1.85;m\n",
            "season 1/mia  müller/run.c3d": "x",
            "season 1/Bo/run.c3d": "x",
        },
    )
    athletes = read_athletes(tmp_path / "athletes.csv")
    jobs = found(tmp_path, athletes)
    mia = Athlete(58.5, 1.68, "female", name="Mia Müller")
    assert [job.athlete for job in jobs.values()] == [athletes[name_key("Bo")], mia]
    assert athletes[name_key("Bo")].assumed == ("mass",)


def test_forces_and_standing_trials_go_with_their_runs(tmp_path):
    lay(
        tmp_path,
        {
            "Mia/static.trc": "x",
            "Mia/day1/run1_markers.trc": "x",
            "Mia/day1/run1_grf.mot": FORCES_MOT,
            "Mia/day1/run2markers.txt": "x",
            "Mia/day1/run2forces.txt": FORCES,
            "Mia/day1/alone.txt": FORCES,
            "Bo/run3.trc": "x",
        },
    )
    jobs = found(tmp_path)
    first = jobs["Mia/day1/run1_markers.trc"]
    assert first.forces == tmp_path / "Mia/day1/run1_grf.mot"
    assert first.standing == tmp_path / "Mia/static.trc"
    second = jobs["Mia/day1/run2markers.txt"]
    assert second.forces == tmp_path / "Mia/day1/run2forces.txt"
    assert second.standing is None  # no standing trial has its ending
    assert jobs["Bo/run3.trc"].standing is None  # nobody else's
    assert "Mia/day1/alone.txt" in jobs  # becomes a row that says what it is
    assert len(jobs) == 4


def test_joint_angles_of_a_run_whose_markers_lie_there_are_no_second_run(tmp_path):
    lay(tmp_path, {"run.trc": "x", "run_ik.mot": ANGLES_MOT, "other.mot": ANGLES_MOT})
    jobs = found(tmp_path)
    assert jobs["run_ik.mot"].same_as == "run.trc"
    assert not jobs["other.mot"].same_as
    assert not jobs["run.trc"].same_as


def test_what_we_wrote_and_what_is_hidden_is_not_looked_into(tmp_path):
    lay(
        tmp_path,
        {
            "run.c3d": "x",
            "out/reports/run.c3d": "x",
            "report/analysis.json": "{}",
            "report/steps.csv": "x",
            ".trash/run.c3d": "x",
            "README.txt": "x",
            "picture.png": "x",
            "settings.json": '{"subject": 4}',
        },
    )
    assert list(found(tmp_path)) == ["run.c3d"]


def test_a_folder_of_keypoint_files_is_one_recording(tmp_path):
    lay(tmp_path, {f"Mia/film1/f_{n:012}_keypoints.json": "{}" for n in range(3)})
    assert list(found(tmp_path)) == ["Mia/film1"]


def test_keypoints_as_json_are_a_recording(tmp_path):
    lay(tmp_path, {"film.pose.json": '{"fps": 60, "keypoint_names": ["nose"], "frames": ['})
    assert list(found(tmp_path)) == ["film.pose.json"]


def test_an_empty_folder_is_one_sentence(tmp_path):
    with pytest.raises(ReadError, match=r"holds no recording; they end in .*\.c3d"):
        find_recordings(tmp_path, {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Run1_markers", "run1-GRF"),
        ("grf_run", "motion_capture_run"),
        ("RBDS1runT25", "RBDS1runT25forces"),
    ],
)
def test_names_of_one_run_have_one_core(one, other):
    assert core(one) == core(other)
    assert core("mika_run") != core("ma_run")


def test_a_number_that_is_no_day_is_none():
    assert day_of("Mia/20260231/run.c3d") is None
    assert day_of("Mia/run_20260228.c3d") == date(2026, 2, 28)


def test_forces_are_told_by_their_columns(tmp_path):
    lay(tmp_path, {"a.mot": FORCES_MOT, "b.mot": ANGLES_MOT, "c.csv": FORCES, "d.csv": "a,b\n"})
    told = [holds_forces(tmp_path / name) for name in ("a.mot", "b.mot", "c.csv", "d.csv")]
    assert told == [True, False, True, False]


def test_a_list_names_files_and_what_goes_with_them(tmp_path):
    lay(
        tmp_path,
        {
            "list.csv": "File,Athlete,Date,Mass,Height,Sex,Forces,Belt speed\n"
            "a/run.trc,Mia,2026-05-01,58,1.68,f,a/grf.mot,\n"
            "treadmill.c3d,Bo,,,,,,8.5\n"
        },
    )
    first, second = read_list(tmp_path / "list.csv", {})
    assert (first.place, first.day, first.forces) == (
        "a/run.trc",
        date(2026, 5, 1),
        tmp_path / "a/grf.mot",
    )
    assert first.athlete == Athlete(58, 1.68, "female", "Mia")
    assert (second.belt_speed, second.companions_found) == (8.5, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("athlete\nMia\n", "must name the columns: recording"),
        ("recording,hieght\na.trc,1.8\n", "got recording, hieght"),
        ("recording,height\na.trc,180\n", "line 2: athlete: height .* must be between"),
        ("recording,mass\na.trc,heavy\n", "line 2: mass must be a number; got 'heavy'"),
        ("recording,day\na.trc,1.5.2026\n", "line 2: the day must be as 2026-05-01"),
        ("recording\na.trc\na.trc\n", "line 3: names a.trc a second time"),
        ("recording,athlete\n,Mia\n", "line 2: names no recording"),
    ],
)
def test_a_wrong_list_says_its_line(tmp_path, text, said):
    lay(tmp_path, {"list.csv": text})
    with pytest.raises(ReadError, match=f"list.csv.*{said}"):
        read_list(tmp_path / "list.csv", {})


def test_a_table_that_says_two_things_of_one_athlete_is_refused(tmp_path):
    lay(tmp_path, {"athletes.csv": "athlete,mass\nMia,58\nmia,60\n"})
    with pytest.raises(ReadError, match="line 3: says something else of mia"):
        read_athletes(tmp_path / "athletes.csv")
