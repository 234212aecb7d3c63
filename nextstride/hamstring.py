"""The path of the hamstring that tears most often, the biceps femoris' long head.

A polynomial in the flexion of hip and knee, fitted to the paths of the model of Rajagopal et al.
(2016, IEEE Trans Biomed Eng 63:2068) as Lai, Arnold and Wakeling (2017, Ann Biomed Eng 45:2762)
changed it. The body in three dimensions has the same path, and its turns out of the plane besides.
"""

from __future__ import annotations

from typing import Any

UPRIGHT = 0.421768
"""Length of muscle and tendon in upright standing of a person of 1.70 m, m."""
HIP = (0.048884, 0.01968, -0.010621, 0.000487)
KNEE = (-0.030087, 0.009808, -0.01367, 0.006485, -0.00096)
"""What each power of hip and knee flexion (rad) from the first on adds to it, m."""


def relative_length(hip: Any, knee: Any) -> Any:
    """Length of muscle and tendon over their length in upright standing, 1.

    Parameters
    ----------
    hip, knee : float or array
        Flexion from upright standing, rad.
    """
    return 1 + (_polynomial(HIP, hip) + _polynomial(KNEE, knee)) / UPRIGHT


def _polynomial(terms: tuple[float, ...], at: Any) -> Any:
    """A polynomial without a constant, by Horner's rule."""
    value: Any = 0
    for term in reversed(terms):
        value = (value + term) * at
    return value
