"""The kinds of entries: what one training session leaves behind, one frozen record each."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from nextstride.checks import Problems
from nextstride.conventions import MUSCLE_GROUPS
from nextstride.errors import ReadError
from nextstride.log.entry import LogEntry, check_count, check_number, check_text
from nextstride.readings import FORCE_UNITS, moment_of

SpeedMethod = Literal["gates", "fly_10", "radar"]
SPEED_METHODS: tuple[SpeedMethod, ...] = ("gates", "fly_10", "radar")
ENTRY_SIDES = ("left", "right", "both")
STRENGTH_DEVICES = ("dynamometer", "rig", "hand_held", "band_scale")

TOP_SPEED = 13.0
"""No one has run faster, m/s: the fastest measured is 12.3-12.4 (100 m, 2009)."""
START_LOSS = 0.5
"""A run from standing takes at least this much longer than the distance at top speed, s. The 100 m
record loses about 1.3 s so; a gate passed with the body already moving hides a part of it."""
SLOWEST = 2.0
"""Slower is no run, m/s."""


@dataclass(frozen=True, kw_only=True)
class RecordedRun(LogEntry):
    """A recording that was analysed; the log keeps its measures and where the analysis lies.

    Parameters
    ----------
    source : str
        Name of the recording.
    analysis : str
        Path of its ``analysis.json``.
    sha256 : str
        Hash of that file, hexadecimal, so that a later change is seen.
    measures : dict of str to float
        Value by measure, SI, mean of the sides; measures without a value are left out.
    """

    kind: ClassVar[str] = "recording"

    source: str
    analysis: str
    sha256: str
    measures: dict[str, float]

    def check(self, problems: Problems) -> None:
        """Note what is wrong with a recording."""
        check_text(problems, "source", self.source, longest=500)
        check_text(problems, "analysis", self.analysis, longest=2000)
        check_text(problems, "sha256", self.sha256, longest=64)
        if not isinstance(self.measures, dict):
            problems.require(False, f"measures must be numbers by name; got {self.measures!r}")
            return
        for name, value in self.measures.items():
            check_number(problems, f"measure {name}", value, -math.inf, math.inf, "SI")
        speed = self.measures.get("speed")
        problems.require(speed is not None, "measures must hold the speed of the run")
        if speed is not None:
            check_number(problems, "speed", speed, 0, TOP_SPEED, "m/s")

    def check_unchanged(self) -> None:
        """Make sure that the analysis is still what was logged.

        Raises
        ------
        ReadError
            If it is gone or was changed since.
        """
        what = f"{self.analysis}: the analysis logged on {self.day} for {self.athlete}"
        try:
            content = Path(self.analysis).read_bytes()
        except OSError as error:
            raise ReadError(
                f"{what} cannot be read ({error.strerror}). Analyse the recording again and log it."
            ) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ReadError(
                f"{what} was overwritten or changed since. Log the new one with nextstride log "
                "run, and give each analysis a folder of its own with --out."
            )

    @classmethod
    def from_analysis(cls, path: Path | str, athlete: str, day: date, session: int = 1) -> Self:
        """Make the entry of an ``analysis.json``.

        Raises
        ------
        ReadError
            If the file is missing, is not an analysis, or holds no speed.
        """
        try:
            content = Path(path).read_bytes()
            document = json.loads(content)
            rows = [row for row in document["measures"] if row["value"] is not None]
            values: dict[str, list[float]] = {}
            for row in rows:
                values.setdefault(str(row["name"]), []).append(float(row["value"]))
            source = str(document["recording"]["source"])
        except OSError as error:
            raise ReadError(f"{path}: cannot be read ({error.strerror}).") from error
        except (ValueError, KeyError, TypeError) as error:
            raise ReadError(
                f"{path}: must be an analysis.json as nextstride analyze writes it; it is not."
            ) from error
        if "speed" not in values:
            raise ReadError(f"{path}: holds no speed, so there is nothing to log by.")
        return cls(
            athlete=athlete,
            day=day,
            session=session,
            source=source,
            analysis=str(path),
            sha256=hashlib.sha256(content).hexdigest(),
            measures={name: sum(found) / len(found) for name, found in values.items()},
        )


@dataclass(frozen=True, kw_only=True)
class SpeedTest(LogEntry):
    """One sprint against the clock or the radar.

    Parameters
    ----------
    method : {"gates", "fly_10", "radar"}
        ``gates``: `distance` from a standing start in `time`. ``fly_10``: 10 m at top speed in
        `time`. ``radar`` (or laser): `top_speed`.
    distance, time : float or None
        m, s.
    top_speed : float or None
        m/s.
    known_to_runner : bool
        Whether the runner saw the result before it was logged. If so, the session's feel can no
        longer be asked.
    """

    kind: ClassVar[str] = "speed_test"

    method: SpeedMethod
    distance: float | None = None
    time: float | None = None
    top_speed: float | None = None
    known_to_runner: bool = False

    def __post_init__(self) -> None:
        if self.method == "fly_10" and self.distance is None:
            object.__setattr__(self, "distance", 10.0)
        super().__post_init__()

    def check(self, problems: Problems) -> None:
        """Note what is wrong with a speed test."""
        problems.one_of("method", self.method, SPEED_METHODS)
        if self.method == "radar":
            problems.require(
                self.distance is None and self.time is None, "a radar test has only a top speed"
            )
            check_number(problems, "top speed", self.top_speed, SLOWEST, TOP_SPEED, "m/s")
            return
        problems.require(self.top_speed is None, "only a radar test has a top speed")
        longest = 10 if self.method == "fly_10" else 400
        shortest = 10 if self.method == "fly_10" else 5
        before = len(problems.found)
        check_number(problems, "distance", self.distance, shortest, longest, "m")
        if len(problems.found) == before and self.distance is not None:
            loss = START_LOSS if self.method == "gates" else 0
            fastest = self.distance / TOP_SPEED + loss
            what = f"time for {self.distance:g} m"
            check_number(problems, what, self.time, fastest, self.distance / SLOWEST, "s")

    @property
    def speed(self) -> float:
        """Mean speed over the distance, or the radar's top speed, m/s."""
        if self.distance is None or self.time is None:
            return float(self.top_speed or math.nan)
        return self.distance / self.time


