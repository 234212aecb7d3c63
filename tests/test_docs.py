from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
_spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
assert _spec is not None
assert _spec.loader is not None
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("page", generate.PAGES)
def test_the_pages_made_from_the_code_are_current(page: str) -> None:
    written = (DOCS / page).read_text(encoding="utf-8")
    assert written == generate.PAGES[page](), f"docs/{page} is old: run `make docs`"


@pytest.mark.parametrize("stop", generate.HOUSE["walk"], ids=lambda stop: stop["call"])
def test_the_walk_through_the_house_calls_what_there_is(stop: dict[str, str]) -> None:
    module, function = stop["call"].rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), function))


def test_the_walk_through_the_house_goes_down_the_floors() -> None:
    order = [room for floor in generate.HOUSE["floor"] for room in floor["rooms"]]
    met = [order.index(stop["call"].split(".")[1]) for stop in generate.HOUSE["walk"]]
    assert met == sorted(met)
