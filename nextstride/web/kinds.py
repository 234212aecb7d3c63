"""Which files are taken in, by their ending and by how they begin: a name proves nothing."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from nextstride.errors import ParameterError
from nextstride.read import FOLDER, FORMATS
from nextstride.video.film import ENDINGS as FILM_ENDINGS

BEGINNING = 4096
"""Bytes that tell what a file is."""

BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
"""With one of these a QuickTime or MP4 file begins, after four bytes of its length
(ISO/IEC 14496-12; QuickTime File Format Specification)."""
HDF5, HDF5_ENDINGS = b"\x89HDF\r\n\x1a\n", (".h5", ".hdf5", ".nc")
MATLAB = b"MATLAB 5.0 MAT-file"
C3D_MARK = 0x50
"""Second byte of every C3D file (c3d.org, user guide)."""
READ_ENDINGS = tuple(e for each in FORMATS for e in each.endings if e != FOLDER)
NAME_LETTERS = 200
"""Of a file's name that are kept."""


def tidy_source(name: str) -> str:
    """What a file was called, for people: no folders, nothing that is no letter."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join(letter for letter in last if letter.isprintable()).strip()
    return kept[:NAME_LETTERS] or "recording"


def ending_of(name: str) -> str:
    """Ending of a file that is taken in, lower case.

    Raises
    ------
    ParameterError
        If it is another one.
    """
    ending = PurePosixPath(tidy_source(name)).suffix.casefold()
    if ending not in (*FILM_ENDINGS, *READ_ENDINGS):
        raise ParameterError(
            f"{tidy_source(name)}: this is no kind of file that holds a run. Give a film (.mp4, "
            ".mov), or markers, angles or keypoints (.c3d, .trc, .mot, .csv, .json)."
        )
    return ending


def check_content(name: str, begin: bytes) -> None:
    """Make sure that a file begins as its ending says.

    Parameters
    ----------
    name : str
    begin : bytes
        Its first `BEGINNING` bytes, or all where it has fewer.

    Raises
    ------
    ParameterError
    """
    ending = ending_of(name)
    if ending in FILM_ENDINGS:
        fits = _is_film(begin)
    elif ending == ".c3d":
        fits = len(begin) > 1 and begin[1] == C3D_MARK
    elif ending in HDF5_ENDINGS:
        fits = begin.startswith((HDF5, b"CDF"))
    elif ending == ".mat":
        fits = begin.startswith((MATLAB, HDF5)) or begin[512:520] == HDF5
    else:
        fits = _is_text(begin, markup=ending == ".mvnx")
    if not fits:
        what = "a film" if ending in FILM_ENDINGS else f"a {ending} file"
        raise ParameterError(
            f"{tidy_source(name)}: what is in it is not {what}, whatever it is called. Copy it "
            "again from where it was made."
        )


def _is_film(begin: bytes) -> bool:
    """Whether a file begins as films do."""
    return (
        begin[4:8] in BOXES
        or begin.startswith((b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"GIF8"))
        or (begin.startswith(b"RIFF") and begin[8:12] == b"AVI ")
        or (begin[:1] == b"G" and begin[188:189] == b"G")  # A transport stream's packets,
        or (begin[4:5] == b"G" and begin[196:197] == b"G")  # and those of a camcorder.
    )


def _is_text(begin: bytes, *, markup: bool) -> bool:
    """Whether a file begins as a text, in any of the ways that computers write letters."""
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return bool(begin) and b"\x00" not in begin and (markup or not begin.lstrip().startswith(b"<"))
