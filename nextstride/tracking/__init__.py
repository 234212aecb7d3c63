"""Tracking: keypoints of a video made fit for analysis, without any pose model."""

from nextstride.tracking.camera import Faults, film
from nextstride.tracking.contacts import ContactFit, fit_contact
from nextstride.tracking.feet import keypoint_contacts
from nextstride.tracking.filmed import (
    CARRIED,
    PIXEL_SIZE,
    STRIDE_TIME,
    coarseness,
    is_filmed,
    prepare_film,
)
from nextstride.tracking.folded import fold_contacts
from nextstride.tracking.outliers import LEAST_CONFIDENCE
from nextstride.tracking.repair import POSE_SD, SLOW, independent_errors, repair_keypoints
from nextstride.tracking.scale import SCALE_SD, Scale, body_scale
from nextstride.tracking.sides import exchange_legs, exchanged_legs
from nextstride.tracking.steps import TIED, detect_keypoint_steps

__all__ = [
    "CARRIED",
    "LEAST_CONFIDENCE",
    "PIXEL_SIZE",
    "POSE_SD",
    "SCALE_SD",
    "SLOW",
    "STRIDE_TIME",
    "TIED",
    "ContactFit",
    "Faults",
    "Scale",
    "body_scale",
    "coarseness",
    "detect_keypoint_steps",
    "exchange_legs",
    "exchanged_legs",
    "film",
    "fit_contact",
    "fold_contacts",
    "independent_errors",
    "is_filmed",
    "keypoint_contacts",
    "prepare_film",
    "repair_keypoints",
]
