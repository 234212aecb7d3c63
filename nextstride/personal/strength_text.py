"""A strength test as people write it: a moment, a scale's reading with its lever, or a ratio."""

from __future__ import annotations

import re

from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.personal.strength_tests import JUMP, TESTS, KindOfTest, StrengthTest
from nextstride.readings import FORCE_UNITS, LENGTH_UNITS, force_from, length_from, moment_of

NEEDED_FORM = (
    "TEST=VALUE, as hip_flexion=2.4Nm/kg@30deg, hip_flexion=32kg@38cm@30deg (a scale in kg, N or "
    "lb, and its lever), hip_flexion_left=..., hip_flexion/knee_extension=0.6 (on one device) or "
    "jump_height=45cm; readings of another device than the first with its name, as "
    "knee_extension=3.1Nm/kg:rig"
)
_FORM = re.compile(
    r"(?P<name>\w+?)(?:_(?P<side>left|right))?(?:/(?P<against>\w+))?"
    r"=(?P<value>[0-9.,]+)(?P<unit>[A-Za-z][A-Za-z/]*)?(?P<at>(?:@[^@:]+)*)(?::(?P<device>\w+))?"
)
_ANGLE = re.compile(r"(-?[0-9.]+)(?:deg)?")
_LENGTH = re.compile(rf"[0-9.,]+({'|'.join(LENGTH_UNITS)}|inch)", re.IGNORECASE)
RATIOS = (0.05, 20.0)


def strength_test(text: str, body_mass: float | None = None) -> StrengthTest:
    """Read one test, as ``hip_flexion=2.4Nm/kg@30deg`` or ``hip_flexion=32kg@38cm@30deg``.

    A moment is in Nm/kg or Nm; a force in kg, N or lb needs the lever, from the joint to where the
    scale pulled, in m, cm, mm or in; a jump is a length. A number alone is in Nm/kg, or m.

    Parameters
    ----------
    text : str
    body_mass : float, optional
        kg; what is not per kg needs it.

    Raises
    ------
    ParameterError
        If it is not of that form, names no test, or its value is impossible.
    """
    found = _FORM.fullmatch(text.replace(" ", ""))
    if found is None:
        raise _not_so(text)
    names = [found["name"], *([found["against"]] if found["against"] else [])]
    problems = Problems("strength test")
    for name in names:
        problems.one_of("--strength-test", name, tuple(TESTS))
    problems.raise_if_any()
    kinds = [TESTS[name] for name in names]
    lever, angles = _places(found["at"], kinds, text)
    for kind, angle in zip(kinds, angles, strict=True):
        problems.in_range(f"the angle of {kind.name}", angle, -40, 140, "degrees")
    problems.require(
        JUMP not in names or (len(names) == 1 and not found["side"]),
        "jump_height has no side, and is not of a device that a ratio could cancel",
    )
    problems.raise_if_any()
    device, side = found["device"] or "", found["side"] or "both"
    number = _number(found["value"], text)
    if len(kinds) == 2:
        problems.require(not found["unit"] and lever is None, "a ratio has no unit and no lever")
        problems.in_range(f"{names[0]}/{names[1]}", number, *RATIOS, "")
        problems.raise_if_any()
        return StrengthTest(kinds[0], number, angles[0], device, side, kinds[1], angles[1])
    value = _value(kinds[0], found["value"], found["unit"] or kinds[0].unit, lever, body_mass)
    told = "" if value == number else f" (from {text})"
    problems.in_range(
        f"{kinds[0].name}{told}", value, 0.05 * kinds[0].largest, kinds[0].largest, kinds[0].unit
    )
    problems.raise_if_any()
    return StrengthTest(kinds[0], value, angles[0], device, side)


def _places(at: str, kinds: list[KindOfTest], text: str) -> tuple[float | None, list[float]]:
    """The lever, m, and the angles, degrees, of what follows the signs @."""
    lever, angles = None, [kind.angle for kind in kinds]
    for part in at.split("@")[1:]:
        if _LENGTH.fullmatch(part):
            lever = length_from(part)
            continue
        found = [_ANGLE.fullmatch(each) for each in part.split("/")]
        if len(found) > len(kinds):
            raise _not_so(text)
        for place, each in enumerate(found):
            if each is None:
                raise _not_so(text)
            angles[place] = _number(each[1], text)
    return lever, angles


def _value(
    kind: KindOfTest, number: str, unit: str, lever: float | None, body_mass: float | None
) -> float:
    """The reading in the unit of its kind, N m/kg or m."""
    if kind.name == JUMP:
        return length_from(number + unit, "jump_height")
    if unit.lower() == "nm/kg":
        return _number(number, number)
    is_moment = unit.lower() == "nm"
    problems = Problems("strength test")
    if not is_moment:
        is_length = unit.lower() in LENGTH_UNITS
        problems.require(
            not is_length,
            f"{kind.name} is in Nm/kg or Nm, or in {', '.join(FORCE_UNITS)} with a lever; got "
            f"{number}{unit}",
        )
        problems.raise_if_any()
        force_from(number + unit)
        problems.require(
            lever is not None,
            f"{kind.name}={number}{unit} needs its lever, from the joint to where the scale "
            f"pulled: {kind.name}={number}{unit}@38cm",
        )
    problems.require(
        body_mass is not None,
        f"{kind.name}={number}{unit} is divided by body mass, which is only assumed: give --mass",
    )
    problems.in_range("the lever", 0.3 if lever is None else lever, 0.03, 1.2, "m")
    problems.raise_if_any()
    assert body_mass is not None
    if is_moment:
        return _number(number, number) / body_mass
    assert lever is not None
    read = force_from(number + unit)
    return moment_of(read.value, read.unit, lever, body_mass)


def _number(written: str, text: str) -> float:
    """A number with a decimal point or comma."""
    try:
        return float(written.replace(",", "."))
    except ValueError:
        raise _not_so(text) from None


def _not_so(text: str) -> ParameterError:
    """What to say of a text that is no strength test."""
    return ParameterError(f"--strength-test needs {NEEDED_FORM}; got {text!r}.")
