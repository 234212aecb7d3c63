"""The command line: parse, call, print.

One file a family of commands; importing one hangs its commands on the program. Heavy modules are
imported inside the commands, and the program loads only the family that is asked for: the log is
used many times a day, and each command's options take time to build.
"""

import sys
from importlib import import_module
from pathlib import Path

from nextstride.cli.app import app
from nextstride.cli.words_out import finish, speak_everywhere

FAMILIES: dict[str, tuple[str, ...]] = {
    "log": ("log", "log_power", "log_contents", "log_import", "log_share", "feel"),
    "athlete": ("athlete",),
    "plan": ("plan",),
    "probe": ("probe",),
    "batch": ("squad",),
    "population": ("squad",),
    "tests": ("strength_tests",),
    "progress": ("progress",),
    "serve": ("serve",),
    "trial": ("trial",),
}
"""Modules of the families that are used every day, by the first word of their commands."""

EVERYTHING = (
    "analyze",
    "athlete",
    "check",
    "data",
    "demo",
    "feel",
    "forces",
    "guide",
    "log",
    "log_contents",
    "log_import",
    "log_share",
    "log_power",
    "markers",
    "models",
    "plan",
    "probe",
    "profile",
    "progress",
    "serve",
    "simulate",
    "squad",
    "strength_tests",
    "trial",
)
"""Every module with commands, in the order of the help."""

PROGRAMS = ("nextstride", "__main__")
"""What the program is called where somebody runs it."""


def modules_asked(arguments: list[str]) -> tuple[str, ...]:
    """Modules whose commands the program's arguments can mean; all where that is not clear."""
    run = Path(arguments[0]).stem in PROGRAMS if arguments else False
    return FAMILIES.get(arguments[1], EVERYTHING) if run and len(arguments) > 1 else EVERYTHING


for module in modules_asked(sys.argv):
    import_module(f"nextstride.cli.{module}")

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    speak_everywhere()
    try:
        app()
    finally:
        if status := finish():
            sys.exit(status)
