"""The migrations make what the tables say, and the settings are the safe ones."""

from __future__ import annotations

from importlib.resources import files

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from nextstride.log import Log
from nextstride.log.tables import REVISION, Base


def test_migrations_make_the_tables(log: Log) -> None:
    with log._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


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
