"""The types of arrays that the code names: NumPy arrays of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Numbers of double precision; the shape and unit stand in the docstring beside it."""
