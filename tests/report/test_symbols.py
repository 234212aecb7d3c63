"""Symbols are typeset, and escaped."""

from __future__ import annotations

import pytest

from nextstride.measures import MEASURES
from nextstride.report.symbols import typeset


@pytest.mark.parametrize(
    ("symbol", "page"),
    [
        ("t_c", "t<sub>c</sub>"),
        ("theta_max - theta_min", "θ<sub>max</sub> − θ<sub>min</sub>"),
        ("W+", "W+"),
        ("<v>", "&lt;v&gt;"),
    ],
)
def test_typeset(symbol: str, page: str) -> None:
    assert typeset(symbol) == page


def test_no_greek_name_is_left() -> None:
    names = ("alpha", "beta", "theta", "phi", "psi", "omega", "_")
    assert not any(name in typeset(m.symbol) for m in MEASURES.values() for name in names)
