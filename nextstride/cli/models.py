"""`nextstride models`: the pose models that see a runner in a video."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, print_json, progress, told_plainly

models = typer.Typer(help="Pose models, which see the runner in a video.", no_args_is_help=True)
app.add_typer(models, name="models")


@models.command("list")
def list_models(as_json: Json = False) -> None:
    """List the files of MediaPipe's pose models, and where they are."""
    from nextstride.video.weights import MODEL_FILES, best_landmarks, find_model, weights_folder

    best = best_landmarks()
    paths = {name: find_model(name) for name in MODEL_FILES}
    if as_json:
        rows = [
            {
                "name": name,
                "file": file.name,
                "size_bytes": file.size,
                "purpose": file.purpose,
                "path": None if paths[name] is None else str(paths[name]),
                "used": name == best,
            }
            for name, file in MODEL_FILES.items()
        ]
        print_json({"folder": str(weights_folder()), "models": rows})
        return
    for name, file in MODEL_FILES.items():
        used = "; used unless --pose says otherwise" if name == best else ""
        print(f"{name}  {file.size / 1e6:.1f} MB, {file.purpose}{used}")
        print(f"    {paths[name] or 'not here'}")


@models.command("get")
def get_models(
    name: Annotated[str, typer.Argument(help="heavy (the better one, through npm) or full.")],
) -> None:
    """Download a pose model once, check it, and print where its files are."""
    with told_plainly(), progress() as say:
        from nextstride.video.weights import get_model

        def tell(what: str) -> None:
            say(what)
            print(what, file=sys.stderr)

        for path in get_model(name, tell):
            print(path)
