"""`SyntheticSprinter`: a runner with exactly known answers, and its recordings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import radians

import numpy as np
import xarray as xr
from scipy.optimize import brentq

from nextstride.athlete import Athlete
from nextstride.checks import Problems
from nextstride.conventions import SIDES, SPACE, Side
from nextstride.recording import Axes, LabelledEvent, Recording
from nextstride.sample.anatomy import COORDINATES, Anatomy, Array
from nextstride.sample.gait import Gait
from nextstride.sample.markers import markers
from nextstride.sample.motion import Motion
from nextstride.sample.path import Rhythm
from nextstride.sample.plates import long_plates
from nextstride.sample.technique import JOGGING, SPRINTING, Technique
from nextstride.sample.truth import true_measures


def _athlete(mass: float = 78.0, height: float = 1.88) -> Athlete:
    """An athlete of known leg length; by default tall enough for the default sprint."""
    athlete = Athlete(mass, height, name="synthetic runner")
    return replace(athlete, leg_length=Anatomy(athlete, 0.0).standing_hip_height)


@dataclass(frozen=True)
class SyntheticSprinter:
    """A runner whose motion and ground forces are continuous functions of time.

    What is exact: the whole-body centre of mass (de Leva segments) accelerates as force over mass
    at every instant, so flight is ballistic and the impulses balance; segments are rigid; the
    motion repeats every stride; the toe stands still on the ground until the forefoot rolls off
    over the tip of the toes, slowly at first (`Technique.roll_off`). As in a real landing,
    velocities step at touchdown. What is simplified: the motion is sagittal, pelvis, shoulders
    and trunk do not rotate, and the moment of the ground force about the centre of mass is not
    balanced (so only the swing leg's joint moments mean something).

    Parameters
    ----------
    speed : float
        Mean forward speed, m/s.
    step_rate : float
        Steps per second, 1/s.
    contact_time : float
        Mean of both feet, s.
    athlete : Athlete
        Gives segment lengths and masses.
    technique : Technique
        Poses and rates at the instants that define the motion.
    strides : int
        Whole strides in a recording.
    asymmetry : float
        Left minus right over mean, of contact time and of peak thigh flexion, 1.
    treadmill : bool
        Whether the belt moves under the runner instead of the runner over the ground.
    trunk_angle : float
        Constant forward lean, rad.

    Raises
    ------
    ParameterError
        If a value is impossible, or the leg too short for such long contacts.
    """

    speed: float = 9.5
    step_rate: float = 4.4
    contact_time: float = 0.110
    athlete: Athlete = field(default_factory=_athlete)
    technique: Technique = SPRINTING
    strides: int = 4
    asymmetry: float = 0.0
    treadmill: bool = False
    trunk_angle: float = radians(10)

    def __post_init__(self) -> None:
        problems = Problems("synthetic sprinter")
        problems.in_range("speed", self.speed, 1, 13, "m/s")
        problems.in_range("step rate", self.step_rate, 1, 6, "1/s")
        problems.in_range("contact time", self.contact_time, 0.05, 1 / self.step_rate, "s")
        problems.in_range("asymmetry", self.asymmetry, -0.2, 0.2, "")
        problems.require(self.strides >= 1, f"strides must be at least 1; got {self.strides}")
        problems.raise_if_any()

    @classmethod
    def jogging(cls, *, treadmill: bool = True) -> SyntheticSprinter:
        """Return an easy runner at 3 m/s, on a treadmill unless told otherwise."""
        return cls(
            speed=3.0,
            step_rate=2.75,
            contact_time=0.24,
            athlete=_athlete(mass=70.0, height=1.80),
            technique=JOGGING,
            strides=10,
            treadmill=treadmill,
            trunk_angle=radians(6),
        )

    @property
    def anatomy(self) -> Anatomy:
        """Lengths and masses."""
        return Anatomy(self.athlete, self.trunk_angle)

    @property
    def leg_length(self) -> float:
        """Standing height of the hip joint centre, m."""
        return self.athlete.leg_length or self.anatomy.standing_hip_height

    @property
    def rhythm(self) -> Rhythm:
        """Contacts within a stride."""
        shift = self.asymmetry / 2
        return Rhythm(
            2 / self.step_rate,
            self.contact_time * (1 + shift),
            self.contact_time * (1 - shift),
            self.technique.roll_off[1],
        )

    @cached_property
    def motion(self) -> Motion:
        """The periodic motion, solved once; its time starts at the first left touchdown."""
        peak, at = self.technique.peak_thigh
        shift = self.asymmetry / 2
        techniques: dict[Side, Technique] = {
            "left": replace(self.technique, peak_thigh=(peak * (1 + shift), at)),
            "right": replace(self.technique, peak_thigh=(peak * (1 - shift), at)),
        }
        return Gait(self.anatomy, self.rhythm, techniques, self.speed).solve()

    @property
    def first_touchdown(self) -> float:
        """When the left foot first lands, on the clock of the recordings, s."""
        return (self.rhythm.stride_time / 2 - self.rhythm.right_contact) / 2

    @property
    def duration(self) -> float:
        """Length of a recording, s: mid-flight to mid-flight, one contact past whole strides."""
        whole = self.strides * self.rhythm.stride_time
        return whole + self.rhythm.stride_time / 2

    def contacts(self) -> list[tuple[Side, float, float]]:
        """Side, touchdown and toe-off in s of every contact of a recording, in order."""
        half = self.rhythm.stride_time / 2
        starts = [self.first_touchdown + step * half for step in range(2 * self.strides + 1)]
        sides = [SIDES[step % 2] for step in range(2 * self.strides + 1)]
        return [
            (side, start, start + self.rhythm.contact_time(side))
            for side, start in zip(sides, starts, strict=True)
        ]

    def steps(self) -> xr.Dataset:
        """Every step whose foot lands again within the recording.

        Returns
        -------
        xarray.Dataset
            On ``step``: ``side``, and in s ``touchdown``, ``midstance`` (thigh vertical),
            ``toe_off``, ``opposite_touchdown`` (the other foot's next), ``next_touchdown`` (this
            foot's next).
        """
        rows = [
            (side, touchdown, self._midstance(side, touchdown), toe_off)
            for side, touchdown, toe_off in self.contacts()[:-2]
        ]
        side, touchdown, midstance, toe_off = zip(*rows, strict=True)
        times = {"touchdown": touchdown, "midstance": midstance, "toe_off": toe_off}
        steps = xr.Dataset({name: ("step", np.array(value)) for name, value in times.items()})
        steps["opposite_touchdown"] = steps.touchdown + self.rhythm.stride_time / 2
        steps["next_touchdown"] = steps.touchdown + self.rhythm.stride_time
        steps["side"] = ("step", np.array(side))
        return steps

    def _midstance(self, side: Side, touchdown: float) -> float:
        """When the thigh of a standing leg is vertical, s."""

        def thigh(since: float) -> float:
            instant = np.array([touchdown - self.first_touchdown + since])
            return float(self.motion.at(instant)[f"{side}_thigh"][0])

        return touchdown + float(brentq(thigh, 0.0, self.rhythm.contact_time(side), xtol=1e-13))

    def recording(
        self, frame_rate: float = 250.0, noise: float = 0.0, seed: int = 0, *, forces: bool = True
    ) -> Recording:
        """Record the run with cameras and, if wanted, force plates.

        Parameters
        ----------
        frame_rate : float
            Frames per second of the cameras.
        noise : float
            Standard deviation of every marker coordinate's error, m.
        seed : int
            Of the noise.
        forces : bool
            Whether there are force plates: one long plate under each foot.

        Returns
        -------
        Recording
            With the exact events as labelled events.
        """
        frames = int(self.duration * frame_rate) + 1
        time = np.arange(frames) / frame_rate
        placed = markers(self.anatomy, self.motion.at(time - self.first_touchdown))
        position = np.stack(list(placed.values()), axis=2).transpose(1, 0, 2)
        position[:, 0] -= self.belt(time)[:, None]
        position += np.random.default_rng(seed).normal(0.0, noise, position.shape)
        return self._recorded(
            _motion_dataset(time, position, list(placed)), frame_rate, forces=forces
        )

    def static_recording(self, frame_rate: float = 250.0) -> Recording:
        """Record the runner standing upright for one second, all markers on."""
        time = np.arange(int(frame_rate)) / frame_rate
        pose = {name: np.zeros_like(time) for name in COORDINATES}
        pose["pelvis_y"] += self.anatomy.standing_hip_height
        placed = markers(replace(self.anatomy, trunk_angle=0.0), pose)
        position = np.stack(list(placed.values()), axis=2).transpose(1, 0, 2)
        motion = _motion_dataset(time, position, list(placed))
        return Recording(motion, None, "synthetic static", "synthetic", frame_rate, _AXES)

    def _recorded(self, motion: xr.Dataset, frame_rate: float, *, forces: bool) -> Recording:
        """Bundle a motion with its forces and events."""
        events = [
            LabelledEvent(time, side, kind)
            for side, touchdown, toe_off in self.contacts()
            for time, kind in ((touchdown, "touchdown"), (toe_off, "toe_off"))
        ]
        return Recording(
            motion,
            long_plates(self) if forces else None,
            "synthetic treadmill" if self.treadmill else "synthetic sprint",
            "synthetic",
            frame_rate,
            _AXES,
            labelled_events=tuple(events),
        )

    def belt(self, time: Array) -> Array:
        """How far the belt has carried what stands on it (n,), m backward; none over ground."""
        return self.speed * time if self.treadmill else np.zeros_like(time)

    def truth(self) -> dict[str, dict[str, float]]:
        """Every measure's exact value; see `nextstride.sample.truth.true_measures`."""
        return true_measures(self)


def synthetic_sprint(frame_rate: float = 250.0, noise: float = 0.0, seed: int = 0) -> Recording:
    """Record the default synthetic sprinter: 9.5 m/s over ground, with force plates."""
    return SyntheticSprinter().recording(frame_rate, noise, seed)


_AXES = Axes(up="+y", forward="+x", method="synthetic, by construction")


def _motion_dataset(time: Array, position: Array, names: list[str]) -> xr.Dataset:
    """Positions (time, space, keypoint) as a recording holds them."""
    return xr.Dataset(
        {"position": (("time", "space", "keypoint"), position)},
        coords={"time": time, "space": list(SPACE), "keypoint": names},
    )
