"""Bodies that could all be the runner's: what the published models disagree about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from nextstride.athlete import Athlete
from nextstride.body import Body, build_body
from nextstride.body.spatial import SPATIAL_SETS, build_spatial_body
from nextstride.personal.unknowns import UNKNOWNS_OF


@dataclass(frozen=True)
class Variant:
    """One way to build a body.

    Attributes
    ----------
    parameters : str
        Published muscles.
    pelvic_list : bool
        Whether the pelvis lists, or stays level.
    structure : tuple of (str, float)
        Factors on numbers of `STRUCTURE` that this body has other than usual.
    kind
        ``planar`` or ``spatial``.
    """

    kind: ClassVar[str] = "planar"

    parameters: str
    pelvic_list: bool = True
    structure: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        """For people and files."""
        level = [] if self.pelvic_list else ["level pelvis"]
        other = [f"{name.replace('_', ' ')} x {factor:g}" for name, factor in self.structure]
        return ", ".join([self.parameters, *level, *other])

    def body(self, athlete: Athlete, lengths: Mapping[str, float] | None = None) -> Body:
        """Return the body of `athlete`, before anything is fitted.

        `lengths` are measured ones, m, as `build_body` takes them.
        """
        body = self._usual(athlete, lengths)
        for name, factor in self.structure:
            body = UNKNOWNS_OF[self.kind].structure[name].scaled(body, factor)
        return body

    def _usual(self, athlete: Athlete, lengths: Mapping[str, float] | None) -> Body:
        """The body before `structure`."""
        return build_body(athlete, self.parameters, pelvic_list=self.pelvic_list, lengths=lengths)


@dataclass(frozen=True)
class SpatialVariant(Variant):
    """A way to build a body in three dimensions; its pelvis always lists."""

    kind: ClassVar[str] = "spatial"

    def _usual(self, athlete: Athlete, lengths: Mapping[str, float] | None) -> Body:
        """The body before `structure`."""
        return build_spatial_body(athlete, self.parameters, lengths=lengths)


VARIANTS: tuple[Variant, ...] = (
    Variant("lai2017"),
    Variant("rajagopal2016"),
    Variant("haralabidis2021"),
    Variant("delp1990"),
    Variant("lai2017", pelvic_list=False),
)
"""What the answer is drawn from; each counts by its evidence (`evidence_weights`). What else bodies
differ in is unknown in each fit (`STRUCTURE`)."""
SPATIAL_VARIANTS: tuple[Variant, ...] = tuple(SpatialVariant(name) for name in SPATIAL_SETS)
"""The same of the body in three dimensions."""
VARIANTS_OF = {"planar": VARIANTS, "spatial": SPATIAL_VARIANTS}
"""By the kind of body."""
BODIES_OF = {"planar": 64, "spatial": 48}
"""How many are drawn where nobody asks for more: a spatial one takes ten times as long to solve.
A third are solved."""
