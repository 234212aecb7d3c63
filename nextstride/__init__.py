"""nextstride: read a real sprint, split it into push and swing, find what limits this runner.

Public names load on first use, so importing the package does no work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextstride.lazy import lazily

if TYPE_CHECKING:
    from nextstride.analysis import Analysis, analyze, fit_runner, plan_runner
    from nextstride.athlete import Athlete
    from nextstride.errors import (
        MissingDataError,
        NextstrideError,
        ParameterError,
        ReadError,
        RecordingError,
        SolveError,
    )
    from nextstride.measures import MEASURES
    from nextstride.read import attach_forces, read_recording
    from nextstride.recording import Recording

__version__ = "0.1.0"

__all__ = [
    "MEASURES",
    "Analysis",
    "Athlete",
    "MissingDataError",
    "NextstrideError",
    "ParameterError",
    "ReadError",
    "Recording",
    "RecordingError",
    "SolveError",
    "analyze",
    "attach_forces",
    "fit_runner",
    "plan_runner",
    "read_recording",
]

_MODULE_OF = {
    "MEASURES": ".measures",
    "Analysis": ".analysis",
    "Athlete": ".athlete",
    "MissingDataError": ".errors",
    "NextstrideError": ".errors",
    "ParameterError": ".errors",
    "ReadError": ".errors",
    "Recording": ".recording",
    "RecordingError": ".errors",
    "SolveError": ".errors",
    "analyze": ".analysis",
    "attach_forces": ".read",
    "fit_runner": ".analysis",
    "plan_runner": ".analysis",
    "read_recording": ".read",
}

__getattr__ = lazily(__name__, _MODULE_OF)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*__all__, "__version__"])
