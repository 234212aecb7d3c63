"""Tables of every device, to the columns that their makers or users publish; a round trip each."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.imports import Import, Told, read_import, sources
from nextstride.imports.days import day_of, month_first
from nextstride.log import PowerTest, SpeedTest, StrengthTest, open_log
from nextstride.profile import SpeedCurve, profile_file, read_sprints

SAMPLES = Path(__file__).parent / "samples"
CURVE = SpeedCurve(9.0, 1.2)
PEOPLE = {
    person.name: person
    for person in (
        Athlete(name="Mia Berg", mass=60.0, height=1.70, sex="female", assumed=()),
        Athlete(name="Zo\u00eb Ek", mass=58.0, height=1.68, sex="female", assumed=()),
    )
}
TOLD = Told(athlete="Mia Berg", day=date(2026, 5, 28), lever=0.4, group="hip_flexors")
TRACES = ["stalker.csv", "sprint_1080.csv", "musclelab_laser.txt", "gps.csv", "activity.fit"]
TABLES = sorted(path.name for path in SAMPLES.iterdir())


def fit_file(path: Path, curve: SpeedCurve = CURVE) -> Path:
    """Write a sprint as a watch records it, with its cadence."""
    encoder = pytest.importorskip("garmin_fit_sdk").Encoder()
    begin = datetime(2026, 5, 28, 9, tzinfo=UTC)
    encoder.write_mesg({"mesg_num": 0, "type": "activity", "time_created": begin})
    for second in range(20):
        speed = float(curve.speed(second - 8.3))
        encoder.write_mesg(
            {
                "mesg_num": 20,
                "timestamp": begin + timedelta(seconds=second),
                "enhanced_speed": round(speed, 3),
                "cadence": 120 if speed else 0,
            }
        )
    path.write_bytes(encoder.close())
    return path


def sample(name: str, tmp_path: Path) -> Path:
    return fit_file(tmp_path / name) if name.endswith(".fit") else SAMPLES / name


def strengths(found: Import) -> list[tuple[str, str, str, float]]:
    tests = [each.entry for each in found.found]
    assert all(isinstance(each, StrengthTest) for each in tests)
    return [(t.athlete, t.group, t.side, round(t.moment, 3)) for t in tests]  # type: ignore[attr-defined]


def test_nordbord() -> None:
    found = read_import(SAMPLES / "nordbord.csv", PEOPLE)
    assert found.source == "VALD NordBord"
    assert strengths(found) == [
        ("Mia Berg", "hamstrings", "left", 1.99),
        ("Zo\u00eb Ek", "hamstrings", "left", 1.731),
        ("Mia Berg", "hamstrings", "right", 2.035),
        ("Zo\u00eb Ek", "hamstrings", "right", 1.66),
    ]
    # The first row has no month 28, so the second is the 3rd of June and not the 6th of March.
    assert {each.entry.day for each in found.found} == {date(2026, 5, 28), date(2026, 6, 3)}
    assert [each.line for each in found.left_out] == [4, 4]
    assert "no athlete 'Nobody Known'" in found.left_out[0].reason


def test_forceframe_asks_for_the_lever() -> None:
    found = read_import(SAMPLES / "forceframe.csv", PEOPLE, TOLD)
    assert strengths(found) == [
        ("Mia Berg", "adductors", "left", round(212.5 * 0.4 / 60, 3)),
        ("Mia Berg", "adductors", "right", round(208 * 0.4 / 60, 3)),
    ]
    assert ["pull" in each.reason for each in found.left_out] == [True, True]
    without = read_import(SAMPLES / "forceframe.csv", PEOPLE)
    assert not without.found
    assert "--lever" in without.left_out[0].reason


def test_forcedecks_gives_the_height_of_the_jump() -> None:
    found = read_import(SAMPLES / "forcedecks.csv", PEOPLE)
    jumps = [each.entry for each in found.found if isinstance(each.entry, PowerTest)]
    assert [(each.exercise, each.device, each.height) for each in jumps] == [
        ("countermovement jump", "force plate, impulse", pytest.approx(0.384)),
        ("squat jump", "force plate, impulse", pytest.approx(0.351)),
    ]
    assert [each.reason for each in found.left_out] == ["no value stands in it"]


def test_forcedecks_in_inches_and_not_twice(tmp_path: Path) -> None:
    table = tmp_path / "inches.csv"
    inches = "Jump Height (Imp-Mom) in Inches [in]"
    table.write_text(f"Name,Test Type,Date,{inches}\nMia Berg,CMJ,2026-05-28,15.1\n")
    (one,) = read_import(table, PEOPLE).found
    assert isinstance(one.entry, PowerTest)
    assert one.entry.height == pytest.approx(15.1 * 0.0254)
    both = f"Name,Test Type,Date,{inches},Jump Height (Imp-Mom) [cm]\n"
    table.write_text(f"{both}Mia Berg,CMJ,2026-05-28,15.1,38.4\n")
    assert len(read_import(table, PEOPLE).found) == 1


def test_gymaware_gives_the_speed_of_the_bar(tmp_path: Path) -> None:
    (one,) = read_import(SAMPLES / "gymaware.csv", PEOPLE).found
    assert isinstance(one.entry, PowerTest)
    assert (one.entry.exercise, one.entry.load, one.entry.bar_speed) == ("Squat", 60, 0.82)
    table = tmp_path / "pounds.csv"
    table.write_text(
        "Athlete,Date,Exercise,Load (kg),Mean Velocity\nMia Berg,2026-05-28,Squat,bar,1"
    )
    assert "the load must be a number" in read_import(table, PEOPLE).left_out[0].reason


def test_optojump_gives_the_mean_of_its_steps() -> None:
    (one,) = read_import(SAMPLES / "optojump.csv", PEOPLE).found
    assert isinstance(one.entry, SpeedTest)
    assert one.entry.top_speed == pytest.approx(9.22)
    assert one.entry.day == date(2026, 5, 28)


def test_tindeq_gives_the_greatest_pull() -> None:
    (one,) = read_import(SAMPLES / "tindeq.csv", PEOPLE, TOLD).found
    assert isinstance(one.entry, StrengthTest)
    assert (one.entry.reading, one.entry.reading_unit, one.entry.lever) == (31.25, "kg", 0.4)
    assert one.entry.moment == pytest.approx(31.25 * 9.80665 * 0.4 / 60, rel=1e-4)
    assert one.entry.device == "band_scale"


def test_freelap_keeps_two_runs_of_one_time() -> None:
    found = read_import(SAMPLES / "freelap.txt", PEOPLE)
    assert [(e.entry.distance, e.entry.time) for e in found.found] == [(30, 4.41)] * 2  # type: ignore[attr-defined]
    assert len({each.entry.id for each in found.found}) == 2
    assert [each.reason for each in found.left_out] == ["Total time must be a number; got 'DNF'"]


def write(tmp_path: Path, text: str) -> Path:
    table = tmp_path / "table.csv"
    table.write_text(text, "utf-8")
    return table


def test_a_squads_sheet_of_gates(tmp_path: Path) -> None:
    day = "28.05.2026"
    rows = f"Mia Berg,{day},1.85,4.20\nZo\u00eb Ek,{day},1.99,DNF\nMia Berg,{day},1,85,4.2\n"
    found = read_import(
        write(tmp_path, f"Name,Date,10m,30m\n{rows}Mia Berg,28.05.2026,,\n"), PEOPLE
    )
    runs = [each.entry for each in found.found if isinstance(each.entry, SpeedTest)]
    told = [(run.athlete, run.day, run.distance, run.time) for run in runs]
    assert told == [
        ("Mia Berg", date(2026, 5, 28), 30, 4.2),
        ("Zo\u00eb Ek", date(2026, 5, 28), 10, 1.99),
    ]
    assert ["more than the header" in each.reason for each in found.left_out] == [True, False]
    one_gate = read_import(write(tmp_path, "Athlete;Datum;30 m\nMia Berg;28.05.2026;4,2\n"), PEOPLE)
    assert [each.entry.speed for each in one_gate.found] == [pytest.approx(30 / 4.2)]  # type: ignore[attr-defined]


def test_a_decimal_comma_that_cut_a_number_is_no_number(tmp_path: Path) -> None:
    found = read_import(write(tmp_path, "athlete,day,fly_10_s\nMia Berg,2026-05-28,1,07\n"), PEOPLE)
    assert not found.found
    assert "more than the header has names (3)" in found.left_out[0].reason


def test_words_as_people_write_them(tmp_path: Path) -> None:
    table = (
        "Name,Day,Muscle group,Side,Force_lb,Lever_in\nMia Berg,28 May 2026,Hip flexor,L,84,14\n"
    )
    (one,) = read_import(write(tmp_path, table), PEOPLE).found
    assert isinstance(one.entry, StrengthTest)
    assert (one.entry.group, one.entry.side, one.entry.day) == ("hip_flexors", "left", TOLD.day)
    assert one.entry.lever == pytest.approx(14 * 0.0254)


def test_tables_of_ones_own() -> None:
    found = read_import(SAMPLES / "own.csv", PEOPLE)
    assert strengths(found) == [
        ("Mia Berg", "hip_flexors", "left", 2.1),
        ("Mia Berg", "hip_flexors", "right", round(22.5 * 9.80665 * 0.38 / 60, 3)),
    ]
    assert "group must be one of" in found.left_out[0].reason
    speeds = read_import(SAMPLES / "own_speed.csv", PEOPLE)
    assert sorted(each.entry.method for each in speeds.found) == ["fly_10", "gates", "radar"]  # type: ignore[attr-defined]
    assert [each.reason for each in speeds.left_out] == ["2999-05-28 is still to come"]


@pytest.mark.parametrize("name", TRACES)
def test_traces_of_devices_give_profile_and_top_speed(name: str, tmp_path: Path) -> None:
    path = sample(name, tmp_path)
    profile = profile_file(path, mass=60, height=1.70)
    assert profile.top_speed.value == pytest.approx(9.0, rel=0.005)
    assert profile.initial_acceleration.value == pytest.approx(7.5, rel=0.02)
    (one,) = read_import(path, PEOPLE, TOLD).found
    assert isinstance(one.entry, SpeedTest)
    assert one.entry.top_speed == pytest.approx(9.0, rel=0.03)


def test_the_cadence_of_a_watch_is_told(tmp_path: Path) -> None:
    (trace,) = read_sprints(fit_file(tmp_path / "run.fit"))
    assert [notice.message for notice in trace.notices] == [
        "At the fastest moment the device counted 240 steps a minute."
    ]


@pytest.mark.parametrize("name", [*TABLES, "activity.fit"])
def test_into_the_log_and_never_twice(name: str, tmp_path: Path) -> None:
    path = sample(name, tmp_path)
    with open_log(tmp_path / "log.sqlite") as log:
        for person in PEOPLE.values():
            log.save_athlete(person)
        found = read_import(path, PEOPLE, TOLD)
        log.add(*(each.entry for each in found.found))
        held = [
            entry["id"]
            for person in log.export()["athletes"]
            for session in person["sessions"]
            for entry in session["entries"]
        ]
    assert sorted(held) == sorted(each.entry.id for each in found.found)
    assert read_import(path, PEOPLE, TOLD).new(held) == ()


def test_every_source_says_how_its_columns_are_known_and_has_a_sample() -> None:
    assert set(sources()) <= {Path(name).stem for name in TABLES}
    assert all(len(source.layout) > 10 for source in sources().values())


def test_a_source_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ParameterError, match="--source must be one of"):
        read_import(SAMPLES / "own.csv", PEOPLE, source="vicon")
    with pytest.raises(ReadError, match="a table of nordbord needs the columns Name"):
        read_import(SAMPLES / "own.csv", PEOPLE, source="nordbord")


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["28/05/2026", "03/06/2026"], date(2026, 6, 3)),
        (["05/28/2026", "03/06/2026"], date(2026, 3, 6)),
        (["03.06.2026"], date(2026, 6, 3)),
        (["2026-06-03T10:00:00Z"], date(2026, 6, 3)),
        (["06/06/26"], date(2026, 6, 6)),
        (["3 June 2026"], date(2026, 6, 3)),
        (["Jun 3, 2026"], date(2026, 6, 3)),
        (["20260603"], date(2026, 6, 3)),
    ],
)
def test_days(cells: list[str], day: date) -> None:
    assert day_of(cells[-1], month_first(cells)) == day


@pytest.mark.parametrize("told", [date(2026, 6, 3), date(2026, 3, 6)])
def test_a_day_that_is_told_says_how_the_column_is_written(told: date) -> None:
    cells = ["07/08/2026", "03/06/2026"]
    assert day_of(cells[1], month_first(cells, told)) == told
    assert month_first(cells, date(2026, 1, 2)) is None


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("03/06/2026", "may be two days"),
        ("soon", "2026-11-28"),
        ("31.02.2026", "2026-11-28"),
    ],
)
def test_days_that_are_none_or_two(cell: str, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        day_of(cell, month_first([cell]))


@settings(
    max_examples=int(os.environ.get("NEXTSTRIDE_FUZZ", "40")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from([*TABLES, "activity.fit"]),
    st.floats(0, 1, exclude_max=True),
    st.binary(max_size=6),
)
def test_damaged_files_are_read_or_refused(
    tmp_path: Path, name: str, share: float, junk: bytes
) -> None:
    whole = sample(name, tmp_path).read_bytes()
    place = int(share**3 * len(whole))  # Headers, at the beginning, more often than numbers.
    path = tmp_path / f"damaged{Path(name).suffix}"
    path.write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    try:
        found = read_import(path, PEOPLE, TOLD)
    except NextstrideError:
        return
    for each in found.found:
        assert each.entry.athlete in PEOPLE
        if isinstance(each.entry, SpeedTest):
            assert np.isfinite(each.entry.speed)
