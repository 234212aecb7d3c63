"""The planar sprinter: segments, muscles, passive joints, foot contact, scaling.

Importing this package loads CasADi; nothing that only reads recordings needs it. One thread is
set for its linear algebra beforehand: on problems of this size more threads only spin.
"""

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

from nextstride.body.groups import GROUPS, MUSCLES, SIDES_OF_STRIDE  # noqa: E402
from nextstride.body.scaling import PARAMETER_SETS, Body, build_body  # noqa: E402

__all__ = ["GROUPS", "MUSCLES", "PARAMETER_SETS", "SIDES_OF_STRIDE", "Body", "build_body"]
