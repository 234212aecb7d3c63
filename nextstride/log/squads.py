"""Squads of a shared log on PostgreSQL: a coach sees and changes their own athletes only.

The database itself holds to it, by row-level security, so that no program on the way needs to be
trusted: an athlete belongs to roles, and a login sees the athletes of the roles it is a member of,
with all that is logged of them. Who adds an athlete has them. The owner of the tables sees all
(https://www.postgresql.org/docs/current/ddl-rowsecurity.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection, text

from nextstride.errors import ParameterError
from nextstride.log.database import log_url, open_database
from nextstride.log.sessions import find_athlete
from nextstride.log.tables import METADATA
from nextstride.log.transactions import OpenDatabase

MAKE = (
    """
CREATE TABLE IF NOT EXISTS squads (
    athlete_number integer NOT NULL
        REFERENCES athletes (number) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    squad name NOT NULL,
    PRIMARY KEY (athlete_number, squad)
)""",
    # Comes before the row it is about, which is so seen by who adds it.
    """
CREATE OR REPLACE FUNCTION own_new_athlete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO squads VALUES (NEW.number, session_user) ON CONFLICT DO NOTHING;
        RETURN NEW;
    END $$""",
    """
CREATE OR REPLACE TRIGGER own_new_athlete BEFORE INSERT ON athletes
    FOR EACH ROW EXECUTE FUNCTION own_new_athlete()""",
    # Volatile: a stable one would not see what the trigger has just done.
    """
CREATE OR REPLACE FUNCTION is_mine(athlete integer) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT 1 FROM squads JOIN pg_roles ON rolname = squad
        WHERE athlete_number = athlete AND pg_has_role(session_user, oid, 'member')
    ) $$""",
)


def open_squads(url: str | Path | None = None) -> Squads:
    """Open the squads of a log on PostgreSQL, as the owner of its tables.

    Parameters
    ----------
    url : str or pathlib.Path, optional
        As `nextstride.log.open_log` takes it.

    Raises
    ------
    ParameterError
        If the log is not on PostgreSQL.
    NextstrideError
        If the database cannot be reached.
    """
    address = log_url(url)
    if address.get_backend_name() != "postgresql":
        raise ParameterError(
            "log: a log that coaches share must be on PostgreSQL, postgresql://USER@HOST/DATABASE; "
            "a file is one person's."
        )
    return Squads(open_database(address))


class Squads(OpenDatabase):
    """Who sees whom in a shared log; see `open_squads`. Also a context manager."""

    def share(self, role: str, *athletes: str) -> None:
        """Let a role of the database use the log, and see these athletes beside its own.

        Parameters
        ----------
        role : str
            A login, or a group of logins; PostgreSQL's ``createuser`` makes one.
        *athletes : str
            Names; may be none.

        Raises
        ------
        ParameterError
            If there is no such role or athlete.
        NextstrideError
            If the tables are somebody else's.
        """
        with self._writing() as connection:
            _check_role(connection, role)
            numbers = [find_athlete(connection, name)["number"] for name in athletes]
            _run(connection, [*MAKE, *_policies(), *_grants(connection, role)])
            add = "INSERT INTO squads VALUES (:number, :role) ON CONFLICT DO NOTHING"
            _for_each(connection, add, role, numbers)

    def unshare(self, role: str, *athletes: str) -> None:
        """Let a role see these athletes no more.

        Raises
        ------
        ParameterError
            If there is no such role or athlete.
        """
        with self._writing() as connection:
            _check_role(connection, role)
            numbers = [find_athlete(connection, name)["number"] for name in athletes]
            _run(connection, MAKE)
            remove = "DELETE FROM squads WHERE athlete_number = :number AND squad = :role"
            _for_each(connection, remove, role, numbers)


def _check_role(connection: Connection, role: str) -> None:
    """Refuse a role that the database does not have."""
    if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
        return
    raise ParameterError(
        f"log: the database has no role {role!r}; its administrator makes one with createuser "
        f"{role}."
    )


def _policies() -> Iterator[str]:
    """What makes every table show the rows of visible athletes only."""
    for table in METADATA.sorted_tables:
        parents = [(column, key) for column in table.columns for key in column.foreign_keys]
        if parents:
            column, key = parents[0]
            parent = key.column.table.name
            # The parent is looked up with the reader's own rights, so it hides what it must.
            mine = f"EXISTS (SELECT 1 FROM {parent} AS p WHERE p.number = {table}.{column.name})"
        else:
            mine = f"is_mine({table}.number)"
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS own_squad ON {table}"
        yield f"CREATE POLICY own_squad ON {table} USING ({mine})"


def _grants(connection: Connection, role: str) -> Iterator[str]:
    """What lets a role use the tables."""
    name = connection.dialect.identifier_preparer.quote_identifier(role)
    tables = ", ".join(str(table) for table in METADATA.sorted_tables)
    yield f"GRANT SELECT ON alembic_version TO {name}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {name}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}"


def _run(connection: Connection, statements: Sequence[str]) -> None:
    """Run statements one after the other."""
    for statement in statements:
        connection.exec_driver_sql(statement)


def _for_each(connection: Connection, statement: str, role: str, numbers: Sequence[int]) -> None:
    """Run a statement for each of some athletes."""
    for number in numbers:
        connection.execute(text(statement), {"number": number, "role": role})
