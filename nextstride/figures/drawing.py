"""`Drawing`: a small SVG picture, built shape by shape; sharp at any size, a few kB, no library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from markupsafe import Markup, escape

from nextstride.arrays import Floats
from nextstride.figures.picture import Picture

Point = tuple[float, float]


class Drawing:
    """An SVG picture in pixels, origin at the top left.

    Parameters
    ----------
    width, height : float
        Size of the picture; it scales with the page.
    title : str
        What the picture shows, for readers who do not see it.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self._shapes: list[Markup] = []

    def line(self, start: Point, end: Point, **style: object) -> None:
        """Draw a straight line."""
        self._add("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **style)

    def rectangle(self, corner: Point, size: Point, **style: object) -> None:
        """Draw a rectangle from its top left corner."""
        self._add("rect", x=corner[0], y=corner[1], width=size[0], height=size[1], **style)

    def circle(self, center: Point, radius: float, **style: object) -> None:
        """Draw a circle."""
        self._add("circle", cx=center[0], cy=center[1], r=radius, **style)

    def polyline(self, points: Floats, **style: object) -> None:
        """Draw a line through (n, 2) points, lifted where a point is NaN."""
        self.polylines([points], **style)

    def polylines(self, lines: Iterable[Floats], **style: object) -> None:
        """Draw many lines as one shape, each through its (n, 2) points."""
        path = "".join(_path(points) for points in lines)
        if path:
            self._add("path", d=path, fill="none", **style)

    def polygon(self, points: Iterable[Point], **style: object) -> None:
        """Draw a closed shape."""
        corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add("polygon", points=corners, **style)

    def text(self, place: Point, words: str, **style: object) -> None:
        """Write words; `place` is the baseline's start unless ``text_anchor`` says otherwise."""
        style = {"font_size": 12, "fill": "#3a3f47"} | style
        attributes = _attributes({"x": place[0], "y": place[1], **style})
        self._shapes.append(Markup("<text{}>{}</text>").format(attributes, words))

    def inset(self, corner: Point, size: Point, picture: Picture) -> None:
        """Draw a finished picture within this one, scaled to fit a rectangle."""
        place = {"x": corner[0], "y": corner[1], "width": size[0], "height": size[1]}
        head = Markup('<svg{} aria-hidden="true"').format(_attributes(place))
        self._shapes.append(head + Markup(str(picture).removeprefix("<svg")))

    def svg(self) -> Picture:
        """Return the finished picture, an ``<svg>`` element."""
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
            'aria-label="{}" font-family="inherit">'
        ).format(_number(self.width), _number(self.height), self.title)
        return Picture(head + Markup("").join(self._shapes) + Markup("</svg>"))

    def _add(self, tag: str, **attributes: object) -> None:
        """Append one empty element."""
        self._shapes.append(Markup(f"<{tag}{{}}/>").format(_attributes(attributes)))


def _attributes(values: Mapping[str, object]) -> Markup:
    """Attributes of an element; ``stroke_width`` is written ``stroke-width``."""
    parts = (
        f' {name.replace("_", "-")}="{escape(_number(value))}"' for name, value in values.items()
    )
    return Markup("".join(parts))


def _number(value: object) -> str:
    """Shortest text of a number to a tenth of a pixel; anything else as it is."""
    if isinstance(value, int | float | np.floating | np.integer):
        return f"{float(value):.1f}".removesuffix(".0")
    return str(value)


def _path(points: Floats) -> str:
    """Path through (n, 2) points, lifted where one is NaN."""
    seen = np.isfinite(points[:, 0] + points[:, 1])
    tenths = np.rint(10 * np.where(seen[:, None], points, 0)).astype(int)
    words, pen = [], "M"
    for (x, y), known in zip(tenths.tolist(), seen.tolist(), strict=True):
        if known:
            words.append(f"{pen}{x / 10:g} {y / 10:g}")
        pen = "L" if known else "M"
    return "".join(words)
