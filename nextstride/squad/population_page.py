"""The page of a population: how elasticities spread, what they depend on, what advice is worth."""

from __future__ import annotations

import json
from pathlib import Path

import xarray as xr

from nextstride.conventions import in_words
from nextstride.figures.histogram import histogram
from nextstride.report.build import templates
from nextstride.squad.spread import maps_table, people_table, population_document
from nextstride.squad.tables import table_file
from nextstride.write.files import write_whole


def write_population(members: xr.Dataset, seed: int, out: Path) -> Path:
    """Write ``population.html``, ``population.json``, and the tables of people and of maps.

    Parameters
    ----------
    members : xarray.Dataset
        From `nextstride.squad.population.solve_population`.
    seed : int
    out : pathlib.Path

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    WriteError
        If they cannot be written.
    """
    document = population_document(members, seed)
    pictures = {
        link: histogram(
            members.elasticity.sel(link=link).values, f"Elasticity of {in_words(link)}", "1"
        )
        for link in document["links"]
    }
    page = (
        templates()
        .get_template("population.html")
        .render(
            found=document,
            pictures={link: picture for link, picture in pictures.items() if picture is not None},
            in_words=in_words,
        )
    )
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    files = {"population.html": page, "population.json": text}
    tables = table_file("people", people_table(members)) | table_file("maps", maps_table(members))
    return write_whole(out, files | tables)[0]
