"""Figures: results as small SVG pictures, for the report and the web pages."""

from nextstride.figures.colors import ON_PHASE, PHASE, SIDE
from nextstride.figures.curves import CURVES, CurveKind, stride_figure
from nextstride.figures.picture import Picture
from nextstride.figures.ribbon import SHOWN_STEPS, phase_ribbon
from nextstride.figures.sticks import KeyPosition, key_positions, stick_figure

__all__ = [
    "CURVES",
    "ON_PHASE",
    "PHASE",
    "SHOWN_STEPS",
    "SIDE",
    "CurveKind",
    "KeyPosition",
    "Picture",
    "key_positions",
    "phase_ribbon",
    "stick_figure",
    "stride_figure",
]
