"""Who may be probed, which links, and how far: rules that no option overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextstride.checks import Problems

if TYPE_CHECKING:
    from nextstride.training import Health

PROBED = ("hip_flexors", "plantarflexors")
"""Links that may be tired before a sprint. Never the hamstrings or adductors: tired ones are what
sprinters tear."""
SHAM = "sham"
"""The same rest and the same number of runs, with nothing of the leg tired."""
LARGEST_LOSS = 0.20
"""A run is not started while more of the link's strength than this share is lost. Heel raises to
failure take 20.5 % (Sara 2021, PLoS ONE 16:e0253276)."""
ADULT, OLDEST = 18, 59
"""Years. A rule of caution: no trial has tested the probe on anybody."""
HARMLESS = frozenset({"latex_allergy"})
"""Conditions that forbid a band of latex and no effort."""


def require_fit_for_probe(health: Health) -> None:
    """Refuse the probe to everybody who is not a sound adult.

    Parameters
    ----------
    health : Health

    Raises
    ------
    ParameterError
        Naming every reason.
    """
    problems = Problems("probe")
    problems.require(
        ADULT <= health.age <= OLDEST,
        f"the probe is for adults from {ADULT} to {OLDEST}; got an age of {health.age:g}. It asks "
        "for all-out runs with a tired muscle, and nobody has tested it",
    )
    problems.require(
        not health.pains,
        f"nobody is probed who hurts; got pain at {', '.join(health.pains)}. Have it examined",
    )
    ill = sorted(set(health.conditions) - HARMLESS)
    problems.require(
        not ill, f"nobody is probed with {', '.join(ill)}, not even with a doctor's word"
    )
    problems.raise_if_any()


def require_links(links: tuple[str, ...]) -> None:
    """Refuse links that must not be tired, and more than a probe can bear.

    Raises
    ------
    ParameterError
    """
    problems = Problems("probe")
    for link in links:
        problems.one_of("--link", link, (*PROBED, SHAM))
    problems.require(
        len(links) == 2 and len(set(links)) == 2,
        f"a probe compares two days: two links, or one link and {SHAM}; got {', '.join(links)}",
    )
    problems.raise_if_any()
