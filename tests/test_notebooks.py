"""The notebooks of the documentation run from top to bottom, and are kept as they came out."""

import os
import sys
from pathlib import Path

import pytest

from test_cli import WEIGHTS

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the reader's weights are not there")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_it_says(path, tmp_path, monkeypatch):
    """``HERODOTE_TUTORIAL=write`` keeps what comes out now."""
    nbformat = pytest.importorskip("nbformat", reason="notebooks need nbclient: pip install -r requirements-dev.txt")
    nbclient = pytest.importorskip("nbclient", reason="notebooks need nbclient: pip install -r requirements-dev.txt")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    notebook = nbformat.read(path, as_version=4)
    kept = [said(cell) for cell in notebook.cells]
    # The kernel is this interpreter, whatever kernels are registered on the machine.
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    kernel = AsyncKernelManager()
    kernel._kernel_spec = KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    client = nbclient.NotebookClient(notebook, km=kernel, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    if os.environ.get("HERODOTE_TUTORIAL") == "write":
        for cell in notebook.cells:
            cell.metadata = {}
        nbformat.write(notebook, path)
        kept = [said(cell) for cell in notebook.cells]
    assert [said(cell) for cell in notebook.cells] == kept, "HERODOTE_TUTORIAL=write pytest tests/test_notebooks.py"
    assert any("image/png" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ()))


def said(cell) -> str:
    """The text of a cell's outputs: pictures may differ by a pixel."""
    outputs = cell.get("outputs", ())
    return "".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in outputs if "png" not in str(o))
