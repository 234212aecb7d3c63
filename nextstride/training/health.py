"""Who must not do what: age, pain and conditions, and what they change in a plan."""

from __future__ import annotations

from dataclasses import dataclass

from nextstride.checks import Problems
from nextstride.conventions import in_words
from nextstride.errors import Notice, ParameterError
from nextstride.training.exercise import CONDITIONS, PAINS, UNDER_16, refused_conditions

ADULT_AGE = 16
"""From this age on, holds near the maximum are allowed (a rule of caution, no trial tests it)."""

SENIOR_AGE = 60
"""From this age on a professional is asked before all-out efforts, and the start is milder: the
same caution, for heart and tendons (a rule of caution, no trial of this training tests it)."""

HARMLESS = frozenset({"latex_allergy"})
"""Conditions that forbid a material, not an effort."""


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
    cleared : bool
        A doctor or physiotherapist who knows all this has agreed to all-out efforts. Pain is
        examined first; nobody is cleared for it.

    Raises
    ------
    ParameterError
        If age, pain or condition is unknown or impossible, naming all of them.
    """

    age: float
    pains: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    cleared: bool = False

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
    def senior(self) -> bool:
        """Whether the runner is 60 or older."""
        return self.age >= SENIOR_AGE

    @property
    def gentle(self) -> bool:
        """Whether the plan begins with lower loads."""
        return self.senior or "return_from_injury" in self.conditions

    @property
    def ailments(self) -> frozenset[str]:
        """Everything that may rule out an exercise."""
        age = (UNDER_16,) if self.minor else ()
        return frozenset((*self.pains, *self.conditions, *age))

    @property
    def cautious(self) -> bool:
        """Whether maximal holds are left out as tests."""
        return self.minor or self.needs_word

    @property
    def needs_word(self) -> bool:
        """Whether a professional must be asked before any all-out effort, and has not agreed."""
        unwell = bool(set(self.conditions) - HARMLESS) or self.senior
        return bool(self.pains) or (unwell and not self.cleared)

    def may_go_all_out(self, *, tested: bool) -> bool:
        """Whether a test day may ask for sprints at full speed.

        Parameters
        ----------
        tested : bool
            Whether a maximum of this runner was tested before, under somebody's eyes; without one
            nobody under 16 is sent all out.
        """
        untried_child = self.minor and not tested and not self.cleared
        return not (self.needs_word or untried_child)

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


AGREED = (
    "No sprint test and no maximal hold until a doctor or physiotherapist who knows of it has "
    "agreed; then plan again with --cleared."
)


def health_notices(health: Health, *, tested: bool = False) -> list[Notice]:
    """Say what age, pain and conditions changed; `tested` as in `Health.may_go_all_out`."""
    notices = []
    if health.minor:
        notices.append(_of_a_child(health, tested))
    if health.senior:
        notices.append(
            Notice(
                "over_60",
                f"From {SENIOR_AGE} on: the loads begin lower and rise more slowly, and a doctor "
                f"is asked before starting. {'' if health.cleared else AGREED} This is a rule of "
                "caution; no trial tests it.".replace("  ", " "),
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
        notices.append(_of_conditions(health))
    if "return_from_injury" in health.conditions:
        notices.append(
            Notice(
                "return_from_injury",
                "After an injury the loads begin lower and rise more slowly. Name with --pain what "
                "still hurts; go on only while a day of training leaves no pain on the next.",
            )
        )
    return notices


def _of_a_child(health: Health, tested: bool) -> Notice:
    """What is otherwise under 16."""
    words = (
        "Under 16: only the safe variants, at most two sessions a week, no maximal "
        "holds, with an adult present. This is a rule of caution; no trial tests it."
    )
    if not health.may_go_all_out(tested=tested) and not health.needs_word:
        words += f" No maximum was ever tested. {AGREED}"
    return Notice("under_16", words)


def _of_conditions(health: Health) -> Notice:
    """What conditions ask for."""
    named = ", ".join(in_words(each) for each in health.conditions)
    words = f"With {named}: ask a doctor before starting; never hold the breath."
    if set(health.conditions) - HARMLESS and not health.cleared:
        words += f" {AGREED}"
    return Notice("condition", words)
