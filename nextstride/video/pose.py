"""Pose models behind one small interface: a picture in, the keypoints of everyone in it out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stdout
from importlib.util import find_spec
from io import StringIO
from typing import Protocol

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import ParameterError, ReadError
from nextstride.read.keypoints import HALPE_26
from nextstride.read.people import Wanted
from nextstride.video.film import Picture
from nextstride.video.mediapipe_pose import MediaPipe as MediaPipe
from nextstride.video.weights import (
    DETECTOR,
    FULL,
    HEAVY,
    WEIGHTS,
    best_landmarks,
    model_file,
    weights_folder,
)

DETECTING, POSE = "yolox_m_humanart.onnx", "rtmpose_m_halpe26.onnx"
"""Files that RTMPose needs in the folder of weights."""


class PoseModel(Protocol):
    """Finds people's keypoints in one picture after another."""

    names: tuple[str, ...]
    """Keypoints, in the order of `see`."""

    def see(self, picture: Picture) -> Floats:
        """Keypoints (people, keypoint, [x, y, confidence]) in pixels, y down."""


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
                det=str(folder / DETECTING),
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


MODELS: dict[str, Callable[[Wanted | None], PoseModel]] = {
    "mediapipe": lambda wanted: MediaPipe(wanted=wanted),
    HEAVY: lambda wanted: MediaPipe(landmarks=HEAVY, wanted=wanted),
    FULL: lambda wanted: MediaPipe(landmarks=FULL, wanted=wanted),
    "rtmpose": lambda wanted: RTMPose(),
}
"""Every pose model by the name that ``--pose`` takes; mediapipe is the better one that is there."""


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
    if name == "rtmpose":
        _require_rtmpose()
        return
    missing = [package for package in ("ai_edge_litert", "cv2") if find_spec(package) is None]
    if missing:
        raise ReadError(
            "seeing people in a video needs the video extra: pip install 'nextstride[video]'. "
            "Keypoint files made elsewhere need none."
        )
    for file in (_landmarks(name), DETECTOR):
        model_file(file)


def name_model(name: str) -> str:
    """What a pose model is called in full, for the report.

    Parameters
    ----------
    name : str
        A key of `MODELS`.
    """
    return "RTMPose (Halpe-26)" if name == "rtmpose" else f"MediaPipe, {_landmarks(name)}"


def _landmarks(name: str) -> str:
    """The landmark model of MediaPipe that a key of `MODELS` stands for."""
    return name if name in (HEAVY, FULL) else best_landmarks() or FULL


def _require_rtmpose() -> None:
    """Refuse where rtmlib or its weights are absent."""
    if find_spec("rtmlib") is None:
        raise ReadError(
            "--pose rtmpose needs the package rtmlib: pip install 'nextstride[rtmpose]'. The "
            "default, --pose mediapipe, needs nothing more."
        )
    folder = weights_folder()
    missing = [name for name in (DETECTING, POSE) if not (folder / name).is_file()]
    if missing:
        raise ReadError(
            f"--pose rtmpose needs the weights {' and '.join(missing)} in {folder}: put them "
            f"there (models of the RTMPose project, exported to ONNX), or name another folder "
            f"in {WEIGHTS}. The default, --pose mediapipe, needs none of them."
        )


def pose_model(name: str, wanted: Wanted | None = None) -> PoseModel:
    """Make a pose model ready.

    Parameters
    ----------
    name : str
        A key of `MODELS`.
    wanted : Wanted, optional
        Whom a model that sees one person is to follow; the others see everyone.

    Raises
    ------
    NextstrideError
        As `require_model`.
    """
    require_model(name)
    return MODELS[name](wanted)
