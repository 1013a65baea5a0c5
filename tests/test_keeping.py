"""The tables that are made once and kept: where nothing can be kept, all works as well."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = "import herodote; print(*[p.geonameid for p in herodote.places('à Goma et à Odessa', language='fr')])"


def places_found(cache: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=os.environ | {"HERODOTE_CACHE": str(cache)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_gazetteer_is_made_once(tmp_path: Path) -> None:
    first = places_found(tmp_path)
    (made,) = tmp_path.iterdir()
    written = made.stat().st_mtime_ns
    assert places_found(tmp_path) == first
    assert made.stat().st_mtime_ns == written


@pytest.mark.parametrize("make", [Path.touch, lambda p: p.symlink_to("nowhere/at/all")])
def test_without_a_folder_to_keep_it_in_the_gazetteer_is_as_good(tmp_path: Path, make) -> None:
    (usable := tmp_path / "usable").mkdir()
    make(tmp_path / "none")
    assert places_found(tmp_path / "none") == places_found(usable)
