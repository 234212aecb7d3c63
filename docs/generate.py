"""Write the pages that are made from the code: measures.md, commands.md and capture.md."""

from __future__ import annotations

from pathlib import Path

import typer
from typer.main import get_command

from nextstride import MEASURES
from nextstride.cli import app
from nextstride.cli.guide import GUIDE
from nextstride.conventions import UNITS

DOCS = Path(__file__).parent
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


PAGES = {"measures.md": measures_page, "commands.md": commands_page, "capture.md": capture_page}


if __name__ == "__main__":
    for page, make in PAGES.items():
        (DOCS / page).write_text(make(), encoding="utf-8")
