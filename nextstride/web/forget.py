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
    if not any(job.state == RUNNING for job in jobs):
        for job in jobs:  # Before its folder, so that none is begun in a folder that is gone.
            desk.jobs.remove(job.id)
    begun = {job.id for job in desk.jobs.all(name)}
    over = [job for job in jobs if job.id not in begun]
    for job in over:
        shutil.rmtree(desk.settings.runs / job.id, ignore_errors=True)
    if begun:
        raise NextstrideError(
            f"A run of {name} is being analysed. Wait until it is done, then delete."
        )
    left = [job.id for job in over if (desk.settings.runs / job.id).exists()]
    if left:
        raise NextstrideError(
            f"The folders {', '.join(left)} in {desk.settings.runs} tell of {name} and cannot be "
            "deleted. Delete them by hand, then again here."
        )
    gone = forget_person(desk.log, name, desk.settings.folder)
    desk.kept.clear()
    return gone
