"""Figures of the exercises: the runner drawn from the joint angles, with band and anchor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nextstride.arrays import Floats
from nextstride.athlete import Athlete
from nextstride.conventions import DEGREES, in_degrees
from nextstride.figures.colors import ACTIVE, BAND, INK, QUIET, RULE
from nextstride.figures.drawing import Drawing, Point
from nextstride.figures.picture import Picture
from nextstride.training import (
    Exercise,
    Plan,
    Pose,
    exercises,
    ground_height,
    leg_points,
    trunk_points,
)
from nextstride.training.levers import CUFF_POINT

Points = dict[str, Floats]

WIDTH, HEIGHT = 300, 250
SCALE = 98.0
"""Pixels per metre."""
FLOOR = HEIGHT - 26
OBJECT = "#aab0ba"
POST_AWAY = 0.5
"""From cuff to the drawn anchor, m; the real distance depends on the band."""
LIMBS = (("hip", "knee", 15), ("knee", "ankle", 10.5), ("heel", "toe", 7), ("ankle", "heel", 7))
"""Ends of each drawn part of a leg, and its width in pixels."""
ARM_LENGTHS = 0.3, 0.33
"""Upper arm, and forearm with half the hand, m."""
ARM: dict[str, tuple[float, float]] = {
    "leaning on a wall": (85, 88),
    "lying on the front": (95, -80),
    "sitting": (-30, -15),
    "sitting on the floor": (-40, -30),
    "lying on the back": (90, 90),
}
"""Angles of upper arm and forearm from the vertical, degrees, forward positive."""
RELAXED = (-28, 50)
BEFORE_THE_CHEST = (70, 90)
RIGHT_ANGLE = 90
SHOULDER = 0.92
"""Place of the shoulder between hip and neck."""
STEP_HEIGHT = 0.15
BODY_HALF_DEPTH = 0.12
WALL_CLEARANCE = 0.02

Placing = Callable[[Floats], Point]
"""Turns metres from the hip, forward and upward, into pixels."""


@dataclass(frozen=True)
class Scene:
    """Everything of one exercise, in metres from the hip.

    Attributes
    ----------
    exercise : Exercise
    pose : Pose
    working, other, trunk : dict of str to numpy.ndarray, shape (2,)
    floor : float
        Height of the floor.
    angle : float
        Of the held joint, rad.
    """

    exercise: Exercise
    pose: Pose
    working: Points
    other: Points
    trunk: Points
    floor: float
    angle: float

    @property
    def cuff(self) -> Floats:
        """Where the band holds the runner."""
        if self.exercise.cuff == "hands":
            return self.hand
        if self.exercise.cuff not in CUFF_POINT:
            shoulders = self.exercise.cuff == "shoulders"
            return self.trunk["neck"] if shoulders else self.working["hip"]
        start, stop, share = CUFF_POINT[self.exercise.cuff]
        return self.working[start] + share * (self.working[stop] - self.working[start])

    @property
    def anchor(self) -> Floats | None:
        """Where a band in the side view is fixed; None where there is none."""
        side, height = self.exercise.anchor.side, self.floor + self.exercise.anchor.height
        body = [float(point[0]) for point in (*self.working.values(), *self.other.values())]
        if side == "behind":
            return np.array([min(body) - POST_AWAY, height])
        if side == "front":
            return np.array([max(body) + POST_AWAY, height])
        return self.working["ball"] if side == "underfoot" else None

    @property
    def arm(self) -> list[Floats]:
        """Shoulder, elbow and hand."""
        points = [SHOULDER * self.trunk["neck"]]
        angles = ARM.get(self.exercise.position, RELAXED)
        if self.exercise.joint == "shoulder":
            swung = (self.angle - self.pose.trunk) * DEGREES
            angles = (swung, swung + RIGHT_ANGLE)
        elif self.exercise.cuff == "hands":
            angles = BEFORE_THE_CHEST
        for length, angle in zip(ARM_LENGTHS, angles, strict=True):
            turned = np.radians(angle)
            points.append(points[-1] + length * np.array([np.sin(turned), -np.cos(turned)]))
        return points

    @property
    def hand(self) -> Floats:
        """End of the arm."""
        return self.arm[-1]

    @property
    def on_step(self) -> bool:
        """Whether the runner stands on the edge of a step."""
        return "edge of a step" in self.exercise.position

    def placing(self) -> Placing:
        """Return what turns metres into pixels, the scene centred over the floor."""
        points = [*self.working.values(), *self.other.values(), *self.trunk.values()]
        points += [self.hand] + ([] if self.anchor is None else [self.anchor])
        across = [float(point[0]) for point in points]
        middle = (min(across) + max(across)) / 2

        def place(point: Floats) -> Point:
            up = float(point[1]) - self.floor
            return WIDTH / 2 + SCALE * (float(point[0]) - middle), FLOOR - SCALE * up

        return place


def exercise_figure(exercise: Exercise, angle: float) -> Picture:
    """Draw the position of an exercise from its joint angles, facing right, with band and anchor.

    Parameters
    ----------
    exercise : Exercise
    angle : float
        Of the held joint, rad.
    """
    scene = _scene(exercise, angle)
    place = scene.placing()
    title = f"{exercise.title}, {exercise.joint} at {in_degrees(angle)}"
    drawing = Drawing(WIDTH, HEIGHT, title)
    drawing.line((0, FLOOR), (WIDTH, FLOOR), stroke=RULE, stroke_width=2)
    _objects(drawing, scene, place)
    _leg(drawing, scene.other, ACTIVE if exercise.both_legs else QUIET, place)
    _upper_body(drawing, scene, place)
    _leg(drawing, scene.working, ACTIVE, place)
    _band(drawing, scene, place)
    words = f"{exercise.joint} {in_degrees(angle)}"
    drawing.text(
        (WIDTH - 8, 18), words, text_anchor="end", font_size=15, font_weight=600, fill=ACTIVE
    )
    return drawing.svg()


def plan_figures(plan: Plan) -> dict[tuple[str, float], Picture]:
    """Draw every exercise of a plan once at each of its joint angles.

    Returns
    -------
    dict of (str, float) to Picture
        By exercise name and joint angle (rad), as `nextstride.training.plan_page` takes them.
    """
    table = exercises()
    wanted = dict.fromkeys(each.figure for each in plan.planned)
    return {(name, angle): exercise_figure(table[name], angle) for name, angle in wanted}


def _scene(exercise: Exercise, angle: float) -> Scene:
    """Place the body of a typical adult in the exercise's position."""
    athlete, pose = Athlete(), exercise.pose_at(angle)
    working, other = (leg_points(leg, pose.trunk, athlete) for leg in (pose.working, pose.other))
    trunk = trunk_points(pose.trunk, athlete)
    scene = Scene(exercise, pose, working, other, trunk, ground_height(pose, athlete), angle)
    if scene.on_step:
        return replace(scene, floor=float(working["ball"][1]) - STEP_HEIGHT)
    return scene


