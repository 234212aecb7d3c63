"""`Plan` and what it is made of: weeks of sessions, each choice with its reason; plain JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nextstride.conventions import DEGREES, in_degrees
from nextstride.errors import Notice
from nextstride.evidence import Interval, evidence
from nextstride.training.band_setup import BandSetup
from nextstride.training.exercise import LONG_REACH
from nextstride.training.priority import Priority


@dataclass(frozen=True)
class PlannedExercise:
    """One exercise at one joint angle in one session, done with both legs.

    Attributes
    ----------
    exercise, title, kind : str
        Name in the table of exercises, its title, its kind.
    group : str
        The muscle group it is there for.
    joint : str
    joint_angle : float
        rad.
    hold : int
        s.
    percent : int
        Of the isometric maximum at that angle.
    sets : int
        Per leg.
    rest : int
        After each set, s.
    reason : str
    evidence : tuple of str
        Keys of what the choice rests on.
    setup : BandSetup or None
        Where to stand with the runner's band, where that can be computed.
    """

    exercise: str
    title: str
    kind: str
    group: str
    joint: str
    joint_angle: float
    hold: int
    percent: int
    sets: int
    rest: int
    reason: str
    evidence: tuple[str, ...]
    setup: BandSetup | None = None

    @property
    def figure(self) -> tuple[str, float]:
        """What its figure shows: the exercise and its joint angle, rad."""
        return self.exercise, self.joint_angle

    @property
    def duration(self) -> int:
        """Time it takes with both legs one after the other, s."""
        return self.sets * (2 * self.hold + self.rest)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON, the angle in degrees."""
        return {
            "exercise": self.exercise,
            "title": self.title,
            "kind": self.kind,
            "group": self.group,
            "joint": self.joint,
            "joint_angle_deg": round(self.joint_angle * DEGREES, 1),
            "hold_s": self.hold,
            "percent_max": self.percent,
            "sets": self.sets,
            "rest_s": self.rest,
            "reason": self.reason,
            "evidence": list(self.evidence),
            "setup": None if self.setup is None else _setup_json(self.setup),
        }


def work_in_words(planned: PlannedExercise) -> str:
    """One exercise's dose in one line."""
    angle = f"{planned.joint} {in_degrees(planned.joint_angle)}"
    dose = f"{planned.sets} x {planned.hold} s per side at {planned.percent} %"
    line = f"{planned.title}, {angle}: {dose}, rest {planned.rest} s"
    setup = planned.setup
    if setup is None or not math.isfinite(setup.distance):
        return line
    return f"{line}; {setup.band}, {setup.distance:.2f} m back ({setup.force.value:.0f} N)"


