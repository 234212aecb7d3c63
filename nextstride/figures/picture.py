"""`Picture`: a finished figure; stands in a page, shows itself in a notebook, saves itself."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from nextstride.errors import MissingDataError, ParameterError
from nextstride.write.files import write_whole

DOTS_AN_INCH = 192.0
"""Of a PNG: twice the 96 pixels an inch that a page shows, so that it is sharp in print too."""


class Picture(Markup):
    """A figure as SVG text, which a page takes as it is.

    In a notebook it shows itself; `save` writes it as a file.
    """

    __slots__ = ()

    def _repr_svg_(self) -> str:
        """Return the SVG for a notebook."""
        return str(self)

    def __repr__(self) -> str:
        """Say what the picture is, rather than all of its text."""
        return f"<Picture, {len(self)} characters of SVG>"

    def save(self, path: str | Path) -> Path:
        """Write the picture as ``.svg``, ``.png`` or ``.pdf``, whole or not at all.

        Parameters
        ----------
        path : str or Path
            Its ending tells the format. PNG and PDF need the extra ``nextstride[pdf]``.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        ParameterError
            If the ending is another one, or the file cannot be written.
        MissingDataError
            If what makes PNG and PDF is not installed.
        """
        place = Path(path)
        content: str | bytes
        match place.suffix.lower():
            case ".svg":
                content = str(self)
            case ".png":
                content = typeset_picture(str(self), "png")
            case ".pdf":
                content = typeset_picture(str(self), "pdf")
            case _:
                raise ParameterError(
                    f"A picture is saved as .svg, .png, .pdf; got {place.name!r}. "
                    "Give its name one of these endings."
                )
        return write_whole(place.parent, {place.name: content})[0]


def typeset_picture(svg: str, kind: Literal["png", "pdf"]) -> bytes:
    """Return an SVG as the bytes of a PNG or PDF file that is as large as the picture.

    Parameters
    ----------
    svg : str
    kind : {"png", "pdf"}

    Raises
    ------
    MissingDataError
        If the extra ``nextstride[pdf]`` is not installed.
    """
    if find_spec("typst") is None:
        raise MissingDataError(
            "PNG and PDF files need Typst: pip install 'nextstride[pdf]'; SVG needs nothing more"
        )
    import typst

    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes("{_quoted(svg)}"), format: "svg")\n'
    )
    return typst.compile(source.encode(), format=kind, ppi=DOTS_AN_INCH)


def _quoted(text: str) -> str:
    """Text as it stands in a string of Typst's."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
