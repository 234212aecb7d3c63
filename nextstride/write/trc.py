"""TRC: markers as a table, in mm."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nextstride.errors import MissingDataError
from nextstride.recording import Recording
from nextstride.write.files import write_whole


def write_trc(recording: Recording, path: str | Path) -> Path:
    """Write the markers of a recording as a TRC file, in mm and nextstride's axes.

    Its axes (x forward, y up, z right) are OpenSim's, so the file opens there as it is.

    Parameters
    ----------
    recording : Recording
        With positions in three dimensions.
    path : str or Path
        Must end in ``.trc``.

    Raises
    ------
    MissingDataError
        If the recording holds no positions in three dimensions.
    """
    location = Path(path)
    motion = recording.motion
    if "position" not in motion or motion.sizes["space"] != 3:
        raise MissingDataError(
            f"{location.name}: a TRC file holds markers in three dimensions; "
            f"{recording.source} has none"
        )
    names = [str(name).replace("\t", " ") for name in motion.keypoint.values]
    times = motion.time.values.astype(float)
    millimetres = 1000 * motion.position.transpose("time", "keypoint", "space").values
    head = _head(location.name, recording.frame_rate, len(times), names)
    rows = [
        f"{number}\t{time:.6f}\t" + "\t".join(_cell(value) for value in frame.ravel())
        for number, (time, frame) in enumerate(zip(times, millimetres, strict=True), start=1)
    ]
    return write_whole(location.parent, {location.name: "\n".join([*head, "", *rows, ""])})[0]


def _head(name: str, rate: float, frames: int, names: list[str]) -> list[str]:
    """The five lines above the empty one."""
    fields = {
        "DataRate": f"{rate:g}",
        "CameraRate": f"{rate:g}",
        "NumFrames": str(frames),
        "NumMarkers": str(len(names)),
        "Units": "mm",
        "OrigDataRate": f"{rate:g}",
        "OrigDataStartFrame": "1",
        "OrigNumFrames": str(frames),
    }
    axes = [f"{axis}{number}" for number in range(1, len(names) + 1) for axis in "XYZ"]
    return [
        f"PathFileType\t4\t(X/Y/Z)\t{name}",
        "\t".join(fields),
        "\t".join(fields.values()),
        "Frame#\tTime\t" + "\t\t\t".join(names) + "\t\t",
        "\t\t" + "\t".join(axes),
    ]


def _cell(value: float) -> str:
    """A coordinate in mm; empty where the marker was not seen."""
    return f"{value:.5f}" if np.isfinite(value) else ""
