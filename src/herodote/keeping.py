"""Files made once on a machine and kept for the next run, in the user's cache folder or in ``HERODOTE_CACHE``."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path


def kept(name: str, make: Callable[[Path], None]) -> Path | None:
    """The file of this name, made if it is not there; None where nothing can be kept.

    Several processes may make it at once: each writes a file of its own, and the last to finish puts its one in place.
    """
    folder = Path(os.environ.get("HERODOTE_CACHE") or user_cache_path("herodote"))
    path = folder / name
    if path.is_file():
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=f"{name}.")
    except OSError:
        return None
    os.close(handle)
    try:
        make(Path(part))
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            os.unlink(part)
        return None
    return path
