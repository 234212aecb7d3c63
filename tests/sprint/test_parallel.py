"""Work side by side gives what work one after the other gives."""

import os
import sys

import pytest

from nextstride.sprint.parallel import cores, in_processes
from nextstride.sprint.simulate import solve_from_starts
from nextstride.sprint.starts import STARTS


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


@pytest.mark.skipif(sys.platform == "win32", reason="capfd sees no spawned process there")
def test_starts_side_by_side_find_what_one_start_finds(body, coarse, sprint, capfd):
    found = solve_from_starts(body, STARTS[:2], intervals=coarse, workers=2)
    assert [solution.start for solution in found.solutions] == [STARTS[0].name, STARTS[1].name]
    assert found.solutions[0].speed == pytest.approx(sprint.speed, rel=1e-9)
    assert found.best.observed.sizes["point"] == 30
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
