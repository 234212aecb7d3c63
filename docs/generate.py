"""Write the pages that are made from the code, and the picture of the house."""

from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path

import typer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from typer.main import get_command

from nextstride import MEASURES
from nextstride.cli import app
from nextstride.cli.guide import GUIDE
from nextstride.conventions import UNITS
from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import INK, QUIET, RULE
from nextstride.figures.drawing import Drawing
from nextstride.figures.histogram import BAR
from nextstride.report.sprint_words import in_words

DOCS = Path(__file__).parent
PACKAGE = DOCS.parent / "nextstride"
STUDY = json.loads((DOCS / "population.json").read_text("utf-8"))
"""What `nextstride population` wrote of the shipped study."""
HOUSE = tomllib.loads((DOCS / "house.toml").read_text("utf-8"))
MADE = "Made by `make docs` from the code; not written by hand.\n"


def measures_page() -> str:
    """Every row of MEASURES."""
    lines = [
        "# Measures",
        "",
        MADE,
        "Each value comes with a 95 % interval and the number of steps.",
        "",
    ]
    topic = ""
    for name, measure in MEASURES.items():
        if measure.topic != topic:
            topic = measure.topic
            lines += [f"## {topic.capitalize()}", ""]
        unit = UNITS[measure.unit].si
        lines += [
            f"**{measure.title}** `{name}`, {measure.symbol} [{unit}]  ",
            f"{measure.definition} Needs {measure.needs}. Source: {measure.source}.",
            "",
        ]
    return "\n".join(lines)


def commands_page() -> str:
    """Every command with its options."""
    lines = ["# Commands", "", MADE]
    root = get_command(app)
    context = typer.Context(root, info_name="nextstride")
    for name, command in sorted(root.commands.items()):  # type: ignore[attr-defined]
        for title, one in _with_children(f"nextstride {name}", command):
            lines += [f"## {title}", "", (one.help or "").strip(), ""]
            for parameter in one.get_params(context):
                help_text = getattr(parameter, "help", None) or ""
                names = ", ".join(parameter.opts)
                lines.append(f"- `{names}` {help_text}".rstrip())
            lines.append("")
    return "\n".join(lines)


def _with_children(title: str, command: object) -> list[tuple[str, object]]:
    """A command, or the commands below it."""
    children = getattr(command, "commands", None)
    if children is None:
        return [(title, command)]
    return [(f"{title} {name}", child) for name, child in sorted(children.items())]


def capture_page() -> str:
    """What `nextstride guide` prints."""
    title, rest = GUIDE.split("\n", 1)
    return f"{title}\n\n{MADE}{rest}"


def house_page() -> str:
    """The rooms in the order in which data goes through them, and a walk through."""
    lines = [
        "# The house",
        "",
        MADE,
        "A room may use the rooms above it and none below: nothing was used before you met it.",
        "`tests/test_architecture.py` holds the code to this.",
        "",
        "![The rooms, floor by floor](images/house.svg)",
        "",
        "| room | what it is | heavy libraries only here |",
        "|---|---|---|",
    ]
    for floor in HOUSE["floor"]:
        lines.append(f"| **{floor['name']}** | | |")
        lines += [
            f"| `{room}` | {_first_line(room)} | {_only_here(room)} |" for room in _built(floor)
        ]
    lines += [
        "",
        "## One recording, from file to plan",
        "",
        "| room | called | gives |",
        "|---|---|---|",
    ]
    for stop in HOUSE["walk"]:
        room, function = stop["call"].split(".")[1], stop["call"].split(".")[-1]
        lines.append(f"| `{room}` | `{function}` | {stop['gives']} |")
    return "\n".join([*lines, ""])


