"""The test day on one sheet: every strength test that counts, how to set it up and read it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from nextstride.conventions import GRAVITY
from nextstride.errors import Notice
from nextstride.personal.strength_tests import TESTS, KindOfTest
from nextstride.training.health import Health, health_notices
from nextstride.training.page import templates

TRIALS, TRIAL_REST, TEST_REST = 3, 60, 3
"""Maxima a leg, s from one to the next of the same leg, min from test to test."""
BUILD_UP, HOLD = 3, 3
"""s to build up the force, and to hold it."""


@dataclass(frozen=True)
class Setting:
    """How one test is set up.

    Attributes
    ----------
    group : str
        Muscle group of ``nextstride log strength --group``; empty for a jump.
    place, cuff : str
        Where the runner is, and where the cuff sits and what it is tied to.
    lever : str
        From which point of the joint to the middle of the cuff.
    devices : str
        What may read it.
    """

    group: str
    place: str
    cuff: str
    lever: str
    devices: str


STRAP = (
    "a dynamometer, a load cell in a rig, a hand-held dynamometer held by a belt (no hand), "
    "or a luggage scale in a strap that does not stretch"
)
SETTINGS: dict[str, Setting] = {
    "jump_height": Setting(
        "",
        "Stand, hands on the hips, dip and jump at once, legs straight in the air.",
        "",
        "The height itself, or 1.23 x flight time squared (s, m)",
        "a contact mat, a force plate, or a film at 240 pictures a second",
    ),
    "hip_flexion": Setting(
        "hip_flexors",
        "Lie on the back, the other leg straight and held down.",
        "Just above the knee, tied towards the feet.",
        "Greater trochanter (the bone at the side of the hip) to the cuff",
        STRAP,
    ),
    "hip_extension": Setting(
        "hip_extensors",
        "Lie on the front over a bench, hips at its edge, the other foot on the ground.",
        "Just above the knee, tied to the ground.",
        "Greater trochanter to the cuff",
        f"{STRAP}; for 100 kg and more",
    ),
    "knee_extension": Setting(
        "knee_extensors",
        "Sit upright, thighs and hips strapped, arms crossed.",
        "Just above the ankle bones, tied to the back leg of the seat.",
        "Outer joint line of the knee to the cuff",
        f"{STRAP}; for 100 kg and more",
    ),
    "knee_flexion": Setting(
        "knee_flexors",
        "Lie on the front, hips strapped, a firm pad under them so that they are bent.",
        "Just above the ankle bones, tied away from the head.",
        "Outer joint line of the knee to the cuff",
        STRAP,
    ),
    "hip_adduction": Setting(
        "adductors",
        "Lie on the back, both legs straight, the device between them or the strap to the side.",
        "Just above the ankle bones of the leg tested.",
        "Greater trochanter to the cuff",
        STRAP,
    ),
    "plantarflexion": Setting(
        "plantarflexors",
        "Sit with the back against a wall or stop, so that nothing gives way.",
        "Ball of the foot on a plate or in a rigid sling that is tied behind the hips.",
        "Outer ankle bone to the ball of the foot",
        "a dynamometer or a load cell for 200 kg and more; a luggage scale is too weak",
    ),
}
"""By name of the test, in the order of the day: the jump first, then in turn what bends and what
straightens, so that no test tires the muscles of the next."""

BEFORE = (
    "Rested: no sprinting, no heavy legs and no probe the day before. The same time of day as last "
    "time.",
    "Warm up for 15 minutes: easy run, leg swings, three strides at 60, 75 and 90 %.",
    "Before each test two efforts of 5 s at 50 and 75 %: they also show that nothing slips.",
)
DURING = (
    f"Build up over {BUILD_UP} s, hold {HOLD} s as hard as you can, let go slowly: no jerk. "
    "Breathe out, do not press.",
    f"{TRIALS} maxima a leg, left and right in turn, {TRIAL_REST} s before the same leg again; "
    f"toss a coin for the leg that begins. {TEST_REST} minutes before the next test.",
    "A fourth one where the third was the best by more than 5 %. The best counts.",
    "Same device, cuff and angle as last time, and one device for all joints: its scale is most "
    "of the error, and cancels between two joints of one day.",
)
STOP = (
    "pain at all, in muscle or joint: that test is over today",
    "a cramp, dizziness, pressure in head or chest: the day is over",
    "a strap or anchor that gives way: set it up anew, nothing counts until it holds",
)
READING = (
    "The strap pulls at right angles to the limb, seen from the side. 20° off read 6 % too little.",
    "Relax in the position and set the scale to zero, so that the leg's weight is not counted.",
    "Read the highest steady value of the hold, not a jerk. kg, N and lb all do; write the unit.",
    "Measure the lever with a tape to 5 mm, in cm or inches, each leg: 1 cm of 35 is 3 %.",
)
WRITE_DOWN = ("leg", "angle", "reading and unit", "lever and unit", "device", "pain 0-10")


@dataclass(frozen=True)
class SheetTest:
    """One test of the sheet.

    Attributes
    ----------
    name, title : str
    angle : float or None
        Of the joint tested, degrees of flexion; None for a jump.
    others : dict of str to float
        The other joints, degrees of flexion.
    setting : Setting
    """

    name: str
    title: str
    angle: float | None
    others: dict[str, float]
    setting: Setting

    @property
    def posture(self) -> str:
        """The joints in words."""
        if self.name == "jump_height":
            return "standing"
        if self.name == "hip_adduction":
            return "legs straight, 10 to 20° apart"
        joint = TESTS[self.name].joint
        return ", ".join(
            f"{name} {angle:g}°" for name, angle in ((joint, self.angle), *self.others.items())
        )

    @property
    def measured(self) -> str:
        """What is read beside the force, or in its place."""
        return "Lever" if self.setting.group else "Height"

    @property
    def command(self) -> str:
        """How it is logged."""
        if not self.setting.group:
            return "nextstride analyze ... --strength-test jump_height=0.45m"
        angle = f" --angle {self.angle:g}" if self.angle is not None else ""
        return (
            f"nextstride log strength NAME --group {self.setting.group} --side left{angle} "
            "--force 38kg --lever 36cm"
        )


@dataclass(frozen=True)
class Sheet:
    """A test day.

    Attributes
    ----------
    athlete : str
        May be empty.
    tests : tuple of SheetTest
        In order; empty for who must not go to the maximum.
    notices : tuple of Notice
        What age, pain and conditions changed.
    mass : float or None
        Body mass, kg, where it is known.
    """

    athlete: str
    tests: tuple[SheetTest, ...]
    notices: tuple[Notice, ...]
    mass: float | None = None

    @property
    def example(self) -> str:
        """What a reading is in N m/kg."""
        mass = 58.0 if self.mass is None else self.mass
        moment = 38 * GRAVITY * 0.36 / mass
        return (
            f"38 kg at a lever of 36 cm and a body mass of {mass:g} kg is 38 x {GRAVITY:.2f} x "
            f"0.36 / {mass:g} = {moment:.2f} N m/kg; 373 N or 83.8 lb at 14.2 in are the same. "
            "nextstride does the sum, each leg by itself: nextstride analyze ... --strength-test "
            "hip_flexion_left=38kg@36cm@30deg."
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON, angles in degrees."""
        return {
            "athlete": self.athlete,
            "tests": [
                {
                    "test": each.name,
                    "title": each.title,
                    "angle_deg": each.angle,
                    "others_deg": each.others,
                    "posture": each.posture,
                    **asdict(each.setting),
                    "command": each.command,
                }
                for each in self.tests
            ],
            "before": list(BEFORE),
            "during": list(DURING),
            "reading": list(READING),
            "stop": list(STOP),
            "write_down": list(WRITE_DOWN),
            "notices": [each.message for each in self.notices],
        }


