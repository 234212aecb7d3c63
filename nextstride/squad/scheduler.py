"""Which workers a command's ``--scheduler`` and ``--workers`` name."""

from __future__ import annotations

from importlib.util import find_spec

from nextstride.checks import Problems
from nextstride.errors import MissingDataError
from nextstride.parallel import Workers, local_workers

PROCESSES = "processes"
CLUSTER = "tcp://"
MOST_WORKERS = 1024


def workers_at(scheduler: str | None = None, count: int | None = None) -> Workers:
    """Return the workers that a scheduler has.

    Parameters
    ----------
    scheduler : str, optional
        ``processes`` of this machine, which is what it is if nothing is given; or the address of
        the scheduler of a Dask cluster, ``tcp://HOST:PORT``.
    count : int, optional
        With ``processes``, how many, else as many as there are cores. Without a scheduler, a Dask
        cluster of so many workers is started on this machine, each with its share of the memory.

    Raises
    ------
    ParameterError
        If there is no such scheduler.
    MissingDataError
        If it needs Dask, and that is not installed.
    """
    problems = Problems("scheduler")
    elsewhere = scheduler is not None and scheduler.startswith(CLUSTER)
    problems.require(
        scheduler in (None, PROCESSES) or elsewhere,
        f"--scheduler must be {PROCESSES} or {CLUSTER}HOST:PORT; got {scheduler!r}",
    )
    if count is not None:
        problems.in_range("--workers", count, 1, MOST_WORKERS, "")
        problems.require(not elsewhere, "--workers is for this machine, not a cluster elsewhere")
    problems.raise_if_any()
    if scheduler == PROCESSES or (scheduler is None and count is None):
        return local_workers(count)
    if find_spec("distributed") is None:
        raise MissingDataError(
            "scheduler: a cluster needs Dask: pip install 'nextstride[cluster]'. Without it, "
            f"--scheduler {PROCESSES} works on this machine."
        )
    from nextstride.squad.cluster import Cluster

    return Cluster(scheduler, count)
