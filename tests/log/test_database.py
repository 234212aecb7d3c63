"""The migrations make what the tables say, and the settings are the safe ones."""

from __future__ import annotations

import unicodedata
from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from nextstride.log import Log, open_log
from nextstride.log.database import _connect, log_url
from nextstride.log.tables import METADATA, REVISION


def test_migrations_make_the_tables(log: Log) -> None:
    with log._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_stated_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(files("nextstride.log") / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_settings_keep_data_safe(log: Log) -> None:
    if log._engine.dialect.name != "sqlite":
        return
    with log._engine.connect() as connection:
        said = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "secure_delete",
                "busy_timeout",
            )
        }
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30_000,
    }


def test_an_older_log_keeps_everything_when_names_get_keys(tmp_path: Path) -> None:
    """Two that differ only by how they were typed stay two; nobody's entries are merged."""
    path = tmp_path / "log.sqlite"
    engine = _connect(log_url(path))
    config = Config()
    config.set_main_option("script_location", str(files("nextstride.log") / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for number, form in enumerate(("NFC", "NFD"), start=1):
            values = f"({number}, :name, 58, 1.68, 'female', NULL, '{{}}', '[]')"
            name = {"name": unicodedata.normalize(form, "Zoë")}
            connection.execute(text(f"INSERT INTO athletes VALUES {values}"), name)
            session = f"({number}, {number}, '2025-01-06', 1, NULL, 0)"
            connection.execute(text(f"INSERT INTO sessions VALUES {session}"))
            entry = f"({number}, 'id{number}', {number}, 'feel', '', '2025-01-06T12:00:00')"
            connection.execute(text(f"INSERT INTO entries VALUES {entry}"))
            connection.execute(text(f"INSERT INTO feels VALUES ({number}, 1, 2, 3, 4, 5)"))
    engine.dispose()
    with open_log(path) as log:
        assert [each.name for each in log.athletes()] == ["Zoë", "Zoë #2"]
        assert [entry.id for entry in log.entries("Zoë")] == ["id1"]
        assert [entry.id for entry in log.entries("Zoë #2")] == ["id2"]
