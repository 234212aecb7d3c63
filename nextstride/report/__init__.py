"""Report: an analysis as a page for people and as files for programs."""

from nextstride.report.build import render_report, write_analysis, write_report
from nextstride.report.tables import write_tables

__all__ = ["render_report", "write_analysis", "write_report", "write_tables"]
