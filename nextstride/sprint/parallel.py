"""The same work on many items, in processes where there is more than one core."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    if count > 1:
        try:
            with ProcessPoolExecutor(count, mp_context=process_context()) as pool:
                futures = [pool.submit(work, item) for item in items]
                for future in as_completed(futures):
                    future.result()
                    done()
                return [future.result() for future in futures]
        except (BrokenProcessPool, OSError, ImportError, NotImplementedError):
            pass  # no processes on this machine, or from this script
    results = []
    for item in items:
        results.append(work(item))
        done()
    return results


def process_context() -> BaseContext:
    """Return how processes are started.

    Forked ones inherit what is built already; forking is safe on Linux beside no other thread.
    """
    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")
