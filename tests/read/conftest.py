"""A synthetic runner with exactly known positions, and writers of each file format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nextstride.kinematics import body_points
from nextstride.recording import Recording
from nextstride.sample import SyntheticSprinter
from nextstride.tracking import Faults, film

RATE = 100.0

Z_UP = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
"""From x forward, y up, z right to a laboratory with x right, y forward, z up."""


@dataclass(frozen=True)
class Runner:
    """Labels and positions (n, m, 3) in m, x forward, y up, z right."""

    labels: tuple[str, ...]
    position: np.ndarray
    rate: float = RATE

    @property
    def time(self) -> np.ndarray:
        return np.arange(len(self.position)) / self.rate

    def course(self, label: str) -> np.ndarray:
        return self.position[:, self.labels.index(label)]

    def turned(self, matrix: np.ndarray) -> Runner:
        return Runner(self.labels, self.position @ matrix.T, self.rate)

    def relabelled(self, change: Callable[[str], str]) -> Runner:
        return Runner(tuple(map(change, self.labels)), self.position, self.rate)


def make_runner(frames: int = 60, speed: float = 0.0) -> Runner:
    """A person with Plug-in Gait markers who moves the feet back and forth."""
    time = np.arange(frames) / RATE
    courses = {}
    for side, across, phase in (("R", 1.0, 0.0), ("L", -1.0, np.pi)):
        swing = np.sin(2 * np.pi * 1.5 * time + phase)
        lift = 0.1 * (1 + np.cos(2 * np.pi * 1.5 * time + phase))
        for name, x, y, z, moving in (
            ("ASI", 0.08, 1.00, 0.12, 0),
            ("PSI", -0.10, 1.02, 0.05, 0),
            ("KNE", 0.05, 0.52, 0.18, 0.5),
            ("ANK", 0.00, 0.10, 0.15, 1),
            ("HEE", -0.06, 0.05, 0.12, 1),
            ("TOE", 0.16, 0.05, 0.13, 1),
        ):
            courses[side + name] = np.stack(
                [
                    speed * time + x + moving * 0.3 * swing,
                    y + moving * lift,
                    np.full(frames, across * z),
                ],
                axis=1,
            )
    return Runner(tuple(courses), np.stack(list(courses.values()), axis=1))


@pytest.fixture(scope="session")
def runner() -> Callable[..., Runner]:
    return make_runner


def trc_text(runner: Runner, unit: str = "mm", scale: float = 1000.0) -> str:
    count = len(runner.labels)
    heads = ["Frame#", "Time"] + [cell for label in runner.labels for cell in (label, "", "")]
    axes = ["", ""] + [f"{axis}{i + 1}" for i in range(count) for axis in "XYZ"]
    rows = [
        "\t".join([str(i + 1), f"{t:.6f}", *(f"{v:.5f}" for v in scale * xyz.ravel())])
        for i, (t, xyz) in enumerate(zip(runner.time, runner.position, strict=True))
    ]
    lines = [
        "PathFileType\t4\t(X/Y/Z)\trun.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        f"{runner.rate}\t{runner.rate}\t{len(rows)}\t{count}\t{unit}",
        "\t".join(heads),
        "\t".join(axes),
        "",
        *rows,
        "",
    ]
    return "\n".join(lines)


@pytest.fixture(scope="session")
def write_trc() -> Callable[..., Path]:
    def write(path: Path, runner: Runner, **options: Any) -> Path:
        path.write_text(trc_text(runner, **options))
        return path

    return write


@pytest.fixture(scope="session")
def trc_text_of() -> Callable[..., str]:
    return trc_text


def table_text(runner: Runner, separator: str = "\t") -> str:
    heads = ["Time"] + [label + axis for label in runner.labels for axis in "XYZ"]
    rows = [
        separator.join([f"{t:.3f}", *(f"{v:.4f}" for v in 1000 * xyz.ravel())])
        for t, xyz in zip(runner.time, runner.position, strict=True)
    ]
    return "\n".join([separator.join(heads), *rows, ""])


@pytest.fixture(scope="session")
def table_text_of() -> Callable[..., str]:
    return table_text


@pytest.fixture(scope="session")
def write_table() -> Callable[..., Path]:
    def write(path: Path, runner: Runner, separator: str = "\t") -> Path:
        path.write_text(table_text(runner, separator))
        return path

    return write


@dataclass(frozen=True)
class PlateInFile:
    """A force plate to be written: channels (n, 6 or 8) in N and N mm, geometry in mm."""

    type: int
    channels: np.ndarray
    corners: np.ndarray
    origin: tuple[float, float, float]
    calibration: np.ndarray | None = None


@pytest.fixture(scope="session")
def plate_in_file() -> type[PlateInFile]:
    return PlateInFile


def write_c3d_file(
    path: Path,
    runner: Runner,
    plates: tuple[PlateInFile, ...] = (),
    events: tuple[tuple[float, float, str, str], ...] = (),
    unit: str = "mm",
    first_frame: int = 1,
) -> Path:
    """Write a C3D as it stands: positions are given in m, events as minutes, s, label, context."""
    import ezc3d

    file = ezc3d.c3d()
    points = np.ones((4, len(runner.labels), len(runner.position)))
    points[:3] = runner.position.transpose(2, 1, 0) * {"mm": 1000, "cm": 100, "m": 1}[unit]
    file["parameters"]["POINT"]["RATE"]["value"] = [runner.rate]
    file["parameters"]["POINT"]["LABELS"]["value"] = list(runner.labels)
    file["parameters"]["POINT"]["UNITS"]["value"] = [unit]
    file["data"]["points"] = points
    file["header"]["points"]["first_frame"] = first_frame - 1
    if plates:
        channels = np.concatenate([plate.channels for plate in plates], axis=1)
        per_frame = len(channels) // len(runner.position)
        file["parameters"]["ANALOG"]["RATE"]["value"] = [runner.rate * per_frame]
        names = [f"C{i}" for i in range(channels.shape[1])]
        file["parameters"]["ANALOG"]["LABELS"]["value"] = names
        file["data"]["analogs"] = channels.T[None]
        _add_plates(file, plates)
    if events:
        file.add_parameter("EVENT", "USED", [len(events)])
        file.add_parameter(
            "EVENT", "TIMES", np.array([[e[0] for e in events], [e[1] for e in events]])
        )
        file.add_parameter("EVENT", "LABELS", [e[2] for e in events])
        file.add_parameter("EVENT", "CONTEXTS", [e[3] for e in events])
    file.write(str(path))
    return path


def _add_plates(file: Any, plates: tuple[PlateInFile, ...]) -> None:
    import ezc3d

    count, start, numbers = len(plates), 1, []
    for plate in plates:
        numbers.append(np.arange(start, start + plate.channels.shape[1]))
        start += plate.channels.shape[1]
    most = max(map(len, numbers))
    channel = np.stack([np.pad(n, (0, most - len(n))) for n in numbers], axis=1)
    file.add_parameter("FORCE_PLATFORM", "USED", [count])
    file.add_parameter("FORCE_PLATFORM", "TYPE", np.array([float(p.type) for p in plates]))
    file.add_parameter("FORCE_PLATFORM", "ZERO", np.array([1.0, 0.0]))
    file.add_parameter("FORCE_PLATFORM", "CHANNEL", channel.astype(float))
    file.add_parameter("FORCE_PLATFORM", "CORNERS", np.stack([p.corners.T for p in plates], axis=2))
    file.add_parameter(
        "FORCE_PLATFORM", "ORIGIN", np.array([p.origin for p in plates], dtype=float).T
    )
    if any(plate.calibration is not None for plate in plates):
        matrices = [np.eye(6) if p.calibration is None else p.calibration for p in plates]
        file.add_parameter("FORCE_PLATFORM", "CAL_MATRIX", np.stack(matrices, axis=2))
    for name in ("USED", "TYPE", "ZERO", "CHANNEL"):
        parameter = file["parameters"]["FORCE_PLATFORM"][name]
        parameter["type"] = ezc3d.ezc3d.INT
        parameter["value"] = np.asarray(parameter["value"]).astype(int)


@pytest.fixture(scope="session")
def write_c3d() -> Callable[..., Path]:
    return write_c3d_file


@pytest.fixture(scope="session")
def z_up() -> np.ndarray:
    return Z_UP


@pytest.fixture(scope="session")
def sprinter() -> SyntheticSprinter:
    return SyntheticSprinter()


@pytest.fixture(scope="session")
def filmed(sprinter: SyntheticSprinter) -> Recording:
    """The sprinter as a good pose model would have seen them."""
    points = body_points(sprinter.recording(1000.0, forces=False), sprinter.athlete)
    return film(points, 120.0, Faults(0.004, swaps=0, occlusion=0, dropped=0))[0]
