"""The command line: parse, call, print.

One file a family of commands; importing one hangs its commands on the program. Heavy modules are
imported inside the commands, so that ``nextstride --help`` is instant.
"""

import sys

from nextstride.cli import (
    analyze,
    athlete,
    check,
    data,
    feel,
    forces,
    guide,
    log,
    log_contents,
    log_import,
    markers,
    models,
    plan,
    profile,
    progress,
    simulate,
    trial,
)
from nextstride.cli.app import app
from nextstride.cli.words_out import finish, speak_everywhere

__all__ = [
    "analyze",
    "app",
    "athlete",
    "check",
    "data",
    "feel",
    "forces",
    "guide",
    "log",
    "log_contents",
    "log_import",
    "main",
    "markers",
    "models",
    "plan",
    "profile",
    "progress",
    "simulate",
    "trial",
]


def main() -> None:
    """Run the command line."""
    speak_everywhere()
    try:
        app()
    finally:
        if status := finish():
            sys.exit(status)
