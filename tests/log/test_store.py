"""What the log keeps, refuses, gives out and forgets."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.log import (
    Feel,
    Log,
    LogEntry,
    ProbeRound,
    RecordedRun,
    SpeedTest,
    StrengthTest,
    Trial,
    open_log,
)
from nextstride.log.database import LOG_VARIABLE, log_url
from nextstride.probe import plan_probe
from nextstride.training import Health

FIRST_DAY = date(2025, 1, 6)
FEEL = {"recovery": 60, "lightness": 55, "turnover": 70, "connectedness": 40, "strain": 30}
PROBE = plan_probe("Mia", Health(24), ("hip_flexors", "sham"), FIRST_DAY, 1)


def sprint(number: int = 0) -> SpeedTest:
    return SpeedTest(
        athlete="Mia", day=FIRST_DAY + timedelta(days=number), method="gates", distance=30, time=4.2
    )


def feel(number: int = 0) -> Feel:
    return Feel(athlete="Mia", day=FIRST_DAY + timedelta(days=number), **FEEL)


def test_entries_come_back_as_they_went_in(log: Log, url: str, each_kind: list[LogEntry]) -> None:
    log.add(*each_kind)
    log.reveal("Mia", FIRST_DAY, 2, feel_declined=True)
    log.close()
    with open_log(url) as reopened:
        kept = reopened.entries("Mia")
        assert sorted(kept, key=lambda e: e.id) == sorted(each_kind, key=lambda e: e.id)
        assert [entry.session for entry in kept] == [1] * 8 + [2, 3]
        assert [type(entry) for entry in reopened.entries("Mia", StrengthTest)] == [StrengthTest]


def test_athletes_come_back_and_can_be_corrected(log: Log) -> None:
    bo = Athlete(
        name="Bo", mass=81.5, leg_length=0.95, strength_tests={"hip": 2.5}, assumed=("sex",)
    )
    log.save_athlete(bo)
    assert log.athletes() == (bo, log.athlete("Mia"))
    log.add(sprint())
    log.save_athlete(replace(log.athlete("Mia"), mass=59))
    assert log.athlete("Mia").mass == 59
    assert len(log.waiting("Mia")) == 1


@pytest.mark.parametrize("name", ["", "  ", "M\nia", "M" * 81])
def test_athletes_need_a_name(log: Log, name: str) -> None:
    with pytest.raises(ParameterError, match="name must"):
        log.save_athlete(Athlete(name=name))


def test_unknown_names_are_refused(log: Log) -> None:
    with pytest.raises(ParameterError, match="no athlete 'Max'; there is Mia"):
        log.add(replace(sprint(), athlete="Max"))
    for ask in (log.entries, log.athlete, log.waiting, log.forget, log.trials, log.export):
        with pytest.raises(ParameterError, match="no athlete 'Max'"):
            ask("Max")
    with pytest.raises(ParameterError, match="no entry 'x'"):
        log.remove("x")


def test_the_future_is_refused(log: Log) -> None:
    tomorrow = replace(sprint(), day=date.today() + timedelta(days=1))
    with pytest.raises(ParameterError, match="in the future"):
        log.add(sprint(), tomorrow)
    assert log.waiting("Mia") == ()


def test_an_entry_can_be_taken_out(log: Log) -> None:
    answered = feel()
    log.add(answered)
    log.remove(answered.id)
    assert log.entries("Mia") == ()


def test_speed_is_sealed_until_the_runner_has_said_how_it_felt(log: Log) -> None:
    log.add(sprint())
    assert log.entries("Mia") == ()
    assert [(each.day, each.session) for each in log.waiting("Mia")] == [(FIRST_DAY, 1)]
    with pytest.raises(ParameterError, match="stay sealed until Mia has said how it felt"):
        log.reveal("Mia", FIRST_DAY)
    log.add(feel())
    assert not log.entries("Mia", SpeedTest)
    assert [entry.speed for entry in log.reveal("Mia", FIRST_DAY)] == [30 / 4.2]  # type: ignore[attr-defined]
    assert log.waiting("Mia") == ()
    assert len(log.entries("Mia", SpeedTest)) == 1


def test_feel_cannot_be_added_once_the_speed_was_shown(log: Log) -> None:
    log.add(sprint())
    log.reveal("Mia", FIRST_DAY, feel_declined=True)
    with pytest.raises(ParameterError, match="have been shown"):
        log.add(feel())


def test_feel_cannot_follow_a_speed_that_the_runner_knew(log: Log) -> None:
    log.add(replace(sprint(), known_to_runner=True))
    assert len(log.entries("Mia")) == 1
    with pytest.raises(ParameterError, match="have been shown"):
        log.add(feel())


def test_feel_is_answered_once(log: Log) -> None:
    with pytest.raises(ParameterError, match="answered already"):
        log.add(feel(), feel())


def test_feel_cannot_follow_a_known_speed_that_is_logged_with_it(log: Log) -> None:
    with pytest.raises(ParameterError, match="have been shown"):
        log.add(replace(sprint(), known_to_runner=True), feel())
    assert log.entries("Mia") == ()


def test_many_entries_keep_their_own_values_and_sessions(log: Log) -> None:
    tests = [
        StrengthTest(athlete="Mia", day=FIRST_DAY + timedelta(days=n % 7), group="hip_flexors",
                     moment=1 + n / 1000)
        for n in range(700)
    ]  # fmt: skip
    log.add(*tests)
    kept = {entry.id: entry for entry in log.entries("Mia", StrengthTest)}
    assert kept == {entry.id: entry for entry in tests}
    more = [replace(each, id=f"new {number}") for number, each in enumerate(tests)]
    with pytest.raises(ParameterError, match=f"already an entry '{tests[600].id}'"):
        log.add(feel(), *more, tests[600])
    assert log.entries("Mia", Feel) == ()


def test_an_id_cannot_come_twice_in_one_write(log: Log) -> None:
    with pytest.raises(ParameterError, match="already an entry"):
        log.add(feel(), replace(sprint(), id=(told := "x" * 12)), replace(sprint(1), id=told))


def test_one_look_sees_one_moment(log: Log, url: str) -> None:
    if "://" in url:
        pytest.skip("PostgreSQL reads each statement's moment")
    with log.one_look(), open_log(url) as other:
        assert log.entries("Mia") == ()
        other.add(feel())
        assert log.entries("Mia") == ()
    assert len(log.entries("Mia")) == 1


def test_there_must_be_a_session_to_reveal(log: Log) -> None:
    with pytest.raises(ParameterError, match="no session 3"):
        log.reveal("Mia", FIRST_DAY, 3)


def test_export_and_restore_lose_nothing(
    log: Log, tmp_path: Path, each_kind: list[LogEntry], make_trial: Callable[..., Trial]
) -> None:
    log.add(*each_kind)
    log.add(sprint(3))
    log.register_trial(make_trial())
    log.save_probe("Mia", PROBE)
    log.save_athlete(Athlete(name="Bo"))
    document = json.loads(json.dumps(log.export()))
    with open_log(tmp_path / "second.sqlite") as second:
        second.restore(document)
        assert second.export() == document == log.export()
        second.restore(document)  # Once more changes nothing.
        assert second.export() == document
        assert second.waiting("Mia") == log.waiting("Mia")
        assert second.probes("Mia") == log.probes("Mia") == (PROBE,)
    assert [each["name"] for each in log.export("Bo")["athletes"]] == ["Bo"]


def test_an_unsafe_probe_cannot_be_brought_in(log: Log) -> None:
    log.save_probe("Mia", PROBE)
    document = json.loads(json.dumps(log.export()))
    document["athletes"][0]["probes"][0]["protocol"]["days"][0]["link"] = "hamstrings"
    document["athletes"][0]["probes"][0]["made_at"] = "2025-01-01"
    with pytest.raises(ParameterError, match="--link must be one of"):
        log.restore(document)
    assert log.probes("Mia") == (PROBE,)


def test_feel_cannot_follow_the_runs_of_a_probe(log: Log, each_kind: list[LogEntry]) -> None:
    probed = next(each for each in each_kind if isinstance(each, ProbeRound))
    log.add(probed)
    assert log.entries("Mia", ProbeRound) == (probed,)
    with pytest.raises(ParameterError, match="can only be asked before"):
        log.add(replace(feel(), session=3))
    assert log.undo("Mia") == (probed,)
    assert not log.entries("Mia")


def test_a_document_that_contradicts_the_log_is_refused_whole(log: Log) -> None:
    log.add(feel())
    before = log.export()
    document = json.loads(json.dumps(before))
    document["athletes"].insert(0, {**document["athletes"][0], "name": "New", "sessions": []})
    document["athletes"][1]["sessions"][0]["entries"][0]["strain"] = 99
    with pytest.raises(ParameterError, match="not the same in the document"):
        log.restore(document)
    assert log.export() == before


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "must be what nextstride exported"),
        ({"nextstride_log": 5, "athletes": []}, "must be of version 4 or older"),
        ({"nextstride_log": 1, "athletes": [{"name": "Bo"}]}, "must be what nextstride exported"),
        ({"nextstride_log": 1, "athletes": 3}, "must be what nextstride exported"),
    ],
)
def test_foreign_documents_are_refused(log: Log, document: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        log.restore(document)


def test_a_forgotten_person_leaves_no_byte(tmp_path: Path) -> None:
    secrets = ("Zaphod-unmistakable", "note-unmistakable", "analysis-unmistakable.json")
    with open_log(tmp_path / "log.sqlite") as log:
        log.save_athlete(Athlete(name="Mia"))
        log.save_athlete(Athlete(name=secrets[0]))
        for number in range(40):
            run = RecordedRun(
                athlete=secrets[0],
                day=FIRST_DAY + timedelta(days=number),
                note=secrets[1],
                source="run",
                analysis=secrets[2],
                sha256="0" * 64,
                measures={"speed": 9.0},
            )
            log.add(run, replace(feel(number), athlete="Mia"))
        assert all(is_in_files(tmp_path, secret) for secret in secrets)
        assert log.forget(secrets[0]) == (secrets[2],)
        assert not any(is_in_files(tmp_path, secret) for secret in secrets)
        assert len(log.entries("Mia")) == 40
    assert not any(is_in_files(tmp_path, secret) for secret in secrets)


def is_in_files(folder: Path, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in folder.iterdir())


def test_forgetting_takes_everything_of_one_person(
    log: Log, each_kind: list[LogEntry], make_trial: Callable[..., Trial]
) -> None:
    log.add(*each_kind)
    log.register_trial(make_trial())
    log.save_probe("Mia", PROBE)
    log.save_athlete(Athlete(name="Bo"))
    log.forget("Mia")
    assert [athlete.name for athlete in log.athletes()] == ["Bo"]
    with log._engine.connect() as connection:
        for table in (
            "sessions",
            "entries",
            "speed_tests",
            "feels",
            "holds",
            "trials",
            "power_tests",
            "probe_rounds",
            "probes",
        ):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0


def test_forgetting_says_when_another_program_keeps_the_bytes(tmp_path: Path) -> None:
    with open_log(tmp_path / "log.sqlite") as log:
        log.save_athlete(Athlete(name="Mia"))
        with open_log(tmp_path / "log.sqlite") as other, other._engine.connect() as reading:
            reading.execute(text("SELECT * FROM athletes")).fetchall()
            with pytest.raises(NextstrideError, match="call scrub\\(\\) again"):
                impatient(log).forget("Mia")
        log.scrub()
        assert not is_in_files(tmp_path, "Mia")


def impatient(log: Log) -> Log:
    """Make a log wait for a moment only."""
    from sqlalchemy import event

    event.listen(
        log._engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50")
    )
    return log


def test_a_registered_trial_cannot_be_changed(log: Log, make_trial: Callable[..., Trial]) -> None:
    trial = make_trial()
    assert log.register_trial(trial) == trial.commitment
    assert log.trials("Mia") == (trial,)
    with (
        pytest.raises(DatabaseError, match="cannot be changed"),
        log._engine.execution_options(writing=True).begin() as connection,
    ):
        connection.execute(text("UPDATE trials SET commitment = 'x'"))
    with pytest.raises(ParameterError, match="what is drawn stays drawn"):
        log.register_trial(make_trial())
    assert log.trials("Mia") == (trial,)


def test_a_trial_changed_behind_the_log_is_noticed(
    log: Log, make_trial: Callable[..., Trial]
) -> None:
    log.register_trial(make_trial())
    with log._engine.execution_options(writing=True).begin() as connection:
        plan = json.dumps({**make_trial().to_json(), "seed": "another"})
        connection.execute(
            text(
                "INSERT INTO trials (number, athlete_number, plan, commitment) "
                "VALUES (9, 1, :p, 'x')"
            ),
            {"p": plan},
        )
    with pytest.raises(ParameterError, match="does not match its commitment"):
        log.trials("Mia")


def test_a_trial_must_lie_ahead(log: Log, make_trial: Callable[..., Trial]) -> None:
    with pytest.raises(ParameterError, match="must be in the future"):
        log.register_trial(make_trial(first=date.today() - timedelta(days=200)))


def test_where_the_log_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOG_VARIABLE, str(tmp_path / "stated.sqlite"))
    assert log_url(None).database == str(tmp_path / "stated.sqlite")
    monkeypatch.delenv(LOG_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert str(log_url(None).database).endswith("log.sqlite")
    assert log_url("postgresql://me@host/log").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "address", ["mysql://me@host/log", "://", "sqlite://", "postgresql://host"]
)
def test_impossible_addresses_are_refused(address: str) -> None:
    with pytest.raises(ParameterError, match="the address must be a file name"):
        open_log(address)


def test_a_password_is_not_told() -> None:
    with pytest.raises(NextstrideError) as caught:
        open_log("postgresql://me:hunter2@127.0.0.1:1/log")
    assert "hunter2" not in str(caught.value)


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    path.write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(ReadError, match="must be a log of nextstride"):
        open_log(path)
    with pytest.raises(NextstrideError, match="cannot open"):
        open_log(tmp_path)


def test_a_newer_log_is_refused(log: Log, url: str) -> None:
    with log._engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ReadError, match="newer nextstride wrote this log"):
        open_log(url)


def test_the_state_differs_with_whatever_is_logged(log: Log) -> None:
    seen = [log.state()]

    def is_new() -> bool:
        seen.append(log.state())
        return seen[-1] not in seen[:-1]

    assert log.state() == seen[0]
    test = SpeedTest(athlete="Mia", day=date(2025, 1, 6), method="fly_10", time=1.07)
    log.add(test)
    assert is_new()
    log.reveal("Mia", test.day, feel_declined=True)
    assert is_new()
    log.save_athlete(replace(log.athlete("Mia"), mass=59.0))
    assert is_new()
    log.remove(test.id)
    assert is_new()
