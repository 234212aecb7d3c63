"""The program itself: what the commands hang on."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from nextstride import __version__

# One run's matrices are small: several BLAS threads only spin and double the processor time. Set
# before NumPy is loaded; a user's own setting stands.
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

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
