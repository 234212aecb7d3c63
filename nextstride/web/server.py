"""`run`: the app on a port of this machine until it is stopped."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

import uvicorn

from nextstride.web.app import make_app
from nextstride.web.settings import Settings

PATIENCE = 10
"""An upload or download under way when the server is to stop has so long to end, s."""


def run(settings: Settings, host: str, port: int) -> None:
    """Serve until stopped.

    Parameters
    ----------
    settings : Settings
    host : str
        Address to listen on.
    port : int

    Raises
    ------
    NextstrideError
        If the log or the data folder cannot be opened, or another server works there.
    """
    app = make_app(settings)
    app.state.desk.engine.hold()
    signal.signal(signal.SIGTERM, _leave)
    told: dict[str, Any] = {"host": host, "port": port, "timeout_graceful_shutdown": PATIENCE}
    _Server(uvicorn.Config(app, log_level="warning", server_header=False, **told)).run()


def _leave(number: int, frame: FrameType | None) -> None:
    """End with all that is open closed, as after Ctrl+C; uvicorn gives the signal on at its end."""
    sys.exit(0)


class _Server(uvicorn.Server):
    """A server that ends the news of open pages when it is to stop; else it would wait for them."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self.config.app.state.desk.engine.end()  # type: ignore[union-attr]  # Our own app.
        super().handle_exit(sig, frame)
