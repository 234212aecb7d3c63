"""The board: the whole squad at a glance, and one button to film."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nextstride.web.desk import Desk, desk_of, page
from nextstride.web.standing import Standing, standing_of


def squad_of(desk: Desk) -> tuple[Standing, ...]:
    """Where everybody stands, by name."""
    today = date.today()

    def read() -> tuple[Standing, ...]:
        return tuple(standing_of(desk.log, each.name, today) for each in desk.log.athletes())

    return desk.kept.get("squad", read)


def show_board(request: Request) -> Response:
    """Show the squad."""
    return page(request, "board.html", squad=squad_of(desk_of(request)))


ROUTES = [Route("/", show_board)]
