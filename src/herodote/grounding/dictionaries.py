"""Actors that a user adds: dictionaries of actors and agents as PETRARCH and TABARI read them.

Actors: a phrase, its synonyms behind ``+``, and codes in brackets, on the same line or below it, each for a time::

    BORIS_YELTSIN_  ; a comment
    +BORIS_N_YELTSIN
        [RUSELI <910610]
        [RUSGOV 910610-991231]

Agents: a phrase, its plural in braces if it is irregular (``{}`` if it has none), and a code with a tilde::

    !MINISTER! = MINISTER, MINISTERS, MINISTRY
    !MINISTER!_OF_DEFENCE {} [~GOV]

Phrases may be in any language; words are compared without accents, and with a capital where names have one. Which
dictionaries are used is kept in the environment, so that processes started later use them too.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import date as Date
from functools import cache
from pathlib import Path

from herodote.errors import UsageError
from herodote.grounding.lexicon import Name
from herodote.interchange.cameo import actor_of

VARIABLE = "HERODOTE_ACTORS"
_COMMENT = re.compile(r"<!--.*?-->|[;#].*")
_CODE = re.compile(r"\[\s*([^\]\s]+)\s*([^\]]*)\]")
_PLURAL = re.compile(r"\{([^}]*)\}")
_SET = re.compile(r"(![^!]+!)\s*=\s*(.+)")
_SPAN = re.compile(r"([<>])\s*(\d{6}|\d{8})|(\d{6}|\d{8})\s*-\s*(\d{6}|\d{8})")
#: Words that names of organisations have in small letters.
_SMALL = frozenset(
    ("of", "the", "and", "for", "in", "on", "to", "de", "du", "des", "la", "le", "les", "et", "en", "sur", "pour",
     "al", "el", "ul", "bin", "ibn", "von", "van", "der", "den", "dos", "da", "do", "y", "e")
)  # fmt: skip


def add_actors(*paths: str | Path) -> None:
    """Use these dictionaries beside the tables from now on, here and in processes started later; none: use none.

    Their actors go before those of the tables. UsageError if a file is not there or is no dictionary.
    """
    found = [str(Path(path).resolve()) for path in paths]
    for path in found:
        _read(path)
    os.environ[VARIABLE] = os.pathsep.join(found)


def added() -> tuple[str, ...]:
    """The dictionaries that are used."""
    return tuple(path for path in os.environ.get(VARIABLE, "").split(os.pathsep) if path)


def mark() -> str:
    """What tells the dictionaries that are used from others, for the record of who coded; empty if there are none."""
    if not added():
        return ""
    content = hashlib.blake2b(digest_size=4)
    for path in added():
        content.update(_content(path).encode())
    return f"+actors-{content.hexdigest()}"


def phrases(path: str) -> Iterator[tuple[str, Name]]:
    """The phrases of a dictionary, with their meanings."""
    yield from _read(path)


@cache
def _content(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): give a dictionary of actors or agents") from None


@cache
def _read(path: str) -> tuple[tuple[str, Name], ...]:
    try:
        found = tuple(_entries(_content(path)))
    except UsageError as error:
        raise UsageError(f"{path}, {error}") from None
    if not found:
        raise UsageError(f"{path} has no actor: a line is a phrase and a code in brackets, VLADIMIR_PUTIN [RUSGOV]")
    return found


def _entries(content: str) -> Iterator[tuple[str, Name]]:
    sets: dict[str, list[str]] = {}
    phrases_: list[str] = []
    codes: list[tuple[str, str]] = []
    plain = re.sub(r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), content, flags=re.DOTALL)
    for number, line in enumerate(plain.splitlines(), 1):
        bare = _COMMENT.sub("", line)
        if not bare.strip():
            continue
        _check(bare, number)
        if given := _SET.match(bare.strip()):
            sets[given[1]] = [word.strip() for word in given[2].split(",")]
            continue
        phrase = _CODE.sub("", bare).strip()
        if phrase and not phrase.startswith("+"):
            yield from _meanings(phrases_, codes, sets)
            phrases_, codes = [], []
        if phrase:
            phrases_.append(phrase.lstrip("+"))
        codes += [(code, rest) for code, rest in _CODE.findall(bare)]
    yield from _meanings(phrases_, codes, sets)


def _check(line: str, number: int) -> None:
    """UsageError for a line that cannot be meant: a bracket left open, a day that is none."""
    if line.count("[") != line.count("]"):
        raise UsageError(f"line {number}: a bracket is not closed: write [CODE] or [CODE date]")
    for _, rest in _CODE.findall(line):
        if rest.strip() and not _SPAN.search(rest):
            raise UsageError(
                f"line {number}: {rest.strip()!r} is no time: write <DATE, >DATE or DATE-DATE, DATE YYYYMMDD"
            )
        for day in re.findall(r"\d{8}|\d{6}", rest):
            try:
                Date.fromisoformat(_iso(day))
            except ValueError:
                raise UsageError(f"line {number}: {day} is no day: write YYYYMMDD or YYMMDD") from None


def _meanings(
    written: list[str], codes: list[tuple[str, str]], sets: dict[str, list[str]]
) -> Iterator[tuple[str, Name]]:
    first = _words(_PLURAL.sub("", written[0])) if written else ""
    for phrase in written:
        for code, rest in codes:
            if "~" in code:
                yield from _agent(phrase, code.strip("~"), sets)
            elif code != "---" and any(actor_of(code)):
                yield _words(phrase), _actor(_words(first), code, rest)


def _actor(name: str, code: str, rest: str) -> Name:
    country, sector, _ = actor_of(code)
    since, until = _bounds(rest)
    return Name("group", name, country, sector, since=since, until=until, given=True)


def _agent(phrase: str, code: str, sets: dict[str, list[str]]) -> Iterator[tuple[str, Name]]:
    """A common noun in its forms; whose it is, the text says."""
    country, sector, _ = actor_of(code)
    plural = _PLURAL.search(phrase)
    for form in _filled(_PLURAL.sub("", phrase).strip(), sets):
        forms = [form] if plural and not plural[1].strip() else [form, plural[1].strip() if plural else _plural(form)]
        for one in forms if "!" not in phrase else [form]:
            words = one.replace("_", " ").strip().lower()
            yield words, Name("generic", words, country, sector, cased=False, given=True)


def _filled(phrase: str, sets: dict[str, list[str]]) -> list[str]:
    for name, words in sets.items():
        if name in phrase:
            return [phrase.replace(name, word) for word in words]
    return [phrase]


def _plural(phrase: str) -> str:
    if phrase.endswith("Y"):
        return phrase[:-1] + "IES"
    return phrase + ("ES" if phrase.endswith("SS") else "S")


def _words(phrase: str) -> str:
    """A phrase as text writes it: capitals where a name has them, so that *march* is not *March*."""
    words = phrase.replace("_", " ").split()
    if not phrase.isupper():
        return " ".join(words)
    return " ".join(w.lower() if w.lower() in _SMALL and at else w.capitalize() for at, w in enumerate(words))


def _bounds(rest: str) -> tuple[str, str]:
    """First and last day of a restriction, ISO, empty where it is open; the limits belong to it."""
    found = _SPAN.search(rest)
    if not found:
        return "", ""
    if found[1]:
        return ("", _iso(found[2])) if found[1] == "<" else (_iso(found[2]), "")
    return _iso(found[3]), _iso(found[4])


def _iso(day: str) -> str:
    """A day of six or eight digits; of two-digit years, those up to 30 are of this century."""
    if len(day) == 6:
        day = ("19" if int(day[:2]) > 30 else "20") + day
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"
