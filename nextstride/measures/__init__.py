"""Measures: one table of what is measured, and everything it looks at."""

from nextstride.measures.curves import stride_curves
from nextstride.measures.each_step import UNSTEADY, each_step, without_means
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import PERCENT, Run
from nextstride.measures.symmetry import symmetry
from nextstride.measures.table import CONFIDENCE, MEASURES, measure_run

__all__ = [
    "CONFIDENCE",
    "MEASURES",
    "PERCENT",
    "UNSTEADY",
    "Measure",
    "Run",
    "Sample",
    "each_step",
    "measure_run",
    "stride_curves",
    "symmetry",
    "without_means",
]
