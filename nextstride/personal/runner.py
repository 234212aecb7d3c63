"""`RunnerLimits`: what limits one runner, how sure that is, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import xarray as xr
from scipy.stats import chi2

from nextstride.arrays import Floats
from nextstride.body import Body
from nextstride.errors import MissingDataError, SolveError
from nextstride.measures import Run
from nextstride.parallel import Workers, local_workers
from nextstride.personal.decision import Decision, decide, generic_split
from nextstride.personal.discrepancy import PRICE_ERRORS, believed_of, with_model_error
from nextstride.personal.drawn import DrawTask, fitted_solution
from nextstride.personal.effort import require_top_speed
from nextstride.personal.ensemble import FitTask, draw_all, fit_all
from nextstride.personal.keeping import Arrays, Keeper, fingerprint
from nextstride.personal.nearest import nearest_motion, technique_bound
from nextstride.personal.next_measurement import Value, values_of_measurements
from nextstride.personal.ranking import rank
from nextstride.personal.recorded import RecordedSprint, recorded_sprint
from nextstride.personal.sides import SCENARIOS, try_sides
from nextstride.personal.strength_tests import StrengthTest, shown_to
from nextstride.personal.unknowns import UNKNOWNS_OF, Unknowns
from nextstride.personal.variants import VARIANTS, Variant
from nextstride.personal.weights import evidence_weights, weigh
from nextstride.sprint import SprintSolution

MEMBERS = 64
Progress = Callable[[str, int, int], None]
"""``(what, done, total)``."""


@dataclass(frozen=True, eq=False, repr=False)
class RunnerLimits:
    """What limits one runner.

    Attributes
    ----------
    recorded : RecordedSprint
        What the recording told.
    tests : tuple of StrengthTest
    nearest : SprintSolution
        The consistent motion nearest to the recording.
    bound : float
        How far from the recorded motion the bodies may move, rad (RMS).
    fits : dict of Variant to arrays
        From `fit_all`.
    failed : dict of Variant to str
        Published bodies that could not be fitted, and why.
    members : xarray.Dataset
        From `draw_all`, with the weight of each.
    ranking : xarray.Dataset
        From `rank`, with what all bodies may have wrong alike.
    weights : dict of Variant to float
        How much each fitted body counts.
    decision : Decision
        How to split a block of training.
    sides : xarray.Dataset
        From `try_sides`.
    next_measurements : list of Value
        The most valuable first.
    """

    recorded: RecordedSprint
    tests: tuple[StrengthTest, ...]
    nearest: SprintSolution
    bound: float
    fits: dict[Variant, Arrays]
    failed: dict[Variant, str]
    members: xr.Dataset
    ranking: xr.Dataset
    weights: dict[Variant, float]
    decision: Decision
    sides: xr.Dataset
    next_measurements: list[Value]

    def __repr__(self) -> str:
        """Say in a line what it rests on."""
        return f"<RunnerLimits, {self.members.sizes['member']} bodies of {len(self.fits)} fits>"

    @property
    def best(self) -> Variant:
        """The variant that fits best."""
        return min(self.fits, key=lambda variant: float(self.fits[variant]["misfit"].sum()))

    @property
    def unknowns(self) -> Unknowns:
        """What the fits left open: the links of this kind of body, and its structure."""
        return UNKNOWNS_OF[self.best.kind]

    @property
    def outside(self) -> bool:
        """Whether the best fit lies outside what is believed of runners (95 %)."""
        distance = 2 * float(self.fits[self.best]["misfit"][1])
        return distance > float(chi2.ppf(0.95, len(self.unknowns.names)))

    def solution(self, variant: Variant) -> SprintSolution:
        """Return the fitted sprint of one variant."""
        fit = self.fits[variant]
        return fitted_solution(DrawTask(self.recorded, variant, self.bound, fit, fit["mean"]))


def _quiet(what: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class FitOptions:
    """What else is known, how much is computed, and who is told.

    Attributes
    ----------
    tests : tuple of StrengthTest
    members : int
        Bodies in the ensemble.
    variants : tuple of Variant
        Of one kind of body.
    workers : Workers or None
        Where it is computed; in as many processes as there are cores where None.
    cache : pathlib.Path or None
        Folder for unfinished work; None keeps none.
    progress : callable
        Told what is done: ``(what, done, total)``.
    """

    tests: tuple[StrengthTest, ...] = ()
    members: int = MEMBERS
    variants: tuple[Variant, ...] = VARIANTS
    workers: Workers | None = None
    cache: Path | None = None
    progress: Progress = _quiet


def runner_limits(
    run: Run, measures: xr.Dataset, options: FitOptions | None = None
) -> RunnerLimits:
    """Fit bodies to a run near top speed, and say what limits them.

    Parameters
    ----------
    run : Run
    measures : xarray.Dataset
        From `measure_run`.
    options : FitOptions, optional

    Raises
    ------
    MissingDataError
        If the run was not near top speed, the athlete's mass or height is not known, or the
        recording does not tell what a fit needs.
    SolveError
        If no body can be simulated near the recorded motion.
    """
    unknown = [f"--{name}" for name in ("mass", "height") if name in run.athlete.assumed]
    if unknown:
        raise MissingDataError(
            f"no body can be fitted without the runner's own numbers: give {' and '.join(unknown)}"
        )
    recorded = recorded_sprint(run, measures)
    require_top_speed(recorded)
    return _Work(recorded, options or FitOptions()).limits()


def answering_bodies(
    members: xr.Dataset,
    fits: Iterable[Variant],
    recorded: RecordedSprint,
    tests: Sequence[StrengthTest] = (),
) -> xr.Dataset:
    """Return the drawn bodies as the answer takes them: with what all of them may have wrong.

    Parameters
    ----------
    members : xarray.Dataset
        From `draw_all`.
    fits : iterable of Variant
        They were drawn from.
    recorded : RecordedSprint
    tests : sequence of StrengthTest
        The fits knew them too.
    """
    fitted = list(fits)
    error = PRICE_ERRORS[fitted[0].kind]
    if not tests:
        return with_model_error(members, error=error)
    bodies = {each.name: each.body(recorded.athlete, recorded.lengths) for each in fitted}
    shown = {name: shown_to(tests, body) for name, body in bodies.items()}
    return with_model_error(members, shown, error)


class _Work:
    """The stages of one fit, with their progress."""

    def __init__(self, recorded: RecordedSprint, options: FitOptions) -> None:
        self.recorded, self.options, self.tests = recorded, options, options.tests
        self._stage, self._done = "", 0
        variants = len(options.variants)
        # A fit takes as long as ten drawn bodies, a side as long as four.
        self._total = 8 + 10 * variants + options.members + 4 * len(SCENARIOS) * variants

    def limits(self) -> RunnerLimits:
        """Do the work."""
        keeper = self._keeper()
        self._begin("finding the nearest consistent motion")
        nearest = self._nearest()
        bound = technique_bound(nearest)
        self._advance(8)
        with self.options.workers or local_workers() as workers:
            self._begin("fitting bodies to the recording")
            tasks = [FitTask(self.recorded, v, bound, self.tests) for v in self.options.variants]
            fits, failed = fit_all(tasks, keeper, workers, lambda: self._advance(10))

            def make(variant: Variant, fit: Arrays, unknowns: Floats) -> DrawTask:
                return DrawTask(self.recorded, variant, bound, fit, unknowns)

            self._begin("solving bodies that could be this runner's")
            members = draw_all(
                fits, make, self.options.members, keeper, workers, lambda: self._advance(1)
            )
            self._begin("trying push side, swing side and both")
            centers = [make(variant, fit, fit["mean"]) for variant, fit in fits.items()]
            sides = try_sides(centers, keeper, workers, lambda: self._advance(4))
        keeper.forget()
        kind = self.options.variants[0].kind
        weights = evidence_weights(fits)
        members = weigh(members, weights)
        answering = answering_bodies(members, fits, self.recorded, self.tests)
        return RunnerLimits(
            self.recorded,
            self.tests,
            nearest,
            bound,
            fits,
            failed,
            members,
            rank(answering, UNKNOWNS_OF[kind].sides),
            weights,
            decide(answering, generic_split(kind), UNKNOWNS_OF[kind].unseen),
            sides,
            values_of_measurements(
                members, believed_of(answering), self.recorded, self._tested_body(), self.tests
            ),
        )

    def _tested_body(self) -> Body:
        """The body that says which links a strength test shows."""
        return self.options.variants[0].body(self.recorded.athlete, self.recorded.lengths)

    def _nearest(self) -> SprintSolution:
        """The nearest motion, of the first variant that finds one."""
        failure: SolveError | None = None
        for variant in self.options.variants:
            try:
                body = variant.body(self.recorded.athlete, self.recorded.lengths)
                return nearest_motion(self.recorded, body)
            except SolveError as error:
                failure = failure or error
        raise failure or SolveError("No variant of the body was given.")

    def _keeper(self) -> Keeper:
        """Where unfinished work of exactly this question is kept."""
        if self.options.cache is None:
            return Keeper(None)
        recorded = self.recorded
        name = fingerprint(
            recorded.observed,
            recorded.covariance,
            recorded.athlete,
            recorded.motion,
            recorded.lengths,
            recorded.turns,
            self.tests,
            self.options.variants,
            self.options.members,
        )
        return Keeper(self.options.cache / name)

    def _begin(self, stage: str) -> None:
        """Say what comes now."""
        self._stage = stage
        self._advance(0)

    def _advance(self, by: int) -> None:
        """Say how far the work is."""
        self._done += by
        with suppress(BrokenPipeError):
            self.options.progress(self._stage, self._done, self._total)
