"""Work side by side gives what work one after the other gives, whatever becomes of a process."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from nextstride.parallel import Processes, cores, in_processes


def squared(number):
    return number**2, os.getpid()


def failing(number):
    raise ValueError(f"no {number}")


def test_results_keep_their_order_and_come_from_other_processes():
    found = in_processes(squared, range(20), workers=2)
    assert [square for square, _ in found] == [number**2 for number in range(20)]
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.parametrize("workers", [1, 2])
def test_every_item_is_told_when_done(workers):
    told = []
    in_processes(squared, range(5), workers, lambda: told.append(1))
    assert len(told) == 5


def test_one_worker_stays_here():
    assert in_processes(squared, [3], workers=4) == [(9, os.getpid())]
    assert in_processes(squared, [1, 2], workers=1) == [(1, os.getpid()), (4, os.getpid())]
    assert cores() >= 1


def test_without_processes_the_work_is_done_here():
    nested = in_processes(lambda number: (number, os.getpid()), [1], workers=2)
    assert nested == [(1, os.getpid())]


def test_errors_of_the_work_are_told():
    with pytest.raises(ValueError, match=r"no [12]"):  # whichever process was the quicker
        in_processes(failing, [1, 2], workers=2)


def dies_once(mark):
    """End this process in the middle of the first try."""
    path = Path(mark)
    with path.open("a") as tries:
        tries.write("x")
    if path.name.startswith("fatal") and path.stat().st_size == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def always_dies(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_what_a_killed_process_was_at_is_done_again_and_told_once(tmp_path):
    names = ["one", "two", "fatal", "four", "five", "six"]
    with Processes(2) as workers:
        told = list(workers.finished(dies_once, {name: str(tmp_path / name) for name in names}))
    assert sorted(told) == sorted((name, name) for name in names)
    assert (tmp_path / "fatal").stat().st_size == 2


def test_an_item_that_kills_every_process_is_given_up_and_no_other():
    with Processes(2) as workers:
        items = {str(number): number for number in range(8)}
        told = list(workers.finished(always_dies, items, lost=lambda number: -number))
    assert Counter(told) == Counter((str(n), -n if n == 3 else n) for n in range(8))
