"""Which language a text is written in."""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from herodote.errors import RefusedError
from herodote.languages import available, load

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Languages that are told apart: those much written in the world's press. Small neighbours of French and English
#: (Occitan, Walloon, Breton, Luxembourgish, Scots…) are left out, for a short wire report is easily mistaken for one.
PRESS = (
    "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi",
    "hr", "hu", "hy", "id", "it", "ja", "ka", "ko", "lt", "lv", "mk", "ms", "nl", "no", "pl", "ps", "pt", "ro", "ru",
    "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
#: Characters that are looked at: more changes nothing and takes time.
_ENOUGH = 4000
_WORD = re.compile(r"[^\W\d_]+")
#: Different usual words that a text plainly of a language has, and the share of its words they are.
_DISTINCT, _SHARE = 7, 0.1
#: Web and mail addresses look like English whatever the language around them.
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


def identify(text: str) -> str:
    """The ISO 639-1 code of the text's language; RefusedError if it has no letters. Deterministic."""
    words = " ".join(_ADDRESS.sub(" ", text[: 2 * _ENOUGH]).split())[:_ENOUGH]
    if not any(c.isalpha() for c in words):
        raise RefusedError("no-text", "there are no words to tell the language by: check the file, or give --language")
    if sum(c.isupper() for c in words) > sum(c.islower() for c in words):
        words = words.lower()
    return _plainly(words) or str(_identifier().classify(words)[0])


def _plainly(words: str) -> str | None:
    """The one of Hérodote's own languages whose usual words a text is full of, while it has few of the others'.

    Nearly every report is told this way, at no cost; the identifier takes half a second to load.
    """
    counted = Counter(_WORD.findall(_bare(words)))
    total = counted.total()
    usual = {code: frozenset(load(code, "wording")["usual"]) & counted.keys() for code in available()}
    shares = {code: sum(counted[word] for word in known) / max(total, 1) for code, known in usual.items()}
    plain = [code for code, known in usual.items() if len(known) >= _DISTINCT and shares[code] >= _SHARE]
    few = all(share < _SHARE / 3 for code, share in shares.items() if code not in plain)
    return plain[0] if len(plain) == 1 and few else None


def _bare(words: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c)).casefold()


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in PRESS if code in identifier.labels])
    return identifier