@dataclass(frozen=True)
class Focus:
    """One group that a plan trains, where it limits the runner, and why it was chosen.

    Attributes
    ----------
    group : str
    gain : Interval
        Expected rise in top speed, as a share.
    stretch : tuple of (float, float) or None
        From and to which percent of the stride most of the limit acts, 0 at the leg's touchdown;
        the first is the larger where it runs into the next stride. None where the map does not say.
    joint : str
    angle : float
        Where the limit acts most, rad; NaN where the map does not say.
    held : tuple of float
        Where it is held, rad.
    reason, angle_reason : str
        Why this group, and why these angles.
    evidence : tuple of str
    """

    group: str
    gain: Interval
    stretch: tuple[float, float] | None
    joint: str
    angle: float
    held: tuple[float, ...]
    reason: str
    angle_reason: str
    evidence: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON, angles in degrees."""
        known = math.isfinite(self.angle)
        return {
            "group": self.group,
            "speed_gain": _interval_json(self.gain),
            "limits_from_percent": None if self.stretch is None else round(self.stretch[0], 1),
            "limits_to_percent": None if self.stretch is None else round(self.stretch[1], 1),
            "joint": self.joint,
            "limits_at_deg": round(self.angle * DEGREES, 1) if known else None,
            "held_at_deg": [round(angle * DEGREES, 1) for angle in self.held],
            "reason": self.reason,
            "angle_reason": self.angle_reason,
            "evidence": list(self.evidence),
        }


def limit_in_words(focus: Focus) -> str:
    """Say where in the stride, and at which joint angle, a group limits the runner most."""
    if focus.stretch is None:
        return "The map does not say where in the stride it limits."
    start, stop = focus.stretch
    ends = f"{stop:.0f} % of the next" if start > stop else f"{stop:.0f} %"
    when = f"from {start:.0f} % of the stride to {ends} (0 % is the leg's touchdown)"
    if not math.isfinite(focus.angle):
        return f"Half of its limit acts {when}; the map does not say how the {focus.joint} stands."
    nearest = min(focus.held, key=lambda angle: abs(angle - focus.angle))
    short = abs(nearest - focus.angle) > LONG_REACH + 1e-9
    reach = f" The hold comes no nearer to it than {in_degrees(nearest)}." if short else ""
    return (
        f"It limits most with the {focus.joint} at {in_degrees(focus.angle)}; half of that "
        f"acts {when}.{reach}"
    )


@dataclass(frozen=True)
class Assessment:
    """Something to measure on a test day.

    Attributes
    ----------
    name, instructions : str
    """

    name: str
    instructions: str

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {"name": self.name, "instructions": self.instructions}


@dataclass(frozen=True)
class Session:
    """One session.

    Attributes
    ----------
    begins : datetime.datetime
        Local time.
    kind : str
        ``training`` or ``test``.
    minutes : int
        How long it takes.
    exercises : tuple of PlannedExercise
    tests : tuple of Assessment
    note : str
    """

    begins: datetime
    kind: str
    minutes: int
    exercises: tuple[PlannedExercise, ...] = ()
    tests: tuple[Assessment, ...] = ()
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "begins": self.begins.isoformat(),
            "kind": self.kind,
            "minutes": self.minutes,
            "exercises": [each.to_json() for each in self.exercises],
            "tests": [each.to_json() for each in self.tests],
            "note": self.note,
        }


@dataclass(frozen=True)
class Week:
    """One week of a plan.

    Attributes
    ----------
    number : int
        From 1.
    unload : bool
        Whether it asks for less, so that the body catches up.
    sessions : tuple of Session
    """

    number: int
    unload: bool
    sessions: tuple[Session, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "number": self.number,
            "unload": self.unload,
            "sessions": [each.to_json() for each in self.sessions],
        }


@dataclass(frozen=True)
class Plan:
    """Weeks of sessions for one runner.

    Attributes
    ----------
    athlete : str
        Name, may be empty.
    weeks : tuple of Week
    priorities : tuple of Priority
        Every group of the map, largest expected gain first.
    focus : tuple of Focus
        The groups that the plan trains, the most important first.
    certain : bool
        Whether the first group is told from all others.
    progression : tuple of str
        How to go on from session to session.
    notices : tuple of Notice
        What the runner must know.
    maxima : dict of str to float
        Tested maximum of the trained groups, N m/kg: what the percentages count from.
    """

    athlete: str
    weeks: tuple[Week, ...]
    priorities: tuple[Priority, ...]
    focus: tuple[Focus, ...]
    certain: bool
    progression: tuple[str, ...]
    notices: tuple[Notice, ...]
    maxima: dict[str, float] = field(default_factory=dict)

    @property
    def trained(self) -> tuple[str, ...]:
        """The groups that the plan trains."""
        return tuple(each.group for each in self.focus)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Every session in order of time."""
        return tuple(session for week in self.weeks for session in week.sessions)

    @property
    def planned(self) -> Iterator[PlannedExercise]:
        """Every exercise of every session, in order of time."""
        return (each for session in self.sessions for each in session.exercises)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Keys of everything the plan rests on, each once."""
        named = [key for each in self.priorities for key in each.trainability.evidence]
        named += [key for each in self.planned for key in each.evidence]
        return tuple(dict.fromkeys(["no_trial", "simulated_body", *named]))

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON, by the contract of ``nextstride plan --json``."""
        rows = (evidence()[key] for key in self.evidence)
        return {
            "athlete": self.athlete,
            "weeks": [each.to_json() for each in self.weeks],
            "priorities": [_priority_json(each) for each in self.priorities],
            "trained": list(self.trained),
            "focus": [each.to_json() for each in self.focus],
            "order_certain": self.certain,
            "maxima_n_m_kg": dict(self.maxima),
            "progression": list(self.progression),
            "evidence": [
                {"key": row.key, "study": row.study, "finding": row.finding, "caution": row.caution}
                for row in rows
            ],
            "warnings": [_notice_json(each) for each in self.notices],
        }


def _notice_json(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "message": notice.message}


def _interval_json(interval: Interval) -> dict[str, float]:
    return {"value": interval.value, "lower": interval.lower, "upper": interval.upper}


def _known(value: float) -> float | None:
    """Return the number, or None where it is not known."""
    return value if math.isfinite(value) else None


def _priority_json(priority: Priority) -> dict[str, Any]:
    return {
        "group": priority.group,
        "elasticity": _interval_json(priority.elasticity),
        "probability_first": _known(priority.probability_first),
        "strength_gain": _interval_json(priority.trainability.gain),
        "strength_gain_measured": priority.trainability.own,
        "speed_gain": _interval_json(priority.gain),
        "evidence": list(priority.trainability.evidence),
    }


def _setup_json(setup: BandSetup) -> dict[str, Any]:
    return {
        "band": setup.band,
        "distance_m": _known(setup.distance),
        "elongation": setup.elongation,
        "force_n": _interval_json(setup.force),
        "torque_n_m": _interval_json(setup.torque),
        "wanted_n_m": setup.wanted,
        "warnings": [_notice_json(each) for each in setup.notices],
    }
