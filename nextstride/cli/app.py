"""The program itself: what the commands hang on."""

from __future__ import annotations

from typing import Annotated

import typer

from nextstride import __version__

app = typer.Typer(
    help="Reads a real sprint, splits it into push and swing, and says what limits the runner.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def main_options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Options of the program itself."""
    if version:
        print(__version__)
        raise typer.Exit
