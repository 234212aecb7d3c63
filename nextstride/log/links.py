"""`Links`: what opens one athlete's own page, and nobody else's; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from sqlalchemy import delete, insert, select

from nextstride.athlete import Athlete
from nextstride.log.database import log_url, open_database
from nextstride.log.rows import athlete_from_row
from nextstride.log.sessions import find_athlete, now
from nextstride.log.tables import ATHLETES, LINKS
from nextstride.log.transactions import OpenDatabase

LETTERS = 32
"""Random bytes of a token: nobody guesses 256 bits, so a plain hash of it is enough."""


def open_links(url: str | Path | None = None) -> Links:
    """Open the links of a log; see `nextstride.log.open_log` for the address and what it raises."""
    return Links(open_database(log_url(url)))


class Links(OpenDatabase):
    """The links of a log; also a context manager."""

    def give(self, athlete: str) -> str:
        """Make a new token for an athlete; an older one opens nothing any more.

        Raises
        ------
        ParameterError
            If the log has no such athlete.
        """
        token = secrets.token_urlsafe(LETTERS)
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            connection.execute(delete(LINKS).where(LINKS.c.athlete_number == number))
            told = {"athlete_number": number, "sha256": _hashed(token), "made_at": now()}
            connection.execute(insert(LINKS).values(**told))
        return token

    def withdraw(self, athlete: str) -> None:
        """Let an athlete's token open nothing any more."""
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            connection.execute(delete(LINKS).where(LINKS.c.athlete_number == number))

    def given_at(self, athlete: str) -> str | None:
        """When an athlete's token was made (UTC, ISO 8601); None where there is none."""
        with self._reading() as connection:
            number = find_athlete(connection, athlete)["number"]
            return connection.scalar(select(LINKS.c.made_at).filter_by(athlete_number=number))

    def owner(self, token: str) -> Athlete | None:
        """Whose page a token opens; None where it opens none."""
        with self._reading() as connection:
            query = select(ATHLETES).join(LINKS).where(LINKS.c.sha256 == _hashed(token))
            row = connection.execute(query).mappings().first()
            return None if row is None else athlete_from_row(row)


def _hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
