"""`Cluster`: work done by the workers of a Dask cluster, here or elsewhere.

Dask gives a task to another worker when one is lost, and starts lost ones of its own again. What it
does not do is survive the loss of its scheduler; here, what had not come back by then is given out
again once the scheduler is back. Each result is told once, whatever was done twice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self, TypeVar

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed
from distributed.client import FutureCancelledError

from nextstride import __version__
from nextstride.errors import NextstrideError
from nextstride.parallel import DEATHS, cores

Item = TypeVar("Item")
Result = TypeVar("Result")

ANSWERS_WITHIN = 10.0
"""How long a scheduler may take to answer, s."""
CLOSED_WITHIN = 2.0
"""How long the end of a connection may take, s: a lost scheduler answers no farewell."""
PATIENCE = 300.0
"""How long a lost scheduler is waited for, s."""
AHEAD = 4
"""Tasks given out for each thread of the cluster: what is lost with a scheduler is little, and no
worker waits for the next."""

_ONE_AT_A_TIME = threading.Lock()
"""In each worker: our solver and its caches are made for one thread."""


class Cluster:
    """Workers of a Dask cluster; a context manager.

    Parameters
    ----------
    address : str or None
        Of the scheduler, ``tcp://HOST:PORT``; None starts a cluster on this machine.
    count : int or None
        Workers of a cluster on this machine, each with one thread and its share of the memory; a
        worker that wants more is ended and started again.
    """

    def __init__(self, address: str | None, count: int | None = None) -> None:
        self._address, self._count = address, count
        self._local: LocalCluster | None = None
        self._client: Client | None = None

    def __enter__(self) -> Self:
        """Connect, and start what is to be started.

        Raises
        ------
        NextstrideError
            If the scheduler does not answer, or its workers have another version of nextstride.
        """
        # Lost workers are told of in results; the log's lines about them are for Dask's developers.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        dask.config.set({"distributed.scheduler.allowed-failures": DEATHS})
        if self._address is None:
            self._local = LocalCluster(
                n_workers=self._count or cores(),
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                # Its page is off, but it listens all the same: on a port that nobody else has.
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            )
        self._client = self._connected()
        self._check_versions()
        return self

    def __exit__(self, *_: object) -> None:
        """Take back what is not begun, and end what was started here."""
        self._disconnect()
        if self._local is not None:
            self._local.close()

    def _connected(self) -> Client:
        """A connection to the scheduler."""
        try:
            return Client(self._local or self._address, timeout=ANSWERS_WITHIN)
        except (OSError, TimeoutError, ValueError) as error:
            raise NextstrideError(
                f"scheduler: {self._address} does not answer; start it with dask scheduler, and "
                f"workers with dask worker {self._address}, or name another."
            ) from error

    def _disconnect(self) -> None:
        """Close the connection, whatever state it is in."""
        if self._client is not None:
            self._client.close(timeout=CLOSED_WITHIN)
            self._client = None

    def _check_versions(self) -> None:
        """Refuse workers that would compute something else."""
        assert self._client is not None
        found = set(self._client.run(_version).values()) - {__version__}
        if found:
            raise NextstrideError(
                f"scheduler: this is nextstride {__version__}, but workers of {self._address} have "
                f"{', '.join(sorted(found))}. Install the same version on all."
            )

    def finished(
        self,
        work: Callable[[Item], Result],
        items: Mapping[str, Item],
        lost: Callable[[Item], Result] | None = None,
    ) -> Iterator[tuple[str, Result]]:
        """Give each result as it ends, as `nextstride.parallel.Workers` says."""
        waiting = dict(items)
        while waiting:
            try:
                for name, future in self._given_out(work, waiting):
                    try:
                        result = _result(future)
                    except KilledWorker:
                        result = (lost or work)(waiting[name])
                    del waiting[name]
                    yield name, result
            except _SchedulerLostError:
                self._wait_for_scheduler(len(items) - len(waiting), len(items))

    def _given_out(
        self, work: Callable[[Item], Result], items: Mapping[str, Item]
    ) -> Iterator[tuple[str, Future]]:
        """Give finished tasks as they end, some of them given out at a time."""
        assert self._client is not None
        left = iter(list(items))
        names: dict[str, str] = {}

        def next_task() -> Future | None:
            name = next(left, None)
            if name is None:
                return None
            assert self._client is not None
            future = self._client.submit(_alone, work, items[name], pure=False)
            names[future.key] = name
            return future

        try:
            threads = sum(self._client.nthreads().values())
            ahead = max(1, AHEAD * threads)
            begun = [task for _ in range(ahead) if (task := next_task()) is not None]
            running = as_completed(begun)
            for future in running:
                if future.status in ("cancelled", "lost"):
                    raise _SchedulerLostError
                yield names[future.key], future
                if (task := next_task()) is not None:
                    running.add(task)
        except (OSError, TimeoutError, FutureCancelledError) as error:
            raise _SchedulerLostError from error

    def _wait_for_scheduler(self, done: int, total: int) -> None:
        """Connect once more; give up after `PATIENCE`."""
        self._disconnect()
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._client = self._connected()
                return
            except NextstrideError as error:
                if time.monotonic() > until:
                    raise NextstrideError(
                        f"scheduler: {self._address} was lost and is not back; {done} of {total} "
                        "are done and kept. Start it, and then the same command again."
                    ) from error
                time.sleep(0.5)


class _SchedulerLostError(Exception):
    """The scheduler is gone, and with it what was given out."""


def _alone(work: Callable[[Item], Result], item: Item) -> Result:
    """Do the work, beside no other work of ours in this process."""
    with _ONE_AT_A_TIME:
        return work(item)


def _version() -> str:
    """The version that a worker has."""
    return __version__


def _result(future: Future) -> Any:
    """The result of a finished task.

    Raises
    ------
    KilledWorker
        If too many workers were lost under it.
    """
    try:
        return future.result(timeout=ANSWERS_WITHIN)
    except (OSError, TimeoutError, FutureCancelledError) as error:
        if future.status == "error":
            raise  # The work's own.
        raise _SchedulerLostError from error
