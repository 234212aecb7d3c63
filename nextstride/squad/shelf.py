"""What is finished of a batch, on disk: a stopped batch goes on, a changed file is done again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from nextstride.squad.work import Piece
from nextstride.write.files import write_whole

PIECES = ".pieces"
REPORTS = "reports"


class Shelf:
    """The folder of a batch's results.

    Parameters
    ----------
    out : pathlib.Path
    """

    def __init__(self, out: Path) -> None:
        self.out = out

    def report_folder(self, place: str) -> Path:
        """Return the folder of one recording's report."""
        return self.out / REPORTS / place

    def get(self, place: str, key: str) -> Piece | None:
        """Return what is known of a recording, or None where that is old, damaged or nothing."""
        try:
            kept = json.loads((self.out / PIECES / _file_of(place)).read_text("utf-8"))
            whole = kept["key"] == key and kept["place"] == place
            piece: Piece = kept["piece"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if piece["status"] == "analysed":
            whole &= (self.report_folder(place) / "report.html").is_file()
        return piece if whole else None

    def put(self, place: str, key: str, piece: Piece) -> None:
        """Keep what is known of a recording.

        Raises
        ------
        WriteError
            If it cannot be written.
        """
        text = json.dumps({"place": place, "key": key, "piece": piece}, ensure_ascii=False)
        write_whole(self.out / PIECES, {_file_of(place): text})


def _file_of(place: str) -> str:
    """Name of a piece's file: any place fits one, however long its name."""
    return f"{hashlib.sha256(place.encode()).hexdigest()[:32]}.json"
