"""Sports2D's keypoints of one person, pixels or metres, in TRC files with a depth that is made up.

Sports2D (Pagnon & Kim 2024, J Open Source Softw 9:6849) names its files ``*_px_person00.trc``
(pixels, y down, depth zero) and ``*_m_person00.trc`` (metres, y up), and says "m" in the header of
both. In metres each keypoint has the one depth that a table gives it, or zero. What it derives from
them (C3D, angles, markers guessed by LSTM, inverse kinematics) holds nothing that they do not, and
hides that one camera saw it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read import trc
from nextstride.read.contents import Contents

NAME = re.compile(r"_(px|m)_person(\d+)\.trc\s*$", re.IGNORECASE | re.MULTILINE)
"""End of the name of a file of keypoints; its own header repeats it, unless OpenSim rewrote it."""
DERIVED = re.compile(r"_m_person\d+(\.c3d|_\w+\.(c3d|trc|mot|sto))$", re.IGNORECASE)
"""End of the name of what is derived from them."""
NEEDED = {f"{side}{joint}" for side in "LR" for joint in ("Hip", "Knee", "Ankle")}
"""Keypoints that each of its body models has, as it spells them."""
HEAD = 4096
"""Bytes in which the header's file name is looked for."""
SHAKING = 0.001
"""Keypoints that shake by less than this share of the runner's height from picture to picture were
smoothed: of one run, RTMPose's shake by 0.4 % and the same after Sports2D's filter by 0.05 %."""
TOLD = "the height that Sports2D was told (1.65 m unless it was told another)"
"""What its metres come from."""

FILLED = Notice(
    "filled",
    "Sports2D writes no confidence and fills gaps with straight lines, so a keypoint that was not "
    "seen counts here as seen.",
)
SMOOTHED = Notice(
    "smoothed",
    "Sports2D has smoothed these keypoints, by default with a low-pass at 6 Hz, slower than a "
    "sprinter's legs: velocities would come out too low, so they are not shown, and touchdown and "
    "toe-off are less sure. Run it again with --filter false --reject_outliers false; nextstride "
    "smooths by itself.",
)
TURNED = Notice(
    "turned",
    "Sports2D has turned these metres by the slope of the floor that it estimates from the "
    "standing feet; on a treadmill, where they move, that slope is doubtful. Its pixels "
    "(_px_person00.trc) are as the camera saw them.",
)


def is_sports2d(path: Path) -> bool:
    """Whether a file holds Sports2D's keypoints: by its name, its keypoints and its flat depth."""
    if path.suffix.casefold() != ".trc" or not path.is_file() or _unit_and_person(path) is None:
        return False
    _, labels, rows = trc.read_rows(path)
    depth = rows[:, 4::3]
    lowest, highest = np.nanmin(depth, 0, initial=np.inf), np.nanmax(depth, 0, initial=-np.inf)
    return set(labels) >= NEEDED and bool((highest <= lowest).all())


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read the keypoints of a TRC file for which `is_sports2d` holds.

    Raises
    ------
    ReadError
        If it breaks the layout of a TRC file, or its metres are those of another person's height.
    RecordingError
        If its times go backwards.
    """
    unit, person = _unit_and_person(path) or ("px", 0)
    contents = trc.read(path, frame_rate)
    in_pixels = unit == "px"
    if person and not in_pixels:
        raise ReadError(
            f"{path.name}: Sports2D's metres come from the height of person 00 and hold at that "
            "person's distance from the camera only. Give the pixels, "
            f"*_px_person{person:02d}.trc, and the height of this runner with --height."
        )
    position = contents.position[:, :2] * np.array([1, -1 if in_pixels else 1])[None, :, None]
    if in_pixels:  # It can fill what was not seen with zeros; no joint is in the picture's corner.
        position = np.where((position == 0).all(axis=1, keepdims=True), np.nan, position)
    smoothed = _is_smoothed(position)
    told = (FILLED, *((SMOOTHED,) if smoothed else ()), *(() if in_pixels else (TURNED,)))
    return replace(
        contents,
        format="keypoints",
        position=position,
        in_pixels=in_pixels,
        metres_from="" if in_pixels else TOLD,
        smoothed_by="Sports2D" if smoothed else "",
        notices=(*contents.notices, *told),
    )


def refuse_derived(path: Path) -> None:
    """Refuse what Sports2D made of its keypoints.

    Raises
    ------
    ReadError
    """
    if DERIVED.search(path.name):
        raise ReadError(
            f"{path.name}: Sports2D made this from keypoints of one camera, which measured no "
            "depth. Give the keypoints themselves, the file that ends in _px_person00.trc or "
            "_m_person00.trc."
        )


def _is_smoothed(position: Floats) -> bool:
    """Whether positions (n, 2, m) are smoother than a pose model sees them."""
    seen = position[:, 1][np.isfinite(position[:, 1])]
    fourth = np.abs(np.diff(position, 4, axis=0))
    fourth = fourth[np.isfinite(fourth)]
    if not fourth.size:
        return False
    # Of white noise of SD 1 they have the variance 1 + 16 + 36 + 16 + 1 and the median 0.6745 SD.
    shaking = float(np.median(fourth)) / 0.6745 / np.sqrt(70)
    return bool(shaking < SHAKING * np.ptp(seen))


def _unit_and_person(path: Path) -> tuple[str, int] | None:
    """Unit and number of the person, by the file's name or the one in its first line."""
    with path.open("rb") as file:
        first = file.read(HEAD).partition(b"\n")[0].decode("utf-8", errors="replace")
    found = NAME.search(path.name) or NAME.search(first)
    return None if found is None else (found[1].casefold(), int(found[2]))