def _leg(drawing: Drawing, leg: Points, colour: str, place: Placing) -> None:
    """Draw one leg, its joints in white."""
    for start, stop, width in LIMBS:
        style = {"stroke": colour, "stroke_width": width, "stroke_linecap": "round"}
        drawing.line(place(leg[start]), place(leg[stop]), **style)
    for joint in ("hip", "knee", "ankle"):
        drawing.circle(place(leg[joint]), 3, fill="#ffffff")


def _upper_body(drawing: Drawing, scene: Scene, place: Placing) -> None:
    """Draw trunk, head and arm."""
    neck, head = scene.trunk["neck"], scene.trunk["head"]
    rounded = {"stroke": INK, "stroke_linecap": "round"}
    drawing.line(place(scene.working["hip"]), place(SHOULDER * neck), stroke_width=20, **rounded)
    drawing.circle(place(head), 11.5, fill=INK)
    arm = np.array([place(point) for point in scene.arm])
    drawing.polyline(arm, stroke="#ffffff", stroke_width=9.5, stroke_linejoin="round")
    drawing.polyline(arm, stroke_width=6.5, stroke_linejoin="round", **rounded)


def _objects(drawing: Drawing, scene: Scene, place: Placing) -> None:
    """Draw what the runner sits, lies, stands or leans on."""
    hip, seat = scene.working["hip"], scene.floor
    if scene.exercise.seat:
        top = float(hip[1]) - BODY_HALF_DEPTH + 0.03
        front = float(scene.other["knee"][0]) - 0.12
        _box(drawing, (-0.2, top), (front, top - 0.06), place)
        _box(drawing, (-0.16, top), (-0.12, seat), place)
        _box(drawing, (front - 0.08, top), (front - 0.04, seat), place)
    if scene.on_step:
        ball = scene.working["ball"]
        _box(drawing, (float(ball[0]) - 0.03, float(ball[1])), (float(ball[0]) + 0.4, seat), place)
    if "stool or box" in scene.exercise.equipment:
        knee, ankle = scene.working["knee"], scene.working["ankle"]
        corner = float(knee[0]) + 0.08, float(ankle[1]) - 0.06
        _box(drawing, corner, (float(ankle[0]) - 0.02, seat), place)
    if scene.exercise.hip_per_knee and "wall" in scene.exercise.equipment:
        back = -BODY_HALF_DEPTH - WALL_CLEARANCE
        _box(drawing, (back - 0.06, seat + 1.9), (back, seat), place)
    if scene.exercise.position == "leaning on a wall":
        reach = float(scene.hand[0])
        _box(drawing, (reach, seat + 1.9), (reach + 0.06, seat), place)


def _box(drawing: Drawing, top_left: Point, bottom_right: Point, place: Placing) -> None:
    """Draw a solid object between two corners, m."""
    left, top = place(np.array(top_left))
    right, bottom = place(np.array(bottom_right))
    drawing.rectangle((left, top), (right - left, bottom - top), fill=OBJECT)


def _band(drawing: Drawing, scene: Scene, place: Placing) -> None:
    """Draw the band from the runner to its anchor."""
    side = scene.exercise.anchor.side
    if side == "none":
        return
    cuff, style = place(scene.cuff), {"stroke": BAND, "stroke_linecap": "round"}
    if side == "side":
        _towards_viewer(drawing, cuff)
    elif side == "underneath":
        for reach in (-0.12, 0.12):
            end = place(np.array([scene.cuff[0] + reach, scene.floor]))
            drawing.line((cuff[0], cuff[1] - 10), end, stroke_width=4, **style)
    elif scene.anchor is not None:
        end = place(scene.anchor)
        if side in ("behind", "front"):
            drawing.line((end[0], end[1] - 14), (end[0], FLOOR), stroke=OBJECT, stroke_width=6)
            drawing.circle(end, 4.5, fill=BAND)
        drawing.line(cuff, end, stroke_width=4, **style)
        drawing.circle(cuff, 5, fill="#ffffff", stroke=BAND, stroke_width=3)


def _towards_viewer(drawing: Drawing, cuff: Point) -> None:
    """Mark a band that pulls out of the picture."""
    drawing.circle(cuff, 10, fill="#ffffff", stroke=BAND, stroke_width=3)
    drawing.circle(cuff, 3, fill=BAND)
    words = "band pulls to the side, towards you"
    drawing.text((8, HEIGHT - 7), words, font_size=12, fill=BAND)
