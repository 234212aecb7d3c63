"""The whole story of one recording: `analyze`, then `fit_runner`, then `plan_runner`."""

from nextstride.analysis.document import SCHEMA
from nextstride.analysis.request import AnalysisRequest, measure_request
from nextstride.analysis.result import Analysis
from nextstride.analysis.story import analyze, fit_runner, plan_runner

__all__ = [
    "SCHEMA",
    "Analysis",
    "AnalysisRequest",
    "analyze",
    "fit_runner",
    "measure_request",
    "plan_runner",
]
