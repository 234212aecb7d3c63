"""MediaPipe's pose models over a film: find the runner, then look where they were before."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import ClassVar

import numpy as np

from nextstride.arrays import Floats
from nextstride.read.people import Wanted
from nextstride.video.film import Picture
from nextstride.video.moving import moving_windows
from nextstride.video.networks import Detector, LandmarkNetwork, Landmarks
from nextstride.video.region import Region
from nextstride.video.weights import DETECTOR, FULL, best_landmarks, model_file

PRESENT = 0.5
"""Least presence of a person who is followed (``min_tracking_confidence``)."""
PRESENT_ANEW = 0.8
"""Least presence of one who is found: trees and starting blocks are lesser people."""
FILLED = 0.28
"""The body spans at least this share of its square's side: runners span 0.6 to 0.75 of it, a
sprinter who sets in the blocks 0.3 to 0.4; in a square that was taken far too large the network
makes somebody up, who spans less."""
SMALLEST = 0.125
"""Least side of a person's square, of the picture's height: what is smaller is not looked for."""
ALIKE = 0.5
"""Who is found again is no smaller than this, of who was lost, and no larger by as much..."""
RECENT = 60
"""...for so many pictures."""
CLEAR = 0.7
"""Mean visibility of the landmarks of somebody who is clearly there: runners have 0.7 to 0.9, what
the network makes of trees 0.6. Of lesser ones the best of all windows is taken."""
SAME = 0.2
"""Squares whose middles are nearer than this share of their side are of one person."""
LOOKS = 4
"""Looks by which a square that the detector gives settles about the body; two at least."""
BEFORE = (3, 6)
"""What moves is what differs from so many pictures ago: a film played slowly repeats pictures."""
CLOSER = 1.5
"""A window about somebody small in theirs is larger than their square by this."""
ASKED = 10
"""Every so many pictures it is asked whether somebody else moves, but not who is followed..."""
STILL = 0.7
"""...and is no smaller than this, of them."""
AGAIN = 16
"""Of pictures without a runner, every so many are searched in small parts."""
NEAR = 2.0
"""Where the runner was lost, a window larger than their square by this is searched first..."""
STILL_NEAR = 8
"""...for so many pictures."""


class MediaPipe:
    """A landmark model of MediaPipe, run by LiteRT; it follows one person.

    A runner who is lost, or not found in the whole picture because they are small in it, is looked
    for where something moves, enlarged.

    Parameters
    ----------
    following : bool
        Look where the person was in the picture before, as one does in a film; off, every picture
        is searched anew.
    landmarks : str or None
        "full" or "heavy"; None takes the best that is there.
    wanted : Wanted or None
        Whom of several to follow, from the first picture on that shows them.

    Raises
    ------
    ReadError
        If the model is not there; says how to get it.
    """

    LANDMARKS: ClassVar[dict[str, int]] = {
        "Nose": 0, "LShoulder": 11, "RShoulder": 12, "LElbow": 13, "RElbow": 14, "LWrist": 15,
        "RWrist": 16, "LHip": 23, "RHip": 24, "LKnee": 25, "RKnee": 26, "LAnkle": 27,
        "RAnkle": 28, "LHeel": 29, "RHeel": 30, "LBigToe": 31, "RBigToe": 32,
    }  # fmt: skip
    names = tuple(LANDMARKS)

    def __init__(
        self,
        following: bool = True,
        landmarks: str | None = None,
        wanted: Wanted | None = None,
    ) -> None:
        self._wanted = wanted
        self._detector = Detector(model_file(DETECTOR))
        self._network = LandmarkNetwork(model_file(landmarks or best_landmarks() or FULL))
        self._following = following
        self._region: Region | None = None
        self._before: deque[Picture] = deque(maxlen=max(BEFORE))
        self._lost = self._count = 0

    def see(self, picture: Picture) -> Floats:
        """Keypoints (0 or 1 people, keypoint, [x, y, visibility]) in pixels, y down."""
        seen = self._followed(picture) or self._searched(picture)
        if self._following:
            self._before.append(picture)
        if seen is None:
            self._lost += 1
            return np.empty((0, len(self.names), 3))
        if self._following:
            self._region, self._lost = seen.region, 0
        return seen.points[list(self.LANDMARKS.values())][None]

    def everyone(self, picture: Picture) -> list[Floats]:
        """Keypoints (keypoint, [x, y, visibility]) of everyone in one picture, in pixels, y down.

        Its parts are searched where nobody is found in the whole.
        """
        places = list(self.LANDMARKS.values())
        return [seen.points[places] for seen in self._everyone(picture)]

    def _everyone(self, picture: Picture) -> list[Landmarks]:
        """Everyone in one picture."""
        height, width = picture.shape[:2]
        tall = [part for part in _parts(picture) if part.side == min(height, width)]
        found: list[Landmarks] = []
        for window in (Region.whole(picture), *tall):
            for region in self._squares(picture, window):
                seen = self._settled(picture, region)
                if seen is not None and not any(_same(seen, other) for other in found):
                    found.append(seen)
            if found:
                break
        return found

    def _followed(self, picture: Picture) -> Landmarks | None:
        """The person where they were in the picture before; else who moves while they do not."""
        if self._region is None or self._lost:
            return None
        seen = self._network.see(picture, self._region)
        self._count += 1
        if not _holds(seen, self._region):
            return None
        if self._wanted is not None:
            return seen
        return (self._count % ASKED == 0 and self._mover(picture, seen)) or seen

    def _mover(self, picture: Picture, followed: Landmarks) -> Landmarks | None:
        """Somebody who moves while the one who is followed, or taken for somebody, stands still."""
        moving = moving_windows(self._before[0], picture)
        if any(window.holds(followed.region.middle) for window in moving):
            return None
        clear = _clarity(followed) >= CLEAR
        least = STILL * followed.region.side if clear else SMALLEST * picture.shape[0]
        found = self._found(picture, moving, least)
        return None if found is None or _clarity(found) < CLEAR else found

    def _searched(self, picture: Picture) -> Landmarks | None:
        """Somebody looked for anew; soon after somebody was lost, of their size."""
        if self._wanted is not None and self._region is None:
            return self._meant(picture, self._wanted)
        least, most = SMALLEST * picture.shape[0], np.inf
        if self._region is not None and self._lost < RECENT:
            least = max(least, ALIKE * self._region.side)
            most = self._region.side / ALIKE
        return self._found(picture, self._windows(picture), least, most)

    def _meant(self, picture: Picture, wanted: Wanted) -> Landmarks | None:
        """The one whom the user means, of those who are about as large as the largest."""
        everyone = self._everyone(picture)
        largest = max((seen.region.side for seen in everyone), default=0.0)
        able = [seen for seen in everyone if seen.region.side > STILL * largest]
        if wanted.place is not None:
            place = np.array(wanted.place)
            able = [seen for seen in able if seen.region.holds(place)]
            return min(
                able, key=lambda s: float(np.hypot(*(s.region.middle - place))), default=None
            )
        side = 1.0 if wanted.text == "left" else -1.0
        return min(able, key=lambda seen: side * float(seen.region.middle[0]), default=None)

    def _found(
        self, picture: Picture, windows: Iterable[Region], least: float, most: float = np.inf
    ) -> Landmarks | None:
        """A person in some squares: the first who is clearly there, else the clearest."""
        best: Landmarks | None = None
        for window in windows:
            for region in self._squares(picture, window):
                seen = self._settled(picture, region)
                if seen is None or not least <= seen.region.side <= most:
                    continue
                if best is None or _clarity(seen) > _clarity(best):
                    best = seen
            if best is not None and _clarity(best) >= CLEAR:
                break
        return best

    def _squares(self, picture: Picture, window: Region) -> Iterator[Region]:
        """Squares of people in a window, of small ones as seen from closer by as well."""
        for person in self._detector.people(picture, window):
            near = Region(person.region.middle, CLOSER * person.region.side)
            if near.side < window.side:
                yield from (each.region for each in self._detector.people(picture, near)[:1])
            yield person.region

    def _settled(self, picture: Picture, region: Region) -> Landmarks | None:
        """The person in a square about which little is sure yet."""
        size = picture.shape[1::-1]
        for look in range(LOOKS):
            seen = self._network.see(picture, region)
            if seen.presence < PRESENT:
                return None
            if look and _holds(seen, region):
                middle = seen.region.middle
                inside = (middle >= 0).all() and (middle < size).all()
                return seen if inside and seen.presence >= PRESENT_ANEW else None
            region = seen.region
        return None

    def _windows(self, picture: Picture) -> Iterator[Region]:
        """Squares to search for the runner, the likeliest first."""
        if self._region is not None and self._lost < STILL_NEAR:
            yield Region(self._region.middle, NEAR * self._region.side)
        for back in BEFORE:
            if back <= len(self._before):
                moving = moving_windows(self._before[-back], picture)
                yield from moving
                if moving:
                    break
        yield Region.whole(picture)
        if self._following and self._lost % AGAIN == 0:
            yield from _parts(picture)


def _clarity(seen: Landmarks) -> float:
    """Mean visibility of the landmarks."""
    return float(seen.points[:, 2].mean())


def _same(one: Landmarks, other: Landmarks) -> bool:
    """Whether two squares are of one person."""
    apart = float(np.linalg.norm(one.region.middle - other.region.middle))
    return apart < SAME * max(one.region.side, other.region.side)


def _holds(seen: Landmarks, region: Region) -> bool:
    """Whether a person is in a square, and of its size."""
    spanned = float(np.ptp(seen.points[:, :2], axis=0).max())
    return seen.presence >= PRESENT and spanned >= FILLED * region.side


def _parts(picture: Picture) -> Iterator[Region]:
    """Squares as high as the picture, then half as high, each half over its neighbour."""
    height, width = picture.shape[:2]
    for side in (min(height, width), min(height, width) / 2):
        for top in np.arange(0, height - 0.75 * side, side / 2):
            for left in np.arange(0, width - 0.75 * side, side / 2):
                yield Region(np.array([left, top]) + side / 2, float(side))
