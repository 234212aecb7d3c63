"""The contacts of both feet of a video, as far apart as a runner's feet may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES, Side, opposite
from nextstride.strides import Pace
from nextstride.strides.contact import Contact
from nextstride.tracking.contacts import ContactFit, fit_contact, toe_off_of
from nextstride.tracking.folded import FoldedFoot, fold_contacts

USUALLY_APART = 0.02
"""SD of the difference of the two feet's events against their passing each other, shares of the
step time: 5 ms in a sprint. On the recordings with force plates it is 0.013 (root mean square of
three runners, 2 to 9.5 m/s); well-trained runners' contact times differ by 2 % (symmetry angle
0.6 %, Girard 2019, Front Sports Act Living 1:36)."""
MOST_APART = 0.025
"""Events of the two feet that differ by more than this against the passing of the feet are not a
runner's, s: contact times of two legs differ by a few ms, of injured ones by up to some 20 ms."""


def keypoint_contacts(points: xr.DataArray, pace: Pace) -> tuple[list[Contact], tuple[str, ...]]:
    """Find every contact of both feet, in time order.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint) in m of repaired keypoints; heel and forefoot are used.
    pace : Pace
        Of the same recording.

    Returns
    -------
    contacts : list of Contact
        Standard deviations hold the rules' own error, that of the fit and the frame-limited
        ``frame time / sqrt(6)``. Ends that lie outside the recording are None.
    tied : tuple of str
        Events that both feet share (`tie_feet`).

    Raises
    ------
    MissingDataError
        If a foot has no heel or no forefoot, or no contact was seen.
    """
    time = points.time.values.astype(float)
    frame = float(np.median(np.diff(time)))
    step = 1 / pace.step_rate
    folded = {side: fold_contacts(points, pace, side) for side in SIDES}
    feet = {side: foot for side, (foot, _) in folded.items()}
    alone = {side: fit_contact(foot, side, step) for side, foot in feet.items()}
    fits = likely_feet(tie_feet(feet, alone, step), step)
    contacts = []
    for side, fit in fits.items():
        limited = frame / np.sqrt(6)
        for middle in folded[side][1]:
            ends = [
                float(end) if np.isfinite(end) and time[0] <= end <= time[-1] else None
                for end in (middle + fit.touchdown, middle + fit.toe_off)
            ]
            if ends != [None, None]:
                errors = [
                    float(np.sqrt(rule**2 + own**2 + limited**2))
                    for rule, own in zip(
                        fit.rules_sd, (fit.touchdown_sd, fit.toe_off_sd), strict=True
                    )
                ]
                contacts.append(
                    Contact(side, ends[0], ends[1], "markers", errors[0], errors[1], float(middle))
                )
    tied = next(iter(fits.values())).tied
    return sorted(contacts, key=lambda contact: contact.middle), tied


def tie_feet(
    feet: dict[Side, FoldedFoot], fits: dict[Side, ContactFit], step: float
) -> dict[Side, ContactFit]:
    """Give both feet one event where they seem to differ more than a runner's feet do.

    What differs then is how well the feet are seen, not how they run. A part of the foot whose
    landing is not seen makes touchdown later, never earlier, so both get the earlier touchdown; of
    toe-off, for which no such thing is known, both get that of all contacts laid over each other.
    Half the difference joins the SD.

    Parameters
    ----------
    feet : dict of side to FoldedFoot
    fits : dict of side to ContactFit
        Of each foot by itself.
    step : float
        Step time, s.

    Returns
    -------
    dict of side to ContactFit
        `ContactFit.tied` says which events are shared.
    """
    changes: dict[str, Any] = {}
    tied = []
    both = feet["left"].with_other(feet["right"])
    for event in ("touchdown", "toe_off"):
        each = [getattr(fit, event) for fit in fits.values()]
        apart = abs(each[0] - each[1])
        if apart <= MOST_APART or not np.isfinite(each).any():
            continue
        together = float(np.nanmin(each)) if event == "touchdown" else toe_off_of(both, step)
        own = float(np.hypot(*(getattr(fit, f"{event}_sd") for fit in fits.values())))
        # Where one foot does not show the event at all, the other's may be off by as much.
        half = apart / 2 if np.isfinite(apart) else MOST_APART
        changes |= {event: together, f"{event}_sd": float(np.hypot(own, half))}
        tied.append(event)
    return {side: replace(fit, tied=tuple(tied), **changes) for side, fit in fits.items()}


def likely_feet(fits: dict[Side, ContactFit], step: float) -> dict[Side, ContactFit]:
    """Bring the events of the two feet as near to each other as they likely are.

    The difference d that was seen, of SD s, and what is known of runners before, SD p, together
    give p² / (p² + s²) of it: one stride filmed shows little of a difference, thirty show most.
    Where d is more than 2 s and this runner thus no usual one, p² is at least d² - 4 s².

    Parameters
    ----------
    fits : dict of side to ContactFit
    step : float
        Step time, s.

    Returns
    -------
    dict of side to ContactFit
    """
    usual = (USUALLY_APART * step) ** 2
    moved = dict(fits)
    for event in ("touchdown", "toe_off"):
        when = {side: getattr(fit, event) for side, fit in fits.items()}
        variance = {side: getattr(fit, f"{event}_sd") ** 2 for side, fit in fits.items()}
        noise = sum(variance.values())
        if event in fits["left"].tied or not np.isfinite(list(when.values())).all() or noise == 0:
            continue
        middle = sum(when[side] * variance[opposite(side)] for side in SIDES) / noise
        middle_variance = variance["left"] * variance["right"] / noise
        own = max(usual, (when["left"] - when["right"]) ** 2 - 4 * noise)
        kept = own / (own + noise)
        for side, fit in moved.items():
            # How far a foot is from the middle, a share of the difference, is as unsure as that.
            share = variance[side] / noise
            changes: dict[str, Any] = {
                event: float(middle + kept * (when[side] - middle)),
                f"{event}_sd": float(np.sqrt(middle_variance + share**2 * kept * noise)),
            }
            moved[side] = replace(fit, **changes)
    return moved
