"""Made people, each solved with its limiter map: what limits sprinters at large, in the model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from nextstride import __version__
from nextstride.arrays import Floats
from nextstride.athlete import Athlete, Sex
from nextstride.body import Body
from nextstride.checks import Problems
from nextstride.errors import ParameterError, SolveError
from nextstride.parallel import Workers
from nextstride.personal.drawn import BINS, member
from nextstride.personal.keeping import Arrays, Done, Keeper, do_all, fingerprint
from nextstride.personal.unknowns import LINKS, PRIOR, UNKNOWNS, body_with
from nextstride.personal.variants import VARIANTS, Variant
from nextstride.sprint import follow, solve_sprint

KEPT = ".people"
"""Where finished people are kept in the folder of results."""
MOST_BODIES = 100_000
PATIENCE = 8.0
"""Seconds of processor time for one solve; most take two."""


@dataclass(frozen=True)
class Build:
    """How tall and how heavy for their height the sprinters of one sex are: means and SDs.

    Attributes
    ----------
    height, height_sd : float
        m.
    index, index_sd : float
        Body mass over height squared, kg/m².
    """

    height: float
    height_sd: float
    index: float
    index_sd: float


BUILDS: dict[Sex, Build] = {
    "male": Build(1.8045, 0.0688, 24.2, 1.5),
    "female": Build(1.68, 0.06, 21.3, 1.3),
}
"""Men: 40 top sprinters, 180.45 (6.88) cm and 78.83 (7.69) kg ("Anthropometric parameters of elite
male runners sprint", Kharkiv, abstract); the spread of the index is what height leaves of the
spread of mass. Women: ours, the woman of `nextstride.personal.decision.GENERIC_PRICES` with the
men's relative spread, for want of a source; Uth (2005), J Sports Sci Med 4:608, finds female
sprinters lighter than other women and as different in height."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """One made person.

    Attributes
    ----------
    athlete : Athlete
    variant : Variant
        Whose published muscles.
    unknowns : (unknowns,) array
        Logarithms of factors, in the order of `UNKNOWNS`.
    """

    athlete: Athlete
    variant: Variant
    unknowns: Floats

    def body(self) -> Body:
        """The body of this person.

        Raises
        ------
        ParameterError
            If a factor on strength is beyond what a body takes.
        """
        return body_with(self.variant.body(self.athlete), self.unknowns)


def draw_person(number: int, seed: int = 0) -> Drawn:
    """Return made person `number`: the same whatever else is drawn.

    The published bodies take turns; sex, height, mass and all of `UNKNOWNS` are drawn from what is
    believed of sprinters.

    Parameters
    ----------
    number : int
        From 0.
    seed : int
        Of the population.
    """
    random = np.random.default_rng([seed, number])
    sex: Sex = "male" if random.random() < 0.5 else "female"
    build = BUILDS[sex]
    height = random.normal(build.height, build.height_sd)
    mass = random.normal(build.index, build.index_sd) * height**2
    unknowns = random.multivariate_normal(PRIOR.mean, PRIOR.covariance, method="cholesky")
    return Drawn(Athlete(mass, height, sex), VARIANTS[number % len(VARIANTS)], unknowns)


def solve_person(drawn: Drawn) -> Arrays:
    """Solve a made person's sprint with its limiter map; empty where none is found.

    Returns
    -------
    dict of str to array
        As `nextstride.personal.drawn.member` gives it.
    """
    try:
        body = drawn.body()
        solution = solve_sprint(body, time_limit=PATIENCE)
        if not solution.solved:
            usual = drawn.variant.body(drawn.athlete)
            begin = solve_sprint(usual, time_limit=PATIENCE).raise_for_status()
            solution = follow(begin, body, time_limit=PATIENCE / 2)
        return member(solution)
    except (SolveError, ParameterError):
        return {}


def check_population(count: int, seed: int) -> None:
    """Refuse an impossible population before any work is done for it.

    Raises
    ------
    ParameterError
        If there are none or too many, or the seed is negative.
    """
    problems = Problems("population")
    problems.in_range("--bodies", count, 1, MOST_BODIES, "")
    problems.require(seed >= 0, f"--seed must not be negative; got {seed}")
    problems.raise_if_any()


def solve_population(
    count: int, seed: int, folder: Path | None, workers: Workers, done: Done
) -> xr.Dataset:
    """Draw and solve made people; what `folder` holds of them already is not done again.

    Parameters
    ----------
    count : int
    seed : int
    folder : pathlib.Path or None
        Where finished people are kept.
    workers : Workers
    done : callable
        Called after each.

    Returns
    -------
    xarray.Dataset
        On ``member``: ``person``, ``sex``, ``mass`` (kg), ``height`` (m), ``variant``, ``speed``
        (m/s); ``elasticity (member, link)``, ``density (member, link, percent)``, ``unknowns
        (member, unknown)``. Those without a solution are missing; ``attrs["lost"]`` counts them.

    Raises
    ------
    ParameterError
        If `count` or `seed` is impossible.
    SolveError
        If nobody could be solved.
    """
    check_population(count, seed)
    people = [draw_person(number, seed) for number in range(count)]
    keeper = Keeper(None if folder is None else folder / _generation(seed))
    named = [(f"person-{number}", person) for number, person in enumerate(people)]
    found = do_all(solve_person, named, keeper, workers, done)
    solved = [number for number, arrays in enumerate(found) if arrays]
    if not solved:
        raise SolveError("population: the sprint of no made person could be solved.")
    return _gathered(solved, [people[n] for n in solved], [found[n] for n in solved], count)


def _generation(seed: int) -> str:
    """Name of a population: another one for other bodies, beliefs or versions."""
    usual = [variant.body(Athlete(sex=sex)).vector for variant in VARIANTS for sex in BUILDS]
    return fingerprint(__version__, seed, PRIOR.mean, PRIOR.covariance, BUILDS, VARIANTS, *usual)


def _gathered(
    numbers: list[int], people: list[Drawn], found: list[Arrays], count: int
) -> xr.Dataset:
    """Join what was found of each."""
    column = {key: np.array([each[key] for each in found]) for key in found[0]}
    return xr.Dataset(
        {
            "person": ("member", numbers),
            "sex": ("member", [each.athlete.sex for each in people]),
            "mass": ("member", [each.athlete.mass for each in people]),
            "height": ("member", [each.athlete.height for each in people]),
            "variant": ("member", [each.variant.name for each in people]),
            "unknowns": (("member", "unknown"), np.array([each.unknowns for each in people])),
            "speed": ("member", column["speed"][:, 0]),
            "elasticity": (("member", "link"), column["elasticity"]),
            "density": (("member", "link", "percent"), column["density"]),
        },
        coords={
            "link": list(LINKS),
            "unknown": list(UNKNOWNS),
            "percent": (BINS[:-1] + BINS[1:]) / 2,
        },
        attrs={"lost": count - len(numbers)},
    )
