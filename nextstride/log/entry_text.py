"""An entry of the log in one line, for people: degrees, and times as they were taken."""

from __future__ import annotations

from functools import singledispatch

from nextstride.conventions import in_degrees
from nextstride.log.entries import Feel, Hold, RecordedRun, SpeedTest, StrengthTest
from nextstride.log.entry import LogEntry
from nextstride.log.feel import SCALES
from nextstride.log.power_test import PowerTest
from nextstride.log.probe_round import ProbeRound


@singledispatch
def entry_text(entry: LogEntry) -> str:
    """Return what an entry says, without its day and athlete."""
    raise TypeError(f"no text is known for {type(entry).__name__}")


@entry_text.register
def _(entry: RecordedRun) -> str:
    return f"recording {entry.source}: {entry.measures['speed']:.2f} m/s"


@entry_text.register
def _(entry: SpeedTest) -> str:
    if entry.method == "radar":
        return f"top speed by radar: {entry.speed:.2f} m/s"
    way = "flying" if entry.method == "fly_10" else "from standing"
    return f"{entry.distance:g} m {way}: {entry.time:.2f} s ({entry.speed:.2f} m/s)"


@entry_text.register
def _(entry: StrengthTest) -> str:
    where = tested(entry.group, entry.side, entry.joint_angle)
    said = f"strength of {where}, {entry.device.replace('_', ' ')}: {entry.moment:.2f} N m/kg"
    if entry.reading is None or entry.lever is None:
        return said
    return f"{said} ({entry.reading:g} {entry.reading_unit} at {100 * entry.lever:.3g} cm)"


@entry_text.register
def _(entry: PowerTest) -> str:
    load = f" with {entry.load:g} kg" if entry.load else ""
    by = f" ({entry.device})" if entry.device else ""
    if entry.height is not None:
        return f"{entry.exercise}{load}{by}: {100 * entry.height:.1f} cm"
    return f"{entry.exercise}{load}{by}: {entry.value:.2f} m/s"


@entry_text.register
def _(entry: Hold) -> str:
    where = tested(entry.group, entry.side, entry.joint_angle)
    said = f"{entry.exercise.replace('_', ' ')}, {where}: {entry.sets} x {entry.hold_time:g} s"
    if entry.percent_max is not None:
        said += f", {entry.percent_max:g} % of maximum"
    return said if entry.pain is None else f"{said}, pain {entry.pain:g} of 10"


@entry_text.register
def _(entry: Feel) -> str:
    answers = ", ".join(f"{scale.name} {getattr(entry, scale.name):g}" for scale in SCALES)
    return f"feel (not validated): {answers}"


@entry_text.register
def _(entry: ProbeRound) -> str:
    what = "fresh" if entry.round_number == 0 else f"round {entry.round_number}"
    strengths, runs = (
        ", ".join(
            f"{value:.{digits}f}" + ("" if after is None else f" at {after:g} s")
            for value, after in pairs
        )
        for pairs, digits in ((entry.strengths, 1), (entry.runs, 2))
    )
    link = entry.link.replace("_", " ")
    return f"probe of {link}, {what}: strength {strengths or 'none'}; m/s {runs or 'none'}"


def tested(group: str, side: str, joint_angle: float | None) -> str:
    """Muscle group, side and angle in words."""
    words = f"{group.replace('_', ' ')}, {'both sides' if side == 'both' else side}"
    return words if joint_angle is None else f"{words}, at {in_degrees(joint_angle)}"
