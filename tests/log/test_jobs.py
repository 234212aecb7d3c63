"""Jobs go from queued to done or failed, survive a stop, and belong to one athlete."""

from __future__ import annotations

import pytest

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError
from nextstride.log import Log
from nextstride.log.jobs import DONE, FAILED, QUEUED, RUNNING, Jobs, new_id
from nextstride.log.links import Links


@pytest.fixture
def jobs(log: Log) -> Jobs:
    """Jobs of a log with two athletes more."""
    log.save_athletes(Athlete(name="Mia"), Athlete(name="Bo"))
    return Jobs(log._engine)


def ask(jobs: Jobs, athlete: str = "Mia", *, looked_at: bool = True) -> str:
    job_id = new_id()
    jobs.add(job_id, athlete, "run 1.mp4", "film.mp4", {"bodies": 12}, looked_at=looked_at)
    return job_id


def test_jobs_run_in_order_and_no_more_than_asked(jobs: Jobs) -> None:
    first, second, third = (ask(jobs) for _ in range(3))
    begun = [jobs.claim(2), jobs.claim(2), jobs.claim(2)]
    assert [None if job is None else job.id for job in begun] == [first, second, None]
    jobs.finish(first)
    assert jobs.get(first).state == DONE
    following = jobs.claim(2)
    assert following is not None
    assert following.id == third


def test_a_film_waits_for_the_look_and_a_bad_look_ends_it(jobs: Jobs) -> None:
    good, bad = ask(jobs, looked_at=False), ask(jobs, looked_at=False)
    assert jobs.claim(2) is None
    jobs.note_look(bad, [{"code": "runner", "verdict": "bad"}], "Nobody is seen. Film again.")
    jobs.note_look(good, [{"code": "light", "verdict": "good"}])
    claimed = jobs.claim(2)
    assert claimed is not None
    assert claimed.id == good
    assert jobs.get(bad).state == FAILED
    assert jobs.get(bad).reason == "Nobody is seen. Film again."


def test_stages_are_timed_and_a_stop_puts_back(jobs: Jobs) -> None:
    mine = ask(jobs)
    jobs.claim(1)
    jobs.tell(mine, "looking", 10, 40)
    staged = jobs.get(mine).staged_at
    jobs.tell(mine, "looking", 20, 40)
    now = jobs.get(mine)
    assert (now.stage, now.done, now.total, now.staged_at) == ("looking", 20, 40, staged)
    jobs.put_back()
    assert jobs.get(mine).state == QUEUED
    again = jobs.claim(1)
    assert again is not None
    assert again.state == RUNNING


def test_a_failed_job_is_tried_again_with_other_options(jobs: Jobs) -> None:
    mine = ask(jobs)
    jobs.claim(1)
    jobs.fail(mine, "No runner. Crop the film.")
    jobs.finish(mine)  # Not running any more: nothing changes.
    assert jobs.get(mine).state == FAILED
    jobs.again(mine, {"runner": "left"})
    found = jobs.get(mine)
    assert (found.state, found.options, found.reason) == (QUEUED, {"runner": "left"}, "")


def test_jobs_and_links_go_with_their_athlete(jobs: Jobs, log: Log) -> None:
    mine, other = ask(jobs, "Mia"), ask(jobs, "Bo")
    token = Links(log._engine).give("Mia")
    log.forget("Mia")
    assert [job.id for job in jobs.all()] == [other]
    assert Links(log._engine).owner(token) is None
    with pytest.raises(ParameterError, match="no job"):
        jobs.get(mine)


def test_a_link_opens_one_athlete_until_it_is_withdrawn(jobs: Jobs, log: Log) -> None:
    links = Links(log._engine)
    first, bo = links.give("Mia"), links.give("Bo")
    second = links.give("mia")
    owner = links.owner(second)
    assert owner is not None
    assert owner.name == "Mia"
    assert links.owner(first) is None, "an older one still opens"
    links.withdraw("Mia")
    assert links.owner(second) is None
    assert links.until("Mia") is None
    assert links.owner(bo) is not None
