"""`nextstride simulate`, `limits`, `experiment`: what they print, write, refuse and export."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from commands import run

from nextstride.body import GROUPS, Body, build_body
from nextstride.cli.words_out import HANDLER, speak_everywhere
from nextstride.errors import SolveError
from nextstride.report.sprint_files import export_sprint
from nextstride.sprint import Optima, SprintSolution, limits, outcomes, solve_sprint
from nextstride.sprint.solve import SolverEnd

COMMANDS = ("simulate", "limits", "experiment")


@pytest.fixture(scope="module")
def sprint() -> SprintSolution:
    return solve_sprint(build_body()).raise_for_status()


@pytest.fixture
def solved(sprint: SprintSolution, monkeypatch: pytest.MonkeyPatch) -> SprintSolution:
    """The commands find `sprint` without solving it again."""
    _found_by_every_start(sprint, monkeypatch)
    return sprint


def _found_by_every_start(found: SprintSolution, monkeypatch: pytest.MonkeyPatch) -> None:
    def solve(body: Body, starts: Sequence[object], *, done: Callable[[], None]) -> Optima:
        for _ in starts:
            done()
        return Optima((found,) * len(starts))

    monkeypatch.setattr("nextstride.sprint.solve_from_starts", solve)


@pytest.fixture
def unsolved(sprint: SprintSolution, monkeypatch: pytest.MonkeyPatch) -> None:
    """No start converges."""
    failed = replace(sprint, raw=replace(sprint.raw, end=SolverEnd.INFEASIBLE))
    _found_by_every_start(failed, monkeypatch)


def analyzed(*arguments: str | Path) -> dict[str, Any]:
    body = ("--mass", "75.9", "--height", "1.8", "--sex", "male")
    result = run("analyze", *arguments, *body, "--no-limits", "--json")
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def measured(document: dict[str, Any], name: str) -> list[float]:
    values = [row["value"] for row in document["measures"] if row["name"] == name]
    assert all(value is not None for value in values)
    return values


def test_a_whole_run_prints_one_document_and_no_banner(tmp_path: Path) -> None:
    options = ["--quick", "--strength", "hip_flexors=0.95", "--json"]
    folders = ["--out", str(tmp_path / "page"), "--export", str(tmp_path / "files")]
    done = subprocess.run(
        [sys.executable, "-m", "nextstride", "simulate", *options, *folders],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert document["status"] == "solved"
    assert 7 < document["top_speed_m_s"] < 12
    assert {path.name for path in (tmp_path / "page").iterdir()} == {
        "sprint.html",
        "simulate.json",
        "limits.json",
    }
    assert json.loads((tmp_path / "page" / "simulate.json").read_text("utf-8")) == document
    assert {path.name for path in (tmp_path / "files").iterdir()} == {
        "run.trc",
        "forces.mot",
        "angles.mot",
    }
    page = (tmp_path / "page" / "sprint.html").read_text("utf-8")
    assert "hip flexors x 0.95" in page
    assert "prefers-reduced-motion: no-preference" in page


def test_simulate_says_speed_limits_and_how_sure(solved: SprintSolution) -> None:
    result = run("simulate")
    assert result.exit_code == 0, result.stderr
    assert f"{solved.speed:.2f} m/s" in result.stdout
    assert "4 of 4 starts agree" in result.stdout
    for group in GROUPS:
        assert group.replace("_", " ") in result.stdout
    for words in ("swing side", "push side", "lai2017", "rajagopal2016"):
        assert words in result.stdout


def test_a_changed_strength_is_compared_on_its_own_branch(solved: SprintSolution) -> None:
    result = run("simulate", "--quick", "--strength", "plantarflexors=1.05")
    assert result.exit_code == 0, result.stderr
    line = next(line for line in result.stdout.splitlines() if line.startswith("Unchanged"))
    assert f"{solved.speed:.2f} m/s" in line
    gain = float(line.split()[-2])
    elasticity = float(limits(solved).elasticity.sel(muscle_group="plantarflexors"))
    assert gain == pytest.approx(solved.speed * (1.05**elasticity - 1), abs=0.02)


def test_limits_gives_the_document(solved: SprintSolution) -> None:
    document = json.loads(run("limits", "--json").stdout)
    assert document["top_speed_m_s"] == solved.speed
    assert {row["group"] for row in document["groups"]} == set(GROUPS)
    sums = [sum(row) for row in document["map"]["density"]]
    assert sums == pytest.approx([row["elasticity"] for row in document["groups"]], abs=1e-9)


def test_experiment_follows_the_factors_asked_for(solved: SprintSolution, tmp_path: Path) -> None:
    result = run("experiment", "--factor", "0.95", "--factor", "1.05", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    found = json.loads((tmp_path / "experiment.json").read_text("utf-8"))
    for name in ("push", "swing", "both"):
        factors, speeds = zip(*found[name], strict=True)
        assert factors == (0.95, 1.0, 1.05)
        assert speeds == tuple(sorted(speeds))
    assert f"{found['both'][2][1]:.2f}" in result.stdout
    assert "times the sum of each" in result.stdout
    assert "Push, swing, or both" in (tmp_path / "sprint.html").read_text("utf-8")


def test_deficits_say_from_which_strength_on_a_group_limits_first(
    solved: SprintSolution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["nextstride.sprint.experiment"], "FACTORS", (0.9, 1.0))
    monkeypatch.setattr("nextstride.body.GROUPS", ("hip_flexors", "plantarflexors"))
    result = run("limits", "--deficits", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    document = json.loads((tmp_path / "limits.json").read_text("utf-8"))
    now = {row["group"]: row["elasticity"] for row in document["groups"]}
    first = max(now, key=lambda group: now[group])
    for row in document["deficits"]:
        weaker, unchanged = row["steps"]
        assert (weaker["factor"], unchanged["factor"]) == (0.9, 1.0)
        assert unchanged["elasticities"] == pytest.approx(now)
        assert unchanged["first"] == first
        assert unchanged["top_speed_m_s"] == solved.speed
        firsts = [step["first"] == row["group"] for step in row["steps"]]
        expected = {(True, True): 1.0, (True, False): 0.9}.get(tuple(firsts))
        assert row["first_limiter_from"] == expected
    assert "* the first limiter" in result.stdout
    page = (tmp_path / "sprint.html").read_text("utf-8")
    assert "If one group were weaker or stronger" in page
    assert "deficits" not in json.loads(run("limits", "--json").stdout)


def test_a_leg_that_differs_is_told_in_text_file_and_page(
    solved: SprintSolution, tmp_path: Path
) -> None:
    result = run("limits", "--quick", "--left", "plantarflexors=0.95", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    document = json.loads((tmp_path / "limits.json").read_text("utf-8"))["each_leg"]
    assert document["factors"] == {"left": {"plantarflexors": 0.95}}
    assert document["equal_legs_m_s"] == pytest.approx(solved.speed, rel=0.002)
    assert document["both_legs_m_s"] < document["different_legs_m_s"] < solved.speed
    assert "left plantarflexors x 0.95" in result.stdout
    page = (tmp_path / "sprint.html").read_text("utf-8")
    assert "Legs of different strength" in page
    for row in document["legs"]:
        assert f"{1000 * row['contact_time_s']:.0f} ms" in result.stdout
        assert f"{1000 * row['contact_time_s']:.0f} ms" in page


def test_an_experiment_on_one_leg_gives_its_document(
    solved: SprintSolution, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"share_of_both": 0.5}
    monkeypatch.setattr("nextstride.sprint.legs.weak_side", lambda best, factors: factors)
    monkeypatch.setattr(
        "nextstride.sprint.leg_documents.weak_side_document", lambda found: told | found
    )
    result = run("experiment", "--quick", "--right", "hip_flexors=0.8", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == told | {"right": {"hip_flexors": 0.8}}


@pytest.mark.usefixtures("unsolved")
@pytest.mark.parametrize("command", ["limits", "experiment"])
@pytest.mark.parametrize(
    ("text", "said"), [("wings=0.9", "wings"), ("hip_flexors", "--left"), ("hip_flexors=9", "9")]
)
def test_an_impossible_leg_is_refused(command: str, text: str, said: str) -> None:
    result = run(command, "--left", text)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("unsolved")
def test_a_failed_solve_is_one_message(command: str, tmp_path: Path) -> None:
    result = run(command, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "widen the technique bound" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("unsolved")  # a refusal comes before any solve
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--strength", "hip_flexors"), "GROUP=FACTOR"),
        (("--strength", "hip_flexors=strong"), "GROUP=FACTOR"),
        (("--strength", "wings=1.1"), "wings"),
        (("--strength", "hip_flexors=9"), "hip_flexors"),
        (("--strength", "hip_flexors=nan"), "hip_flexors"),
        (("--mass", "5"), "--mass"),
        (("--sex", "unknown"), "--sex"),
        (("--parameters", "absent"), "--parameters"),
    ],
)
def test_an_impossible_option_is_refused(
    command: str, arguments: tuple[str, str], said: str, tmp_path: Path
) -> None:
    result = run(command, "--out", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("unsolved")
@pytest.mark.parametrize(
    "arguments",
    [("simulate", "--out"), ("simulate", "--export"), ("limits", "--out"), ("experiment", "--out")],
)
def test_a_folder_must_not_be_a_file(arguments: tuple[str, str], tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("keep me")
    result = run(*arguments, taken)
    assert result.exit_code == 2
    assert taken.read_text() == "keep me"


@pytest.mark.usefixtures("unsolved")
def test_an_impossible_factor_is_refused() -> None:
    result = run("experiment", "--factor", "5")
    assert result.exit_code == 2
    assert "--factor" in result.stderr


def test_analyze_finds_the_exported_simulation_again(
    sprint: SprintSolution, tmp_path: Path
) -> None:
    export_sprint(sprint, tmp_path)
    document = analyzed(tmp_path / "run.trc", "--forces", tmp_path / "forces.mot")
    own = outcomes(sprint)
    assert document["speed"]["value"] == pytest.approx(own["speed"], rel=0.01)
    step = 1 / own["step_rate"]
    assert len(document["steps"]) == 8
    for number, found in enumerate(document["steps"]):
        assert found["side"] == ("right", "left")[number % 2]
        assert found["touchdown_s"] == pytest.approx(number * step, abs=0.008)
        assert found["toe_off_s"] == pytest.approx(number * step + own["contact_time"], abs=0.008)
    for name in ("peak_swing_hip_flexor_moment", "peak_swing_hip_extensor_moment"):
        found = measured(document, name)
        print(f"{name}: simulated {own[name]:.2f}, found {found} N m/kg")
        assert found == pytest.approx([own[name]] * 2, rel=0.15)
    assert measured(document, "trunk_angle") == pytest.approx([own["trunk_lean"]], abs=0.02)


def test_exported_angles_are_those_of_the_exported_markers(
    sprint: SprintSolution, tmp_path: Path
) -> None:
    export_sprint(sprint, tmp_path)
    forces = ("--forces", tmp_path / "forces.mot")
    markers, angles = (analyzed(tmp_path / name, *forces) for name in ("run.trc", "angles.mot"))
    for name in (
        "speed",
        "peak_thigh_flexion",
        "peak_thigh_extension",
        "peak_knee_flexion",
        "touchdown_distance",
        "trunk_angle",
    ):
        assert measured(angles, name) == pytest.approx(measured(markers, name), abs=1e-4), name


def test_a_build_that_is_no_sprinters_is_noted(solved: SprintSolution) -> None:
    heavy = run("simulate", "--mass", "120", "--height", "1.80", "--quick")
    assert heavy.exit_code == 0, heavy.stderr
    assert "120 kg at 1.8 m is no sprinter's build (body mass index 37" in heavy.stderr
    assert "taken as that of a trained sprinter" in heavy.stderr
    for mass in ("75.9", "68"):
        usual = run("simulate", "--mass", mass, "--height", "1.80", "--quick")
        assert "build" not in usual.stderr


def test_a_strength_that_cannot_be_followed_says_what_to_do(
    solved: SprintSolution, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(solution: SprintSolution, body: Body) -> SprintSolution:
        raise SolveError("lost")

    monkeypatch.setattr("nextstride.sprint.follow", lose)
    result = run("simulate", "--strength", "plantarflexors=0.3", "--quick")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "With plantarflexors x 0.3 no sprint was found" in result.stderr
    assert "factor nearer to 1" in result.stderr
    assert "leave out --quick" in result.stderr


def test_what_is_printed_fits_a_legacy_pipe(solved: SprintSolution) -> None:
    speak_everywhere()
    shown = run("simulate", "--quick", "--strength", "hip_flexors=0.97").stdout  # a loss: a minus
    assert "\u2212" in shown
    assert "\u2212" not in shown.encode("cp1252", HANDLER).decode("cp1252")


def test_an_unknown_body_and_muscles_that_it_lacks_are_refused() -> None:
    refused = run("simulate", "--body", "cubic")
    assert refused.exit_code == 2
    assert "planar" in refused.stderr
    assert "spatial" in refused.stderr
    refused = run("limits", "--body", "spatial", "--parameters", "delp1990")
    assert refused.exit_code == 2
    assert "lai2017" in refused.stderr


def test_hamstrings_stand_beside_the_gains(solved: SprintSolution) -> None:
    printed = run("simulate", "--quick").stdout
    assert "longest hamstring" in printed
    found = json.loads(run("limits", "--quick", "--json").stdout)
    changes = [row["hamstring_length_change_10pct"] for row in found["groups"]]
    assert all(abs(change) < 0.1 for change in changes)
