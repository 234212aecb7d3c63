"""`Splits` and `SpeedTrace`: one sprint as it was measured."""

from __future__ import annotations

from dataclasses import dataclass

from nextstride.arrays import Floats
from nextstride.errors import NextstrideError, Notice


@dataclass(frozen=True)
class Splits:
    """Times at gates.

    Attributes
    ----------
    source : str
        File, and the runner where it holds several.
    distance : numpy.ndarray
        Of the gates from the start line, m, shape (gate,).
    time : numpy.ndarray
        On the clock of the file, s, shape (gate,).
    athlete : str
    mass, height : float or None
        kg and m, where the file says them.
    reaction_time : float or None
        s, where the file says it; part of `time`.
    notices : tuple of Notice
    """

    source: str
    distance: Floats
    time: Floats
    athlete: str = ""
    mass: float | None = None
    height: float | None = None
    reaction_time: float | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class SpeedTrace:
    """Speed over time.

    Attributes
    ----------
    source : str
    time : numpy.ndarray
        On the clock of the file, s, shape (sample,).
    speed : numpy.ndarray
        m/s, shape (sample,).
    distance : numpy.ndarray or None
        As the device shows it, m, shape (sample,).
    athlete : str
    mass, height : float or None
        Never in such files; as in `Splits`.
    notices : tuple of Notice
    """

    source: str
    time: Floats
    speed: Floats
    distance: Floats | None = None
    athlete: str = ""
    mass: float | None = None
    height: float | None = None
    notices: tuple[Notice, ...] = ()


Sprint = Splits | SpeedTrace


@dataclass(frozen=True)
class Unusable:
    """What a file holds of a runner that is no sprint.

    Attributes
    ----------
    athlete : str
    error : NextstrideError
        Says why.
    """

    athlete: str
    error: NextstrideError


def described(sprint: Sprint) -> str:
    """Return a few words by which a person knows this sprint among others of the same runner."""
    if isinstance(sprint, Splits):
        return f"{sprint.distance[-1]:g} m in {sprint.time[-1]:g} s"
    return f"{sprint.time[0]:.1f} to {sprint.time[-1]:.1f} s, up to {sprint.speed.max():.1f} m/s"
