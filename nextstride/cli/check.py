"""`nextstride check`: what a film is worth before it is analysed, and what to change."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, print_json, told_plainly

MARKS = {"good": "good", "poor": "POOR", "bad": "BAD "}


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A video.")],
    as_json: Json = False,
) -> None:
    """Look at some pictures of a video, in seconds: can it be measured, and what to change."""
    with told_plainly():
        from nextstride.video.check import check_film

        found = check_film(file)
        if as_json:
            print_json({**asdict(found), "is_usable": found.is_usable})
            return
        print(f"{found.source}: {found.looked_at} pictures of {found.duration:.1f} s looked at")
        for remark in found.remarks:
            print(f"  {MARKS[remark.verdict]}  {remark.found}")
            if remark.advice:
                print(f"        {remark.advice}.")
        if not found.is_usable:
            print("A report is not likely.")
