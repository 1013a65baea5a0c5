"""The query language of search: words, phrases and fields in one line.

    barrage "missile strike" -drill actor:RUS recipient:UKR type:ASSAULT source:"New York Times" since:2024-01-01

Words must all be in the sentence, in any form of accents and case; ``"…"`` is a phrase, ``-word`` must not be there.
``field:value`` narrows as the filter of that name does.
"""

import re
from typing import Any

from herodote.errors import UsageError

#: The fields a query may name.
FIELDS = (
    "actor", "recipient", "dyad", "type", "status", "certainty", "source", "place", "since", "until", "min_confidence",
)  # fmt: skip
_FIELD = re.compile(r'(?<!\S)(?P<name>[a-z_]+):(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')


def parsed(query: str) -> dict[str, Any]:
    """A query as keyword arguments of the questions; UsageError for a field there is none of, or named twice."""
    given: dict[str, Any] = {}
    for match in _FIELD.finditer(query):
        name, value = match["name"], match["quoted"] if match["quoted"] is not None else match["plain"]
        if name not in FIELDS:
            raise UsageError(f"there is no field {name!r}: search by {', '.join(FIELDS)}, or put the words in quotes")
        if name in given:
            raise UsageError(f"{name} is given twice: search for one at a time")
        given[name] = _value(name, value)
    words = " ".join(_FIELD.sub(" ", query).split())
    return given | ({"text": words} if words else {})


def _value(name: str, value: str) -> Any:
    if name == "min_confidence":
        try:
            return float(value)
        except ValueError:
            raise UsageError(f"{value!r} is no confidence: give a number from 0 to 1") from None
    return value.upper() if name in ("actor", "recipient", "place", "source") and len(value) == 3 else value
