"""Where each number of a step, or of a stride, stands in the vector of unknowns.

A step is a stance and a flight, each cut into intervals with three Radau points. Every interval
carries its own duration (equal within a phase by a constraint), which keeps the matrices banded.
A symmetric run is one step, whose end is the mirror image of its begin. Where the legs differ the
problem is a stride: two steps, the second told as its own mirror image, so that in both the same
numbers mean the standing leg, and each begins as the mirror image of the other's end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import casadi as ca
import numpy as np

from nextstride.body.groups import MUSCLES
from nextstride.body.sprinter import COORDINATES

DEGREE = 3


@dataclass(frozen=True)
class Form:
    """What of a point's unknowns depends on the kind of body.

    Attributes
    ----------
    coordinates : tuple of str
    n_excitations : int
    tracked : tuple of int
        First of the coordinates that stay near a reference motion, and the one behind the last.
    velocity_scale, acceleration_scale : tuple of float
        Physical size of one unit of each coordinate's rates.
    """

    coordinates: tuple[str, ...]
    n_excitations: int
    tracked: tuple[int, int]
    velocity_scale: tuple[float, ...]
    acceleration_scale: tuple[float, ...]

    @property
    def n_coordinates(self) -> int:
        """Number of coordinates."""
        return len(self.coordinates)

    @property
    def n_tracked(self) -> int:
        """Number of tracked coordinates."""
        return self.tracked[1] - self.tracked[0]


N_COORDINATES = len(COORDINATES)
N_EXCITATIONS = 2 * len(MUSCLES)

TRACKED = slice(2, 9)
"""Trunk and leg angles among the coordinates."""

LIST = 9
PLANAR = Form(
    coordinates=COORDINATES,
    n_excitations=N_EXCITATIONS,
    tracked=(TRACKED.start, TRACKED.stop),
    velocity_scale=(10.0, 2.0, 5.0, *[10.0] * 6, 5.0),
    acceleration_scale=(30.0, 30.0, 100.0, *[400.0] * 6, 100.0),
)
TENDON_RATE_SCALE = 20.0
TOE_RATE_SCALE = 10.0
DURATION_SCALE = 0.02


def radau() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return Radau points (3,) in (0, 1], differentiation matrix (3, 4) and quadrature (3,)."""
    points = np.array(ca.collocation_points(DEGREE, "radau"))
    derivative, _, quadrature = ca.collocation_coeff(list(points))
    return points, np.array(derivative).T, np.array(quadrature).ravel()


@dataclass(frozen=True)
class Phase:
    """One part of the step.

    Attributes
    ----------
    name : {"stance", "flight"}
    intervals : int
    n_tendons : int
        Compliant tendons of both legs.
    form : Form
    step : int
        Of the stride, from 0.
    """

    name: str
    intervals: int
    n_tendons: int
    form: Form = PLANAR
    step: int = 0

    @property
    def grounded(self) -> bool:
        """Whether a foot stands, and so the toe angle is a state."""
        return self.name == "stance"

    @cached_property
    def parts(self) -> dict[str, slice]:
        """Named parts of one point: state first, then rates, then excitations."""
        sizes = {
            "position": self.form.n_coordinates,
            "velocity": self.form.n_coordinates,
            "activation": self.form.n_excitations,
            "tendon_force": self.n_tendons,
            "toe": int(self.grounded),
            "acceleration": self.form.n_coordinates,
            "tendon_rate": self.n_tendons,
            "toe_rate": int(self.grounded),
            "excitation": self.form.n_excitations,
        }
        stops = np.cumsum(list(sizes.values()))
        return {
            name: slice(int(stop) - size, int(stop))
            for (name, size), stop in zip(sizes.items(), stops, strict=True)
        }

    @property
    def n_state(self) -> int:
        """Length of the state."""
        return int(self.parts["toe"].stop)

    @property
    def n_instant(self) -> int:
        """Length of what the equations of motion see: state and rates."""
        return int(self.parts["toe_rate"].stop)

    @property
    def n_point(self) -> int:
        """Length of everything at a point."""
        return int(self.parts["excitation"].stop)

    @cached_property
    def scale(self) -> np.ndarray:
        """Physical size of one unit of each unknown at a point."""
        scale = np.ones(self.n_point)
        scale[self.parts["velocity"]] = self.form.velocity_scale
        scale[self.parts["acceleration"]] = self.form.acceleration_scale
        scale[self.parts["tendon_rate"]] = TENDON_RATE_SCALE
        scale[self.parts["toe_rate"]] = TOE_RATE_SCALE
        return scale


