"""Reads any recording into one layout: `read_recording`, and `attach_forces` for separate forces.

One file for each format (`c3d`, `trc`, `sports2d`, `opensim`, `table`, `keypoints`,
`animal_trackers`) turns a file into `Contents`: SI units, the file's own names and axes. Then, for
all formats alike, `markers` names the markers, `axes` finds up and forward and turns everything,
and `plausible` asks whether it is a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.conventions import SPACE
from nextstride.errors import Notice, ParameterError, ReadError, RecordingError
from nextstride.read import (
    animal_trackers,
    c3d,
    keypoints,
    mvnx,
    opensim,
    optitrack,
    qualisys,
    sports2d,
    table,
    trc,
    vicon_csv,
    visual3d,
)
from nextstride.read.axes import find_turn
from nextstride.read.contents import METRES_FROM, SMOOTHED_BY, Contents
from nextstride.read.forces import FILE_AXES, attach_forces
from nextstride.read.frames import in_ranges
from nextstride.read.landmarks import Landmarks
from nextstride.read.markers import Naming, is_unnamed, name_markers
from nextstride.read.numbered_clusters import cluster_middles
from nextstride.read.passes import one_pass, refuse_pass
from nextstride.read.plausible import check_feet, check_positions, check_size
from nextstride.read.turn import turn_force, turn_positions
from nextstride.recording import Axes, Recording

__all__ = [
    "FORMATS",
    "Format",
    "attach_forces",
    "read_contents",
    "read_recording",
    "recording_of",
]


FEWEST_FILLED = 3
"""A place of three equal coordinates that is written so often stands for no place."""
FOLDER = "a folder"
"""Stands for the ending of a recording that is a folder."""


@dataclass(frozen=True)
class Format:
    """A file format that can be read.

    Attributes
    ----------
    name : str
    endings : tuple of str
        File name endings in lower case, or `FOLDER`; none where `fits` tells.
    description : str
        For people.
    read : callable
        ``read(path, frame_rate)`` gives `Contents`.
    fits : callable or None
        ``fits(path)`` tells a format that shares its ending with others; it goes before them.
    """

    name: str
    endings: tuple[str, ...]
    description: str
    read: Callable[[Path, float | None], Contents]
    fits: Callable[[Path], bool] | None = None


FORMATS: tuple[Format, ...] = (
    Format("c3d", (".c3d",), "C3D: markers, force plates, events", c3d.read),
    Format("trc", (".trc",), "TRC: markers", trc.read),
    Format("opensim", (".mot", ".sto"), "OpenSim: joint angles", opensim.read),
    Format("table", (".csv", ".txt", ".tsv"), "table of markers: Time, <marker>X/Y/Z", table.read),
    Format("vicon_csv", (), "Vicon Nexus: its .csv", vicon_csv.read, vicon_csv.is_vicon_csv),
    Format(
        *("qualisys_tsv", (), "Qualisys: its .tsv"),
        *(qualisys.read_tsv, qualisys.is_qualisys_tsv),
    ),
    Format("qualisys_mat", (".mat",), "Qualisys: its .mat", qualisys.read_mat),
    Format("mvnx", (".mvnx",), "Xsens MVN: its .mvnx", mvnx.read),
    Format("optitrack", (), "OptiTrack Motive: its .csv", optitrack.read, optitrack.is_optitrack),
    Format("visual3d", (), "Visual3D: targets as text", visual3d.read, visual3d.is_visual3d),
    Format("sports2d", (), "Sports2D: its .trc", sports2d.read, sports2d.is_sports2d),
    Format(
        *("deeplabcut", (), "DeepLabCut: its .csv"),
        *(animal_trackers.read_deeplabcut, animal_trackers.is_deeplabcut),
    ),
    Format("sleap", (".h5", ".hdf5"), "SLEAP: analysis file", animal_trackers.read_sleap),
    Format("openpose", (FOLDER,), "OpenPose: one JSON file a frame", keypoints.read_folder),
    Format("pose", (".json",), "pose JSON: keypoint_names, frames, fps", keypoints.read_pose),
    Format("movement", (".nc",), "netCDF of the movement package", keypoints.read_movement),
)
"""Every format that `read_recording` knows."""


def read_recording(
    path: str | Path,
    *,
    markers: str | Path | None = None,
    up: str | None = None,
    forward: str | None = None,
    frame_rate: float | None = None,
    pixel_size: float | None = None,
    which_pass: int | None = None,
) -> Recording:
    """Read a recording of a run.

    Parameters
    ----------
    path : str or Path
        A file, or the folder of an OpenPose run; its ending tells the format (see `FORMATS`).
    markers : str or Path, optional
        TOML file that says which label is which landmark (`nextstride.read.markers`); by default
        the known marker sets are tried.
    up, forward : str, optional
        Axes of the file, as in ``"Z"`` or ``"-y"``; by default detected from the data.
    frame_rate : float, optional
        Frames per second, Hz; overrides the file's.
    pixel_size : float, optional
        Size of a pixel at the runner, m; needed for keypoints in pixels.
    which_pass : int, optional
        Of several passes in a file of markers, from 1; by default the fastest.

    Returns
    -------
    Recording
        In m, s, N and nextstride's axes.

    Raises
    ------
    ReadError
        If the file is absent, of an unknown format, damaged, or not what its ending says.
    RecordingError
        If it opened but cannot be a human run: wrong unit, no valid marker, swapped sides, times
        that go backwards.
    ParameterError
        If an option is impossible.
    """
    contents = read_contents(path, frame_rate)
    return recording_of(
        contents,
        markers=markers,
        up=up,
        forward=forward,
        pixel_size=pixel_size,
        which_pass=which_pass,
    )


def read_contents(path: str | Path, frame_rate: float | None = None) -> Contents:
    """Read what a file says, in its own names and axes, images still in pixels.

    Parameters
    ----------
    path, frame_rate
        As in `read_recording`.

    Raises
    ------
    ReadError
        As in `read_recording`.
    """
    location = Path(path)
    return _format_of(location).read(location, frame_rate)


def recording_of(
    contents: Contents,
    *,
    markers: str | Path | None = None,
    up: str | None = None,
    forward: str | None = None,
    pixel_size: float | None = None,
    which_pass: int | None = None,
) -> Recording:
    """Name, scale and turn what a file says.

    Parameters
    ----------
    contents : Contents
    markers, up, forward, pixel_size, which_pass
        As in `read_recording`.

    Raises
    ------
    NextstrideError
        As in `read_recording`.
    """
    if contents.angle is not None:
        refuse_pass(contents.source, which_pass, "joint angles")
        return _angle_recording(contents)
    contents = _without_fillers(_in_metres(contents, pixel_size))
    check_positions(contents.source, contents.position)
    mapping = None if markers is None else Path(markers)
    naming = name_markers(contents.source, contents.labels, mapping)
    if not naming.names and not naming.clusters and (up is None or forward is None):
        raise RecordingError(f"{contents.source}: {naming.notices[0].message}")
    contents, named = _with_middles(_without_noise(contents, naming), naming)
    if contents.position.shape[1] < len(SPACE):
        refuse_pass(contents.source, which_pass, "positions in one plane")
    else:
        contents, told = one_pass(contents, Landmarks(named, contents.position), which_pass)
        contents = contents.with_notices(*told)
    return _marker_recording(contents, named, naming, (up, forward))


def _format_of(path: Path) -> Format:
    """Choose the format by the file's ending, after asking whether it is a readable file."""
    if not path.exists():
        raise ReadError(f"{path}: there is no such file.")
    if not path.is_dir() and not path.stat().st_size:
        raise ReadError(f"{path.name}: the file is empty. Copy or export it again.")
    ending = FOLDER if path.is_dir() else path.suffix.casefold()
    sports2d.refuse_derived(path)
    for known in sorted(FORMATS, key=lambda known: known.fits is None):
        if known.fits(path) if known.fits is not None else ending in known.endings:
            return known
    readable = "; ".join(
        f"{', '.join(known.endings)} ({known.description})" if known.endings else known.description
        for known in FORMATS
    )
    why = f"{ending or 'a file without ending'} is no format of positions that nextstride knows"
    if ending == ".npz":
        why = "an .npz archive (as of accelerometer signals) holds no positions of body or markers"
    raise ReadError(f"{path.name}: cannot be read: {why}. Readable are: {readable}.")


