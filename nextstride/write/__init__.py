"""Writes recordings as files that other programs open: TRC markers, OpenSim forces and angles."""

from nextstride.write.opensim import write_angles, write_forces
from nextstride.write.trc import write_trc

__all__ = ["write_angles", "write_forces", "write_trc"]