@dataclass(frozen=True)
class Mesh:
    """The unknowns of a step, or of the two of a stride.

    Order, for each step: the state at touchdown; stance intervals; flight intervals. Last the
    speed. An interval is its duration and its three points. A flight begins where the stance ends.

    Attributes
    ----------
    stance, flight : Phase
        Of the first step.
    steps : {1, 2}
    """

    stance: Phase
    flight: Phase
    steps: int = 1

    @property
    def form(self) -> Form:
        """Of the body that runs on it."""
        return self.stance.form

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """Stance and flight of every step."""
        return tuple(
            replace(phase, step=step)
            for step in range(self.steps)
            for phase in (self.stance, self.flight)
        )

    def of_step(self, step: int) -> tuple[Phase, Phase]:
        """Stance and flight of one step."""
        return self.phases[2 * step], self.phases[2 * step + 1]

    @cached_property
    def step_size(self) -> int:
        """Number of unknowns of each step."""
        widths = [phase.intervals * (1 + DEGREE * phase.n_point) for phase in self.of_step(0)]
        return self.stance.n_state + sum(widths)

    @cached_property
    def _interval_starts(self) -> dict[Phase, np.ndarray]:
        """First index of each interval."""
        starts = {}
        for phase in self.phases:
            at = phase.step * self.step_size + self.stance.n_state
            if not phase.grounded:
                at += self.stance.intervals * (1 + DEGREE * self.stance.n_point)
            starts[phase] = at + (1 + DEGREE * phase.n_point) * np.arange(phase.intervals)
        return starts

    @property
    def speed(self) -> int:
        """Index of the running speed."""
        return self.steps * self.step_size

    @property
    def size(self) -> int:
        """Number of unknowns."""
        return self.speed + 1

    def touchdown(self, step: int = 0) -> np.ndarray:
        """Indices of the state at a step's touchdown."""
        return step * self.step_size + np.arange(self.stance.n_state)

    def durations(self, phase: Phase) -> np.ndarray:
        """Indices of the interval durations, (intervals,)."""
        return self._interval_starts[phase]

    def points(self, phase: Phase) -> np.ndarray:
        """Indices of all unknowns at the points, (intervals, 3, n_point)."""
        starts = self._interval_starts[phase][:, None, None] + 1
        within = phase.n_point * np.arange(DEGREE)[None, :, None]
        return starts + within + np.arange(phase.n_point)[None, None, :]

    def part(self, phase: Phase, name: str) -> np.ndarray:
        """Indices of a named part, (intervals, 3, size)."""
        return self.points(phase)[:, :, phase.parts[name]]

    def states(self, phase: Phase) -> np.ndarray:
        """Indices of the states of each interval from its start, (intervals, 4, n_state)."""
        ends = self.points(phase)[:, :, : phase.n_state]
        if phase.grounded:
            first = self.touchdown(phase.step)
        else:
            first = self.points(self.of_step(phase.step)[0])[-1, -1, : phase.n_state]
        starts = np.vstack([first, ends[:-1, -1]])
        return np.concatenate([starts[:, None], ends], axis=1)

    @cached_property
    def scale(self) -> np.ndarray:
        """Physical size of one unit of each unknown, (size,)."""
        scale = np.ones(self.size)
        for step in range(self.steps):
            scale[self.touchdown(step)] = self.stance.scale[: self.stance.n_state]
        for phase in self.phases:
            scale[self.points(phase)] = phase.scale
            scale[self.durations(phase)] = DURATION_SCALE
        scale[self.speed] = 10.0
        return scale

    def times(self, unknowns: np.ndarray) -> np.ndarray:
        """Times of all points from the first touchdown, s."""
        points, _, _ = radau()
        times = []
        start = 0.0
        for phase in self.phases:
            length = unknowns[self.durations(phase)]
            begins = start + np.concatenate([[0.0], np.cumsum(length)[:-1]])
            times.append((begins[:, None] + length[:, None] * points).ravel())
            start += float(length.sum())
        return np.concatenate(times)


def make_mesh(
    stance: int, flight: int, compliant: tuple[str, ...], form: Form = PLANAR, steps: int = 1
) -> Mesh:
    """Return the mesh of `stance` and `flight` intervals, for a step or for a stride of two."""
    tendons = 2 * len(compliant)
    phases = Phase("stance", stance, tendons, form), Phase("flight", flight, tendons, form)
    return Mesh(*phases, steps)


def other_leg(phase: Phase) -> np.ndarray:
    """Indices into a state after the legs have changed names, (n_state without toe,)."""
    index = np.arange(phase.n_state)[: phase.parts["tendon_force"].stop]
    parts = phase.parts

    def swap(block: np.ndarray) -> np.ndarray:
        half = block.size // 2
        return np.concatenate([block[half:], block[:half]])

    swapped = index.copy()
    for name in ("position", "velocity"):
        legs = index[parts[name]][3:9]
        swapped[legs] = swap(legs)
    for name in ("activation", "tendon_force"):
        block = index[parts[name]]
        swapped[block] = swap(block)
    return swapped
