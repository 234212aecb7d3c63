"""How sure the numbers are: how events, points, axes and speed were had, and what was assumed."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt

import numpy as np

from nextstride.analysis import Analysis
from nextstride.conventions import LANDMARKS, MIDLINE_LANDMARKS, SIDES, counted
from nextstride.errors import Notice
from nextstride.measures.push import FORCE_CUTOFF
from nextstride.measures.run import KINEMATICS_CUTOFF

ORDINARY = {
    *("marker_set", "markers_unnamed", "force_rate_inferred", "force_on_ground"),
    "pose_model",
}
"""Notices that explain, and do not warn."""

ACRONYMS = {"asis", "psis", "c7", "t10"}
METHOD = {"markers": "marker motion", "force": "force plates"}


def warnings_of(analysis: Analysis) -> list[Notice]:
    """Notices that a reader must see before the numbers."""
    return [notice for notice in analysis.notices if notice.code not in ORDINARY]


def remarks_of(analysis: Analysis) -> list[Notice]:
    """Notices that explain how the file was read."""
    return [notice for notice in analysis.notices if notice.code in ORDINARY]


def circumstances(analysis: Analysis) -> list[tuple[str, str]]:
    """How everything was had, as pairs of a heading and a sentence.

    Parameters
    ----------
    analysis : Analysis
    """
    run = analysis.run
    axes, rate = run.recording.axes, run.recording.frame_rate
    return [
        *_events(analysis),
        (
            "Frames",
            f"{rate:g} a second. An interval read off whole frames would have an SD of "
            f"{1000 / rate / sqrt(6):.1f} ms (frame time / √6).",
        ),
        (
            "Filter",
            f"Low-pass at {run.cutoff:.1f} Hz for points, angles and moments "
            f"({KINEMATICS_CUTOFF:g} × step rate); {FORCE_CUTOFF:g} Hz for ground forces; none "
            "for the thigh's velocities and accelerations, which come from a fit of a few "
            "harmonics to the strides.",
        ),
        ("Axes", f"Up is {axes.up}, forward is {axes.forward} of the file: {axes.method}."),
        ("Ground", _ground(analysis)),
        ("Athlete", _athlete(analysis)),
    ]


def _events(analysis: Analysis) -> list[tuple[str, str]]:
    """How touchdown and toe-off were found."""
    steps, told = analysis.run.steps, []
    for method in sorted(set(steps.method.values)):
        mine = steps.isel(step=np.flatnonzero(steps.method.values == method))
        landing, leaving = (
            _range(1000 * mine[name].values) for name in ("touchdown_sd", "toe_off_sd")
        )
        told.append(
            (
                f"Events from {METHOD.get(str(method), str(method))}",
                f"{counted(mine.sizes['step'], 'contact')}; SD of touchdown {landing} ms, "
                f"of toe-off {leaving} ms.",
            )
        )
    return told


def _range(values: np.ndarray) -> str:
    """Format one number, or the range of several."""
    low, high = f"{np.nanmin(values):.1f}", f"{np.nanmax(values):.1f}"
    return low if low == high else f"{low} to {high}"


def _ground(analysis: Analysis) -> str:
    """Where the speed comes from."""
    pace = analysis.run.pace
    if not pace.treadmill:
        return "Overground: speed is that of the pelvis in the file's frame."
    if pace.belt_spread == 0:
        return f"Treadmill, belt at {pace.belt_speed:.2f} m/s as given."
    return (
        f"Treadmill, belt at {pace.belt_speed:.2f} m/s (error {pace.belt_spread:.2f}, SD), "
        "from the forefeet while they stand."
    )


def _athlete(analysis: Analysis) -> str:
    """Who was taken to run."""
    athlete = analysis.run.athlete
    fields = {
        "mass": f"{athlete.mass:g} kg", "height": f"{athlete.height:g} m", "sex": athlete.sex,
    }  # fmt: skip
    return (
        ", ".join(
            f"{name} {value}{' (assumed)' if name in athlete.assumed else ''}"
            for name, value in fields.items()
        )
        + "; segment masses and inertias of de Leva (1996)."
    )


def points_by_method(analysis: Analysis) -> list[tuple[str, str]]:
    """How each named body point was had: pairs of method and points.

    Parameters
    ----------
    analysis : Analysis
    """
    points = analysis.run.points
    sides_of: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, method in zip(points.keypoint.values, points.method.values, strict=True):
        side, _, landmark = str(name).partition("_")
        if side in SIDES and landmark in LANDMARKS:
            sides_of[str(method)][landmark].append(side)
        elif str(name) in MIDLINE_LANDMARKS:
            sides_of[str(method)][str(name)] = []
    return [
        (method, ", ".join(_both_or_one(*item) for item in landmarks.items()))
        for method, landmarks in sides_of.items()
    ]


def _both_or_one(landmark: str, sides: list[str]) -> str:
    """Name a landmark, with its side where only one of two was had this way."""
    words = landmark.upper() if landmark in ACRONYMS else landmark.replace("_", " ")
    return f"{sides[0]} {words}" if len(sides) == 1 else words
