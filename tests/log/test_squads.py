"""Coaches of a shared log on a real PostgreSQL: each sees and changes their own athletes only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from typer.testing import CliRunner

from nextstride.athlete import Athlete
from nextstride.cli import app
from nextstride.errors import NextstrideError, ParameterError
from nextstride.log import StrengthTest, open_log
from nextstride.log.database import log_url
from nextstride.log.jobs import new_id, open_jobs
from nextstride.log.links import open_links
from nextstride.log.squads import open_squads
from nextstride.log.tables import METADATA

WRITER = Path(__file__).with_name("write_many.py")
TEST = StrengthTest(athlete="Mia", day=date(2025, 1, 6), group="hip_flexors", moment=2.0)


@pytest.fixture
def shared(cluster):
    """A log with Mia and Bo; Anna sees Mia, Ben sees Bo, Cleo is an assistant of Anna's."""
    name = f"shared_{os.urandom(4).hex()}"
    url = cluster.new_database(name)
    roles = {each: f"{each}_{name}" for each in ("anna", "ben", "cleo")}
    for role in roles.values():
        cluster.run("createuser", f"--host={cluster.folder}", "--username=nextstride", role)
    cluster.run(
        *("psql", f"--host={cluster.folder}", "--username=nextstride", name, "--quiet"),
        *("--command", f"GRANT {roles['anna']} TO {roles['cleo']}"),
    )
    with open_log(url) as log:
        log.save_athletes(Athlete(name="Mia", mass=58), Athlete(name="Bo", mass=75))
        log.add(TEST)
    with open_squads(url) as squads:
        squads.share(roles["anna"], "Mia")
        squads.share(roles["ben"], "Bo")
        squads.share(roles["cleo"])
    return {"owner": url} | {
        each: url.replace("//nextstride@", f"//{role}@") for each, role in roles.items()
    }


def names(url: str) -> list[str]:
    with open_log(url) as log:
        return [athlete.name for athlete in log.athletes()]


def test_a_coach_sees_the_own_squad_and_an_assistant_the_coachs(shared):
    assert names(shared["owner"]) == ["Bo", "Mia"]
    assert names(shared["anna"]) == names(shared["cleo"]) == ["Mia"]
    assert names(shared["ben"]) == ["Bo"]
    with open_log(shared["anna"]) as log:
        assert log.entries("Mia") == (TEST,)
        assert {each["name"] for each in log.export()["athletes"]} == {"Mia"}


def test_what_is_another_squads_can_be_neither_read_nor_written(shared):
    with open_log(shared["ben"]) as log:
        with pytest.raises(ParameterError, match="no athlete 'Mia'; there is Bo"):
            log.entries("Mia")
        with pytest.raises(ParameterError, match="no athlete 'Mia'"):
            log.add(TEST)
        with pytest.raises(ParameterError, match="no entry"):
            log.remove(TEST.id)
        with pytest.raises(ParameterError, match="no athlete"):
            log.forget("Mia")
    with open_log(shared["owner"]) as log:
        assert log.entries("Mia") == (TEST,)


def test_who_adds_an_athlete_has_them(shared):
    with open_log(shared["anna"]) as log:
        log.save_athlete(Athlete(name="Zoe", mass=60))
        log.save_athlete(Athlete(name="Zoe", mass=61))
        assert log.athlete("Zoe").mass == 61
    assert names(shared["cleo"]) == ["Mia", "Zoe"]  # an assistant sees whom Anna sees
    assert names(shared["ben"]) == ["Bo"]


def test_a_name_of_another_squad_is_refused_in_words(shared):
    with (
        open_log(shared["ben"]) as log,
        pytest.raises(NextstrideError, match="another squad has an athlete of that name"),
    ):
        log.save_athlete(Athlete(name="Mia", mass=60))


def test_an_athlete_can_be_given_and_taken_back(shared):
    role = shared["ben"].split("//")[1].split("@")[0]
    runner = CliRunner()
    given = runner.invoke(app, ["log", "share", role, "Mia", "--log", shared["owner"]])
    assert given.exit_code == 0, given.output
    assert names(shared["ben"]) == ["Bo", "Mia"]
    taken = runner.invoke(app, ["log", "unshare", role, "Mia", "--log", shared["owner"]])
    assert taken.exit_code == 0, taken.output
    assert names(shared["ben"]) == ["Bo"]


def rows_seen(url: str) -> dict[str, int]:
    """How many rows of each table of the log a login sees."""
    engine = create_engine(log_url(url))
    with engine.connect() as connection:
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in METADATA.sorted_tables
        }
    engine.dispose()
    return counts


def test_no_table_shows_what_is_another_squads(shared, each_kind, make_trial):
    with open_log(shared["owner"]) as log:
        log.add(*each_kind)
        log.register_trial(make_trial())
    with open_jobs(shared["owner"]) as jobs:
        jobs.add(new_id(), "Mia", "run.mp4", "film.mp4", {}, looked_at=True)
    with open_links(shared["owner"]) as links:
        links.give("Mia")
    everything = rows_seen(shared["owner"])
    assert {table for table, rows in everything.items() if not rows} == {"plans", "probes"}
    assert rows_seen(shared["ben"]) == {table: int(table == "athletes") for table in everything}


def test_a_coach_is_told_what_only_the_owner_can_do(shared):
    owner = create_engine(log_url(shared["owner"]))
    role = shared["anna"].split("//")[1].split("@")[0]
    with owner.begin() as connection:
        connection.execute(text(f"REVOKE ALL ON plans FROM {role}"))
    said = "nextstride log share"
    with open_log(shared["anna"]) as log, pytest.raises(NextstrideError, match=said):
        log.export()
    with owner.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    owner.dispose()
    with pytest.raises(NextstrideError, match="owner of the log opens it once"):
        open_log(shared["anna"])


def test_only_the_owner_shares(shared):
    role = shared["ben"].split("//")[1].split("@")[0]
    with open_squads(shared["ben"]) as squads, pytest.raises(NextstrideError, match="nothing was"):
        squads.share(role, "Bo")
    assert names(shared["ben"]) == ["Bo"]


def test_what_cannot_be_shared_is_one_sentence(shared, tmp_path):
    with open_squads(shared["owner"]) as squads:
        with pytest.raises(ParameterError, match="no role 'nobody'"):
            squads.share("nobody", "Mia")
        with pytest.raises(ParameterError, match="no athlete 'Eve'"):
            squads.share("nextstride", "Eve")
    with pytest.raises(ParameterError, match="must be on PostgreSQL"):
        open_squads(tmp_path / "log.sqlite")


def test_bytes_of_a_forgotten_athlete_are_the_owners_to_scrub(shared):
    with open_log(shared["anna"]) as log, pytest.raises(NextstrideError, match="owner"):
        log.forget("Mia")
    assert names(shared["owner"]) == ["Bo"]


def test_coaches_write_at_the_same_time_and_nothing_is_lost(shared):
    urls = [shared["anna"], shared["cleo"], shared["owner"]]
    writers = [
        subprocess.Popen([sys.executable, str(WRITER), url, "Mia", "6"], stderr=subprocess.PIPE)
        for url in urls
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said.decode()
    with open_log(shared["ben"]) as log:
        assert [athlete.name for athlete in log.athletes()] == ["Bo"]
    with open_log(shared["owner"]) as log:
        notes = Counter(entry.note for entry in log.entries("Mia") if entry.note)
    assert notes == {"Mia": 18}
