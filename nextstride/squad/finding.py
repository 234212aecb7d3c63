"""Finds the recordings of a folder, and what goes with each: athlete, day, standing trial, forces.

    FOLDER/Mia/2026-05-01/run1.c3d, run1_grf.mot, static.c3d

The first folder is the athlete, unless a table of athletes knows a deeper one; a day in a name is
the day. Forces are told by their content and belong to the recording of their folder whose name is
theirs but for words such as "markers" and "grf"; a standing trial is told by its name, and the
nearest one up the folders with the same ending is taken.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path, PurePosixPath

from nextstride.athlete import Athlete
from nextstride.errors import ReadError
from nextstride.log.names import name_key, tidy_name
from nextstride.read import FOLDER, FORMATS
from nextstride.read.forces import holds_forces
from nextstride.read.text import beginning
from nextstride.squad.athletes import Athletes
from nextstride.squad.job import Job
from nextstride.video.film import ENDINGS as FILMS

ATHLETES_TABLE = "athletes.csv"
OUR_OUTPUT = "analysis.json"
"""A folder that holds this was written by us."""

RECORDINGS = {ending for each in FORMATS for ending in each.endings if ending != FOLDER} | {*FILMS}
ANGLES = {".mot", ".sto"}
MARKERS = {".c3d", ".trc", ".csv", ".txt", ".tsv", ".mat", ".mvnx"}
NO_RECORDINGS = re.compile(r"(readme|licen[cs]e|changelog|notes?|source|requirements)", re.I)
STANDING = re.compile(r"static|standing|calib|anatomical|neutral|t[-_ ]?pose", re.I)
ROLES = re.compile(
    r"markers?|force[-_ ]?plates?|forces?|grfs?|motion[-_ ]?capture|mocap|kinematics|kinetics"
    r"|trajectories|(?<![a-z])ik(?![a-z])|output"
)
"""Words of a file's name that tell its kind, not which run it is."""
DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
KEYPOINT_FILE = "*_keypoints.json"


@dataclass
class _Contents:
    """The files of one folder by what they are."""

    recordings: list[Path] = field(default_factory=list)
    standing: list[Path] = field(default_factory=list)
    forces: list[Path] = field(default_factory=list)


def find_recordings(folder: Path, athletes: Athletes, leave_out: Path | None = None) -> list[Job]:
    """Find the recordings below a folder, in the order of their names.

    Parameters
    ----------
    folder : pathlib.Path
    athletes : mapping
        From `read_athletes`: mass, height and sex of those whose name a folder bears.
    leave_out : pathlib.Path, optional
        A folder that is not looked into: where results go.

    Raises
    ------
    ReadError
        If the folder holds no recording.
    """
    kinds = {each: _sorted_out(each, files) for each, files in _walk(folder, leave_out)}
    jobs = [
        job
        for each, contents in kinds.items()
        for job in _jobs_of(folder, each, kinds, contents, athletes)
    ]
    if not jobs:
        endings = ", ".join(sorted(RECORDINGS))
        raise ReadError(f"{folder}: holds no recording; they end in {endings}.")
    return sorted(jobs, key=lambda job: job.place)


def _walk(folder: Path, leave_out: Path | None) -> Iterator[tuple[Path, list[Path]]]:
    """Folders and their files, without hidden ones and those that we wrote."""
    for root, folders, files in os.walk(folder):
        here = Path(root)
        if OUR_OUTPUT in files or (leave_out is not None and here.resolve() == leave_out.resolve()):
            folders.clear()
            continue
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield here, [here / name for name in sorted(files) if not name.startswith(".")]


def _sorted_out(folder: Path, files: list[Path]) -> _Contents:
    """Tell recordings, standing trials and forces of one folder."""
    if len(list(folder.glob(KEYPOINT_FILE))) > 1:
        return _Contents([folder])  # One JSON a frame: the folder is the recording.
    found = _Contents()
    for path in files:
        ending = path.suffix.casefold()
        if ending not in RECORDINGS or path.name.casefold() == ATHLETES_TABLE:
            continue
        if ending not in FILMS and STANDING.search(path.stem):
            found.standing.append(path)
        elif holds_forces(path):
            found.forces.append(path)
        elif not _is_something_else(path):
            found.recordings.append(path)
    # Forces without a recording are told as what they are, in a row of their own.
    cores = {core(path.stem) for path in found.recordings}
    found.recordings += [path for path in found.forces if core(path.stem) not in cores]
    return found


def _is_something_else(path: Path) -> bool:
    """Whether a file with a recording's ending is plainly none: a note, or settings as JSON."""
    keypoints = path.suffix.casefold() != ".json" or "keypoint" in beginning(path).casefold()
    return bool(NO_RECORDINGS.fullmatch(path.stem)) or not keypoints


def _jobs_of(
    top: Path, folder: Path, kinds: dict[Path, _Contents], contents: _Contents, athletes: Athletes
) -> Iterator[Job]:
    """The recordings of one folder with what goes with them."""
    forces = {core(path.stem): path for path in contents.forces}
    markers = {
        core(path.stem): path
        for path in reversed(contents.recordings)
        if path.suffix.casefold() in MARKERS
    }
    for path in contents.recordings:
        place = path.relative_to(top).as_posix() if path != top else path.name
        which = core(path.stem)
        ending = path.suffix.casefold()
        shown = ending in ANGLES and which in markers and path not in contents.forces
        film = ending in FILMS
        yield Job(
            place,
            path,
            athlete_of(place, athletes),
            day_of(place),
            None if film else _standing_for(path, top, folder, kinds),
            forces.get(which) if ending != ".c3d" and not film else None,
            companions_found=True,
            same_as=markers[which].relative_to(top).as_posix() if shown else "",
        )


def _standing_for(path: Path, top: Path, folder: Path, kinds: dict[Path, _Contents]) -> Path | None:
    """The nearest standing trial up the folders with the recording's ending."""
    for each in (folder, *folder.parents):
        mine = kinds.get(each, _Contents()).standing
        alike = [trial for trial in mine if trial.suffix.casefold() == path.suffix.casefold()]
        if alike:
            # Of several, the one whose name is most like the recording's.
            return max(
                alike, key=lambda trial: SequenceMatcher(None, trial.stem, path.stem).ratio()
            )
        if each == top:
            break
    return None


def core(stem: str) -> str:
    """Return what of a file's name tells which run it is: "run1" of "Run1_markers"."""
    return re.sub(r"[^a-z0-9]+", "", ROLES.sub("", stem.casefold()))


def athlete_of(place: str, athletes: Athletes) -> Athlete:
    """Return the athlete whose folder a recording lies in.

    Parameters
    ----------
    place : str
        Below the folder of the batch.
    athletes : mapping
        From `read_athletes`.
    """
    folders = PurePosixPath(place).parts[:-1]
    for name in reversed(folders):
        if name_key(name) in athletes:
            return athletes[name_key(name)]
    named = (name for name in folders if DAY.sub("", name).strip(" -_."))
    name = tidy_name(next(named, ""))
    return Athlete(name=name, assumed=("mass", "height", "sex"))


def day_of(place: str) -> date | None:
    """Return the day in the name of a recording or its folders, the nearest one."""
    for part in reversed(PurePosixPath(place).parts):
        if found := DAY.search(part):
            try:
                return date(*map(int, found.groups()))
            except ValueError:  # The 31st of a short month is a number and no day.
                continue
    return None
