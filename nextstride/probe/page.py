"""A probe's protocol as one page to print and to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from nextstride.evidence import evidence
from nextstride.probe.power import Power
from nextstride.probe.protocol import READ_AFTER, READ_BEFORE, RUN_AT, Protocol
from nextstride.probe.safety import SHAM
from nextstride.probe.verdict import AGAINST, EVIDENCE, EXPERIMENTAL


def probe_page(protocol: Protocol, power: Sequence[Power]) -> str:
    """Write the protocol as an HTML page that opens offline and prints.

    Parameters
    ----------
    protocol : Protocol
    power : sequence of Power
        As `power_table` gives it; empty where no price of this runner is known.
    """
    return (
        _environment()
        .get_template("probe.html")
        .render(
            protocol=protocol,
            power=power,
            power_words=power_words(protocol, power),
            times=(READ_BEFORE, RUN_AT, READ_AFTER),
            sham=SHAM,
            experimental=EXPERIMENTAL,
            against=AGAINST,
            evidence=[evidence()[key] for key in EVIDENCE],
        )
    )


def power_words(protocol: Protocol, power: Sequence[Power]) -> str:
    """Say what the probe can show on this runner, or that it cannot be told."""
    if not power:
        return (
            "What it can show on this runner cannot be told: no recording with prices of the links "
            "is logged (nextstride analyze, then nextstride log run)."
        )
    links = [day.link.replace("_", " ") for day in protocol.days if day.link != SHAM]
    asked = " or ".join(links) if len(links) > 1 else f"{links[0]} or the dearest other link"
    rows = "; ".join(
        f"{100 * each.loss:.0f} % lost: {100 * each.named:.0f} %, price ±{each.half_width:.2f}"
        for each in power
    )
    return (
        f"Which limits more, {asked}? The simulation alone, taken at its word, is right in "
        f"{100 * power[0].by_chance:.0f} % of bodies that could be this runner's. With "
        f"{power[0].runs} tired runs a link, by the strength lost at the run: {rows}."
    )


@cache
def _environment() -> Environment:
    """Return the templates of this folder."""
    environment = Environment(
        loader=PackageLoader("nextstride.probe"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = lambda day: f"{day:%A} {day.day} {day:%B %Y}"
    environment.filters["words"] = lambda name: name.replace("_", " ")
    return environment
