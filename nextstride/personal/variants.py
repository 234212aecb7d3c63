"""Bodies that could all be the runner's: what the published models disagree about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nextstride.athlete import Athlete
from nextstride.body import Body, build_body


@dataclass(frozen=True)
class Variant:
    """One way to build a body.

    Attributes
    ----------
    parameters : str
        Published muscles.
    pelvic_list : bool
        Whether the pelvis lists, or stays level.
    """

    parameters: str
    pelvic_list: bool = True

    @property
    def name(self) -> str:
        """For people and files."""
        return self.parameters if self.pelvic_list else f"{self.parameters}, level pelvis"

    def body(self, athlete: Athlete, lengths: Mapping[str, float] | None = None) -> Body:
        """Return the body of `athlete`, before anything is fitted.

        `lengths` are measured ones, m, as `build_body` takes them.
        """
        return build_body(athlete, self.parameters, pelvic_list=self.pelvic_list, lengths=lengths)


VARIANTS: tuple[Variant, ...] = (
    Variant("lai2017"),
    Variant("rajagopal2016"),
    Variant("haralabidis2021"),
    Variant("delp1990"),
    Variant("lai2017", pelvic_list=False),
)
"""What the answer is drawn from; each counts by its evidence (`evidence_weights`). Tendon and
ground stiffness and the muscles' speed are unknowns of each fit."""
