"""One simulated runner, recorded with noise and fitted, for all tests of the personal fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nextstride import Athlete, analyze
from nextstride.analysis import fit_runner
from nextstride.body import build_body
from nextstride.parallel import Here
from nextstride.personal import FitOptions
from nextstride.personal.made_runner import own_sprint
from nextstride.personal.unknowns import UNKNOWNS, body_with
from nextstride.personal.variants import Variant
from nextstride.sprint import record, solve_sprint
from nextstride.sprint.active import HEEL, active_bounds
from nextstride.sprint.starts import STARTS

SHORTER = next(start for start in STARTS if start.name == "shorter strides")
ATHLETE = Athlete(mass=72.0, height=1.78, sex="male", name="planted")
PLANTED = {"plantarflexors": -0.25, "hip_flexors": 0.05, "adductors": -0.05}
"""Logarithms of the strengths of the simulated runner."""


@pytest.fixture(scope="session")
def planted():
    """The unknowns of the simulated runner."""
    unknowns = np.zeros(len(UNKNOWNS))
    for name, value in PLANTED.items():
        unknowns[UNKNOWNS.index(name)] = value
    return unknowns


@pytest.fixture(scope="session")
def truth(planted):
    """The simulated runner's own sprint."""
    body = body_with(build_body(ATHLETE, "lai2017"), planted)
    return own_sprint(solve_sprint(body).raise_for_status())


@pytest.fixture(scope="session")
def heel_free(planted):
    """The same runner with muscles whose sprint keeps the heel off its limit: derivatives go
    through no kink there. From the measured sprint this body finds another optimum, on its heel."""
    body = body_with(build_body(ATHLETE, "delp1990"), planted)
    found = solve_sprint(body, start=SHORTER).raise_for_status()
    assert active_bounds(found).get(HEEL, 0.0) < 0.01
    return found


@pytest.fixture(scope="session")
def measured(truth):
    """Its markers with 3 mm of noise at 250 Hz, analysed as any recording."""
    recording = record(truth, steps=8, frame_rate=250.0)
    noise = np.random.default_rng(1).normal(0, 0.003, recording.motion.position.shape)
    noisy = recording.motion.assign(position=recording.motion.position + noise)
    return analyze(replace(recording, motion=noisy), ATHLETE)


@pytest.fixture(scope="session")
def told():
    """What the fit said of its progress."""
    return []


@pytest.fixture(scope="session")
def fitted(measured, told):
    """The whole fit, small: one body, four draws, in this process."""
    options = FitOptions(
        members=4,
        variants=(Variant("lai2017", pelvic_list=False),),
        workers=Here(),
        progress=lambda *what: told.append(what),
    )
    return fit_runner(measured, options)
