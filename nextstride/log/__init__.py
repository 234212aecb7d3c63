"""The runner's log: what was done and measured, what has changed, and the fair test.

`open_log` opens it, `judge_progress` says what has changed, `Trial` and `judge_trial` are the fair
test in one runner. Names load on first use, for the database takes its time to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextstride.lazy import lazily

if TYPE_CHECKING:
    from nextstride.log.compare import Change
    from nextstride.log.entries import (
        Feel,
        Hold,
        RecordedRun,
        SpeedTest,
        StrengthTest,
    )
    from nextstride.log.entry import LogEntry
    from nextstride.log.feel import SCALES, UNVALIDATED
    from nextstride.log.kinds import entry_from_json
    from nextstride.log.power_test import PowerTest
    from nextstride.log.probe_round import ProbeRound
    from nextstride.log.progress import Progress, judge_progress
    from nextstride.log.sessions import WaitingSession
    from nextstride.log.store import Log, open_log
    from nextstride.log.trial import Trial, trial_from_json
    from nextstride.log.verdict import Verdict, judge_trial

_MODULE_OF = {
    "SCALES": ".feel",
    "UNVALIDATED": ".feel",
    "Change": ".compare",
    "Feel": ".entries",
    "Hold": ".entries",
    "Log": ".store",
    "LogEntry": ".entry",
    "PowerTest": ".power_test",
    "ProbeRound": ".probe_round",
    "Progress": ".progress",
    "RecordedRun": ".entries",
    "SpeedTest": ".entries",
    "StrengthTest": ".entries",
    "Trial": ".trial",
    "Verdict": ".verdict",
    "WaitingSession": ".sessions",
    "entry_from_json": ".kinds",
    "judge_progress": ".progress",
    "judge_trial": ".verdict",
    "open_log": ".store",
    "trial_from_json": ".trial",
}

__all__ = [
    "SCALES",
    "UNVALIDATED",
    "Change",
    "Feel",
    "Hold",
    "Log",
    "LogEntry",
    "PowerTest",
    "ProbeRound",
    "Progress",
    "RecordedRun",
    "SpeedTest",
    "StrengthTest",
    "Trial",
    "Verdict",
    "WaitingSession",
    "entry_from_json",
    "judge_progress",
    "judge_trial",
    "open_log",
    "trial_from_json",
]

__getattr__ = lazily(__name__, _MODULE_OF)
