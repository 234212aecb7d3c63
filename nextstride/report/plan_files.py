"""A training plan as files: page, calendar, document."""

from __future__ import annotations

import json
from pathlib import Path

from nextstride.figures.exercises import plan_figures
from nextstride.training import Plan, plan_calendar, plan_page
from nextstride.write.files import write_whole


def write_plan(plan: Plan, folder: Path) -> list[Path]:
    """Write ``plan.html``, ``plan.ics`` and ``plan.json``, all or none.

    Parameters
    ----------
    plan : Plan
    folder : pathlib.Path
        Made where it is not there.

    Returns
    -------
    list of pathlib.Path
        The three files.
    """
    text = json.dumps(plan.to_json(), indent=1, ensure_ascii=False, allow_nan=False)
    page = plan_page(plan, plan_figures(plan))
    contents = {"plan.html": page, "plan.ics": plan_calendar(plan), "plan.json": text + "\n"}
    return write_whole(folder, contents)
