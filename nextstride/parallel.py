"""The same work on many items: here, in processes, or wherever a scheduler puts it.

`Workers` is all that a piece of work needs to know of where it is done. `Here` and `Processes` are
two of them; `nextstride.squad.cluster` is a third.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Protocol, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2
"""Items given out for each process: one that is done and one that waits, so that none is idle."""
DEATHS = 3
"""How many processes may end under one item before the item is given up."""


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers(Protocol):
    """Where work is done. A context manager; what it started ends with it."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End everything that was started."""

    def finished(
        self,
        work: Callable[[Item], Result],
        items: Mapping[str, Item],
        lost: Callable[[Item], Result] | None = None,
    ) -> Iterator[tuple[str, Result]]:
        """Give ``(name, work(item))`` of every item, once each, as they end.

        Parameters
        ----------
        work : callable
            A function of a module: processes find it by name. What it raises is raised here.
        items : mapping of str to item
        lost : callable, optional
            Gives the result of an item under which `DEATHS` processes ended; without it, such an
            item is done here.
        """


class Here:
    """Does one item after the other, in this process."""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def finished(
        self,
        work: Callable[[Item], Result],
        items: Mapping[str, Item],
        lost: Callable[[Item], Result] | None = None,
    ) -> Iterator[tuple[str, Result]]:
        """Give each result as it ends, as `Workers` says."""
        for name, item in items.items():
            yield name, work(item)


class _ProcessDiedError(Exception):
    """A process ended under some of the items that were given out."""

    def __init__(self, given_out: Sequence[str]) -> None:
        self.given_out = given_out


class Processes:
    """Processes of this machine, started when there is work and kept until the end.

    Where none can be started, the work is done here. When one dies, all are started again, and
    the items that were given out are done once more, one at a time, to see which is to blame.

    Parameters
    ----------
    count : int
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None
        self._usable = True
        self._proven = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes; what is not begun is not done."""
        self._stop()

    def _stop(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def finished(
        self,
        work: Callable[[Item], Result],
        items: Mapping[str, Item],
        lost: Callable[[Item], Result] | None = None,
    ) -> Iterator[tuple[str, Result]]:
        """Give each result as it ends, as `Workers` says."""
        waiting, deaths = dict(items), Counter[str]()
        while waiting and self._usable:
            suspects = [name for name in waiting if deaths[name]]
            at_once = 1 if suspects else AHEAD * self._count
            try:
                for name, result in self._pass(work, waiting, suspects or list(waiting), at_once):
                    del waiting[name]
                    yield name, result
            except _ProcessDiedError as death:
                self._stop()
                # Where no process ever gave a result and nothing stands in for a lost one, this
                # machine or script allows none.
                self._usable = self._proven or lost is not None
                deaths.update(death.given_out)
                for name in death.given_out:
                    if self._usable and deaths[name] >= DEATHS:
                        yield name, (lost or work)(waiting.pop(name))
            except (OSError, ImportError, NotImplementedError):
                self._stop()
                self._usable = False
        yield from Here().finished(work, waiting)

    def _pass(
        self,
        work: Callable[[Item], Result],
        items: Mapping[str, Item],
        names: Sequence[str],
        at_once: int,
    ) -> Iterator[tuple[str, Result]]:
        """Give the results of the items `names`, `at_once` of them given out at a time."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._count, mp_context=process_context())
        left = iter(names)
        given_out: dict[Future[Result], str] = {}
        try:
            while True:
                while len(given_out) < at_once and (name := next(left, None)) is not None:
                    given_out[self._pool.submit(work, items[name])] = name
                if not given_out:
                    return
                done, _ = wait(given_out, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    self._proven = True
                    yield given_out.pop(future), result
        except BrokenProcessPool:
            raise _ProcessDiedError([*given_out.values()]) from None


def local_workers(count: int | None = None) -> Workers:
    """Return processes, as many as there are cores where no `count` is given; `Here` for one."""
    wanted = cores() if count is None else count
    return Processes(wanted) if wanted > 1 else Here()


def in_processes(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int | None = None,
    done: Callable[[], None] = lambda: None,
) -> list[Result]:
    """Return ``work(item)`` of every item, in order.

    Parameters
    ----------
    work : callable
        A function of a module: processes find it by name.
    items : sequence
    workers : int, optional
        Processes; as many as there are cores if not given. With one, or where no process can be
        started, the work is done here, one item after the other.
    done : callable
        Called here after each item.
    """
    count = min(len(items), cores() if workers is None else workers)
    results: dict[str, Result] = {}
    with local_workers(count) as pool:
        named = {str(place): item for place, item in enumerate(items)}
        for name, result in pool.finished(work, named):
            results[name] = result
            done()
    return [results[str(place)] for place in range(len(items))]


def process_context() -> BaseContext:
    """Return how processes are started.

    Forked ones inherit what is built already; forking is safe on Linux beside no other thread.
    """
    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")
