"""`nextstride tests`: the test day on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, output_folder, print_json, told_plainly
from nextstride.cli.logbook import LogAddress, opened
from nextstride.cli.plan import Cleared, Conditions, Pains


@app.command("tests")
def print_tests(
    name: Annotated[str, typer.Argument(help="The athlete, for the sheet's head.")] = "",
    *,
    age: Annotated[float, typer.Option("--age", help="Years; a child is not tested so.")],
    pains: Pains = None,
    conditions: Conditions = None,
    cleared: Cleared = False,
    out: Annotated[Path, typer.Option("--out", help="Folder for tests.html.")] = Path(
        "nextstride-tests"
    ),
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Print the sheet of a day of strength tests: postures, devices, levers, rests, stop rules."""
    with told_plainly():
        from nextstride.training import Health
        from nextstride.training.sheet_of_tests import plan_test_sheet, sheet_page, sheet_text
        from nextstride.write.files import write_whole

        health = Health(age, tuple(pains or ()), tuple(conditions or ()), cleared)
        athlete, mass = _known(name, address) if name else ("", None)
        sheet = plan_test_sheet(health, athlete, mass)
        if as_json:
            print_json(sheet.to_json())
            return
        write_whole(output_folder(out), {"tests.html": sheet_page(sheet)})
    print(sheet_text(sheet))
    print(f"Sheet to print: {(out / 'tests.html').resolve()}")


def _known(name: str, address: str | None) -> tuple[str, float | None]:
    """Name and body mass of an athlete of the log; the mass only where it was told."""
    with opened(address) as book:
        athlete = book.athlete(name)
    return athlete.name, None if "mass" in athlete.assumed else athlete.mass
