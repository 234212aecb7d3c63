"""What an installation of nextstride takes: bytes of the core, and whether its packages agree."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _results import ROOT, Row, report

LARGEST = 700.0
"""MB of the core, without extras."""
PYTHONS = ("3.11", "3.12", "3.13")
NOTES = """
`pip install nextstride` (no extras) into an empty environment of each Python that is at hand; bytes
of its packages without pip's own and without the bytecode that running them adds.
"""
RUNS = ("--version",)
"""What must work in the new environment."""


def python_of(version: str) -> str | None:
    """A Python of this version that can be run, or None."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    ran = subprocess.run([found, "-c", "pass"], capture_output=True, check=False)
    return found if ran.returncode == 0 else None


def rows_of(version: str, python: str, folder: Path) -> list[Row]:
    """Install into `folder` and look."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    own = folder / "bin" / "python"
    pip = [str(own), "-m", "pip", "--disable-pip-version-check", "-q"]
    installed = subprocess.run(
        [*pip, "install", "--no-compile", str(ROOT)], capture_output=True, check=False
    )
    if installed.returncode:
        return [Row(f"core on Python {version}", "no registry within reach", "", "", None)]
    packages = next(folder.glob("lib/python*/site-packages"))
    own_of_pip = {"pip", "setuptools", "wheel"}
    size = sum(
        file.stat().st_size
        for file in packages.rglob("*")
        if file.is_file()
        and file.suffix != ".pyc"
        and file.relative_to(packages).parts[0].split("-")[0] not in own_of_pip
    )
    agree = subprocess.run([*pip, "check"], capture_output=True, text=True, check=False)
    runs = subprocess.run(
        [str(own), "-m", "nextstride", *RUNS], capture_output=True, text=True, check=False
    )
    clean = agree.returncode == 0 and runs.returncode == 0
    said = "clean" if clean else (agree.stdout + agree.stderr + runs.stderr).strip()[:60]
    megabytes = size / 1e6
    return [
        Row(
            f"core on Python {version}",
            f"{megabytes:.0f} MB",
            "",
            f"below {LARGEST:g} MB",
            megabytes < LARGEST,
        ),
        Row(f"pip check and --version on Python {version}", said, "", "clean", clean),
    ]


def main() -> None:
    """Install on every Python that is at hand."""
    rows: list[Row] = []
    for version in PYTHONS:
        python = python_of(version)
        if python is None:
            rows.append(Row(f"core on Python {version}", "not at hand", "", "", None))
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows += rows_of(version, python, Path(folder))
    report("install_size", "Size of an installation", rows, NOTES)


if __name__ == "__main__":
    main()
