"""Keypoints of image-based pose estimators: OpenPose folders, pose JSON files, movement's netCDF.

Images count y downwards from the top; here it is turned upwards. Their unit is the pixel, which is
no length: the reader of the result must state the size of a pixel.

Orders of keypoints: BODY_25 and COCO-18 from the OpenPose documentation (Cao et al. 2019, IEEE
Trans Pattern Anal Mach Intell 43:172-186); Halpe-26 from AlphaPose (Fang et al. 2022, IEEE Trans
Pattern Anal Mach Intell 45:7157-7173); COCO-17 from Lin et al. (2014), ECCV, 740-755.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read.apart import READ_NETCDF, read_apart
from nextstride.read.clock import even_clock, usable_rate
from nextstride.read.contents import METRES, Contents
from nextstride.read.frames import check_pixels, known_confidence, last_number, place_frames
from nextstride.read.people import choose_runner, running, several_people

BODY_25 = (
    "Nose Neck RShoulder RElbow RWrist LShoulder LElbow LWrist MidHip RHip RKnee RAnkle LHip LKnee "
    "LAnkle REye LEye REar LEar LBigToe LSmallToe LHeel RBigToe RSmallToe RHeel"
)
HALPE_26 = (
    "Nose LEye REye LEar REar LShoulder RShoulder LElbow RElbow LWrist RWrist LHip RHip LKnee "
    "RKnee LAnkle RAnkle Head Neck MidHip LBigToe RBigToe LSmallToe RSmallToe LHeel RHeel"
)
COCO_17 = (
    "Nose LEye REye LEar REar LShoulder RShoulder LElbow RElbow LWrist RWrist LHip RHip LKnee "
    "RKnee LAnkle RAnkle"
)
COCO_18 = (
    "Nose Neck RShoulder RElbow RWrist LShoulder LElbow LWrist RHip RKnee RAnkle LHip LKnee LAnkle "
    "REye LEye REar LEar"
)
LAYOUTS = {
    len(names.split()): tuple(names.split()) for names in (BODY_25, HALPE_26, COCO_17, COCO_18)
}
"""Keypoint names by how many there are."""


def read_folder(path: Path, frame_rate: float | None = None) -> Contents:
    """Read a folder of OpenPose files, one JSON a frame.

    Frames without a person are missing, and so are those whose number no file bears; of several
    people the one who runs is followed.

    Raises
    ------
    ReadError
        If the folder holds no such files, or the frame rate is not given (they do not state it).
    """
    source = path.name
    files = sorted(path.glob("*.json"), key=_frame_number)
    if not files:
        raise ReadError(
            f"{source}: a folder must hold OpenPose keypoint files (*.json), one a frame; "
            "it holds none. To read a single file, name the file."
        )
    rate = usable_rate(source, None, frame_rate)
    people = [_people(file) for file in files]
    counts = {len(person) for frame in people for person in frame}
    if len(counts) != 1 or not counts <= set(LAYOUTS):
        raise ReadError(
            f"{source}: every person must have the same 17, 18, 25 or 26 keypoints; got "
            f"{', '.join(map(str, sorted(counts))) or 'no person in any frame'}."
        )
    names = LAYOUTS[counts.pop()]
    pictures = [np.reshape(frame, (-1, len(names), 3)) for frame in people]
    chosen, others = choose_runner(pictures, names, source)
    placed, absent = place_frames(source, [_frame_number(file)[0] for file in files], chosen)
    time = np.arange(len(placed)) / rate
    return image_contents(source, time, rate, names, placed, (*several_people(others), *absent))


def read_pose(path: Path, frame_rate: float | None = None) -> Contents:
    """Read a pose file: JSON with ``keypoint_names``, ``frames`` of [x, y, confidence] and ``fps``.

    Raises
    ------
    ReadError
        If the file is no such JSON.
    """
    source = path.name
    document = _json(path)
    if not isinstance(document, dict) or not {"keypoint_names", "frames"} <= set(document):
        raise ReadError(
            f"{source}: a pose file needs keypoint_names and frames; this JSON has neither. "
            "For OpenPose give the folder of its files."
        )
    try:
        names = tuple(str(name) for name in document["keypoint_names"])
        frames = _frames(document["frames"], len(names))
        stated = None if document.get("fps") is None else float(document["fps"])
    except (TypeError, ValueError, OverflowError) as problem:
        raise ReadError(f"{source}: the frames must be lists of numbers: {problem}.") from None
    if frames.ndim != 3 or frames.shape[1:] != (len(names), 3):
        raise ReadError(
            f"{source}: frames must be (frame, {len(names)} keypoints, 3 numbers); "
            f"got {frames.shape}."
        )
    stamps = document.get("timestamps", document.get("timestamps_s"))
    if stamps is None:
        rate = usable_rate(source, stated, frame_rate)
        return image_contents(source, np.arange(len(frames)) / rate, rate, names, frames, ())
    try:
        read_off = np.asarray(stamps, dtype=float)
    except (TypeError, ValueError, OverflowError) as problem:
        raise ReadError(f"{source}: the timestamps must be numbers: {problem}.") from None
    if read_off.ndim != 1 or read_off.size == 0:
        raise ReadError(
            f"{source}: the timestamps must be a list of numbers, one a frame; "
            f"got {read_off.shape}."
        )
    time, rate, notices = even_clock(source, read_off, stated, frame_rate)
    if len(time) != len(frames):
        raise ReadError(f"{source}: holds {len(frames)} frames but {len(time)} timestamps.")
    return image_contents(source, time, rate, names, frames, notices)


def read_movement(path: Path, frame_rate: float | None = None) -> Contents:
    """Read a netCDF file of the `movement` package: ``position`` and ``confidence``.

    Positions are in pixels, y down, unless ``position`` has an attribute ``units`` that is a
    length; then they are taken as they stand, y up.

    Raises
    ------
    ReadError
        If the file is no netCDF or has no such positions.
    """
    source = path.name
    if find_spec("h5py") is None:  # h5netcdf needs it but does not always bring it
        raise ReadError(f"{source}: netCDF needs the package h5py: pip install h5py.")
    dataset = read_apart(path, "the netCDF file cannot be read", READ_NETCDF)
    plural = {"keypoints": "keypoint", "individuals": "individual"}
    dataset = dataset.rename({old: new for old, new in plural.items() if old in dataset.dims})
    if "position" not in dataset or set(dataset.position.dims) - {"individual"} != {
        "time",
        "space",
        "keypoint",
    }:
        raise ReadError(
            f"{source}: needs a variable position (time, space, keypoint, individual); it holds "
            f"{', '.join(map(str, dataset.data_vars)) or 'nothing'}."
        )
    dataset, notices = _one_individual(dataset)
    position = np.asarray(
        dataset.position.transpose("time", "space", "keypoint").values, dtype=float
    )
    if position.shape[1] not in (2, 3) or "keypoint" not in dataset.coords:
        raise ReadError(f"{source}: needs named keypoints in two or three dimensions.")
    full = xr.ones_like(dataset.position.isel(space=0, drop=True), dtype=float)
    sure = dataset.get("confidence", full)
    confidence = np.asarray(sure.transpose("time", "keypoint").values, dtype=float)
    unit = str(dataset.position.attrs.get("units", "pixel")).casefold()
    time, rate, clock_notices = _movement_clock(source, dataset, frame_rate)
    names = tuple(str(name) for name in dataset.keypoint.values)
    notices = (*notices, *clock_notices)
    if unit not in METRES and position.shape[1] == 2:
        frames = np.concatenate([position, confidence[:, None]], axis=1).transpose(0, 2, 1)
        return image_contents(source, time, rate, names, frames, notices)
    return Contents(
        source=source,
        format="keypoints",
        time=time,
        frame_rate=rate,
        labels=names,
        position=position * METRES.get(unit, 1.0),
        confidence=np.clip(np.nan_to_num(confidence, nan=1.0), 0, 1),
        in_pixels=unit not in METRES,
        notices=notices,
    )


def _movement_clock(
    source: str, dataset: xr.Dataset, frame_rate: float | None
) -> tuple[Floats, float, tuple[Notice, ...]]:
    """Clock of a movement file, whose times are in s or count frames."""
    fps = dataset.attrs.get("fps")
    stated = float(fps) if isinstance(fps, int | float | np.number) else None
    in_seconds = dataset.attrs.get("time_unit", "seconds") == "seconds" and "time" in dataset.coords
    if in_seconds:
        return even_clock(source, np.asarray(dataset.time.values, float), stated, frame_rate)
    rate = usable_rate(source, stated, frame_rate)
    return np.arange(dataset.sizes["time"]) / rate, rate, ()


def _one_individual(dataset: xr.Dataset) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Choose the individual who runs: whose ankles move apart most, for longest."""
    if "individual" not in dataset.dims:
        return dataset, ()
    count = dataset.sizes["individual"]
    if count == 1:
        return dataset.isel(individual=0, drop=True), ()
    names = [str(name) for name in dataset.keypoint.values] if "keypoint" in dataset.coords else []
    places = dataset.position.transpose("individual", "time", "keypoint", "space").values
    runs = [running(np.asarray(person, dtype=float), names) for person in places]
    sure = np.zeros(count)
    if "confidence" in dataset:
        sure = dataset.confidence.mean(["time", "keypoint"]).fillna(0).values
    best = max(range(count), key=lambda each: (runs[each], sure[each]))
    told = f"Individual {best + 1} of {count} was followed, the one who runs."
    return dataset.isel(individual=best, drop=True), (Notice("several_people", told),)


