"""Deleting a person for good: jobs, films, reports and caches, then the log itself."""

from __future__ import annotations

import shutil

from nextstride.errors import NextstrideError
from nextstride.log.forgetting import Forgotten, forget_person
from nextstride.log.jobs import RUNNING
from nextstride.web.desk import Desk


def forget(desk: Desk, name: str) -> Forgotten:
    """Delete all that is ours of a person.

    Raises
    ------
    NextstrideError
        If a film of theirs is being analysed, or the log's file cannot be rewritten now.
    """
    jobs = desk.jobs.all(name)
    if any(job.state == RUNNING for job in jobs):
        raise NextstrideError(
            f"A run of {name} is being analysed. Wait until it is done, then delete."
        )
    for job in jobs:
        shutil.rmtree(desk.settings.runs / job.id, ignore_errors=True)
        desk.jobs.remove(job.id)
    left = [job.id for job in jobs if (desk.settings.runs / job.id).exists()]
    if left:
        raise NextstrideError(
            f"The folders {', '.join(left)} in {desk.settings.runs} tell of {name} and cannot be "
            "deleted. Delete them by hand, then again here."
        )
    gone = forget_person(desk.log, name, desk.settings.folder)
    desk.kept.clear()
    return gone
