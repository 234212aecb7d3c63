"""What a log knows of the athletes of a batch: what no table tells of them, and strength tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nextstride.log import Log
from nextstride.log.logged_tests import gather_tests
from nextstride.log.person import fill_in
from nextstride.squad.job import Job


def with_the_log(
    jobs: Sequence[Job], book: Log, *, tests: bool
) -> tuple[list[Job], dict[str, tuple[str, ...]]]:
    """Add to each job what the log knows of its athlete.

    Parameters
    ----------
    jobs : sequence of Job
    book : Log
    tests : bool
        Whether the strength tests are wanted that hold on the day of the run; where no day is
        told, today.

    Returns
    -------
    list of Job
        Those of people whom the log does not know as they were.
    dict of str to tuple of str
        Of whom the log says otherwise than the tables, and what; the tables stand.
    """
    found = []
    otherwise: dict[str, tuple[str, ...]] = {}
    with book.one_look():
        known = {name: book.athlete(name) for name in _names(jobs) if book.knows(name)}
        for job in jobs:
            athlete = known.get(job.athlete.name)
            if athlete is None:
                found.append(job)
                continue
            runner, differences = fill_in(job.athlete, athlete)
            if differences:
                otherwise[runner.name] = differences
            logged = gather_tests(book, runner.name, job.day) if tests else None
            found.append(replace(job, athlete=runner, tests=logged))
    return found, otherwise


def _names(jobs: Sequence[Job]) -> set[str]:
    """Everyone who has a name."""
    return {job.athlete.name for job in jobs if job.athlete.name}
