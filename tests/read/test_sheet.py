"""Tables of everyday programs: whatever wrote them, the same cells come out."""

from __future__ import annotations

import os
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextstride.errors import NextstrideError, ReadError
from nextstride.read.sheet import Sheet, read_sheet, to_number

CELLS = [("name", "time (s)"), ("Zo\u00eb", "1,85"), ("Bo", "12,5")]


def cells_of(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_text(tmp_path: Path, encoding: str, mark: str, end: str) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(end.join(mark.join(row) for row in CELLS).encode(encoding))
    assert cells_of(read_sheet(path)) == CELLS


def test_windows_encoding_quotes_and_sep(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes('sep=,\r\nname,time (s)\r\nZo\u00eb,"1,85"\r\nBo,"12,5"\r\n'.encode("cp1252"))
    assert cells_of(read_sheet(path)) == CELLS
    assert [row.line for row in read_sheet(path).rows] == [2, 3, 4]


def test_blanks_with_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_text("distance time\n10 1,85\n20 3,05\n")
    assert cells_of(read_sheet(path)) == [("distance", "time"), ("10", "1,85"), ("20", "3,05")]


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("times")
    sheet.append(["name", "time", "day", "clock"])
    sheet.append(["Zo\u00eb", 1.85, datetime(2026, 11, 28), time(0, 0, 5, 220000)])
    book.save(tmp_path / "table.xlsx")
    read = read_sheet(tmp_path / "table.xlsx")
    assert cells_of(read)[1] == ("Zo\u00eb", "1.85", "2026-11-28", "00:00:05.220000")
    assert read.number("00:00:05.220000") == pytest.approx(5.22)


@pytest.mark.parametrize(
    ("cell", "decimals", "value"),
    [
        ("1,374", "", 1.374),
        ("1,374", ".", 1374),
        ("1.374", ",", 1374),
        ("1.374", ".,", 1.374),
        ("1.234,5", "", 1234.5),
        ("1,234.5", "", 1234.5),
        ("1\u00a0234,5", "", 1234.5),
        ("\u22120,25", "", -0.25),
        ("1e-3", "", 0.001),
        ("0:05.22", "", 5.22),
        ("1:02:03,5", "", 3723.5),
        ("2026-11-28 12:00:01.5", "", 43201.5),
        ("1,2,3", "", None),
        ("nan", "", None),
        ("inf", "", None),
        ("1_0", "", None),
        ("", "", None),
    ],
)
def test_numbers(cell: str, decimals: str, value: float | None) -> None:
    found = to_number(cell, frozenset(decimals))
    assert found is None if value is None else found == pytest.approx(value)


def test_marks_above_the_table_decide_nothing(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Version;1.2\ntime;speed\n0,125;1,500\n1,250;3,125\n")
    below = read_sheet(path).below(2)
    assert below.number("3,125") == 3.125


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + bytes(60), "old Excel file"),
        (b"PK\x03\x04" + bytes(60), "no XLSX file"),
        (b"a,b\n\0\1\2\3\n", "binary"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=words):
        read_sheet(path)


@settings(
    max_examples=int(os.environ.get("NEXTSTRIDE_FUZZ", "60")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 5000), st.binary(max_size=8), st.booleans())
def test_damaged_files_are_read_or_refused(
    tmp_path: Path, place: int, junk: bytes, workbook: bool
) -> None:
    path = tmp_path / "table"
    if workbook:
        book = openpyxl.Workbook()
        book.active.append(["name", "time"])
        book.active.append(["Bo", 1.85])
        book.save(path)
        whole = path.read_bytes()
    else:
        whole = "\n".join(";".join(row) for row in CELLS).encode("utf-16")
    place %= len(whole)
    path.write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    try:
        read_sheet(path)
    except NextstrideError:
        return
