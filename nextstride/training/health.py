"""Who must not do what: age, pain and conditions, and what they change in a plan."""

from __future__ import annotations

from dataclasses import dataclass

from nextstride.checks import Problems
from nextstride.errors import Notice, ParameterError
from nextstride.training.exercises import CONDITIONS, PAINS, UNDER_16, in_words, refused_conditions

ADULT_AGE = 16
"""From this age on, holds near the maximum are allowed (a rule of caution, no trial tests it)."""


@dataclass(frozen=True)
class Health:
    """What limits this runner's training.

    Parameters
    ----------
    age : float
        Years; has no default, because the plan for a child is another one.
    pains : tuple of str
        Where it hurts, of `PAINS`.
    conditions : tuple of str
        Of `CONDITIONS`.

    Raises
    ------
    ParameterError
        If age, pain or condition is unknown or impossible, naming all of them.
    """

    age: float
    pains: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems("health")
        problems.in_range("age", self.age, 8, 100, "years")
        for pain in self.pains:
            problems.one_of("pain", pain, PAINS)
        for condition in self.conditions:
            problems.one_of("condition", condition, CONDITIONS)
        problems.raise_if_any()

    @property
    def minor(self) -> bool:
        """Whether the runner is under 16."""
        return self.age < ADULT_AGE

    @property
    def ailments(self) -> frozenset[str]:
        """Everything that may rule out an exercise."""
        age = (UNDER_16,) if self.minor else ()
        return frozenset((*self.pains, *self.conditions, *age))

    @property
    def cautious(self) -> bool:
        """Whether maximal tests are left out."""
        return bool(self.ailments - {"latex_allergy"})

    def refuse_if_unsafe(self) -> None:
        """Raise if nobody with this condition is given a plan.

        Raises
        ------
        ParameterError
        """
        grave = [each for each in self.conditions if each in refused_conditions()]
        if grave:
            named = " and ".join(in_words(each) for each in grave)
            raise ParameterError(
                f"health: no plan is made with {named}: long holds raise blood pressure and "
                "load. Ask a doctor; once training is allowed, leave the condition out."
            )


def health_notices(health: Health) -> list[Notice]:
    """Say what age, pain and conditions changed."""
    notices = []
    if health.minor:
        notices.append(
            Notice(
                "under_16",
                "Under 16: only the safe variants, at most two sessions a week, no maximal "
                "tests, with an adult present. This is a rule of caution; no trial tests it.",
            )
        )
    if health.pains:
        places = ", ".join(in_words(each) for each in health.pains)
        notices.append(
            Notice(
                "pain",
                f"Pain reported ({places}): exercises that load it are left out or replaced by "
                "their safe variants; no maximal test and no sprint test. Have it examined, and "
                "stop whatever hurts.",
            )
        )
    if health.conditions:
        named = ", ".join(in_words(each) for each in health.conditions)
        notices.append(
            Notice(
                "condition", f"With {named}: ask a doctor before starting; never hold the breath."
            )
        )
    return notices
