"""The database under the log: SQLite by default, PostgreSQL by address; safe settings; migrations.

A finished write outlives the process: SQLite runs in write-ahead mode with ``synchronous=FULL``
(https://sqlite.org/wal.html, https://sqlite.org/pragma.html#pragma_synchronous), and every write
is one transaction that takes the write lock at its beginning, so two programs wait for each other
(up to `PATIENCE`) and neither loses anything. Deleted bytes are overwritten
(``secure_delete``).
"""

from __future__ import annotations

import os
import sqlite3
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.log.tables import REVISION

LOG_VARIABLE = "NEXTSTRIDE_LOG"
"""Environment variable that names another log: a file, or the address of a database."""

PATIENCE = 30
"""How long a write waits for another program's, s."""

POSTGRESQL_LOCK = 20_050_401
"""Key of the advisory lock that makes writers wait for each other; any constant does."""


def default_path() -> Path:
    """File of the log where none is named: ``log.sqlite`` in the user's data folder."""
    import platformdirs  # Only needed where no log is named.

    return Path(platformdirs.user_data_dir("nextstride", appauthor=False)) / "log.sqlite"


def log_url(address: str | Path | None) -> URL:
    """Address of the database, from an address, a file name, or nothing.

    Raises
    ------
    ParameterError
        If the address is none of SQLite or PostgreSQL.
    """
    stated = str(address or os.environ.get(LOG_VARIABLE) or default_path())
    if "://" not in stated:
        return URL.create("sqlite", database=str(Path(stated).expanduser().absolute()))
    try:
        url = make_url(stated)
    except ArgumentError as error:
        raise ParameterError(_wrong_address(stated.split("://")[0] + "://...")) from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql") or not url.database:
        raise ParameterError(_wrong_address(url.render_as_string(hide_password=True)))
    return url


def _wrong_address(got: str) -> str:
    """What to say of an address that cannot be used."""
    return (
        "log: the address must be a file name, sqlite:///FILE or "
        f"postgresql://USER@HOST/DATABASE; got {got}."
    )


def open_database(url: URL) -> Engine:
    """Connect, and bring the tables up to date.

    Raises
    ------
    ReadError
        If the file is no log, or a newer version of nextstride wrote it.
    NextstrideError
        If the database cannot be reached.
    """
    where = url.render_as_string(hide_password=True)
    try:
        return _connect_and_migrate(url, where)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise NextstrideError(
            "log: PostgreSQL needs its driver; install nextstride[postgres]."
        ) from error
    except (OperationalError, OSError) as error:
        raise NextstrideError(f"log: cannot open {where} ({_first_line(error)}).") from error
    except DatabaseError as error:
        raise ReadError(
            f"{where}: must be a log of nextstride; it is not, or it is damaged "
            f"({_first_line(error)}). Restore it from an export."
        ) from error


def _connect_and_migrate(url: URL, where: str) -> Engine:
    """Connect; where the tables cannot be brought up to date, leave no connection behind."""
    engine = _connect(url)
    try:
        migrate(engine, where)
    except Exception:
        engine.dispose()
        raise
    return engine


def _first_line(error: Exception) -> str:
    """The driver's own words, in one line."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _connect(url: URL) -> Engine:
    """Make the engine, with the settings that keep data safe."""
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # A connection of its own for every transaction: none is left open to hinder `scrub`.
    engine = create_engine(url, connect_args={"timeout": PATIENCE}, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """Set a new SQLite connection up; Python's own transaction handling is switched off."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _begin_sqlite(connection: Connection) -> None:
    """Begin; a writer takes the lock at once, for it could not wait for it later."""
    mode = "IMMEDIATE" if connection.get_execution_options().get("writing") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")


def wait_for_writers(connection: Connection) -> None:
    """On PostgreSQL, wait until no other program writes the log; SQLite has waited already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})


def migrate(engine: Engine, where: str) -> None:
    """Bring the tables to `REVISION`, in one transaction."""
    if _revision(engine) == REVISION:
        return
    from alembic import command  # Only needed where there is something to do.
    from alembic.config import Config
    from alembic.util import CommandError

    with as_file(files("nextstride.log") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        with engine.execution_options(writing=True).begin() as connection:
            wait_for_writers(connection)
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise ReadError(
                    f"{where}: a newer nextstride wrote this log; update nextstride to open it."
                ) from error


def _revision(engine: Engine) -> str | None:
    """Which migration the database is at, None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def scrub(engine: Engine) -> None:
    """Make sure that no deleted byte is left in the database's files.

    Raises
    ------
    NextstrideError
        If another program is reading the log, so that it cannot be rewritten.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (FULL)"))
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = any(row[0] for row in cursor.fetchall())
    except sqlite3.OperationalError:
        busy = True
    finally:
        raw.close()
    if busy:
        raise NextstrideError(
            "log: what was deleted is out of the log, but its bytes may still be in the file, for "
            "another program has the log open. Close it and call scrub() again."
        )
