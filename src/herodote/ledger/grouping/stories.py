"""What a report is about, by the names it uses: much the same in both languages, unlike its other words."""

import re
from collections import Counter
from functools import cache, lru_cache

from herodote.grounding.lexicon import phrases
from herodote.languages import available, in_any
from herodote.ledger.guards import fold

#: Names kept of a report, those it uses most.
_KEPT = 24
#: Letters by which names are compared, so that endings and transcriptions matter less.
_LETTERS = 6
_WORD = re.compile(r"\w{4,}")
_STATES = frozenset({"state", "demonym", "adjective", "capital"})


@lru_cache(maxsize=256)
def story(text: str) -> frozenset[str]:
    """Stems of a text's names of people, towns and bodies; states say too little, too many reports name them."""
    words = [m.group() for m in _WORD.finditer(text)]
    plain = {w for w in words if w.islower()}
    counted = Counter(w for w in words if not w.islower() and not w[0].isdigit() and w.lower() not in plain)
    stems: Counter[str] = Counter()
    for word, times in counted.items():
        folded = fold(word)
        if folded not in _common():
            stems[folded[:_LETTERS]] += times
    return frozenset(s for s, _ in sorted(stems.items(), key=lambda pair: (-pair[1], pair[0]))[:_KEPT])


@cache
def _common() -> frozenset[str]:
    """Words with a capital that many stories share: states, their people and capitals, months and days."""
    states = {
        fold(word)
        for language in available()
        for phrase, name in phrases(language)
        if name.kind in _STATES
        for word in _WORD.findall(phrase)
    }
    return frozenset(states) | in_any("wording", "idle") | in_any("wording", "calendar")