def plan_test_sheet(health: Health, athlete: str = "", mass: float | None = None) -> Sheet:
    """Choose the tests of one day: all, or none for who must not go to the maximum.

    Parameters
    ----------
    health : Health
    athlete : str, optional
    mass : float, optional
        Body mass, kg.

    Raises
    ------
    ParameterError
        If a condition forbids training before a doctor has agreed.
    """
    health.refuse_if_unsafe()
    notices = health_notices(health, tested=True)
    if health.cautious or "pregnancy" in health.conditions:  # Not even with a doctor's word.
        return Sheet(athlete, (), (_NO_MAXIMUM, *notices), mass)
    return Sheet(
        athlete, tuple(_sheet_test(TESTS[name]) for name in SETTINGS), tuple(notices), mass
    )


_NO_MAXIMUM = Notice(
    "no_maximal_test",
    "No maximal test for this runner: under 16, with pain, pregnant, or before a doctor or "
    "physiotherapist has agreed (--cleared), nobody goes to the maximum. One easy hold a leg as in "
    "the plan instead: write down whether the angle was kept to the end.",
)


def _sheet_test(test: KindOfTest) -> SheetTest:
    """One test with its setting; the angles are those that the simulated body is asked for."""
    angle = test.angle if test.joint else None
    return SheetTest(test.name, test.title, angle, dict(test.posture), SETTINGS[test.name])


def sheet_text(sheet: Sheet) -> str:
    """Write the sheet for a terminal."""
    lines = [f"Strength tests{f' of {sheet.athlete}' if sheet.athlete else ''}"]
    lines += [f"! {each.message}" for each in sheet.notices]
    if not sheet.tests:
        return "\n".join(lines)
    for title, rules in (("Before", BEFORE), ("Each test", DURING), ("Stop at", STOP)):
        lines += [f"{title}:", *(f"  - {rule}" for rule in rules)]
    for number, each in enumerate(sheet.tests, 1):
        lines += [
            f"{number}. {each.title}: {each.posture}",
            f"   {each.setting.place}",
            *([f"   Cuff: {each.setting.cuff}"] if each.setting.cuff else []),
            f"   {each.measured}: {each.setting.lever}",
            f"   Device: {each.setting.devices}",
            f"   {each.command}",
        ]
    lines += ["Reading:", *(f"  - {rule}" for rule in READING), f"  - {sheet.example}"]
    return "\n".join([*lines, f"Write down: {', '.join(WRITE_DOWN)}."])


def sheet_page(sheet: Sheet) -> str:
    """Write the sheet as an HTML page that opens offline and prints."""
    rules = {"Before": BEFORE, "Each test": DURING, "Reading": (*READING, sheet.example)}
    return (
        templates()
        .get_template("tests.html")
        .render(sheet=sheet, rules=rules, stop=STOP, write_down=WRITE_DOWN, trials=TRIALS)
    )
