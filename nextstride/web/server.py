"""`run`: the app on a port of this machine until it is stopped."""

from __future__ import annotations

import uvicorn

from nextstride.web.app import make_app
from nextstride.web.settings import Settings


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
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
