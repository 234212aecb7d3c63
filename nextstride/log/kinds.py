"""All kinds of entries, and an entry from its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from nextstride.checks import Problems
from nextstride.errors import NextstrideError, ParameterError
from nextstride.log.entries import Feel, Hold, RecordedRun, SpeedTest, StrengthTest
from nextstride.log.entry import LogEntry
from nextstride.log.power_test import PowerTest
from nextstride.log.probe_round import ProbeRound

ENTRY_TYPES: dict[str, type[LogEntry]] = {
    each.kind: each
    for each in (RecordedRun, SpeedTest, StrengthTest, PowerTest, Hold, Feel, ProbeRound)
}
"""Every kind of entry by its name in JSON."""


def entry_from_json(document: Mapping[str, Any]) -> LogEntry:
    """Make an entry from what `LogEntry.to_json` gave.

    Raises
    ------
    ParameterError
        If the kind or a field is unknown, a field is missing, or a value is impossible.
    """
    problems = Problems("log entry")
    problems.one_of("kind", document.get("kind"), ENTRY_TYPES)
    problems.raise_if_any()
    entry_type = ENTRY_TYPES[document["kind"]]
    given = {name: value for name, value in document.items() if name != "kind"}
    known = {each.name: each for each in fields(entry_type)}
    required = {
        name
        for name, each in known.items()
        if each.default is MISSING and each.default_factory is MISSING
    }
    problems = Problems(f"{entry_type.kind} entry")
    for what, names in (("unknown", given.keys() - known), ("missing", required - given.keys())):
        problems.require(not names, f"{what} fields: {', '.join(sorted(names))}")
    problems.raise_if_any()
    try:
        given["day"] = date.fromisoformat(given["day"])
        return entry_type(**given)
    except NextstrideError:
        raise
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{entry_type.kind} entry: a field is of the wrong type.") from error