@dataclass(frozen=True, kw_only=True)
class StrengthTest(LogEntry):
    """One maximal test of a muscle group.

    Parameters
    ----------
    group : str
        One of `nextstride.conventions.MUSCLE_GROUPS`.
    moment : float
        Greatest joint moment, N m per kg of body mass.
    side : {"left", "right", "both"}
    joint_angle : float or None
        Flexion of the joint tested, rad.
    device : {"dynamometer", "rig", "hand_held", "band_scale"}
    reading, reading_unit : float and {"kg", "N", "lb"}, or None
        What the scale showed, where the moment follows from it; see `from_reading`.
    lever : float or None
        From the joint to where the scale pulled, m.
    body_mass : float or None
        What the moment was divided by, kg.
    """

    kind: ClassVar[str] = "strength_test"

    group: str
    moment: float
    side: str = "both"
    joint_angle: float | None = None
    device: str = "hand_held"
    reading: float | None = None
    reading_unit: str | None = None
    lever: float | None = None
    body_mass: float | None = None

    def check(self, problems: Problems) -> None:
        """Note what is wrong with a strength test."""
        problems.one_of("group", self.group, MUSCLE_GROUPS)
        problems.one_of("side", self.side, ENTRY_SIDES)
        problems.one_of("device", self.device, STRENGTH_DEVICES)
        hint = "N m/kg (a moment in N m is to be divided by body mass)"
        check_number(problems, "moment", self.moment, 0.05, 8, hint)
        if self.joint_angle is not None:
            check_number(problems, "joint angle", self.joint_angle, -1, 3, "rad")
        if self._read != (None, None, None, None):
            self._check_reading(problems)

    @property
    def _read(self) -> tuple[object, ...]:
        """What was read, and what it takes to make a moment of it."""
        return (self.reading, self.reading_unit, self.lever, self.body_mass)

    def _check_reading(self, problems: Problems) -> None:
        """Note a reading that is impossible, or from which another moment follows."""
        before = len(problems.found)
        problems.one_of("unit of the reading", self.reading_unit, FORCE_UNITS)
        check_number(problems, "reading", self.reading, 0.1, 5000, str(self.reading_unit))
        check_number(problems, "lever", self.lever, 0.03, 1.2, "m")
        check_number(problems, "body mass", self.body_mass, 20, 200, "kg")
        if len(problems.found) == before:
            follows = moment_of(self.reading, self.reading_unit, self.lever, self.body_mass)  # type: ignore[arg-type]
            problems.require(
                math.isclose(follows, self.moment, rel_tol=0.01),
                f"moment must be what the reading gives, {follows:.3g} N m/kg; got {self.moment:g}",
            )

    @classmethod
    def from_reading(
        cls, reading: float, unit: str, lever: float, body_mass: float, **told: Any
    ) -> Self:
        """Make the test of what a scale showed: force x lever / body mass.

        Parameters
        ----------
        reading : float
            What the scale showed, in `unit`, pulling at right angles to the limb.
        unit : {"kg", "N", "lb"}
        lever : float
            From the joint to where the scale pulled, m.
        body_mass : float
            kg.
        **told
            The other fields.

        Raises
        ------
        ParameterError
            If a value is impossible.
        """
        problems = Problems("strength test")
        problems.one_of("unit of the reading", unit, FORCE_UNITS)
        problems.raise_if_any()
        read: dict[str, Any] = {
            "reading": reading,
            "reading_unit": unit,
            "lever": lever,
            "body_mass": body_mass,
        }
        return cls(moment=moment_of(reading, unit, lever, body_mass), **read, **told)


