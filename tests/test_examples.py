"""The notebooks in examples/ run from top to bottom; each asserts its own number."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.ipynb"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_notebook_runs_and_holds_what_it_says(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert any("assert" in cell.source for cell in code)
    assert not any(cell.outputs for cell in code), "keep outputs out of the repository"
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": path.parent}}).execute()
