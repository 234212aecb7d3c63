"""`nextstride serve`: the coach's app in the browser, on this machine."""

from __future__ import annotations

import os
import threading
import webbrowser
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.analyze import Bodies, FittedBody, bodies_to_fit
from nextstride.cli.app import app
from nextstride.cli.console import told_plainly
from nextstride.cli.logbook import LogAddress
from nextstride.errors import ParameterError

if TYPE_CHECKING:
    from nextstride.web import Settings

PORT = 8765
HERE = "127.0.0.1"
PASSPHRASE = "NEXTSTRIDE_PASSPHRASE"
"""Environment variable with the passphrase, where nobody is there to type it."""
SHORTEST = 12
"""Letters of a passphrase: three words."""


@app.command()
def serve(
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help="Address to serve on, as 0.0.0.0 for phones of the local network; asks for a "
            f"passphrase, or takes it from {PASSPHRASE}.",
        ),
    ] = HERE,
    port: Annotated[int, typer.Option("--port", help="Port to serve on.")] = PORT,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="What else browsers may call this machine; again for each."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--data", help="Folder for films and reports; the log's if none.")
    ] = None,
    address: LogAddress = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="tcp://HOST:PORT of a Dask cluster that analyses runs."),
    ] = None,
    largest: Annotated[
        float, typer.Option("--largest", help="Largest film that is taken in, GB.")
    ] = 2.0,
    bodies: Bodies = None,
    body: FittedBody = "planar",
    quiet: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="A made-up squad with a season, thrown away when it stops."),
    ] = False,
) -> None:
    """Open the coach's app: film, report, holds, tests and progress of the squad; offline."""
    with told_plainly(), ExitStack() as made_up:
        from nextstride.web import require_web

        require_web()
        from nextstride.web.server import run

        work = _work(scheduler, largest, (body, bodies)) | {"demo": demo}
        if demo:
            folder = Path(made_up.enter_context(TemporaryDirectory(prefix="nextstride-demo-")))
            address = _made_squad(folder)
        settings = replace(_settings(host, tuple(name or ()), folder, address), **work)
        shown = f"http://{HERE if host == '0.0.0.0' else host}:{port}/"
        print(f"nextstride is at {shown}; stop it with Ctrl+C.")
        if not quiet:
            threading.Timer(1.0, webbrowser.open, [shown]).start()
        run(settings, host, port)


def _settings(
    host: str, names: tuple[str, ...], folder: Path | None, address: str | None
) -> Settings:
    """Where the app runs and who may come.

    Raises
    ------
    ParameterError
        If it is open to other machines and has no passphrase.
    """
    from nextstride.web.addresses import names_here
    from nextstride.web.settings import LOCAL_NAMES, Passphrase, Settings, data_folder

    is_open = host not in LOCAL_NAMES
    return Settings(
        log=address,
        folder=(folder or data_folder(address)).absolute(),
        names=(*LOCAL_NAMES, *names, *(names_here(host) if is_open else ())),
        passphrase=Passphrase.of(_passphrase()) if is_open else None,
    )


def _made_squad(folder: Path) -> str:
    """Fill a folder with the demo's squad; return the address of its log."""
    from nextstride.web.demo import fill_demo

    print("Making a squad of twelve with a season takes some seconds.", flush=True)
    return str(fill_demo(folder, date.today()))


def _work(scheduler: str | None, largest: float, fitted: tuple[str, int | None]) -> dict[str, Any]:
    """What analyses runs, and how much is taken in; `fitted` is the kind of body and how many.

    Raises
    ------
    NextstrideError
        If a value is impossible, or a cluster needs what is not installed.
    """
    from nextstride.checks import Problems
    from nextstride.squad.scheduler import PROCESSES, workers_at
    from nextstride.web.settings import GIGABYTE

    problems = Problems("serve")
    problems.in_range("--largest", largest, 0.001, 100, "GB")
    problems.raise_if_any()
    bodies = bodies_to_fit("serve", *fitted)
    workers_at(scheduler)
    cluster = None if scheduler == PROCESSES else scheduler
    most = round(largest * GIGABYTE)
    return {"scheduler": cluster, "largest_upload": most, "bodies": bodies, "body": fitted[0]}


def _passphrase() -> str:
    """The passphrase for other machines.

    Raises
    ------
    ParameterError
        If it is too short to keep anybody out.
    """
    said = os.environ.get(PASSPHRASE) or typer.prompt("Passphrase", hide_input=True, err=True)
    if len(said) < SHORTEST:
        raise ParameterError(
            f"--host opens health data to a network, so its passphrase needs at least {SHORTEST} "
            f"letters, as three words; got {len(said)}."
        )
    return str(said)
