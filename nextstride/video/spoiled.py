"""What spoils the pictures of a film: text burnt in, compression, blur, a film of pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from nextstride.video.film import Picture

LINES = "RUN 3  LANE 4", "00:12.48", "TRACK CLUB", "100 M HEATS"


def with_text(pictures: Iterable[Picture]) -> Iterator[Picture]:
    """Pictures with a bar and lines of white text over them, as a broadcast has."""
    import cv2

    for picture in pictures:
        drawn = picture.copy()
        height, width = drawn.shape[:2]
        drawn[: height // 12] = 0
        for number, text in enumerate(LINES):
            corner = (
                width // 30 + (number % 2) * width * 2 // 3,
                height // 6 + number * height // 4,
            )
            for color, thick in (((0, 0, 0), 8), ((255, 255, 255), 3)):
                cv2.putText(drawn, text, corner, cv2.FONT_HERSHEY_DUPLEX, 1.4, color, thick)
        yield drawn


def compressed(pictures: Iterable[Picture], quality: int = 12) -> Iterator[Picture]:
    """Pictures of 8 x 8 blocks, as strong compression leaves them."""
    import cv2

    for picture in pictures:
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        yield np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def blurred(pictures: Iterable[Picture], length: int = 13) -> Iterator[Picture]:
    """Pictures of a long exposure while the camera turns: smeared by some pixels."""
    import cv2

    for picture in pictures:
        yield np.asarray(cv2.blur(picture, (length, 1)), dtype=np.uint8)


def brighter(pictures: Iterable[Picture], by: int = 60) -> Iterator[Picture]:
    """Pictures of another light."""
    for picture in pictures:
        yield np.clip(picture.astype(np.int16) + by, 0, 255).astype(np.uint8)
