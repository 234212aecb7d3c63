"""A made runner whose limits are known: simulated with a weak link, recorded as markers.

The demo analyses it as any recording, so that what is said can be held against the truth. Truth
and fit share the way bodies are built, but for the published muscles: it shows how the answer
reads, and proves nothing about people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nextstride.athlete import Athlete
from nextstride.body import build_body
from nextstride.personal.drawn import member
from nextstride.personal.kinds import kind_of
from nextstride.personal.ranking import STRONGER
from nextstride.personal.unknowns import LINKS, UNKNOWNS, body_with
from nextstride.personal.variants import Variant
from nextstride.recording import Recording
from nextstride.sprint import SprintSolution, record, solve_sprint, sprint_goals

ATHLETE = Athlete(mass=72.0, height=1.78, sex="male", name="a made runner")
MUSCLES = "haralabidis2021"
"""Whose muscles the made runner has; the demo's fit has others."""
WEAK, STRENGTH = "hip_flexors", 0.75
FITTED = (Variant("delp1990"), Variant("lai2017"))
"""Bodies that the demo fits: two, so that it takes half a minute."""
OWN_TECHNIQUE = 0.06
"""How far from the own motion a made runner may move, rad (RMS): about what a fit allows."""
STEPS, FRAME_RATE, MARKER_NOISE = 8, 250.0, 0.002


@dataclass(frozen=True, eq=False)
class MadeRunner:
    """A recording with the truth about who was recorded.

    Attributes
    ----------
    recording : Recording
    athlete : Athlete
    weak : str
        The link that is weaker than in the body built from mass, height and sex.
    strength : float
        Its strength, relative to that body's.
    gains : dict of str to float
        What 10 % more strength of each link would truly give, m/s.
    """

    recording: Recording
    athlete: Athlete
    weak: str
    strength: float
    gains: dict[str, float]


def own_sprint(solution: SprintSolution) -> SprintSolution:
    """Return the fastest sprint near this sprint's own motion, not near the measured sprinter's.

    A runner's gain is asked for with the runner's own technique. Within the bound around somebody
    else's motion the same body has other prices: calves 0.32 instead of 0.23 in one.

    Raises
    ------
    SolveError
        If none is found.
    """
    kind = kind_of(solution.body)
    motion = kind.motion_of(solution)
    goals = sprint_goals(OWN_TECHNIQUE, motion)
    return kind.solve(solution.body, start=motion, goals=goals).raise_for_status()


def make_runner(
    weak: str = WEAK, strength: float = STRENGTH, athlete: Athlete = ATHLETE, seed: int = 1
) -> MadeRunner:
    """Simulate the runner and record eight steps, with an error of 2 mm in every marker.

    Parameters
    ----------
    weak : str
        The link that is weaker than in the body built from mass, height and sex.
    strength : float
        Its strength, relative to that body's.
    athlete : Athlete
    seed : int
        Of the markers' errors.

    Raises
    ------
    SolveError
        If the simulation ends without an answer.
    """
    unknowns = np.zeros(len(UNKNOWNS))
    unknowns[UNKNOWNS.index(weak)] = np.log(strength)
    body = body_with(build_body(athlete, MUSCLES), unknowns)
    solution = own_sprint(solve_sprint(body).raise_for_status())
    exact = record(solution, STEPS, FRAME_RATE)
    position = exact.motion.position
    noise = np.random.default_rng(seed).normal(0, MARKER_NOISE, position.shape)
    prices = member(solution)["elasticity"]
    return MadeRunner(
        replace(exact, motion=exact.motion.assign(position=position + noise), source="made runner"),
        athlete,
        weak,
        strength,
        {
            link: float(solution.speed * (STRONGER**price - 1))
            for link, price in zip(LINKS, prices, strict=True)
        },
    )