def house_picture() -> str:
    """The floors as a drawing, the first at the top."""
    row, left, width = 46, 16, 900
    floors = HOUSE["floor"]
    drawing = Drawing(width, row * 1.75 * len(floors) + 14, "The rooms of nextstride by floor")
    for number, floor in enumerate(floors):
        top = 12 + 1.75 * row * number
        drawing.text((left, top + 14), floor["name"], font_size=14, fill=QUIET)
        rooms = _built(floor)
        size = (width - 2 * left - 10 * (len(rooms) - 1)) / len(rooms)
        for place, room in enumerate(rooms):
            corner = (left + place * (size + 10), top + 24)
            drawing.rectangle(corner, (size, row - 6), fill="#f4f6f8", stroke=RULE)
            middle = (corner[0] + size / 2, corner[1] + 25)
            drawing.text(middle, room, text_anchor="middle", font_size=15, fill=INK)
    return str(drawing.svg()).replace('"inherit"', '"sans-serif"') + "\n"


def _built(floor: dict[str, list[str]]) -> list[str]:
    """The rooms of a floor that exist; the order also knows those that are planned."""
    return [
        room
        for room in floor["rooms"]
        if (PACKAGE / room).is_dir() or (PACKAGE / f"{room}.py").is_file()
    ]


def _first_line(room: str) -> str:
    """What a room says of itself: the first paragraph of its docstring."""
    path = PACKAGE / room / "__init__.py"
    path = path if path.exists() else PACKAGE / f"{room}.py"
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(told.split("\n\n")[0].split()).removesuffix(":")


def _only_here(room: str) -> str:
    """The libraries that only this room, or this room among few, may import."""
    return ", ".join(name for name, homes in HOUSE["only_here"].items() if room in homes)


def population_page() -> str:
    """The shipped study of made bodies."""
    pages = Environment(
        loader=FileSystemLoader(DOCS), undefined=StrictUndefined, trim_blocks=True, autoescape=False
    )
    pages.filters |= {"in_words": in_words, "told": _told, "ends": _ends}
    return pages.get_template("population.jinja").render(STUDY, made=MADE)


def population_picture() -> str:
    """Elasticity of each link: median, 90 % of bodies, and of the bodies of each published set."""
    row, left, width, foot = 40, 150, 760, 40
    links = STUDY["links"]
    height = 16 + row * len(links) + foot
    ends = [each["elasticity"] for each in links.values()]
    low, high = min(0.0, *(each["lower"] for each in ends)), max(each["upper"] for each in ends)
    across = Axis(low, high, left, width - 20)
    drawing = Drawing(width, height, "Elasticity of each link in the made bodies")
    for tick in across.ticks(8):
        at = across.at(tick)
        drawing.line((at, 10), (at, height - foot), stroke=RULE)
        drawing.text(
            (at, height - foot + 18), tick_label(round(tick, 9)), text_anchor="middle", fill=QUIET
        )
    for number, (link, found) in enumerate(links.items()):
        middle, spread = 16 + row * (number + 0.5), found["elasticity"]
        drawing.text((8, middle + 5), in_words(link), font_size=15, fill=INK)
        bar = (across.at(spread["upper"]) - across.at(spread["lower"]), 10)
        drawing.rectangle((across.at(spread["lower"]), middle - 5), bar, fill=BAR)
        for price in found["by_body"].values():
            at = across.at(price)
            drawing.line((at, middle - 11), (at, middle + 11), stroke=QUIET, stroke_width=1.5)
        drawing.circle((across.at(spread["median"]), middle), 5, fill=INK)
    drawing.text(
        (width - 20, height - 4), "% of speed for 1 % of strength", text_anchor="end", fill=QUIET
    )
    return str(drawing.svg()).replace('"inherit"', '"sans-serif"') + "\n"


def _told(value: float | None, digits: int) -> str:
    """A number with a true minus; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}".replace("-", "−")


def _ends(ends: dict[str, float], digits: int, factor: float = 1) -> str:
    """A median with the 90 % about it."""
    lower, middle, upper = (
        _told(factor * ends[end], digits) for end in ("lower", "median", "upper")
    )
    return f"{middle} ({lower} to {upper})"


PAGES = {
    "measures.md": measures_page,
    "commands.md": commands_page,
    "capture.md": capture_page,
    "house.md": house_page,
    "population.md": population_page,
    "images/house.svg": house_picture,
    "images/population.svg": population_picture,
}


if __name__ == "__main__":
    for page, make in PAGES.items():
        (DOCS / page).write_text(make(), encoding="utf-8")
