"""`nextstride log share` and `unshare`: which coach sees whom in a log on PostgreSQL."""

from __future__ import annotations

from typing import Annotated

import typer

from nextstride.cli.console import told_plainly
from nextstride.cli.logbook import LogAddress, log

Role = Annotated[str, typer.Argument(help="The coach's login at the database, or a group of them.")]
Athletes = Annotated[list[str], typer.Argument(help="The athletes.")]


@log.command("share")
def share(role: Role, athletes: Athletes, address: LogAddress = None) -> None:
    """Let a coach use a log on PostgreSQL, seeing these athletes and those they add."""
    with told_plainly():
        from nextstride.log.squads import open_squads

        with open_squads(address) as squads:
            squads.share(role, *athletes)
    print(f"{role} sees {', '.join(athletes)}")


@log.command("unshare")
def unshare(role: Role, athletes: Athletes, address: LogAddress = None) -> None:
    """Let a coach see these athletes no more."""
    with told_plainly():
        from nextstride.log.squads import open_squads

        with open_squads(address) as squads:
            squads.unshare(role, *athletes)
    print(f"{role} sees {', '.join(athletes)} no more")
