"""Web: the coach's app, `nextstride serve`; it shows what the other rooms compute.

`make_app` gives the application, `Settings` say where it runs; both load on first use.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from nextstride.errors import MissingDataError
from nextstride.lazy import lazily

if TYPE_CHECKING:
    from nextstride.web.app import make_app
    from nextstride.web.settings import Settings

_MODULE_OF = {"Settings": ".settings", "make_app": ".app"}

__all__ = ["Settings", "make_app", "require_web"]


def require_web() -> None:
    """Refuse to serve where what serves is not installed.

    Raises
    ------
    MissingDataError
    """
    needed = ("starlette", "uvicorn", "python_multipart", "segno")
    if any(find_spec(name) is None for name in needed):
        raise MissingDataError(
            "nextstride serve needs the web extra: pip install 'nextstride[web]'"
        )


__getattr__ = lazily(__name__, _MODULE_OF)
