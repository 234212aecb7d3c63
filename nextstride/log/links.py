"""`Links`: what opens one athlete's own page, and nobody else's; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
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
LASTS = timedelta(days=120)
"""For so long a token opens a page: longer than a block of training with its tests, so that a lost
phone does not open it for ever."""


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
            told = {"athlete_number": number, "sha256": hashed(token), "made_at": now()}
            connection.execute(insert(LINKS).values(**told))
        return token

    def withdraw(self, athlete: str) -> None:
        """Let an athlete's token open nothing any more."""
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            connection.execute(delete(LINKS).where(LINKS.c.athlete_number == number))

    def until(self, athlete: str) -> date | None:
        """The day on which an athlete's token ends; None where there is none that opens a page."""
        with self._reading() as connection:
            number = find_athlete(connection, athlete)["number"]
            made_at = connection.scalar(select(LINKS.c.made_at).filter_by(athlete_number=number))
            return None if made_at is None or _is_over(made_at) else _end(made_at).date()

    def owner(self, token: str) -> Athlete | None:
        """Whose page a token opens; None where it opens none, or no longer."""
        with self._reading() as connection:
            query = select(ATHLETES, LINKS.c.made_at).join(LINKS)
            row = (
                connection.execute(query.where(LINKS.c.sha256 == hashed(token))).mappings().first()
            )
            return None if row is None or _is_over(row["made_at"]) else athlete_from_row(row)


def _end(made_at: str) -> datetime:
    """When a token of that moment ends."""
    return datetime.fromisoformat(made_at) + LASTS


def _is_over(made_at: str) -> bool:
    """Whether a token of that moment has ended."""
    return _end(made_at) <= datetime.now(UTC)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
