"""The runner's own limiter: bodies fitted to one recording, and what limits all of them.

Start with `runner_limits`; `limits_document` and `experiment_document` make it plain numbers.
"""

from nextstride.personal.document import experiment_document, limits_document
from nextstride.personal.runner import FitOptions, RunnerLimits, runner_limits
from nextstride.personal.strength_tests import TESTS, StrengthTest
from nextstride.personal.strength_text import strength_test
from nextstride.personal.variants import BODIES_OF, VARIANTS_OF

__all__ = [
    "BODIES_OF",
    "TESTS",
    "VARIANTS_OF",
    "FitOptions",
    "RunnerLimits",
    "StrengthTest",
    "experiment_document",
    "limits_document",
    "runner_limits",
    "strength_test",
]
