"""A batch from a folder to its tables: every file a row, nothing twice, nothing done again."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars
import pytest
from typer.testing import CliRunner

from nextstride import Athlete
from nextstride.analysis import request
from nextstride.cli import app
from nextstride.errors import WriteError
from nextstride.parallel import Here
from nextstride.personal import VARIANTS_OF
from nextstride.sample import SyntheticSprinter
from nextstride.squad import batch, tables, work
from nextstride.squad.batch import run_batch
from nextstride.squad.job import Job, Settings
from nextstride.squad.tables import columns
from nextstride.squad.work import Task, analyse_job, failed
from nextstride.write import write_trc

MEASURES_ONLY = Settings(limits=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, runs):
    """Good, damaged, walking and doubled recordings."""
    place = tmp_path_factory.mktemp("squad")
    for number, run in enumerate(runs):
        where = place / ("Mia", "Bo")[number % 2] / f"2026-05-0{number + 1}"
        where.mkdir(parents=True)
        shutil.copy(run, where)
    (place / "athletes.csv").write_text("athlete,mass,height,sex\nMia,58,1.68,f\nBo,75,1.8,m\n")
    good = runs[0].read_bytes()
    damaged = place / "Bo" / "damaged"
    damaged.mkdir()
    (damaged / "cut.trc").write_bytes(good[: len(good) // 50])
    (damaged / "empty.trc").write_bytes(b"")
    (damaged / "noise.c3d").write_bytes(bytes(range(256)) * 20)
    (damaged / "letter.csv").write_text("Dear coach,\nno numbers here.\n")
    (damaged / "wrong.c3d").write_bytes(good)
    shutil.copy(runs[0], place / "Mia" / "again.trc")
    (place / "Mia" / "like.trc").write_bytes(as_other_format(runs[1]))
    still = SyntheticSprinter(strides=2).recording(100)
    stands = still.motion.isel(time=[0] * 200).assign_coords(time=np.arange(200) / 100)
    write_trc(replace(still, motion=stands), place / "Mia" / "stands.trc")
    return place


def as_other_format(trc) -> bytes:
    """The same run in a file of other bytes: Windows' line ends and another file name within."""
    return trc.read_bytes().replace(b"\n", b"\r\n").replace(b"run1", b"copy")


REASONS = {
    "Bo/damaged/cut.trc": "cut.trc",
    "Bo/damaged/empty.trc": "empty.trc",
    "Bo/damaged/letter.csv": "letter.csv: a table of markers needs",
    "Bo/damaged/noise.c3d": "noise.c3d",
    "Bo/damaged/wrong.c3d": "wrong.c3d",
    "Mia/stands.trc": "stands.trc",
}


def run(*arguments: object):
    """The command line's answer; measures only, in this process."""
    options = ["--no-limits", "--scheduler", "processes", "--workers", "1"]
    return CliRunner().invoke(app, ["batch", *map(str, arguments), *options])


@pytest.fixture(scope="module")
def out(folder, tmp_path_factory):
    """What the command makes of the folder; and what it said."""
    place = tmp_path_factory.mktemp("out")
    result = run(folder, "--out", place)
    (place / "said").write_text(f"{result.exit_code}\n{result.output}")
    return place


@pytest.fixture(scope="module")
def table(out) -> pd.DataFrame:
    return pd.read_parquet(out / "runs.parquet").set_index("recording")


def test_the_asked_kind_of_body_is_fitted(monkeypatch):
    job, taken = Job("run.trc", Path("run.trc"), Athlete(mass=70.0, height=1.75)), []
    monkeypatch.setattr(work, "_measured", lambda job: None)
    monkeypatch.setattr(work, "fit_runner", lambda _, options, notices: taken.append(options))
    for body in VARIANTS_OF:
        analyse_job(job, Settings(bodies=12, body=body))
    assert [(each.members, each.variants) for each in taken] == [
        (12, variants) for variants in VARIANTS_OF.values()
    ]


