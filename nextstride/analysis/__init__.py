"""The whole story of one recording: `analyze` gives an `Analysis`, `fit_runner` what limits."""

from nextstride.analysis.document import SCHEMA
from nextstride.analysis.result import Analysis
from nextstride.analysis.story import analyze, fit_runner

__all__ = ["SCHEMA", "Analysis", "analyze", "fit_runner"]
