"""`Athlete`: who ran; with the masses, lengths and inertias of the body's segments.

The segment table is de Leva (1996), "Adjustments to Zatsiorsky-Seluyanov's segment inertia
parameters", J Biomech 29:1223-1230, table 4: end points at joint centres, means of 100 men
(1.741 m, 73.0 kg) and 15 women (1.735 m, 61.9 kg), all young and athletic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nextstride.checks import Problems

Sex = Literal["male", "female"]


@dataclass(frozen=True)
class SegmentShape:
    """One segment of the body, relative to the body's mass and the segment's length.

    Attributes
    ----------
    mass : float
        Share of body mass, 1.
    center : float
        Distance of the centre of mass from the proximal end, share of segment length.
    gyration : float
        Radius of gyration about the flexion axis through the centre of mass, share of length.
    gyration_long : float
        The same about the segment's long axis.
    length : float
        Segment length, share of body height.
    """

    mass: float
    center: float
    gyration: float
    gyration_long: float
    length: float


SEGMENT_SHAPES: dict[Sex, dict[str, SegmentShape]] = {
    "male": {
        "head": SegmentShape(0.0694, 0.5002, 0.303, 0.261, 0.2429 / 1.741),
        "trunk": SegmentShape(0.4346, 0.5138, 0.306, 0.169, 0.6033 / 1.741),
        "upper_arm": SegmentShape(0.0271, 0.5772, 0.269, 0.158, 0.2817 / 1.741),
        "forearm": SegmentShape(0.0162, 0.4574, 0.265, 0.121, 0.2689 / 1.741),
        "hand": SegmentShape(0.0061, 0.7900, 0.513, 0.401, 0.0862 / 1.741),
        "thigh": SegmentShape(0.1416, 0.4095, 0.329, 0.149, 0.4222 / 1.741),
        "shank": SegmentShape(0.0433, 0.4459, 0.249, 0.103, 0.4340 / 1.741),
        "foot": SegmentShape(0.0137, 0.4415, 0.245, 0.124, 0.2581 / 1.741),
    },
    "female": {
        "head": SegmentShape(0.0668, 0.4841, 0.271, 0.263, 0.2437 / 1.735),
        "trunk": SegmentShape(0.4257, 0.4964, 0.292, 0.147, 0.6148 / 1.735),
        "upper_arm": SegmentShape(0.0255, 0.5754, 0.260, 0.148, 0.2751 / 1.735),
        "forearm": SegmentShape(0.0138, 0.4559, 0.257, 0.094, 0.2643 / 1.735),
        "hand": SegmentShape(0.0056, 0.7474, 0.454, 0.335, 0.0780 / 1.735),
        "thigh": SegmentShape(0.1478, 0.3612, 0.364, 0.162, 0.3685 / 1.735),
        "shank": SegmentShape(0.0481, 0.4416, 0.267, 0.093, 0.4323 / 1.735),
        "foot": SegmentShape(0.0129, 0.4014, 0.279, 0.139, 0.2283 / 1.735),
    },
}
"""De Leva (1996) table 4. Ends: head vertex-C7 (centre from the vertex), trunk C7-midpoint of the
hips, upper arm shoulder-elbow, forearm elbow-wrist, hand wrist-third knuckle, thigh hip-knee,
shank knee-ankle (lateral malleolus), foot heel-toe tip (centre from the heel)."""


@dataclass(frozen=True)
class Athlete:
    """Who ran.

    Parameters
    ----------
    mass : float
        Body mass, kg.
    height : float
        Body height, m.
    sex : {"male", "female"}
        Chooses the segment table.
    name : str
        For the report.
    leg_length : float or None
        Standing height of the hip joint centre, m.
    strength_tests : mapping of str to float
        Measured joint moments, N m/kg, by name.
    assumed : tuple of str
        Which of the fields were not given but assumed; shown wherever they matter.

    Raises
    ------
    ParameterError
        If a value is impossible, naming all of them.
    """

    mass: float = 75.0
    height: float = 1.78
    sex: Sex = "male"
    name: str = ""
    leg_length: float | None = None
    strength_tests: dict[str, float] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems("athlete")
        problems.in_range("mass (--mass)", self.mass, 20, 200, "kg")
        problems.in_range("height (--height)", self.height, 1.0, 2.4, "m")
        problems.one_of("sex (--sex)", self.sex, SEGMENT_SHAPES)
        if self.leg_length is not None:
            problems.in_range("leg length", self.leg_length, 0.4, 1.4, "m")
        problems.raise_if_any()

    def shape(self, segment: str) -> SegmentShape:
        """Return the relative shape of `segment` for this athlete's sex."""
        return SEGMENT_SHAPES[self.sex][segment]

    def segment_mass(self, segment: str) -> float:
        """Mass of `segment`, kg."""
        return self.mass * self.shape(segment).mass

    def segment_length(self, segment: str) -> float:
        """Length of `segment` expected from body height, m."""
        return self.height * self.shape(segment).length

    def segment_inertia(self, segment: str, length: float | None = None) -> float:
        """Moment of inertia of `segment` about its centre's flexion axis, kg m².

        Parameters
        ----------
        segment : str
            A name in `SEGMENT_SHAPES`.
        length : float, optional
            Measured segment length, m; from body height where not given.
        """
        span = self.segment_length(segment) if length is None else length
        return self.segment_mass(segment) * (self.shape(segment).gyration * span) ** 2