def image_contents(
    source: str,
    time: Floats,
    rate: float,
    names: Sequence[str],
    frames: Floats,
    notices: tuple[Notice, ...],
) -> Contents:
    """Contents of one person's keypoints in a picture, whose y counts downwards.

    Parameters
    ----------
    source : str
        File name, for messages.
    time : numpy.ndarray
        (n,), s.
    rate : float
        Frames per second, Hz.
    names : sequence of str
        Of the keypoints.
    frames : numpy.ndarray
        (n, keypoint, [x, y, confidence]), pixels.
    notices : tuple of Notice

    Raises
    ------
    ReadError
        If the coordinates are no pixels.
    """
    frames, unknown = known_confidence(frames)
    confidence = np.clip(np.nan_to_num(frames[:, :, 2]), 0, 1)
    position = frames[:, :, :2].transpose(0, 2, 1) * np.array([1, -1])[None, :, None]
    # A corner of the picture is where pose programs put what they did not see.
    at_corner = (position == 0).all(axis=1)
    unseen = ((confidence == 0) | at_corner)[:, None, :] | ~np.isfinite(position)
    position = np.where(unseen, np.nan, position)
    check_pixels(source, position)
    return Contents(
        source=source,
        format="keypoints",
        time=time,
        frame_rate=rate,
        labels=tuple(names),
        position=position,
        confidence=np.where(at_corner, 0.0, confidence),
        in_pixels=True,
        notices=(*notices, *unknown),
    )


