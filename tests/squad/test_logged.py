"""A batch takes from the log what no table tells of an athlete, and the strength tests."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import run

from nextstride.athlete import Athlete
from nextstride.log import Log, StrengthTest, open_log
from nextstride.log.logged_tests import HOLDS
from nextstride.personal import FitOptions, strength_test
from nextstride.squad import work
from nextstride.squad.job import Job, Settings, job_key
from nextstride.squad.logged import with_the_log
from nextstride.squad.work import analyse_job

TESTED = date(2025, 3, 3)
UNTOLD = Athlete(name="mia", assumed=("mass", "height", "sex"))


@pytest.fixture
def log(tmp_path):
    """A log that knows Mia, and one test of hers."""
    with open_log(tmp_path / "log.sqlite") as log:
        log.save_athlete(Athlete(mass=58.0, height=1.68, sex="female", name="Mia"))
        told = {"group": "hip_flexors", "moment": 2.4, "device": "rig"}
        log.add(StrengthTest(athlete="Mia", day=TESTED, **told))
        yield log


def one(log: Log, job: Job, *, tests: bool = True) -> Job:
    """A job with what the log knows."""
    (found,), _ = with_the_log([job], log, tests=tests)
    return found


def test_what_no_table_tells_is_as_the_log_has_it(log):
    found = one(log, Job("a.trc", Path("a.trc"), UNTOLD)).athlete
    assert (found.name, found.mass, found.sex, found.assumed) == ("Mia", 58.0, "female", ())
    stranger = Job("b.trc", Path("b.trc"), replace(UNTOLD, name="Bo"))
    assert one(log, stranger) == stranger


def test_a_table_stands_over_the_log_and_it_is_said(log):
    told = Athlete(mass=80.0, height=1.68, sex="female", name="Mia")
    (found,), otherwise = with_the_log([Job("a.trc", Path("a.trc"), told)], log, tests=True)
    assert found.athlete.mass == 80.0
    assert otherwise == {"Mia": ("mass 80 kg instead of 58 kg",)}


@pytest.mark.parametrize(("days_later", "used"), [(0, 1), (HOLDS, 1), (HOLDS + 1, 0), (-1, 0)])
def test_a_test_counts_by_its_age_on_the_day_of_the_run(log, days_later, used):
    job = Job("a.trc", Path("a.trc"), UNTOLD, TESTED + timedelta(days=days_later))
    assert len(one(log, job).tests.readings) == used
    assert one(log, job, tests=False).tests is None


def test_another_test_is_another_result_and_another_age_is_not(log):
    job = Job("a.trc", Path("a.trc"), UNTOLD)
    keys = [
        job_key(one(log, replace(job, day=day), tests=tests), Settings(), "same")
        for day, tests in [(TESTED, True), (TESTED, False)]
    ]
    assert keys[0] != keys[1]
    later = one(log, replace(job, day=TESTED + timedelta(days=3))).tests
    older = replace(one(log, replace(job, day=TESTED)), tests=later)
    assert job_key(older, Settings(), "same") == keys[0]


def test_the_fit_is_given_the_tests_and_its_report_says_so(log, jobs, analysis, monkeypatch):
    asked = []

    def fit(_, options: FitOptions, told):
        asked.append((options.tests, [each.message for each in told]))

    monkeypatch.setattr(work, "_measured", lambda _: analysis)
    monkeypatch.setattr(work, "fit_runner", fit)
    analyse_job(one(log, replace(jobs[0], day=TESTED)), Settings(bodies=12))
    ((tests, (said,)),) = asked
    assert tests == (strength_test("hip_flexion=2.4:rig"),)
    assert "hip flexion (the same day). --no-logged-tests" in said


def test_the_command_reads_the_log_that_is_named(runs, tmp_path, log):
    (tmp_path / "season" / "Mia").mkdir(parents=True)
    (tmp_path / "season" / "Mia" / "run.trc").write_bytes(runs[0].read_bytes())
    where = (tmp_path / "season", "--out", tmp_path / "out", "--no-limits")
    result = run("batch", *where, "--log", tmp_path / "log.sqlite")
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader((tmp_path / "out" / "runs.csv").read_text("utf-8").splitlines())
    assert (row["athlete"], float(row["mass"])) == ("Mia", 58.0)
    assert run("batch", *where, "--log", tmp_path / "none.sqlite").exit_code == 2
