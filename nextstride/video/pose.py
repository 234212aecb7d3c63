"""Pose models behind one small interface: a picture in, the keypoints of everyone in it out."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from nextstride.errors import ParameterError, ReadError
from nextstride.read.keypoints import HALPE_26
from nextstride.video.film import Picture

Floats = NDArray[np.float64]

WEIGHTS = "NEXTSTRIDE_WEIGHTS"
"""Environment variable: folder of the weights of RTMPose."""
DETECTOR, POSE = "yolox_m_humanart.onnx", "rtmpose_m_halpe26.onnx"
"""Files that RTMPose needs there."""


class PoseModel(Protocol):
    """Finds people's keypoints in one picture after another; a context manager."""

    names: tuple[str, ...]
    """Keypoints, in the order of `see`."""

    def see(self, picture: Picture) -> Floats:
        """Keypoints (people, keypoint, [x, y, confidence]) in pixels, y down."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class MediaPipe:
    """MediaPipe's pose solution, complexity 1, whose weights come inside its package.

    It follows one person. Its own smoothing, which takes every film for one of 30 frames per
    second, is off.

    Parameters
    ----------
    following : bool
        Look where the person was in the picture before, as one does in a film; off, every picture
        is searched anew.
    """

    LANDMARKS: ClassVar[dict[str, int]] = {
        "Nose": 0, "LShoulder": 11, "RShoulder": 12, "LElbow": 13, "RElbow": 14, "LWrist": 15,
        "RWrist": 16, "LHip": 23, "RHip": 24, "LKnee": 25, "RKnee": 26, "LAnkle": 27,
        "RAnkle": 28, "LHeel": 29, "RHeel": 30, "LBigToe": 31, "RBigToe": 32,
    }  # fmt: skip
    names = tuple(LANDMARKS)

    def __init__(self, following: bool = True) -> None:
        with _quiet(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from mediapipe.python.solutions.pose import Pose

            self._pose = Pose(
                static_image_mode=not following, model_complexity=1, smooth_landmarks=False
            )
            self.see(np.zeros((64, 64, 3), dtype=np.uint8))  # It logs with its first picture.

    def see(self, picture: Picture) -> Floats:
        """Keypoints (0 or 1 people, keypoint, [x, y, visibility]) in pixels, y down."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of protobuf, about MediaPipe's way of calling it
            found: Any = self._pose.process(picture).pose_landmarks
        if found is None:
            return np.empty((0, len(self.names), 3))
        height, width = picture.shape[:2]
        marks = [found.landmark[place] for place in self.LANDMARKS.values()]
        return np.array([[[m.x * width, m.y * height, m.visibility] for m in marks]])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pose.close()


class RTMPose:
    """RTMPose (Halpe-26, with feet) through rtmlib; its weights are files of one's own.

    The detector learned from pictures in BGR, the pose model in RGB (``bgr_to_rgb`` in the
    configuration of rtmpose-m_8xb512-700e_body8-halpe26-256x192, open-mmlab/mmpose); rtmlib hands
    both what it is given.
    """

    names = tuple(HALPE_26.split())

    def __init__(self) -> None:
        folder = weights_folder()
        from rtmlib import BodyWithFeet

        with redirect_stdout(StringIO()):  # It prints what it loads, where --json goes.
            self._body = BodyWithFeet(
                det=str(folder / DETECTOR),
                det_input_size=(640, 640),
                pose=str(folder / POSE),
                pose_input_size=(192, 256),
                backend="onnxruntime",
                device="cpu",
            )

    def see(self, picture: Picture) -> Floats:
        """Keypoints (people, keypoint, [x, y, score]) in pixels, y down."""
        boxes = self._body.det_model(np.ascontiguousarray(picture[:, :, ::-1]))
        if len(boxes) == 0:  # rtmlib itself would take the whole picture for a person
            return np.empty((0, len(self.names), 3))
        points, scores = self._body.pose_model(np.ascontiguousarray(picture), bboxes=boxes)
        together = np.concatenate([points, np.clip(scores, 0, 1)[:, :, None]], axis=2)
        return np.asarray(together, dtype=float)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


MODELS: dict[str, Callable[[], PoseModel]] = {"mediapipe": MediaPipe, "rtmpose": RTMPose}
"""Every pose model by the name that ``--pose`` takes."""


def require_model(name: str) -> None:
    """Ask whether a pose model can be had, without making it.

    Parameters
    ----------
    name : str
        A key of `MODELS`.

    Raises
    ------
    ParameterError
        If there is no model of this name.
    ReadError
        If its package or its weights are absent; says which, and where to put them.
    """
    if name not in MODELS:
        raise ParameterError(f"--pose must be one of {', '.join(MODELS)}; got {name!r}.")
    if name == "mediapipe" and find_spec("mediapipe") is None:
        raise ReadError(
            "seeing people in a video needs the video extra: pip install 'nextstride[video]' "
            "(Python up to 3.12). Keypoint files made elsewhere need none."
        )
    if name == "rtmpose":
        _require_rtmpose()


def _require_rtmpose() -> None:
    """Refuse where rtmlib or its weights are absent."""
    if find_spec("rtmlib") is None:
        raise ReadError(
            "--pose rtmpose needs the package rtmlib: pip install 'nextstride[rtmpose]'. The "
            "default, --pose mediapipe, needs nothing more."
        )
    folder = weights_folder()
    missing = [name for name in (DETECTOR, POSE) if not (folder / name).is_file()]
    if missing:
        raise ReadError(
            f"--pose rtmpose needs the weights {' and '.join(missing)} in {folder}: put them "
            f"there (models of the RTMPose project, exported to ONNX), or name another folder "
            f"in {WEIGHTS}. The default, --pose mediapipe, needs no download."
        )


def pose_model(name: str) -> PoseModel:
    """Make a pose model ready.

    Parameters
    ----------
    name : str
        A key of `MODELS`.

    Raises
    ------
    NextstrideError
        As `require_model`.
    """
    require_model(name)
    return MODELS[name]()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a library's own C++ code logs as it starts from stderr: it is not for people."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def weights_folder() -> Path:
    """Folder in which RTMPose's weights are looked for."""
    from platformdirs import user_data_path

    stated = os.environ.get(WEIGHTS)
    return Path(stated) if stated else user_data_path("nextstride") / "weights"
