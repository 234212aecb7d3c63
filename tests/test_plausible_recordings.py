"""Whatever a laboratory's recording lacks, the analysis ends in an answer or in one sentence.

Recordings as laboratories make them, of a runner whose motion is known: gaps, phantom markers,
runners who enter and leave, short files, clocks that do not start together, marker sets that lack a
part. ``NEXTSTRIDE_FUZZ=2000`` tries as many; a few are tried always.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from nextstride.analysis import analyze
from nextstride.errors import NextstrideError
from nextstride.sample import SyntheticSprinter

COUNT = int(os.environ.get("NEXTSTRIDE_FUZZ", "6"))
RUNNERS = (
    SyntheticSprinter(strides=2),
    replace(SyntheticSprinter.jogging(), strides=3),
    replace(SyntheticSprinter.jogging(treadmill=False), strides=2),
)


@cache
def recorded(runner, rate):
    return RUNNERS[runner].recording(rate, 0.001, seed=runner)


def gaps(chance, motion, force):
    """Markers unseen for a while, some throughout, all at once at times."""
    values = motion.position.values
    for _ in range(chance.integers(1, 30)):
        start = chance.integers(0, len(values))
        stop = start + chance.integers(1, len(values))
        columns = chance.integers(0, values.shape[2], chance.integers(1, 6))
        values[start:stop, :, columns] = np.nan
    if chance.random() < 0.3:
        values[chance.integers(0, len(values)) :: chance.integers(2, 9)] = np.nan
    return motion, force


def phantoms(chance, motion, force):
    """Markers that leap, stand still or lie at one place."""
    values = motion.position.values
    for _ in range(chance.integers(1, 8)):
        start = chance.integers(0, len(values))
        stop = start + chance.integers(1, len(values))
        column = chance.integers(0, values.shape[2])
        place = values[start, :, column] + chance.normal(0, chance.choice([0, 0.1, 1]), 3)
        values[start:stop, :, column] = place
    return motion, force


def entering(chance, motion, force):
    """A runner who is seen only for a part of the time, limb by limb."""
    values = motion.position.values
    ends = np.sort(chance.integers(0, len(values), 2))
    late = chance.integers(0, 20, values.shape[2])
    for column, extra in enumerate(late):
        values[: ends[0] + extra, :, column] = np.nan
        values[max(0, ends[1] - extra) :, :, column] = np.nan
    return motion, force


def short(chance, motion, force):
    """A part of the run, down to a few frames."""
    count = int(chance.integers(2, motion.sizes["time"]))
    start = int(chance.integers(0, motion.sizes["time"] - count + 1))
    return motion.isel(time=slice(start, start + count)), force


def short_force(chance, motion, force):
    """Plates that record for a part of the time only."""
    if force is None:
        return motion, force
    count = int(chance.integers(2, force.sizes["time"]))
    start = int(chance.integers(0, force.sizes["time"] - count + 1))
    return motion, force.isel(time=slice(start, start + count))


def offset_clock(chance, motion, force):
    """Forces earlier or later than the motion, up to where they share no time."""
    if force is None:
        return motion, force
    return motion, force.assign_coords(time=force.time.values + chance.choice([0.01, 0.1, 1, 20])
                                       * chance.normal())  # fmt: skip


def fewer_markers(chance, motion, force):
    """A marker set that lacks a part."""
    kept = chance.random(motion.sizes["keypoint"]) < chance.uniform(0.3, 1)
    kept[chance.integers(0, kept.size)] = True
    return motion.isel(keypoint=np.flatnonzero(kept)), force


def no_forces(chance, motion, force):
    """Plates that were not there, or that nobody touched, or that hum."""
    if force is None or chance.random() < 0.4:
        return motion, None
    silent = force.copy(deep=True)
    silent["force"].values[:] *= chance.choice([0, 1e-3, 0.1])
    silent["force"].values[:] += chance.normal(0, chance.choice([0, 5, 80]), silent["force"].shape)
    return motion, silent


FAULTS = (
    gaps, phantoms, entering, short, short_force, offset_clock, fewer_markers, no_forces,
)  # fmt: skip


@pytest.mark.parametrize("seed", sorted({1845, 20017, *range(COUNT)}))
def test_an_answer_or_one_sentence(seed):
    chance = np.random.default_rng(seed)
    runner = int(chance.integers(len(RUNNERS)))
    recording = recorded(runner, int(chance.choice([60, 100, 250])))
    motion, force = recording.motion.copy(deep=True), recording.force
    for fault in chance.permutation(len(FAULTS))[: chance.integers(1, 4)]:
        motion, force = FAULTS[fault](chance, motion, force)
    events = str(chance.choice(["auto", "markers", "force"]))
    told = ""
    try:
        changed = replace(recording, motion=motion, force=force)
        analyze(changed, RUNNERS[runner].athlete, events=events)
    except NextstrideError as error:
        told = str(error)
    assert told == "" or 20 < len(told) < 1000
