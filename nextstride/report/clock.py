"""`clock_document`: a run on one clock: phases, angles and body of every picture, plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nextstride.analysis import Analysis
from nextstride.arrays import Floats
from nextstride.conventions import SIDES, UNITS, Side
from nextstride.figures import CURVES, key_positions
from nextstride.figures.ribbon import spans_of
from nextstride.figures.sticks import ARM, LEG
from nextstride.measures import Run
from nextstride.measures.track import Track

if TYPE_CHECKING:
    from nextstride.video.playable import Playable

Document = dict[str, Any]

SCHEMA = 1
LIMBS = (
    *(tuple(f"{side}_{joint}" for joint in chain) for side in SIDES for chain in (ARM, LEG)),
    ("left_hip", "right_hip"),
    ("pelvis", "neck"),
)
"""What is drawn of a body, as far as it was seen."""


def clock_document(analysis: Analysis, film: Playable | None = None) -> Document:
    """Return what shows a run on one clock.

    Parameters
    ----------
    analysis : Analysis
    film : Playable, optional
        The copy of the film that is shown beside it.

    Returns
    -------
    dict
        ``times`` of the pictures (s, on the recording's clock); ``film`` with ``rate``, ``width``,
        ``height``, or None; ``points``, x and y of each body point in every picture, in the
        film's pixels, y down, or else forward and up in m; ``limbs`` that join them; ``ground``,
        m; ``curves`` in the units that people read, left and right, a value a picture; ``spans``,
        the phases of each leg (s); ``positions``, the key positions (s); ``steps``.
    """
    run = analysis.run
    times = run.points.time.values.astype(float) if film is None else film.times
    points = _in_space(run) if film is None else _in_film(run, film)
    used = {name for limb in LIMBS for name in limb}
    return {
        "schema": SCHEMA,
        "times": [round(float(time), 5) for time in times],
        "film": None if film is None else _film(film),
        "points": {name: place for name, place in points.items() if name in used},
        "limbs": [list(limb) for limb in LIMBS if all(joint in points for joint in limb)],
        "curves": _curves(run, times),
        "spans": [
            {"side": s.side, "phase": s.phase, "start": s.start, "stop": s.stop, "open": s.open}
            for s in spans_of(run.steps)
        ],
        "positions": [
            {"side": side, "name": each.name, "meaning": each.meaning, "time": each.time}
            for side in SIDES
            for each in key_positions(run, side)
            if np.isfinite(each.time)
        ],
        "steps": analysis.to_json()["steps"],
    }


def _film(film: Playable) -> Document:
    """What a page must know of the copy."""
    return {"rate": film.rate, "width": film.size[0], "height": film.size[1]}


def _curves(run: Run, times: Floats) -> list[Document]:
    """Angles, moments and powers of both legs in every picture, as far as they are known."""
    found = []
    swings = {side: _in_swing(run, side, times) for side in SIDES}
    for kind in CURVES:
        unit = UNITS[kind.unit]
        is_angle = kind.name in run.angles
        signals = run.angles if is_angle else run.kinetics
        sides: Document = {}
        for side in SIDES:
            values = Track.of(signals[kind.name].sel(side=side, drop=True)).at(times)
            known = values if is_angle else np.where(swings[side], values, np.nan)
            sides[side] = _plain(known * unit.factor, 2)
        if any(value is not None for values in sides.values() for value in values):
            words = {"title": kind.title, "unit": unit.shown, "positive": kind.positive}
            found.append({"name": kind.name, **words, **sides})
    return found


def _in_swing(run: Run, side: Side, times: Floats) -> NDArray[np.bool_]:
    """Which pictures show a leg in the air: moments are known without what the ground does."""
    swings = [s for s in spans_of(run.steps) if s.side == side and s.phase == "swing"]
    shown = np.zeros(len(times), dtype=bool)
    for swing in swings:
        shown |= (swing.start <= times) & (times < swing.stop)
    return shown


def _in_space(run: Run) -> dict[str, list[list[float | None]]]:
    """Forward and up of every body point, m; forward from the pelvis, up from the ground."""
    points = run.smooth
    names = [str(name) for name in points.keypoint.values]
    values = points.transpose("time", "keypoint", "space").values[:, :, :2].astype(float)
    feet = [k for k, name in enumerate(names) if name.endswith(("_heel", "_toe"))]
    low = values[:, feet, 1]
    ground = float(np.nanpercentile(low, 1)) if np.isfinite(low).any() else 0.0
    middle = values[:, names.index("pelvis"), 0] if "pelvis" in names else np.zeros(len(values))
    forward, up = values[:, :, 0] - middle[:, None], values[:, :, 1] - ground
    return {name: [_plain(forward[:, k], 3), _plain(up[:, k], 3)] for k, name in enumerate(names)}


def _in_film(run: Run, film: Playable) -> dict[str, list[list[float | None]]]:
    """Place of every body point in the pictures of the copy, pixels; none beyond the recording."""
    from nextstride.video.overlay import placed_in_pictures

    placed = placed_in_pictures(run.recording, run.points)
    step = (placed.time[-1] - placed.time[0]) / (len(placed.time) - 1)
    rows = np.rint((film.times - placed.time[0]) / step).astype(int)
    inside = (rows >= 0) & (rows < len(placed.time))
    rows = np.clip(rows, 0, len(placed.time) - 1)
    return {
        name: [
            _plain(np.where(inside, place[rows, axis] * film.scale, np.nan), 1) for axis in (0, 1)
        ]
        for name, place in placed.places.items()
    }


def _plain(values: Floats, digits: int) -> list[float | None]:
    """Numbers as JSON holds them; what is not known is null."""
    return [round(float(value), digits) if np.isfinite(value) else None for value in values]