@pytest.mark.parametrize(
    ("asked", "said"), [(["--body", "cubic"], "spatial"), (["--bodies", 3], "between 12 and 1000")]
)
def test_a_body_that_is_not_there_is_refused_before_anything_is_read(tmp_path, asked, said):
    result = run(tmp_path, "--out", tmp_path / "out", *asked)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert not (tmp_path / "out").exists()


def test_the_exit_status_says_that_some_failed(out):
    status, *said = (out / "said").read_text().splitlines()
    assert status == "3"
    assert "2 analysed, 6 could not be, 2 copies of others" in said


def test_every_file_is_a_row_with_numbers_or_a_reason(table):
    counts = table.status.value_counts().to_dict()
    assert counts == {"analysed": 2, "failed": 6, "duplicate": 2}
    analysed = table[table.status == "analysed"]
    assert (analysed.reason == "").all()
    assert analysed.speed.between(9.1, 9.6).all()
    assert (analysed.speed_lower < analysed.speed).all()
    assert table[table.status != "analysed"].speed.isna().all()
    assert (table[table.status != "analysed"].reason != "").all()


@pytest.mark.parametrize(("place", "said"), REASONS.items())
def test_a_bad_file_says_what_is_wrong_with_it(table, place, said):
    reason = table.loc[place, "reason"]
    assert reason.startswith(said)
    assert "nextstride itself" not in reason


def test_a_copy_counts_once_whatever_its_bytes(table):
    copies = table[table.status == "duplicate"]
    assert all("where it is counted" in reason for reason in copies.reason)
    assert list(copies.index) == ["Mia/again.trc", "Mia/like.trc"]
    assert [reason.split()[4] for reason in copies.reason] == [
        "Mia/2026-05-01/run0.trc,",
        "Bo/2026-05-02/run1.trc,",
    ]


def test_athletes_and_days_are_those_of_table_and_folders(table):
    row = table.loc["Bo/2026-05-02/run1.trc"]
    assert (row.athlete, row.mass, row.height, row.day) == ("Bo", 75, 1.8, pd.Timestamp(2026, 5, 2))


def test_the_table_has_every_measure_with_its_interval_in_all_programs(out):
    asked = f"select speed, contact_time_left_lower from '{out / 'runs.parquet'}'"
    assert len(duckdb.sql(asked).fetchall()) == 10
    assert polars.read_parquet(out / "runs.parquet").height == 10
    csv = pd.read_csv(out / "runs.csv")
    assert list(csv.columns) == columns() == polars.read_csv(out / "runs.csv").columns
    steps = pd.read_parquet(out / "steps.parquet")
    assert set(steps.recording) == set(csv[csv.status == "analysed"].recording)
    assert (steps.contact_time_s.dropna() > 0.05).all()


def test_each_run_has_its_report(out, table):
    reports = table[table.status == "analysed"].report
    assert all((out / report).is_file() for report in reports)


def test_started_again_only_what_changed_is_done(folder, out, analysis, monkeypatch, tmp_path):
    mine = tmp_path / "squad"
    shutil.copytree(folder, mine)
    results = tmp_path / "out"
    shutil.copytree(out, results)
    did = []

    def noted(job: Job, settings: Settings):
        did.append(job.place)
        return analysis

    monkeypatch.setattr(work, "analyse_job", noted)
    assert run(mine, "--out", results).exit_code == 3
    assert did == []
    (mine / "Bo/damaged/empty.trc").write_text("no longer empty")
    assert run(mine, "--out", results).exit_code == 3
    assert did == ["Bo/damaged/empty.trc"]
    (mine / "athletes.csv").write_text("athlete,mass,height,sex\nMia,58,1.68,f\nBo,80,1.8,m\n")
    did.clear()
    run(mine, "--out", results)
    assert {place.split("/")[0] for place in did} == {"Bo"}
    assert len(did) == 6