def _angle_recording(contents: Contents) -> Recording:
    """Make a recording of joint angles, whose axes need no turn."""
    check_positions(contents.source, np.asarray(contents.angle))
    return Recording(
        motion=xr.Dataset({"angle": contents.angle}),
        force=None,
        source=contents.source,
        format=contents.format,
        frame_rate=contents.frame_rate,
        axes=Axes("+y", "+x", "OpenSim's own convention"),
        notices=contents.notices,
    )


def _in_metres(contents: Contents, pixel_size: float | None) -> Contents:
    """Scale pixels to m; refuse pixels without a scale."""
    if pixel_size is not None and not (np.isfinite(pixel_size) and 0 < pixel_size < 1):
        raise ParameterError(
            f"pixel_size (--pixel-size) must be the size of a pixel at the runner in m, between 0 "
            f"and 1; got {pixel_size:g}."
        )
    if not contents.in_pixels:
        return contents
    if pixel_size is None:
        raise ReadError(
            f"{contents.source}: the positions are in pixels, which are no lengths. State the size "
            "of a pixel at the runner in m with --pixel-size: a known length in m divided by its "
            "length in pixels."
        )
    return replace(contents, position=contents.position * pixel_size, in_pixels=False)


def _without_fillers(contents: Contents) -> Contents:
    """Take places that programs write for markers unseen as unseen.

    They are the origin, and any other place of three equal coordinates that is written again and
    again, as 9999999.
    """
    origin = (contents.position == 0).all(axis=1)
    filler = ~origin & (contents.position[:, :1] == contents.position).all(axis=1)
    values, counts = np.unique(contents.position[:, 0][filler], return_counts=True)
    filler &= np.isin(contents.position[:, 0], values[counts >= FEWEST_FILLED])
    found = [
        *_told_filled("markers_at_origin", "Exactly at the origin", contents.labels, origin),
        *_told_filled("markers_filled", "Three times the same number", contents.labels, filler),
    ]
    if not found:
        return contents
    position = np.where((origin | filler)[:, None], np.nan, contents.position)
    return replace(contents, position=position).with_notices(*found)


