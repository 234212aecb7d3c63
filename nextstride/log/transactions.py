"""`OpenDatabase`: what an open log stands on: reading and writing in one transaction each."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from nextstride.log.database import scrub, told_as_ours, wait_for_writers


class OpenDatabase:
    """A database that is open until `close`; also a context manager."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._looking = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def scrub(self) -> None:
        """Overwrite what was deleted; `forget` does so by itself."""
        with told_as_ours():
            scrub(self._engine)

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """All that is read in a block is read at the same moment, over one connection."""
        with self._reading() as connection:
            self._looking.over = connection
            try:
                yield
            finally:
                del self._looking.over

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One look at the database, all at the same moment; a part of `one_look` within one."""
        if (connection := getattr(self._looking, "over", None)) is not None:
            yield connection
            return
        with told_as_ours(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One write: all of it or, after any error, nothing."""
        engine = self._engine.execution_options(writing=True)
        with told_as_ours(), engine.begin() as connection:
            wait_for_writers(connection)
            yield connection
