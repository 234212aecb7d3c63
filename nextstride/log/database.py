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
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.log.tables import REVISION
from nextstride.write.files import check_writable

LOG_VARIABLE = "NEXTSTRIDE_LOG"
"""Environment variable that names another log: a file, or the address of a database."""

OWNS = "SELECT pg_has_role(tableowner, 'member') FROM pg_tables WHERE tablename = 'athletes'"
"""Whether PostgreSQL lets this login rewrite the log's tables; from others it skips them."""

PATIENCE = 30
"""How long a write waits for another program's, s."""

POSTGRESQL_LOCK = 20_050_401
"""Key of the advisory lock that makes writers wait for each other; any constant does."""

LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's word for a lock not got in time (appendix A of its manual)."""

NOT_ALLOWED = "42501"
"""The same for what this login may not do."""

TAKEN = "23505"
"""The same for a row that there is already; of an athlete, it is one who is not to be seen."""


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
        If the database cannot be reached; a `WriteError` where its disk takes nothing.
    """
    where = url.render_as_string(hide_password=True)
    try:
        return _connect_and_migrate(url, where)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise NextstrideError(
            "log: PostgreSQL needs its driver; install nextstride[postgres]."
        ) from error
    except (OperationalError, OSError) as error:
        if url.get_backend_name() == "sqlite" and not is_busy(error):
            # SQLite's own words do not tell a full disk or one that can only be read.
            check_writable(Path(url.database or "").parent)
        raise plainly(error, f"cannot open {where}") from error
    except DatabaseError as error:
        if _sqlstate(error) == NOT_ALLOWED:
            raise plainly(error) from error
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


@contextmanager
def told_as_ours() -> Iterator[None]:
    """Turn what the database or the disk refuses in a block into one sentence of ours.

    Raises
    ------
    NextstrideError
        In the place of every error of the database.
    """
    try:
        yield
    except (DatabaseError, OSError) as error:
        raise plainly(error) from error


def plainly(error: Exception, failed: str = "the database refused") -> NextstrideError:
    """What an error of the database means for the person who has just used the log."""
    if is_busy(error):
        return NextstrideError(
            f"log: another program has been writing to the log for longer than {PATIENCE} s, so "
            "nothing was done. Close it, or try again in a moment."
        )
    if _sqlstate(error) == TAKEN:
        return NextstrideError(
            "log: another squad has an athlete of that name, so nothing was changed. Give more of "
            "the name, as with the year of birth."
        )
    said = _first_line(error)
    if _sqlstate(error) == NOT_ALLOWED:
        return NextstrideError(
            f"log: this login may not do that ({said}), so nothing was changed. After an update of "
            "nextstride the owner of the log opens it once and shares it again, with "
            "nextstride log share."
        )
    if "full" in said or "No space" in said:
        return NextstrideError(
            "log: no space is left on the disk of the log, so nothing was written. Make room and "
            "try again."
        )
    if "readonly" in said or "read-only" in said.lower():
        return NextstrideError(
            "log: the log may be read but not written, so nothing was changed. Allow writing to "
            "its file and folder, or name another log with --log."
        )
    return NextstrideError(f"log: {failed} ({said}); nothing was changed.")


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
    connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, once; wait for a program that is just making the same file.

    The switch upgrades a lock, for which SQLite calls no busy handler, so the patience is ours
    (https://sqlite.org/c3ref/busy_handler.html).
    """
    patient_until = monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error) or monotonic() > patient_until:
                raise
            sleep(0.02)


def is_busy(error: Exception) -> bool:
    """Whether another program held the database for longer than we wait."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # The rest says which kind of busy.
    busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return busy or _sqlstate(error) == LOCK_NOT_AVAILABLE


def _sqlstate(error: Exception) -> str | None:
    """PostgreSQL's word for an error; None for those of others."""
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None)


def _begin_sqlite(connection: Connection) -> None:
    """Begin; a writer takes the lock at once, for it could not wait for it later."""
    mode = "IMMEDIATE" if connection.get_execution_options().get("writing") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {mode}")


def wait_for_writers(connection: Connection) -> None:
    """On PostgreSQL, wait until no other program writes the log; SQLite has waited already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
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
            if not connection.scalar(text(OWNS)):
                raise NextstrideError(
                    "log: what was deleted is out of the log, but its bytes may still be in the "
                    "database's files until the owner of its tables runs VACUUM FULL."
                )
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
