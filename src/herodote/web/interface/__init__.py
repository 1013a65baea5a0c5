"""The words of the pages, a TOML file a language."""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import tomli
from fastapi import Request

#: Languages of the pages, the first where nothing is asked for.
LANGUAGES = ("en", "fr")


@cache
def texts(language: str) -> dict[str, str]:
    """All words of a language by key; ``section.name`` in the file."""
    table = tomli.loads((files(__name__) / f"{language}.toml").read_text(encoding="utf8"))
    return {f"{section}.{name}": value for section, entries in table.items() for name, value in entries.items()}


def language_of(request: Request) -> str:
    """The language of the pages for who asks: by the cookie, else by ``Accept-Language``, else English."""
    chosen = request.cookies.get("lang")
    if chosen in LANGUAGES:
        return str(chosen)
    wanted = []
    for part in request.headers.get("accept-language", "").split(","):
        name, _, weight = part.partition(";q=")
        try:
            wanted.append((-float(weight or 1), name.strip().lower()[:2]))
        except ValueError:
            continue
    return next((name for _, name in sorted(wanted) if name in LANGUAGES), LANGUAGES[0])


def translator(language: str) -> Callable[..., str]:
    """A function from a key to its words; a key that has none stands for itself, named values are put in."""
    known = texts(language)

    def t(key: str, /, **values: object) -> str:
        words = known.get(key, key.rpartition(".")[2].replace("_", " "))
        return words.format(**values) if values else words

    return t


_NUMBER = re.compile(r"\d+")
_FIGURE = re.compile(r"((?:another )?figure of) (.+)")


def reason(t: Callable[..., str], words: str) -> str:
    """A piece of evidence in the language of the pages; as it is where they have no words for it."""
    figure = _FIGURE.fullmatch(words)
    if figure:
        return t(f"reason.{figure[1]} {{x}}", x=t(f"measure.{figure[2]}"))
    number = _NUMBER.search(words)
    return t(f"reason.{_NUMBER.sub('{n}', words)}", n=number[0] if number else "")
