"""Tables that grounding needs, one folder of TOML files a language."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import tomli

ROOT: Traversable = files(__name__)


class UnknownLanguageError(LookupError):
    """No folder of tables exists for the language, or it lacks the table asked for."""


@cache
def available() -> tuple[str, ...]:
    """Codes of the languages that have a folder of tables, in alphabetical order."""
    return tuple(sorted(entry.name for entry in ROOT.iterdir() if _holds_tables(entry)))


@cache
def load(language: str, table: str) -> dict[str, Any]:
    """One table of a language, as parsed TOML; the same object every time, so do not change it.

    Raises UnknownLanguageError when the language or its table is missing.
    """
    if language not in available():
        known = ", ".join(available())
        raise UnknownLanguageError(
            f"no tables for language {language!r}; known: {known}. "
            f"Add a folder src/herodote/languages/{language}/ with its TOML tables."
        )
    path = ROOT / language / f"{table}.toml"
    if not path.is_file():
        raise UnknownLanguageError(f"language {language!r} has no table {table}.toml; add it.")
    return tomli.loads(path.read_text(encoding="utf8"))


@cache
def in_any(table: str, part: str) -> frozenset[str]:
    """The words of one part of a table, of all languages together: for what compares texts of several."""
    return frozenset(word for language in available() for word in load(language, table)[part])


def _holds_tables(entry: Traversable) -> bool:
    return entry.is_dir() and any(item.name.endswith(".toml") for item in entry.iterdir())
