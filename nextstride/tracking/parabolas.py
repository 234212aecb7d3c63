"""Parabolas weighted around many moments, through all contacts of a foot at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats

REACH = 3.0
"""Frames further from a moment than this many widths have no weight."""


@dataclass(frozen=True)
class Parabolas:
    """What weighted parabolas need to know of every contact, so that any of them can be left out.

    Around every moment each signal is ``level + slope s + bend s² / 2``, where s is the time since
    the moment. Slope and bend are the same in all contacts; every contact has its own level, of
    which the value is the mean.

    Attributes
    ----------
    means : numpy.ndarray
        (contact, moment, signal + 2) weighted means of the signals, s and s² / 2.
    products : numpy.ndarray
        (contact, moment, 2, signal + 2) weighted sums of products of s and s² / 2 with all of
        these, each less its contact's mean.
    seen : numpy.ndarray
        (contact, moment) whether any frame of it has weight.
    """

    means: Floats
    products: Floats
    seen: NDArray[np.bool_]

    @classmethod
    def around(
        cls,
        moments: Floats,
        since: Floats,
        contact: NDArray[np.intp],
        signals: Floats,
        width: float,
    ) -> Parabolas:
        """Prepare parabolas around moments.

        Parameters
        ----------
        moments : numpy.ndarray
            (moment,) s.
        since : numpy.ndarray
            (n,) time of every frame, s.
        contact : numpy.ndarray
            (n,) which contact it belongs to, from 0.
        signals : numpy.ndarray
            (n, signal).
        width : float
            SD of the weights, s.
        """
        each = [
            _sums(moments, since[contact == number], signals[contact == number], width)
            for number in range(int(contact.max()) + 1)
        ]
        means, products, seen = (np.stack(parts) for parts in zip(*each, strict=True))
        return cls(means, products, seen)

    def fit(self, kept: NDArray[np.bool_] | None = None) -> tuple[Floats, Floats, Floats]:
        """Fit some of the contacts.

        Parameters
        ----------
        kept : numpy.ndarray, optional
            (contact,) which; all where not given.

        Returns
        -------
        value, slope, bend : numpy.ndarray
            (moment, signal) each, the latter two per s and s²; NaN where the frames do not tell.
        """
        chosen = slice(None) if kept is None else kept
        total = self.products[chosen].sum(axis=0)
        normal, right = total[..., -2:], total[..., :-2]
        told = np.linalg.det(normal) > 1e-9 * normal[:, 0, 0] * normal[:, 1, 1]
        powers = np.full(right.shape, np.nan)
        powers[told] = np.linalg.solve(normal[told], right[told])
        slope, bend = powers[:, 0], powers[:, 1]
        means, seen = self.means[chosen], self.seen[chosen]
        levels = means[..., :-2] - means[..., -2:-1] * slope - means[..., -1:] * bend
        count = np.maximum(seen.sum(axis=0), 1)
        value = np.where(seen[..., None], levels, 0.0).sum(axis=0) / count[:, None]
        return value, slope, bend


def _sums(
    moments: Floats, since: Floats, signals: Floats, width: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The attributes of `Parabolas` for one contact."""
    apart = since - moments[:, None]
    weight = np.exp(-0.5 * (apart / width) ** 2) * (np.abs(apart) < REACH * width)
    columns = np.concatenate(
        [
            np.broadcast_to(signals, (len(moments), *signals.shape)),
            apart[..., None],
            apart[..., None] ** 2 / 2,
        ],
        axis=2,
    )
    total = weight.sum(axis=1)
    means = (weight[:, None] @ columns)[:, 0] / np.maximum(total, 1e-300)[:, None]
    off = columns - means[:, None]
    products = (off[..., -2:] * weight[..., None]).transpose(0, 2, 1) @ off
    return means, products, total > 0
