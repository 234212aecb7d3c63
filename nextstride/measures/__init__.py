"""Measures: one table of what is measured, and everything it looks at."""

from nextstride.measures.measure import Measure, Sample
from nextstride.measures.run import PERCENT, Run
from nextstride.measures.table import MEASURES, measure_run

__all__ = ["MEASURES", "PERCENT", "Measure", "Run", "Sample", "measure_run"]
