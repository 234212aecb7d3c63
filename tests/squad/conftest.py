"""Small recordings of a squad, made and analysed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from nextstride.analysis import Analysis
from nextstride.athlete import Athlete
from nextstride.sample import SyntheticSprinter
from nextstride.squad.job import Job, Settings
from nextstride.squad.work import analyse_job
from nextstride.write import write_trc

ATHLETE = Athlete(mass=75.0, height=1.80, name="Mia")


def make_run(path: Path, speed: float = 9.5, seed: int = 0) -> Path:
    """Write a short run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    recording = SyntheticSprinter(speed=speed, strides=2).recording(100, noise=0.001, seed=seed)
    return write_trc(recording, path)


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> list[Path]:
    """Two short runs of one person, not alike."""
    folder = tmp_path_factory.mktemp("runs")
    return [make_run(folder / f"run{n}.trc", 9.2 + 0.1 * n, seed=n) for n in range(2)]


@pytest.fixture
def jobs(runs) -> list[Job]:
    """The same as jobs."""
    return [Job(path.name, path, ATHLETE) for path in runs]


@pytest.fixture(scope="session")
def analysis(runs) -> Analysis:
    """The first run analysed; stands in where it does not matter what comes out."""
    return analyse_job(Job(runs[0].name, runs[0], ATHLETE), Settings(limits=False))
