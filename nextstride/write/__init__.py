"""Writes recordings as files that other programs open: TRC markers, OpenSim forces and angles."""

from typing import TYPE_CHECKING

from nextstride.lazy import lazily

if TYPE_CHECKING:
    from nextstride.write.opensim import write_angles, write_forces
    from nextstride.write.trc import write_trc

__all__ = ["write_angles", "write_forces", "write_trc"]

# Who only writes whole files (`nextstride.write.files`) waits for no arrays.
__getattr__ = lazily(
    __name__,
    {"write_angles": ".opensim", "write_forces": ".opensim", "write_trc": ".trc"},
)
