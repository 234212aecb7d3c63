"""The command line: parse, call, print.

One file a family of commands; importing one hangs its commands on the program. Heavy modules are
imported inside the commands, and the program loads only the family that is asked for: the log is
used many times a day, and each command's options take time to build.
"""

import gc
import sys
from importlib import import_module
from pathlib import Path

from nextstride.cli.app import app
from nextstride.cli.words_out import finish, give_up, speak_everywhere

OF_THE_LOG = {
    **dict.fromkeys(("run", "speed", "strength", "hold"), "log"),
    **dict.fromkeys(("session", "undo", "adherence"), "log_session"),
    **dict.fromkeys(("feel", "reveal"), "feel"),
}
"""Module of what a coach types into the log on the field, by the second word."""

FAMILIES: dict[str, tuple[str, ...]] = {
    "log": ("log", "log_session", "log_power", "log_contents", "log_import", "log_share", "feel"),
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
    "log_session",
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
    program, *words = arguments or [""]
    if Path(program).stem not in PROGRAMS or not words:
        return EVERYTHING
    if words[0] == "log" and len(words) > 1 and words[1] in OF_THE_LOG:
        return (OF_THE_LOG[words[1]],)
    return FAMILIES.get(words[0], EVERYTHING)


asked = modules_asked(sys.argv)
if set(asked) <= set(FAMILIES["log"]):
    # What these import stays: to look through it for garbage again and again would cost them an
    # eighth of their time. They end soon and hold no large arrays.
    gc.set_threshold(100_000)
for module in asked:
    import_module(f"nextstride.cli.{module}")

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    speak_everywhere()
    try:
        app()
    except OSError as error:  # Of a file, it was told plainly; a long print fails in its midst.
        sys.exit(give_up(error))
    finally:
        if status := finish():
            sys.exit(status)
