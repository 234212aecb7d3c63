"""What a plan must tell the runner: what is not known, not certain, left out or missing."""

from __future__ import annotations

from collections.abc import Iterable

from nextstride.conventions import in_degrees, in_words
from nextstride.errors import Notice
from nextstride.training.exercise import KINDS, exercises
from nextstride.training.plan import PlannedExercise
from nextstride.training.priority import Priority, is_certain
from nextstride.training.sessions import Runner
from nextstride.training.targets import Target

NO_TRIAL = Notice(
    "no_trial",
    "No trial of band isometrics on sprint speed was found. Strength gains are measured in "
    "trials; gains in speed here come from the simulated body. Whether it works for this "
    "runner is what the test days, and a fair trial, must show.",
)


def order_notices(ranked: list[Priority]) -> list[Notice]:
    """Say where the order of the groups is not certain, or no group is worth training."""
    first = ranked[0]
    if first.gain.value <= 0:
        return [
            Notice(
                "no_limiter",
                "The map finds no muscle group whose strength would raise top speed, so the "
                "plan holds test days only.",
            )
        ]
    if is_certain(ranked):
        return []
    rivals = [each.group for each in ranked[1:] if first.gain.overlaps(each.gain)]
    named = ", ".join(in_words(group) for group in rivals)
    return [
        Notice(
            "order_uncertain",
            f"The order is not certain: the expected gain of {in_words(first.group)} "
            f"cannot be told from that of {named}. Up to three of them are trained.",
        )
    ]


def group_rested(group: str) -> Notice:
    """Say that a group is left alone, and why."""
    return Notice(
        "group_rested",
        f"{in_words(group).capitalize()} would be trained, but every hold for it is "
        "ruled out by age, pain or condition. It is left alone until that has changed; other "
        "groups take its place.",
    )


def missing_notices(targets: list[Target], runner: Runner, had_bands: bool) -> list[Notice]:
    """Say what is missing for a complete plan."""
    notices = _kinds_left_out(targets)
    tested = runner.athlete.strength_tests
    unknown = [each.group for each in targets if each.group not in tested]
    if unknown and not runner.health.cautious:
        notices.append(_strength_unknown(unknown))
    if runner.health.cautious and targets:
        notices.append(_by_feel())
    guessed: list[str] = [each for each in ("mass", "height") if each in runner.athlete.assumed]
    if guessed and runner.bands and targets:
        notices.append(_body_assumed(runner, guessed))
    if had_bands and not runner.bands:
        notices.append(Notice("latex", "Every band given is of latex: use bands free of latex."))
    elif not had_bands and targets:
        notices.append(
            Notice(
                "no_band",
                "No band was given, so no distance to step back is computed: read the band "
                "with a luggage scale at two lengths.",
            )
        )
    return notices


def band_notices(planned: Iterable[PlannedExercise]) -> list[Notice]:
    """Say what is wrong with each band: every kind of fault once, at the hold where it is worst."""
    faults: dict[tuple[str, str], list[tuple[float, PlannedExercise, Notice]]] = {}
    for each in planned:
        if each.setup is None:
            continue
        missing = each.setup.wanted - each.setup.torque.value
        for notice in each.setup.notices:
            faults.setdefault((notice.code, each.setup.band), []).append((missing, each, notice))
    return [_worst(same) for same in faults.values()]


def _worst(same: list[tuple[float, PlannedExercise, Notice]]) -> Notice:
    """One notice for all holds at which a band has the same fault."""
    _, hold, notice = max(same, key=lambda each: each[0])
    if len({each.message for _, _, each in same}) == 1 and len(same) > 1:
        return notice
    where = f"{hold.title}, {hold.joint} at {in_degrees(hold.joint_angle)}"
    others = len({each.figure for _, each, _ in same}) - 1
    more = f" This is the worst; so it is at {others} more of the holds." if others else ""
    return Notice(notice.code, f"{where}: {notice.message}{more}")


def _kinds_left_out(targets: list[Target]) -> list[Notice]:
    """Say which kinds of work are missing and why, once for all groups that miss the same."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for target in targets:
        known = _kinds_known(target.group)
        absent = [kind for kind in KINDS if kind not in _kinds_of(target)]
        for exists in (True, False):
            words = ", ".join(KINDS[kind] for kind in absent if (kind in known) is exists)
            if words:
                groups.setdefault((exists, words), []).append(in_words(target.group))
    return [
        Notice(
            "kinds_left_out" if exists else "kinds_unknown",
            f"For {', '.join(named)} these are left out by age, pain or condition: {absent}."
            if exists
            else f"For {', '.join(named)} there is no exercise of these kinds: {absent}.",
        )
        for (exists, absent), named in groups.items()
    ]


def _kinds_of(target: Target) -> set[str]:
    return {target.hold.kind, *(each.kind for each, _ in target.others)}


def _kinds_known(group: str) -> set[str]:
    """Kinds of work that the library has for a group."""
    return {each.kind for each in exercises().values() if group in each.groups}


def _by_feel() -> Notice:
    return Notice(
        "load_by_feel",
        "Without a maximal test the percentages are upper bounds: every hold must feel easy from "
        "its first second to its last.",
    )


def _body_assumed(runner: Runner, guessed: list[str]) -> Notice:
    athlete = runner.athlete
    known = {"mass": f"{athlete.mass:g} kg", "height": f"{athlete.height:g} m"}
    return Notice(
        "body_assumed",
        f"Not told and therefore assumed: {', '.join(f'{each} {known[each]}' for each in guessed)}."
        " Torques and distances to step back rest on it.",
    )


def _strength_unknown(groups: list[str]) -> Notice:
    return Notice(
        "strength_not_tested",
        f"The maximum of {', '.join(map(in_words, groups))} was not tested; percentages count from "
        "the first test day, and torques, where given, from a published mean.",
    )
