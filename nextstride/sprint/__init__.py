"""The simulated sprint: the fastest steady running of a body, and what limits it.

Start with `solve_sprint` or `solve_from_starts`, then `limits`, `experiment` and `record`.
"""

from nextstride.sprint.active import active_bounds
from nextstride.sprint.documents import (
    deficits_document,
    experiment_document,
    limits_document,
    simulate_document,
)
from nextstride.sprint.experiment import experiment, share_of_limits
from nextstride.sprint.limits import elasticities, limits
from nextstride.sprint.outcomes import outcomes
from nextstride.sprint.record import record
from nextstride.sprint.refine import refine
from nextstride.sprint.removals import without
from nextstride.sprint.sensitivity import Sensitivity
from nextstride.sprint.simulate import (
    Optima,
    follow,
    solve_from_starts,
    solve_sprint,
    sprint_goals,
)
from nextstride.sprint.solution import SprintSolution

__all__ = [
    "Optima",
    "Sensitivity",
    "SprintSolution",
    "active_bounds",
    "deficits_document",
    "elasticities",
    "experiment",
    "experiment_document",
    "follow",
    "limits",
    "limits_document",
    "outcomes",
    "record",
    "refine",
    "share_of_limits",
    "simulate_document",
    "solve_from_starts",
    "solve_sprint",
    "sprint_goals",
    "without",
]
