"""Files whose library can be led astray are opened in a process of their own.

A damaged HDF5 file sends its library round for ever, or ends the process, and neither can be caught
from within. What a process of its own reads comes back whole; where it does not come back in time,
that is said and the process ended.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from nextstride.errors import ReadError

PATIENCE = 30.0
"""Time that a process gets, s, beside a second for each `MEGABYTES` of the file."""
MEGABYTES = 5.0

READ_ARRAYS = """
import pickle, sys
import h5py
with h5py.File(sys.argv[1], "r") as file:
    wanted = [name for name in sys.argv[2:] if name in file]
    pickle.dump({name: file[name][()] for name in wanted}, sys.stdout.buffer)
"""
READ_NETCDF = """
import pickle, sys
import xarray
with xarray.open_dataset(sys.argv[1], engine="h5netcdf") as file:
    pickle.dump(file.load(), sys.stdout.buffer)
"""


def read_apart(
    path: Path, fault: str, program: str, *arguments: str, patience: float = PATIENCE
) -> Any:
    """What a small program makes of a file in a process of its own.

    Parameters
    ----------
    path : Path
        Given to the program as its first argument.
    fault : str
        What to say of a file that the program cannot read, before its own reason.
    program : str
        Python that writes one pickled object to standard output, as `READ_ARRAYS`.
    *arguments : str
        Given to it after the path.
    patience : float
        s, see `PATIENCE`.

    Raises
    ------
    ReadError
        If the program does not end in time, or ends otherwise than well; the last line of what it
        complains of is told.
    """
    limit = patience + path.stat().st_size / (MEGABYTES * 1e6)
    places = os.pathsep.join(place for place in sys.path if place)
    try:
        # -P: a user's file that is named as a library is not taken for it.
        ran = subprocess.run(
            [sys.executable, "-P", "-W", "ignore", "-c", program, str(path.resolve()), *arguments],
            capture_output=True,
            timeout=limit,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": places},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ReadError(
            f"{path.name}: the file is damaged: reading it does not end. Export it again."
        ) from None
    if ran.returncode < 0:
        raise ReadError(f"{path.name}: the file is damaged and cannot be opened. Export it again.")
    if ran.returncode:
        # What follows the indented lines of a traceback is the exception.
        told = re.split(r"\n[ \t][^\n]*\n", ran.stderr.decode(errors="replace").strip())[-1]
        reason = " ".join((told.partition(": ")[2] or told).split())
        raise ReadError(f"{path.name}: {fault}: {reason[:200]}.")
    return pickle.loads(ran.stdout)