def _told_filled(
    code: str, what: str, labels: tuple[str, ...], flags: NDArray[np.bool_]
) -> list[Notice]:
    """Say which markers were unseen in which frames, by flags (frame, marker)."""
    found = [
        f"{label} in frames {in_ranges(np.flatnonzero(flags[:, marker]) + 1)}"
        for marker, label in enumerate(labels)
        if flags[:, marker].any()
    ]
    more = f" and {len(found) - 8} more markers" if len(found) > 8 else ""
    told = f"{what}, so taken as unseen: {'; '.join(found[:8])}{more}."
    return [Notice(code, told)] if found else []


def _without_noise(contents: Contents, naming: Naming) -> Contents:
    """Drop markers that were never seen, and those that nobody named."""
    seen = np.asarray(np.isfinite(contents.position).all(axis=1).any(axis=0))
    named = np.array([label in naming.names or not is_unnamed(label) for label in contents.labels])
    known = np.array([label in naming.names for label in contents.labels])
    if known.any() and not (known & seen).any():
        raise RecordingError(
            f"{contents.source}: none of its {int(known.sum())} recognised markers is ever seen. "
            "Export the file again with its trajectories."
        )
    kept = np.flatnonzero(seen & named)
    never = [label for i, label in enumerate(contents.labels) if named[i] and not seen[i]]
    unnamed = int(np.sum(~named))
    notices = []
    if never:
        notices.append(Notice("markers_empty", f"Never seen, so left out: {', '.join(never)}."))
    if unnamed:
        notices.append(Notice("markers_unnamed", f"{unnamed} markers without a name left out."))
    return replace(
        contents,
        labels=tuple(contents.labels[i] for i in kept),
        position=contents.position[:, :, kept],
        confidence=None if contents.confidence is None else contents.confidence[:, kept],
        notices=(*contents.notices, *notices),
    )


def _with_middles(contents: Contents, naming: Naming) -> tuple[Contents, list[str]]:
    """Names of the positions, and of the middles of clusters where nothing else is named."""
    names = [naming.names.get(label, label) for label in contents.labels]
    if naming.names or not naming.clusters:
        return contents, names
    middles, courses = cluster_middles(names, contents.position, naming.clusters)
    position = np.concatenate([contents.position, courses], axis=2)
    return replace(contents, position=position), names + middles


def _marker_recording(
    contents: Contents, names: list[str], naming: Naming, axes: tuple[str | None, str | None]
) -> Recording:
    """Turn and check named positions, and everything that goes with them; axes: up, forward."""
    notices = [*contents.notices, *naming.notices]
    landmarks = Landmarks(names, contents.position)
    planar = contents.position.shape[1] == 2
    turn = find_turn(contents.source, landmarks, planar, *axes, contents.header_up)
    position = turn_positions(contents.position, turn)
    check_size(contents.source, names, position)
    if not planar:
        check_feet(contents.source, names, position)
    force = contents.force
    if force is not None:
        try:
            force, notice = turn_force(contents.source, force, turn.matrix)
        except RecordingError as problem:
            force, notice = None, Notice("forces_left_out", str(problem))
        notices += [notice] if notice else []
    motion = xr.Dataset(
        {"position": (("time", "space", "keypoint"), position)},
        coords={
            "time": contents.time,
            "space": list(SPACE[: 2 if planar else 3]),
            "keypoint": names,
        },
        attrs={FILE_AXES: turn.matrix.ravel().tolist()},
    )
    if contents.confidence is not None:
        motion["confidence"] = (("time", "keypoint"), contents.confidence)
    told = {METRES_FROM: contents.metres_from, SMOOTHED_BY: contents.smoothed_by}
    motion.attrs |= {name: text for name, text in told.items() if text}
    clusters = {
        segment: tuple(member for member in members if member in names)
        for segment, members in naming.clusters.items()
    }
    return Recording(
        motion=motion,
        force=force,
        source=contents.source,
        format=contents.format,
        frame_rate=contents.frame_rate,
        axes=turn.axes,
        clusters={segment: members for segment, members in clusters.items() if members},
        labelled_events=contents.labelled_events,
        notices=tuple(notices),
    )
