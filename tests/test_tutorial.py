"""The tutorial runs as printed, command by command, and its figure is the one it shows.

``HERODOTE_TUTORIAL=write pytest tests/test_tutorial.py`` writes what the commands print now, and the pictures, into it:
after a change of the weights, say.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from test_cli import WEIGHTS

PAGE = Path(__file__).parents[1] / "docs" / "tutorial" / "index.md"
#: A block of commands with what they print, or of Python with, behind it, what it prints.
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
#: What tells the output of one block of Python from the next.
CUT = "--- 8< ---"
WRITE = os.environ.get("HERODOTE_TUTORIAL") == "write"

pytestmark = [
    pytest.mark.skipif(not WEIGHTS.is_file(), reason="the reader's weights are not there"),
    pytest.mark.skipif(shutil.which("jq") is None, reason="the tutorial uses jq: apt-get install jq"),
]


def run(command: list[str], folder: Path) -> str:
    """What a command prints, both streams, as one would see it."""
    bin_folder = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{bin_folder}:{os.environ['PATH']}", "MPLBACKEND": "agg", "COLUMNS": "100"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}"
    return done.stdout


def console(block: str, folder: Path) -> str:
    """The block with what its commands print now."""
    out = []
    for line in block.splitlines():
        if line.startswith("$ "):
            out += [line, *run(["bash", "-eo", "pipefail", "-c", line[2:]], folder).splitlines()]
    return "".join(f"{line.rstrip()}\n" for line in out)


def test_every_command_of_the_tutorial_runs_as_printed(tmp_path):
    pytest.importorskip("matplotlib", reason="the tutorial draws with matplotlib: pip install -r requirements-dev.txt")
    page = PAGE.read_text(encoding="utf8")
    python: list[str] = []
    printed = page
    for found in BLOCK.finditer(page):
        whole, (kind, block, shown) = found[0], found.groups()
        if kind == "console":
            printed = printed.replace(block, console(block, tmp_path))
            continue
        python.append(block)
        said = run([sys.executable, "-c", f"\nprint({CUT!r})\n".join(python)], tmp_path).split(f"{CUT}\n")[-1]
        if shown is not None:
            printed = printed.replace(whole, whole.removesuffix(f"{shown}```") + f"{said}```")
        else:
            assert not said, f"the tutorial does not show what this prints:\n{block}"
    assert (tmp_path / "chaco.svg").stat().st_size > 5_000
    assert (tmp_path / "chaco.gdelt.csv").stat().st_size > 1_000
    if WRITE:
        PAGE.write_text(printed, encoding="utf8")
        draw(tmp_path)
    assert printed == PAGE.read_text(encoding="utf8"), "what is printed has changed: HERODOTE_TUTORIAL=write pytest"


def draw(folder: Path) -> None:
    """Keep the figure, and the report as a terminal shows it."""
    from rich.console import Console

    from herodote.coder import EventCoder
    from herodote.reading.table import read_jsonl
    from herodote.rendering.articles import article

    shutil.copy(folder / "chaco.svg", PAGE.parent / "chaco.svg")
    with (folder / "one.jsonl").open("rb") as stream:
        (document,) = read_jsonl(stream, "one.jsonl")
    (events,) = EventCoder().code([document])
    terminal = Console(record=True, width=110, file=io.StringIO(), force_terminal=True, highlight=False)
    terminal.print(article(document, events, 110))
    terminal.save_svg(str(PAGE.parent / "article.svg"), title="herodote code one.jsonl")
