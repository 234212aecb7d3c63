"""Make a log from several programs at the same moment, again and again; print what failed.

Run as ``python make_at_once.py ADDRESS ROUNDS``. Where the address is a file, ``{}`` in it is the
number of the round; a database is emptied before each. Prints a JSON list of error messages.
"""

from __future__ import annotations

import json
import os
import sys

import alembic.command  # noqa: F401  # Before the fork: the openers shall be equally fast.
from sqlalchemy import text

from nextstride.log import open_log
from nextstride.log.database import _connect, log_url

OPENERS = 3


def open_when_told(address: str, told: int, failed: int) -> None:
    """Wait until the pipe `told` is closed, then open the log and read it."""
    os.read(told, 1)
    try:
        with open_log(address) as log:
            log.athletes()
    except BaseException as error:  # noqa: BLE001  # Whatever it is, the test must hear of it.
        os.write(failed, f"{type(error).__name__}: {error}\n".encode())


def make_once(address: str) -> list[str]:
    """Let all openers begin at once; return what failed."""
    waiting, begin = os.pipe()
    heard, failed = os.pipe()
    openers = []
    for _ in range(OPENERS):
        opener = os.fork()
        if opener == 0:
            os.close(begin)
            open_when_told(address, waiting, failed)
            os._exit(0)
        openers.append(opener)
    for end in (waiting, failed, begin):
        os.close(end)
    with os.fdopen(heard) as messages:
        found = messages.read().splitlines()
    for opener in openers:
        os.waitpid(opener, 0)
    return found


def empty(address: str) -> None:
    """Drop everything in a PostgreSQL database."""
    engine = _connect(log_url(address))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def main() -> None:
    """Make logs."""
    address, rounds = sys.argv[1], int(sys.argv[2])
    found: list[str] = []
    for number in range(rounds):
        if "://" in address:
            empty(address)
        found += make_once(address.format(number) if "{}" in address else address)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
