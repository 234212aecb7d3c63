"""`Expression`: what the equations of the body are written in."""

from __future__ import annotations

from typing import Any, TypeAlias

Expression: TypeAlias = Any
"""A scalar or a column: of CasADi's symbols (SX, MX), of its numbers (DM), or plain floats. The
same equations take each; no type of Python says so."""