def _frames(frames: Any, count: int) -> Floats:
    """Frames (frame, keypoint, 3) as numbers; one in which nobody was found is unseen.

    Raises TypeError or ValueError where they are none.
    """
    nobody = np.array([[np.nan, np.nan, 0.0]] * count)
    if not isinstance(frames, list):
        raise TypeError("they are no list")
    filled = [
        nobody if frame is None or frame == [] else np.asarray(frame, dtype=float)
        for frame in frames
    ]
    for number, frame in enumerate(filled):
        if frame.shape != filled[0].shape:
            raise ValueError(f"frame {number} does not hold {count} keypoints of three numbers")
    return np.asarray(filled, dtype=float)


def _frame_number(path: Path) -> tuple[int, str]:
    """Last number in a file name, by which frames are ordered."""
    return last_number(path.stem), path.name


def _json(path: Path) -> Any:
    """Content of a JSON file."""
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as problem:
        raise ReadError(f"{path.name}: the file is not valid JSON: {problem}.") from None


def _people(path: Path) -> list[Floats]:
    """Everyone in one OpenPose frame, each (keypoints, 3)."""
    document = _json(path)
    people = document.get("people") if isinstance(document, dict) else None
    if not isinstance(people, list):
        raise ReadError(f"{path.name}: an OpenPose file needs a list of people; it has none.")
    try:
        return [np.reshape(np.asarray(p["pose_keypoints_2d"], float), (-1, 3)) for p in people]
    except (KeyError, TypeError, ValueError, OverflowError) as problem:
        raise ReadError(
            f"{path.name}: every person needs pose_keypoints_2d, three numbers for each keypoint: "
            f"{problem}."
        ) from None
