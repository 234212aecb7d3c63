"""`lazily`: public names of a package that load on first use, for that takes its time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def lazily(package: str, module_of: Mapping[str, str]) -> Callable[[str], object]:
    """Return a package's ``__getattr__``: it loads a public name on first use (PEP 562).

    Parameters
    ----------
    package : str
        Its ``__name__``.
    module_of : mapping of str to str
        Module of each public name: relative to the package, with a dot, or absolute.
    """

    def load(name: str) -> object:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(module_of[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    return load
