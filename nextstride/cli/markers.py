"""`nextstride markers`: what a recording's markers were taken for, and what they lack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, print_json, told_plainly

if TYPE_CHECKING:
    from nextstride.read.contents import Contents
    from nextstride.read.markers import Naming


@app.command()
def markers(
    file: Annotated[Path, typer.Argument(help="A recording of markers or keypoints.")],
    marker_map: Annotated[
        Path | None, typer.Option("--markers", help="A marker map (TOML) to try.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write a marker map here, to be completed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show which markers were recognised and what is missing for which measures."""
    with told_plainly():
        from nextstride.errors import ParameterError, ReadError
        from nextstride.read import read_contents
        from nextstride.read.coverage import map_text
        from nextstride.read.markers import name_markers
        from nextstride.write.files import write_whole

        contents = read_contents(file)
        if contents.angle is not None:
            raise ReadError(f"{contents.source}: holds joint angles, which need no marker names.")
        naming = name_markers(contents.source, contents.labels, marker_map)
        document = _document(contents, naming)
        if write is not None:
            if write.exists():
                raise ParameterError(f"--write {write}: there is a file of that name already.")
            text = map_text(f"Markers of {contents.source}", contents.labels, naming)
            write_whole(write.parent, {write.name: text})
    if as_json:
        print_json(document)
        return
    _print(document)
    if write is not None:
        print(f"\nMap to complete: {write}; then: nextstride analyze {file} --markers {write}")


def _document(contents: Contents, naming: Naming) -> dict[str, Any]:
    """Everything the command tells, as one JSON document."""
    import numpy as np

    from nextstride.read.coverage import marker_coverage
    from nextstride.read.markers import Naming, is_unnamed

    seen = np.isfinite(contents.position).all(axis=1).mean(axis=0)
    share = dict(zip(contents.labels, map(float, seen), strict=True))
    usable = {label: name for label, name in naming.names.items() if share[label] > 0}
    named = [label for label in contents.labels if not is_unnamed(label)]
    used = {*naming.names, *(label for members in naming.clusters.values() for label in members)}
    return {
        "recording": {"source": contents.source, "format": contents.format},
        "notices": [notice.message for notice in naming.notices],
        "recognised": [
            {"label": label, "landmark": name, "seen_share": round(share[label], 4)}
            for label, name in sorted(naming.names.items(), key=lambda pair: pair[1])
        ],
        "clusters": {segment: list(members) for segment, members in naming.clusters.items()},
        "not_recognised": [label for label in named if label not in used],
        "unnamed": len(contents.labels) - len(named),
        "measures": [
            {"measures": row.measures, "missing": list(row.missing)}
            for row in marker_coverage(Naming(usable, naming.clusters, ()))
        ],
    }


def _print(document: dict[str, Any]) -> None:
    """Print the document for people."""
    print("\n".join(document["notices"]))
    for row in document["recognised"]:
        print(f"  {row['label']:<24} {row['landmark']:<26} seen {row['seen_share']:4.0%}")
    for segment, members in document["clusters"].items():
        print(f"  moves with the {segment.replace('_', ' ')}: {', '.join(members)}")
    if document["not_recognised"]:
        print(f"Not recognised: {', '.join(document['not_recognised'])}")
    if document["unnamed"]:
        print(f"Without a name: {document['unnamed']}")
    print("\nMeasures:")
    for row in document["measures"]:
        lacks = f"missing: {', '.join(row['missing'])}" if row["missing"] else "all there"
        print(f"  {row['measures']:<46} {lacks}")
