"""Reading a runner's limiter map from an analysis, and refusing one that no plan can rest on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from nextstride.checks import Problems
from nextstride.errors import MissingDataError, ReadError

MOTION = {"thigh": "thigh_rad", "knee": "knee_rad", "ankle": "ankle_rad", "trunk": "trunk_rad"}
"""Joint course of a plan, and its name in an analysis."""
NEEDED_MOTION = ("thigh", "knee", "ankle")
WITH_RANGE = ("elasticity", "lower", "upper")
TRAINED_WITH = {"tensor_sartorius": "hip_flexors"}
"""Groups of the body in three dimensions, and the group whose exercises train them too."""


@dataclass(frozen=True, eq=False)
class LimiterMap:
    """What limits one runner, and the motion it belongs to.

    Attributes
    ----------
    limits : xarray.Dataset
        ``elasticity``, ``lower``, ``upper`` and if known ``probability_first`` on
        ``muscle_group``; ``density`` on ``(muscle_group, percent)``.
    joint_angles : xarray.Dataset
        ``thigh``, ``knee``, ``ankle`` and if known ``trunk`` on ``percent``, rad.
    """

    limits: xr.Dataset
    joint_angles: xr.Dataset


def read_limiter_map(file: Path) -> LimiterMap:
    """Read the limiter map of an ``analysis.json``.

    Parameters
    ----------
    file : pathlib.Path
        The file, or the folder that holds it.

    Raises
    ------
    ReadError
        If there is no such file, it is no analysis, or its map is damaged.
    MissingDataError
        If the analysis holds no map of this runner, or one without a range.
    """
    path = file / "analysis.json" if file.is_dir() else file
    try:
        document = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise ReadError(f"{path}: must be an analysis.json; it is no JSON.") from error
    if not isinstance(document, dict) or "limits" not in document:
        raise ReadError(
            f"{path}: must be an analysis.json as nextstride analyze writes it; it has no limits."
        )
    if document["limits"] is None:
        raise MissingDataError(f"{path}: {_why_no_map(document)}")
    return limiter_map_from_json(document["limits"], str(path))


def _why_no_map(document: dict[str, Any]) -> str:
    """Why an analysis says nothing of what limits the runner, and what to do."""
    told = [each for each in document.get("warnings") or [] if each.get("code") == "no_limits"]
    if told:
        return (
            f"there is nothing to plan from. {told[0]['message']} Analyse a run in which that is "
            "otherwise, at full speed and in whole strides, and name it with --analysis."
        )
    return (
        "the recording was measured, but no body was fitted to it, so nothing says what limits "
        "this runner and there is nothing to plan from. Analyse it without --no-limits, or name "
        "another with --analysis."
    )


def limiter_map_from_json(document: Any, source: str) -> LimiterMap:
    """Make a limiter map from the ``limits`` of an analysis.

    Parameters
    ----------
    document : dict
        ``groups`` (each with ``group``, ``elasticity``, ``lower``, ``upper`` and if known
        ``probability_first``), ``map`` (``percent``, ``groups``, ``density``: groups x percent) and
        ``motion`` (``percent`` and the angles in rad).
    source : str
        Its file, for messages.

    Raises
    ------
    ReadError
        If it is damaged.
    MissingDataError
        If it says no range, or not how the runner moved.
    """
    try:
        rows, chart, motion = document["groups"], document["map"], document.get("motion")
        _require_range(rows, source)
        if not motion:
            raise MissingDataError(
                f"{source}: the limiter map says when in the stride a muscle limits, but not how "
                "the joints stand then (motion), so no joint angle can be chosen. Analyse the "
                "recording again."
            )
        return LimiterMap(_limits(rows, chart), _joint_angles(motion))
    except MissingDataError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReadError(
            f"{source}: the limiter map is damaged ({type(error).__name__}: {error}). Analyse the "
            "recording again."
        ) from error


def _require_range(rows: Any, source: str) -> None:
    """Refuse a map whose order would look more certain than it is."""
    bare = [str(row["group"]) for row in rows if any(row.get(key) is None for key in WITH_RANGE)]
    if bare or not rows:
        raise MissingDataError(
            f"{source}: the limiter map has no range (lower, upper) for "
            f"{', '.join(bare) or 'any group'}, so nobody knows how sure its order is, and no plan "
            "is made from it. Analyse the recording again, so that the fit is repeated with other "
            "bodies; the map of nextstride limits is of no runner and has none."
        )


def _limits(rows: list[dict[str, Any]], chart: dict[str, Any]) -> xr.Dataset:
    """Elasticities with their range, and where in the stride they act."""
    groups = [str(row["group"]) for row in rows]
    names = [str(name) for name in chart["groups"]]
    problems = Problems("limiter map")
    problems.require(set(groups) == set(names), "groups and map must be of the same groups")
    problems.raise_if_any(ValueError)
    density = np.array(chart["density"], dtype=float)[[names.index(name) for name in groups]]
    values: dict[str, Any] = {
        key: ("muscle_group", np.array([row[key] for row in rows], dtype=float))
        for key in WITH_RANGE
    }
    likely = [row.get("probability_first") for row in rows]
    if None not in likely:
        values["probability_first"] = ("muscle_group", np.array(likely, dtype=float))
    secants = [row.get("secant_20pct") for row in rows]
    if any(each is not None for each in secants):
        values["secant"] = ("muscle_group", np.array(secants, dtype=float))
    values["density"] = (("muscle_group", "percent"), density)
    percent = np.array(chart["percent"], dtype=float)
    limits = xr.Dataset(values, coords={"muscle_group": groups, "percent": percent})
    return _trained_together(limits)


def _trained_together(limits: xr.Dataset) -> xr.Dataset:
    """Add what groups without exercises of their own limit to the group they are trained with.

    Ranges are added end to end, as if both groups' errors went the same way: the widest.
    """
    for part, whole in TRAINED_WITH.items():
        if {part, whole} <= set(limits.muscle_group.values):
            added = limits.sel(muscle_group=part, drop=True)
            limits = limits.drop_sel(muscle_group=part)
            for name in added.data_vars:
                limits[name].loc[{"muscle_group": whole}] += added[name]
    return limits


def _joint_angles(motion: dict[str, Any]) -> xr.Dataset:
    """Course of the joints over the stride, rad."""
    known = {
        name: ("percent", np.array(motion[key], dtype=float))
        for name, key in MOTION.items()
        if name in NEEDED_MOTION or motion.get(key) is not None
    }
    return xr.Dataset(known, coords={"percent": np.array(motion["percent"], dtype=float)})
