"""The runner's commands: athlete, log, progress, plan, trial; as a user walks through them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import analysis, done, run, sprinter

from nextstride.log import open_log
from nextstride.sample import SyntheticSprinter
from nextstride.write import write_trc

FEEL = (
    "--recovery",
    60,
    "--lightness",
    55,
    "--turnover",
    70,
    "--connectedness",
    40,
    "--strain",
    30,
)
PLAN = ("--age", 24, "--start", "2026-12-01")
TRIAL = (
    *("--strength", "hip_flexors_strength_both_rig"),
    *("--test-day", "mon", "--test-day", "thursday"),
)


def test_how_it_felt_comes_before_how_fast_it_was(log: Path) -> None:
    assert done("log", "speed", "Mia", "--method", "fly_10", "--time", 1.07)["sealed"]
    shown = run("log", "show", "Mia")
    assert "sealed" in shown.output
    assert "1.07" not in shown.output
    assert run("log", "reveal", "Mia").exit_code == 2
    felt = run("log", "feel", "Mia", *FEEL)
    assert felt.exit_code == 0
    assert "not validated" in felt.output
    assert "1.07 s" in run("log", "reveal", "Mia").output
    assert run("log", "feel", "Mia", *FEEL).exit_code == 2
    assert "1.07 s" in run("log", "show", "Mia").output


def test_out_and_in_again_and_gone(log: Path, tmp_path: Path) -> None:
    done("log", "strength", "Mia", "--group", "hip_flexors", "--moment", 2.1)
    done("log", "hold", "Mia", "--exercise", "hip_flexor_hold", "--time", 12, "--sets", 3)
    done("log", "run", "Mia", analysis(tmp_path / "run"))
    assert done("athlete", "show", "Mia")["entries"] == {
        "strength_test": 1,
        "hold": 1,
        "recording": 1,
    }
    assert run("log", "export", "--out", tmp_path / "all.json").exit_code == 0
    other = tmp_path / "other.sqlite"
    assert done("log", "import", tmp_path / "all.json", "--log", other)["imported"] == ["Mia"]
    assert done("log", "export", "--log", other) == done("log", "export")
    assert run("athlete", "forget", "Mia").exit_code == 2
    left = done("athlete", "forget", "Mia", "--yes")["analyses_left"]
    assert left == [str(tmp_path / "run" / "analysis.json")]
    assert done("athlete", "list") == []


def test_an_entry_is_taken_out_by_the_beginning_of_its_id(log: Path) -> None:
    made = done("log", "strength", "Mia", "--group", "hamstrings", "--moment", 2)["id"]
    assert run("log", "remove", "Mia", "zz").exit_code == 2
    assert done("log", "remove", "Mia", made[:8])["removed"] == made
    assert done("log", "show", "Mia")["entries"] == []


def test_an_athlete_is_changed_only_on_purpose(log: Path) -> None:
    assert run("athlete", "add", "Mia", "--mass", 60).exit_code == 2
    assert done("athlete", "add", "Mia", "--mass", 60, "--update")["height"] == 1.68
    assert run("athlete", "add", "Nobody", "--update").exit_code == 2


def test_progress_has_a_page_and_a_document(log: Path, tmp_path: Path) -> None:
    first = date.today() - timedelta(days=60)
    for number in range(12):
        day = ("--day", first + timedelta(days=4 * number))
        moment = 2.0 + 0.02 * (number % 3) + (0.9 if number >= 6 else 0)
        strength = ("--group", "hip_flexors", "--moment", moment, "--device", "rig")
        done("log", "strength", "Mia", *strength, *day)
    since = ("--since", first + timedelta(days=24))
    result = run("progress", "Mia", *since, "--out", tmp_path / "p")
    assert result.exit_code == 0, result.output
    assert "stronger, speed not measured" in result.stdout
    page = (tmp_path / "p" / "progress.html").read_text("utf-8")
    assert page.count("<svg") == 1
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    document = json.loads((tmp_path / "p" / "progress.json").read_text("utf-8"))
    assert document == done("progress", "Mia", *since)


def test_a_plan_from_the_newest_recording(log: Path, tmp_path: Path) -> None:
    done("log", "strength", "Mia", "--group", "hip_flexors", "--moment", 1.8)
    done("log", "strength", "Mia", "--group", "hip_flexors", "--moment", 2.1)
    done("log", "run", "Mia", analysis(tmp_path / "run", sprinter()))
    band = ("--scale-band", "long loop=1.0,1.5:9,2.2:18", "--band", "gold=1.0,doubled")
    result = run("plan", "Mia", *PLAN, *band, "--off", "2026-12-24..2027-01-02", "--out", "p")
    assert result.exit_code == 0, result.output
    assert {each.name for each in (tmp_path / "p").iterdir()} == {
        "plan.html",
        "plan.ics",
        "plan.json",
    }
    document = json.loads((tmp_path / "p" / "plan.json").read_text("utf-8"))
    assert document["maxima_n_m_kg"]["hip_flexors"] == 2.1
    needed = {"exercise", "group", "joint_angle_deg", "hold_s", "percent_max", "sets", "reason"}
    planned = [
        exercise
        for week in document["weeks"]
        for session in week["sessions"]
        for exercise in session["exercises"]
    ]
    assert planned
    assert all(needed <= each.keys() for each in planned)
    assert b"\r\n" in (tmp_path / "p" / "plan.ics").read_bytes()
    assert "long loop" in result.stdout


def test_no_plan_from_what_is_not_there(log: Path, tmp_path: Path) -> None:
    assert "no recording of Mia" in run("plan", "Mia", *PLAN).output
    done("log", "run", "Mia", analysis(tmp_path / "run"))
    assert "nothing says what limits" in " ".join(run("plan", "Mia", *PLAN).output.split())
    analysis(tmp_path / "run", sprinter())
    changed = run("plan", "Mia", *PLAN)
    assert changed.exit_code == 2
    assert "overwritten or changed" in changed.output
    assert not (tmp_path / "nextstride-plan").exists()


def test_a_fair_test_is_fixed_once(log: Path, tmp_path: Path) -> None:
    first = ("--first", date.today() + timedelta(days=3))
    made = done("trial", "register", "Mia", *TRIAL, *first)
    assert len(made["test_days"]) == 37
    (shown,) = done("trial", "show", "Mia")
    assert shown["conduct"]["next_day"] == made["test_days"][0]
    assert shown == made | {"conduct": shown["conduct"]}
    again = run("trial", "register", "Mia", *TRIAL, *first)
    assert again.exit_code == 2
    assert "what is drawn stays drawn" in again.output
    verdict = done("trial", "verdict", "Mia")
    assert verdict["certainty"] == "running"
    assert verdict["commitment"] == made["commitment"]
    assert run("trial", "verdict", "Mia", "--out", tmp_path / "v").exit_code == 0
    assert "Nothing is judged" in (tmp_path / "v" / "verdict.html").read_text("utf-8")


TOMORROW = date.today() + timedelta(days=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("log", "speed", "Mia", "--distance", 100, "--time", 3),
        ("log", "speed", "Mia", "--distance", 30, "--time", -4),
        ("log", "speed", "Mia", "--method", "sundial", "--time", 4),
        ("log", "speed", "Mia", "--method", "fly_10", "--time", 1.1, "--day", TOMORROW),
        ("log", "speed", "Mia", "--method", "fly_10", "--time", 1.1, "--day", "yesterday"),
        ("log", "speed", "Nobody", "--method", "fly_10", "--time", 1.1),
        ("log", "strength", "Mia", "--group", "hip_flexors", "--moment", 400),
        ("log", "strength", "Mia", "--group", "ears", "--moment", 2),
        ("log", "strength", "Mia", "--group", "hamstrings", "--moment", 2, "--angle", 400),
        ("log", "hold", "Mia", "--exercise", "levitation", "--time", 12, "--sets", 3),
        ("log", "hold", "Mia", "--exercise", "hip_flexor_hold", "--time", 12, "--sets", -1),
        ("log", "feel", "Mia", "--recovery", 101, *FEEL[2:]),
        ("log", "feel", "Mia", "--recovery", 50),
        ("log", "run", "Mia", "none.json"),
        ("log", "import", "none.json"),
        ("log", "show", "Mia", "--kind", "dream"),
        ("progress", "Mia"),
        ("plan", "Mia", "--age", 3, "--analysis", "run"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--band", "pink=1.0"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--band", "green"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--scale-band", "loop=1.0,1.5:6"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--scale-band", "loop=1.0,1.5:9,2.2:4"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--pain", "ear"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--condition", "heart_disease"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--weeks", 40),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--speed-day", "someday"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--off", "2027-02-01..2027-01-01"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--clock", "noon"),
        ("plan", "Mia", *PLAN, "--analysis", "run", "--out", "run/analysis.json"),
        ("trial", "register", "Mia", *TRIAL, "--test-day", "someday"),
        ("trial", "register", "Mia", *TRIAL, "--outcome", "gut feeling"),
        ("trial", "register", "Mia", *TRIAL, "--first", "2020-01-01"),
        ("trial", "register", "Mia", *TRIAL, "--baseline", 2),
        ("trial", "verdict", "Mia"),
        ("athlete", "add", "Max", "--mass", 900),
        ("athlete", "add", " "),
    ],
    ids=lambda arguments: " ".join(map(str, arguments)).replace(str(TOMORROW), "tomorrow"),
)
def test_bad_input_is_one_message_and_writes_nothing(
    log: Path, tmp_path: Path, arguments: tuple[object, ...]
) -> None:
    analysis(tmp_path / "run", sprinter())
    with open_log(log) as book:
        before = book.export()
    files = sorted(tmp_path.rglob("*.[hji]*"))
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("nextstride: ")
    with open_log(log) as book:
        assert book.export() == before
    assert sorted(tmp_path.rglob("*.[hji]*")) == files


def test_a_mistyped_log_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXTSTRIDE_LOG", str(tmp_path / "none.sqlite"))
    for arguments in (("athlete", "list"), ("log", "show", "Mia"), ("progress", "Mia")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "no log at" in result.stderr
    assert not list(tmp_path.iterdir())


def test_jumps_and_lifts_of_a_squad(log: Path) -> None:
    run("athlete", "add", "Bo=81/1.85/male")
    exercise = ("--exercise", "countermovement jump")
    logged = done("log", "power", "Mia=38cm/39.5cm", "Bo=19in", *exercise)["logged"]
    assert [each["athlete"] for each in logged] == ["Mia", "Mia", "Bo"]
    done("log", "power", "Mia", "--exercise", "back squat", "--bar-speed", 0.82, "--load", 60)
    shown = run("log", "show", "Mia").output
    assert "countermovement jump: 39.5 cm" in shown
    assert "back squat with 60 kg: 0.82 m/s" in shown
    for wrong in (("Mia=38", *exercise), ("Mia", *exercise), ("Mia=3.8m", *exercise)):
        refused = run("log", "power", *wrong)
        assert refused.exit_code == 2
        assert "Traceback" not in refused.output


def test_commands_of_the_log_load_no_heavy_library(log: Path) -> None:
    script = (
        "import sys; sys.argv[1:] = ['log', 'show', 'Mia']; from nextstride.cli import main\n"
        "try: main()\nexcept SystemExit: print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'nextstride'\n" + script],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "sqlalchemy" in loaded
    heavy = {"numpy", "scipy", "pandas", "xarray", "casadi", "alembic", "jinja2", "tomllib", "rich"}
    assert not heavy & set(loaded)


def test_the_run_is_analysed_as_the_log_knows_the_athlete(log: Path, tmp_path: Path) -> None:
    recording = write_trc(SyntheticSprinter(strides=2).recording(), tmp_path / "run.trc")
    told = run(
        *("analyze", recording, "--athlete", "mia", "--height", 1.9, "--no-limits", "--json")
    )
    known = json.loads(told.stdout)["athlete"]
    assert (known["mass_kg"], known["height_m"], known["sex"]) == (58, 1.9, "female")
    assert "the log has Mia otherwise: height 1.9 m instead of 1.68 m" in told.stderr


def test_a_force_without_its_unit_is_no_moment(log: Path) -> None:
    group = ("--group", "hip_flexors")
    for scale in (("--force", 5, "--lever", "36cm"), ("--force", 5)):
        refused = run("log", "strength", "Mia", *group, *scale)
        assert refused.exit_code == 2
        assert "number with its unit" in refused.output or "--lever" in refused.output
    assert run("log", "strength", "Mia=5@36cm", *group).exit_code == 2
    assert run("log", "strength", "Mia=2.1", *group).exit_code == 0
