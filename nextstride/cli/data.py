"""`nextstride data` and `nextstride measures`: what there is to try, and what is measured."""

from __future__ import annotations

from typing import Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, print_json, progress, told_plainly

data = typer.Typer(help="Public recordings to try nextstride on.", no_args_is_help=True)
app.add_typer(data, name="data")


@app.command()
def measures(as_json: Json = False) -> None:
    """List everything that is measured, with unit, definition and source."""
    from nextstride.measures import MEASURES

    rows = [
        {
            key: getattr(measure, key)
            for key in ("name", "title", "symbol", "unit", "definition", "source", "needs")
        }
        for measure in MEASURES.values()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print(f"{row['name']}  [{row['unit']}]\n    {row['definition']} Source: {row['source']}.")


@data.command("list")
def list_data(as_json: Json = False) -> None:
    """List public recordings that can be fetched."""
    from nextstride.datasets import list_datasets

    sets = list_datasets()
    if as_json:
        rows = [
            {"name": s.name, "title": s.title, "licence": s.licence, "size_bytes": s.size}
            for s in sets
        ]
        print_json(rows)
        return
    for one in sets:
        print(f"{one.name}  {one.size / 1e6:.1f} MB, {one.licence}\n    {one.title}")


@data.command("fetch")
def fetch_data(
    name: Annotated[str, typer.Argument(help="A name from `nextstride data list`.")],
) -> None:
    """Download a public recording once, check it, and print where its files are."""
    with told_plainly(), progress() as say:
        from nextstride.datasets import fetch_dataset

        def tell(ready: int, total: int) -> None:
            say(f"{ready / 1e6:.1f} of {total / 1e6:.1f} MB")

        paths = fetch_dataset(name, progress=tell)
        for path in paths:
            print(path)
