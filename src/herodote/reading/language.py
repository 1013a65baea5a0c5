"""Which language a text is written in."""

import re
from functools import cache
from typing import TYPE_CHECKING

from herodote.errors import RefusedError

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
#: Web and mail addresses look like English whatever the language around them.
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


def identify(text: str) -> str:
    """The ISO 639-1 code of the text's language; RefusedError if it has no letters. Deterministic."""
    words = " ".join(_ADDRESS.sub(" ", text[: 2 * _ENOUGH]).split())[:_ENOUGH]
    if not any(c.isalpha() for c in words):
        raise RefusedError("no-text", "there are no words to tell the language by: check the file, or give --language")
    if sum(c.isupper() for c in words) > sum(c.islower() for c in words):
        words = words.lower()
    language, _ = _identifier().classify(words)
    return str(language)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in PRESS if code in identifier.labels])
    return identifier