@dataclass(frozen=True, kw_only=True)
class Hold(LogEntry):
    """One exercise as it was done: isometric holds against a band or an anchor.

    Parameters
    ----------
    exercise : str
        Its name in the exercise library.
    group : str
        Muscle group trained.
    side : {"left", "right", "both"}
    joint_angle : float or None
        rad.
    hold_time : float
        Length of one hold, s.
    sets : int
        Number of holds a side.
    percent_max : float or None
        Effort, percent of maximum.
    pain : float or None
        0 none to 10.
    """

    kind: ClassVar[str] = "hold"

    exercise: str
    group: str
    side: str = "both"
    joint_angle: float | None = None
    hold_time: float
    sets: int
    percent_max: float | None = None
    pain: float | None = None

    def check(self, problems: Problems) -> None:
        """Note what is wrong with a hold."""
        check_text(problems, "exercise", self.exercise, longest=80)
        problems.one_of("group", self.group, MUSCLE_GROUPS)
        problems.one_of("side", self.side, ENTRY_SIDES)
        check_number(problems, "hold time", self.hold_time, 0.5, 300, "s")
        check_count(problems, "sets", self.sets, 1, 50)
        if self.joint_angle is not None:
            check_number(problems, "joint angle", self.joint_angle, -1, 3, "rad")
        if self.percent_max is not None:
            check_number(problems, "percent of maximum", self.percent_max, 1, 100, "%")
        if self.pain is not None:
            check_number(problems, "pain", self.pain, 0, 10, "of 10")


@dataclass(frozen=True, kw_only=True)
class Feel(LogEntry):
    """How the session felt, 0-100 a scale, answered before the times are shown; not validated.

    The questions are in `nextstride.log.feel.SCALES`.
    """

    kind: ClassVar[str] = "feel"

    recovery: float
    lightness: float
    turnover: float
    connectedness: float
    strain: float

    def check(self, problems: Problems) -> None:
        """Note what is wrong with the answers."""
        for name in ("recovery", "lightness", "turnover", "connectedness", "strain"):
            check_number(problems, name, getattr(self, name), 0, 100, "of 100")
