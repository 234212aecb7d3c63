"""The command line: parse, call, print.

One file a family of commands; importing one hangs its commands on the program. Heavy modules are
imported inside the commands, so that ``nextstride --help`` is instant.
"""

from nextstride.cli import analyze, data, guide, profile, simulate
from nextstride.cli.app import app

__all__ = ["analyze", "app", "data", "guide", "main", "profile", "simulate"]


def main() -> None:
    """Run the command line."""
    app()