def test_a_stopped_batch_goes_on(runs, tmp_path, monkeypatch):
    jobs = [Job(f"{number}", runs[number], work_athlete()) for number in range(2)]
    jobs += [Job("2", tmp_path / "gone.trc", work_athlete())]
    did = []

    def stopped(task: Task):
        did.append(task.job.place)
        if len(did) == 2:
            raise KeyboardInterrupt
        return failed("not fit")

    monkeypatch.setattr(batch, "do_task", stopped)
    with pytest.raises(KeyboardInterrupt), Here() as workers:
        run_batch(jobs, MEASURES_ONLY, tmp_path, workers)
    with Here() as workers:
        done = run_batch(jobs, MEASURES_ONLY, tmp_path, workers)
    assert [row["reason"] for row in done.runs] == ["not fit"] * 3
    assert len(did) == 4  # the one that was stopped, once more


def work_athlete():
    return SyntheticSprinter().athlete


def test_a_fault_of_ours_is_a_row_too(runs, tmp_path, monkeypatch):
    def faulty(job: Job, settings: Settings):
        raise KeyError("strides")

    monkeypatch.setattr(work, "analyse_job", faulty)
    jobs = [Job(path.name, path, work_athlete()) for path in runs[:1]]
    with Here() as workers:
        (row,) = run_batch(jobs, MEASURES_ONLY, tmp_path, workers).runs
    assert row["status"] == "failed"
    assert "nextstride itself failed on it (KeyError: 'strides')" in row["reason"]


def test_a_full_disk_ends_the_batch_with_a_sentence(runs, analysis, tmp_path, monkeypatch):
    monkeypatch.setattr(work, "analyse_job", lambda *_: analysis)

    def full(analysis, folder: Path):
        raise WriteError(f"{folder} cannot be written: no space is left on its disk")

    monkeypatch.setattr(work, "write_analysis", full)
    jobs = [Job(path.name, path, work_athlete()) for path in runs[:1]]
    with pytest.raises(WriteError, match="no space"), Here() as workers:
        run_batch(jobs, MEASURES_ONLY, tmp_path, workers)


def test_a_standing_trial_that_does_not_fit_is_left_out_with_a_notice(
    runs, analysis, tmp_path, monkeypatch
):
    monkeypatch.setattr(request, "analyze", lambda *_, **__: analysis)
    bad = tmp_path / "static.trc"
    bad.write_text("no trial")
    job = Job("run", runs[0], work_athlete(), standing=bad, companions_found=True)
    notices = analyse_job(job, MEASURES_ONLY).notices
    assert any("Without static.trc: static.trc" in notice.message for notice in notices)
    with pytest.raises(ValueError, match=r"static\.trc"):
        analyse_job(replace(job, companions_found=False), MEASURES_ONLY)


def test_without_parquet_the_tables_are_csv_and_it_is_said(folder, out, monkeypatch):
    monkeypatch.setattr(tables, "can_write_parquet", lambda: False)
    result = run(folder, "--out", out)
    assert "nextstride[squad]" in result.output
    steps = pd.read_csv(out / "steps.csv")
    assert len(steps) == len(pd.read_parquet(out / "steps.parquet"))


def test_an_impossible_place_or_source_is_one_sentence(tmp_path):
    assert "there is no such folder" in run(tmp_path / "none", "--out", tmp_path / "o").output
    (tmp_path / "file").write_text("x")
    assert "must be a folder" in run(tmp_path, "--out", tmp_path / "file").output
    assert run(tmp_path, "--out", tmp_path / "o").exit_code == 2


def test_json_counts_and_says_why(folder, out):
    told = json.loads(run(folder, "--out", out, "--json").stdout)
    assert (told["analysed"], told["failed"], told["duplicate"]) == (2, 6, 2)
    assert set(told["reasons"]) == set(REASONS)
