"""`plan_from_log`: weeks of sessions from all that the log knows of an athlete's limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nextstride.errors import ParameterError
from nextstride.log.blocks import follow_block
from nextstride.log.entries import StrengthTest
from nextstride.log.maxima import tested_maxima
from nextstride.log.person import check_is_of
from nextstride.log.probe_round import ProbeRound
from nextstride.log.probing import probe_rounds
from nextstride.log.progress import judge_progress
from nextstride.log.store import Log
from nextstride.probe import follow_probe
from nextstride.training import plan_training, read_limiter_map

if TYPE_CHECKING:
    from nextstride.training import Band, Health, Plan, Schedule


def plan_from_log(
    log: Log,
    name: str,
    health: Health,
    schedule: Schedule,
    bands: tuple[Band, ...] = (),
    *,
    analysis: Path | None = None,
    confirmed: bool = False,
) -> Plan:
    """Plan the training of an athlete: simulated limits, then what a probe and a block showed.

    Parameters
    ----------
    log : Log
    name : str
    health, schedule, bands
        As in `nextstride.training.plan_training`.
    analysis : pathlib.Path, optional
        An ``analysis.json`` or its folder; else that of the newest logged recording.
    confirmed : bool
        The analysis is the athlete's, though mass, height or sex differ.

    Raises
    ------
    ParameterError
        If the analysis seems to be somebody else's, or training is not safe.
    MissingDataError
        If no recording is logged, or nothing tells what limits.
    ReadError
        If the analysis cannot be read.
    """
    athlete = log.athlete(name)
    file = log.newest_analysis(name) if analysis is None else analysis
    check_is_of(file, athlete, confirmed=confirmed)
    tested = tested_maxima(log.entries(name, StrengthTest))
    athlete = replace(athlete, strength_tests=athlete.strength_tests | tested)
    found = read_limiter_map(file)
    limits, probed = follow_probe(found.limits, probe_rounds(log.entries(name, ProbeRound)))
    try:
        limits, trained = follow_block(limits, judge_progress(log.entries(name)))
    except ParameterError:
        trained = ()  # No hold is logged, so nothing was trained yet.
    plan = plan_training(limits, found.joint_angles, athlete, health, schedule, bands)
    return replace(plan, notices=(*plan.notices, *probed, *trained))
