"""Sides and sources: which actor the words of a mention mean, within their document.

Mentions are resolved in reading order. Words that name somebody are looked up. Words that point back
(*ils*, *son pays*, *les deux camps*, *the latter*), that only describe (*le gouvernement*, *the
rebels*) or that carry a name no table has are given to the actor of the document that fits best
(``ranking.py``), or to none.
"""

import datetime
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herodote.frames.referring import Antecedent, Referring
from herodote.grounding.actors import Actor, meant
from herodote.grounding.lexicon import WORD, fold, lexicon
from herodote.grounding.ranking import FEATURES, KINDS, ranker
from herodote.grounding.reference import reference

#: A side of an event: the actor meant (code None when it cannot be known).
Side = Actor
#: Kinds of name whose sector the noun beside them tells.
_COUNTRY = ("adjective", "state", "demonym", "capital", "seat")
#: Code points within which a plural takes up those who acted together.
_REACH = 400
#: Code points at most between two parties strung together.
_STRUNG = 12
#: Codes of bodies rather than countries.
INTERNATIONAL: frozenset[str | None] = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
_BACKED = re.compile(r"[-‑\s](?:backed|led|born|based|aligned|allied|sponsored|made|built|funded|trained|supplied)\b")
_PRO = re.compile(r"(?:\b(?:pro|anti|ex)[-‑\s]?)$", re.IGNORECASE)
#: The head of a name that ends in a body's: *la Mission des (Nations unies)*.
_HEAD = re.compile(r"\b([A-ZÀ-ÖØ-Þ]\w+) (?:des?|du|de la|de l['’]|d['’]|of|of the) ?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words to be resolved: folded words, kind (see ``ranking.KINDS``), and the noun that tells a sector."""

    start: int
    end: int
    words: tuple[str, ...]
    kind: str
    noun: Actor | None
    speaker: str | None
    other: str | None
    place: str | None
    town: str | None


class Referents:
    """The actors of one document, and what was meant so far."""

    def __init__(
        self, text: str, *, language: str, published: datetime.date | None,
        sentences: Sequence[tuple[int, int]] = (), title: str | None = None, referring: Referring | None = None,
    ) -> None:  # fmt: skip
        self.text = text
        self._referring = referring
        #: Tells the state of a town named in some words, where there is a gazetteer.
        self.towns: Callable[[int, int], str | None] = lambda start, end: None
        self.words = reference(language)
        every = meant(text, lexicon(language).find(text), published)
        self.hits = [a for a in every if a.kind not in ("generic", "prefix", "medium")]
        self.media = [a for a in every if a.kind == "medium"]
        self.generics = [a for a in every if a.kind == "generic"]
        self.coded = [a for a in self.hits if a.code and not self._only_backs(a)]
        self._starts = [a.start for a in self.coded]
        self._counts = Counter(a.code for a in self.coded)
        self._bounds = list(sentences) or [(0, len(text))]
        self._opens = [a for a, _ in self._bounds]
        self.said: list[Side] = []
        self._memory: dict[str, str | None] = {}
        self._acted: list[Side] = []
        self._together: tuple[int, list[str]] = (0, [])
        above = meant(title, lexicon(language).find(title), published) if title else []
        self._title = {a.code for a in above if a.code}

    def resolve(
        self, start: int, end: int, *, role: str = "", speaker: Side | None = None,
        other: str | None = None, place: str | None = None, event: str | None = None,
    ) -> list[Side]:  # fmt: skip
        """The actors that the words at start…end mean: one, or several for words that stand for several.

        ``role`` is the one the words have in their event, ``speaker`` who the event rests on, ``other`` the
        code of its opposite side, ``place`` that of the country where it happens, ``event`` its type.
        """
        mention = self.mention(start, end, speaker.code if speaker else None, other, place)
        sides = self._coordinated(start, end) or self._ranked(mention, role, event)
        for side in sides:
            self.remember(mention, side, role)
        return sides

    def named(self, start: int, end: int) -> Side | None:
        """The actor that the words name outright, if any."""
        inside = [a for a in self.coded if a.start < end and a.end > start]
        inside = inside or [a for a in self.media if a.start < end and a.end > start]
        if not inside:
            return None
        people = [a for a in inside if a.kind == "holder"]
        chosen = people[0] if people else inside[0]
        sector, noun = chosen.sector, self._noun(start, end)
        if chosen.kind in _COUNTRY:
            sector = noun.sector if noun and noun.sector else chosen.sector or "GOV"
        return replace(chosen, text=self.text[start:end], start=start, end=end, sector=sector)

    def _coordinated(self, start: int, end: int) -> list[Side]:
        """The actor named, or all of them where names are strung together (*les présidents serbe et croate*)."""
        first = self.named(start, end)
        if first is None:
            return []
        out = [first]
        chain = [a for a in self.coded if start <= a.start and a.end <= end and a.kind in _COUNTRY]
        if first.kind not in _COUNTRY:
            return out
        for last, following in pairwise(chain):
            between = [fold(m[0]) for m in WORD.finditer(self.text, last.end, following.start)]
            strung = set(between) & self.words.joining or "," in self.text[last.end : following.start]
            if not strung or not set(between) <= self.words.joining | self.words.articles:
                break
            if following.code not in [o.code for o in out]:
                out.append(replace(first, code=following.code, name=following.name))
        return out

    def same_party(self, first: Side, second: Side) -> bool:
        """Whether two mentions on one side are one party: of one code, and not strung together.

        Two parties of one country (*onze personnes et quatre entités*) stay two.
        """
        if first.code != second.code:
            return False
        if first.text == second.text:
            return True
        between = self.text[min(first.end, second.end) : max(first.start, second.start)]
        strung = len(between) <= _STRUNG and {fold(m[0]) for m in WORD.finditer(between)} & self.words.joining
        return first.code is not None and not strung

    def bring_together(self, sides: Sequence[Side]) -> None:
        """Keep who acted or suffered together, for a plural that takes them all up."""
        codes = list(dict.fromkeys(s.code for s in sides if s.code))
        if len(codes) > 1:
            self._together = (max(s.end for s in sides), codes)

    def mention(
        self, start: int, end: int, speaker: str | None, other: str | None, place: str | None = None
    ) -> Mention:
        """The words described for the ranker."""
        spelled = [m[0] for m in WORD.finditer(self.text, start, end)]
        words = tuple(map(fold, spelled))
        noun = self._noun(start, end)
        kind = self._kind(spelled, words, noun)
        return Mention(start, end, words, kind, noun, speaker, other, place, self.towns(start, end))

    def _kind(self, spelled: list[str], words: tuple[str, ...], noun: Actor | None) -> str:
        phrase = " ".join(words)
        if any((phrase + " ").startswith(pair + " ") for pair in self.words.pairs):
            return "pair"
        if phrase in self.words.first_person:
            return "first_person"
        if phrase in self.words.singular:
            return "singular"
        if phrase in self.words.plural:
            return "plural"
        if words and words[0] in self.words.possessive:
            return "possessive"
        content = [s for s, w in zip(spelled, words, strict=True) if w not in self.words.articles]
        if any(s[0].isupper() and (n > 0 or len(content) == 1) for n, s in enumerate(content)):
            return "proper"
        return "generic" if noun else "described"

    def _ranked(self, mention: Mention, role: str, event: str | None) -> list[Side]:
        if self.words.nobody_words.search(" ".join(mention.words)):
            return [self._as(mention, None)]
        codes, table = self.candidates(mention)
        scores = self._scores(mention, role, event, codes, table)
        order = [codes[i] for i in np.argsort(-scores, kind="stable")]
        end, together = self._together
        if mention.kind in ("plural", "pair") and order[0] in together and 0 <= mention.start - end < _REACH:
            return [self._as(mention, code) for code in together]
        if mention.kind == "pair":
            pair = [c for c in order if c is not None][:2]
            return [self._as(mention, c) for c in sorted(pair, key=self._first)] or [self._as(mention, None)]
        return [self._as(mention, order[0])]

    def _scores(
        self, mention: Mention, role: str, event: str | None, codes: Sequence[str | None], table: NDArray[np.float64]
    ) -> NDArray[np.floating[Any]]:
        """How well each candidate fits, by what the encoder sees too where the mention was read."""
        if self._referring is not None:
            found = self._referring.scores(
                KINDS.index(mention.kind),
                role,
                (mention.start, mention.end),
                table,
                self.antecedents(mention, codes),
                event,
            )
            if found is not None:
                return found
        return ranker().scores(mention.kind, table)

    def antecedents(self, mention: Mention, codes: Sequence[str | None]) -> list[Antecedent]:
        """The names of the text, and the sides resolved so far, that mean a candidate."""
        row = {code: n for n, code in enumerate(codes) if code is not None}
        names = [Antecedent(a.start, a.end, row[a.code], False) for a in self.coded if a.code in row]
        said = [
            Antecedent(s.start, s.end, row[s.code], True) for s in self.said if s.end <= mention.start and s.code in row
        ]
        return [a for a in (*names, *said) if a.end <= mention.start or a.start >= mention.end]

    def candidates(self, mention: Mention) -> tuple[list[str | None], NDArray[np.float64]]:
        """Codes the mention may mean (None: none of the text's) and their features, one row each."""
        around = [mention.place, mention.town, *sorted(self._title)]
        said_codes = (s.code for s in self.said)
        codes = [None, *dict.fromkeys(c for c in (*self._counts, *said_codes, *around) if c)]
        at = bisect_left(self._starts, mention.start)
        number, _, last = self._sentence(mention.start)
        before, after = self.coded[:at], [a for a in self.coded[at:] if mention.end <= a.start < last]
        said = [s for s in self.said if s.start != mention.start and s.end <= mention.start]
        votes = self._votes(mention, before, after, said, number)
        groups = self._groups(mention, before, after, said)
        nearest = {a.code: a.end for a in before} | {s.code: s.end for s in said}
        total, most = max(1, sum(self._counts.values())), max(self._counts.values(), default=0)
        rows = []
        for code in codes:
            values: dict[str, float] = {name: code is not None and voted == code for name, voted in votes.items()}
            values |= {name: code in group for name, group in groups.items()}
            values |= self._of_nobody(mention, code)
            values["share"] = self._counts[code] / total
            values["most_named"] = code is not None and self._counts[code] == most
            values["nearness"] = 60 / (60 + mention.start - nearest[code]) if code and code in nearest else 0.0
            rows.append([float(values[name]) for name in FEATURES])
        return codes, np.array(rows)

    def _of_nobody(self, mention: Mention, code: str | None) -> dict[str, float]:
        """Features of the candidate that is no actor of the text."""
        nobody = code is None
        indefinite = bool(mention.words) and mention.words[0] in self.words.indefinite
        unplaced = nobody and bool(self.words.unplaced_words.search(" ".join(mention.words)))
        return {"nobody": nobody, "unplaced": unplaced, "indefinite": nobody and indefinite}

    def _groups(
        self, mention: Mention, before: list[Actor], after: list[Actor], said: list[Side]
    ) -> dict[str, Set[str | None]]:
        """Features that several candidates may have: the codes that have each."""
        _, first, _ = self._sentence(mention.start)
        return {
            "international": INTERNATIONAL,
            "sentence_before": {a.code for a in before if a.start >= first},
            "sentence_after": {a.code for a in after},
            "first_sentence": {a.code for a in self.coded if a.start < self._bounds[0][1]},
            "ground": {a.code for a in before[-6:] if a.kind in ("state", "capital")},
            "title": self._title - {None},
        }

    def _votes(
        self, mention: Mention, before: list[Actor], after: list[Actor], said: list[Side], number: int
    ) -> dict[str, str | None]:
        """The code that each rule of thumb would choose."""
        plural = mention.kind in ("plural", "pair") or self._plural(self.text[mention.start : mention.end])
        sector = mention.noun.sector if mention.noun else None
        opens = self._bounds[number][0], self._bounds[max(0, number - 1)][0]
        subjects = [s for s in said if any(0 <= s.start - o < 30 for o in opens)]
        return {
            "same_words": self._known(mention),
            "short_for": self._short_for(mention, before),
            "introduced": self._introduced(mention),
            "just_before": before[-1].code if before else None,
            "just_after": after[0].code if after else None,
            "last_side": said[-1].code if said else None,
            "side_before_last": next((s.code for s in reversed(said) if s.code != said[-1].code), None),
            "same_number": next((s.code for s in reversed(said) if self._plural(s.text) == plural), None),
            "same_sector": next((s.code for s in reversed(said) if sector and s.sector == sector), None),
            "subject": subjects[-1].code if subjects else None,
            "other_side": mention.other,
            "place": mention.place,
            "town": mention.town,
            "last_country": next((a.code for a in reversed(before) if a.code not in INTERNATIONAL), None),
            "speaker": mention.speaker,
            "last_actor": next((s.code for s in reversed(self._acted) if s.end <= mention.start), None),
            "last_person": next((a.code for a in reversed(before) if a.kind == "holder"), None),
            "named_sector": next((a.code for a in reversed(before) if sector and a.sector == sector), None),
        }

    def remember(self, mention: Mention, side: Side, role: str = "") -> None:
        """Keep what a mention meant, for those that follow."""
        self.said.append(side)
        if role == "actor":
            self._acted.append(side)
        content = [w for w in mention.words if w not in self.words.articles]
        if not content or mention.kind in ("singular", "plural", "first_person", "possessive", "pair"):
            return
        self._memory.setdefault(" ".join(content), side.code)
        if any(m[0][0].isupper() for m in WORD.finditer(self.text, mention.start, mention.end)) and side.code:
            self._memory.setdefault(content[-1], side.code)

    def local(self, at: int) -> str | None:
        """The country the text is about at a place: the most named, names close before counting more."""
        near: Counter[str] = Counter()
        for actor in self.coded:
            if actor.code and actor.code not in INTERNATIONAL:
                near[actor.code] += 3 if 0 <= at - actor.start < 150 else 1
        return near.most_common(1)[0][0] if near else None

    def _sentence(self, at: int) -> tuple[int, int, int]:
        number = max(0, bisect_left(self._opens, at + 1) - 1)
        return number, *self._bounds[number]

    def _only_backs(self, actor: Actor) -> bool:
        """Whether the word only says who stands behind the actor: *Iran-backed*, *pro-russe*."""
        after, before = self.text[actor.end : actor.end + 12], self.text[max(0, actor.start - 5) : actor.start]
        return bool(_BACKED.match(after) or _PRO.search(before))

    def _noun(self, start: int, end: int) -> Actor | None:
        """The first common noun in the words that tells a sector (*soldats*, *parliament*)."""
        return next((g for g in self.generics if start <= g.start and g.end <= end and g.sector), None)

    def _plural(self, words: str) -> bool:
        spelled = [fold(m[0]) for m in WORD.finditer(words)]
        return bool(spelled) and (
            spelled[0] in self.words.plural or spelled[-1].endswith("s") or spelled[0].endswith("es")
        )

    def _known(self, mention: Mention) -> str | None:
        """What the same words, or the same proper name, meant before."""
        content = [w for w in mention.words if w not in self.words.articles]
        found = self._memory.get(" ".join(content))
        return found or (self._memory.get(content[-1]) if content and mention.kind == "proper" else None)

    def _short_for(self, mention: Mention, before: list[Actor]) -> str | None:
        """The body or group named before whose name has the words: *la Mission*, *the Council*."""
        content = [w for w in mention.words if w not in self.words.articles]
        if not content or len(content) > 2:
            return None
        for actor in reversed(before):
            if actor.kind in ("body", "group", "organ", "company"):
                head = _HEAD.search(self.text, max(0, actor.start - 40), actor.start)
                own = {fold(m[0]) for m in WORD.finditer(f"{head[1] if head else ''} {actor.text} {actor.name}")}
                if all(w in own for w in content):
                    return actor.code
        return None

    def _introduced(self, mention: Mention) -> str | None:
        """The actor in whose company a name first stands: a title before it, an apposition behind it."""
        proper = [
            m[0] for m in WORD.finditer(self.text, mention.start, mention.end) if m[0][0].isupper() and len(m[0]) > 2
        ]
        first = re.search(rf"\b{re.escape(proper[-1])}\b", self.text) if proper else None
        if not first:
            return None
        left = max(self.text.rfind(c, 0, first.start()) for c in ".\n;:")
        before = [a for a in self.coded if left < a.start and a.end <= first.start() < a.end + 60]
        if before and not re.search(r"[,»”]", self.text[before[-1].end : first.start()]):
            return before[-1].code
        if self.text[first.end() : first.end() + 2].startswith((",", " (")):
            return next((a.code for a in self.coded if first.end() <= a.start < first.end() + 60), None)
        return None

    def _is(self, mention: Mention, like: Side) -> bool:
        """Whether a mention takes up the very one named before, rather than somebody else of that country."""
        if mention.kind == "proper":
            own = {fold(m[0]) for m in WORD.finditer(f"{like.text} {like.name}")}
            return all(w in own for w in mention.words if w not in self.words.articles)
        return mention.kind in ("singular", "plural", "first_person", "pair")

    def _first(self, code: str | None) -> int:
        return next((a.start for a in self.coded if a.code == code), len(self.text))

    def _as(self, mention: Mention, code: str | None) -> Side:
        """The side a mention is when it means the code, with the sector of its noun or of what it takes up."""
        text = self.text[mention.start : mention.end]
        sector = mention.noun.sector if mention.noun else None
        like = next((s for s in reversed([*self.coded, *self.said]) if s.code == code and s.end <= mention.start), None)
        if like is not None and code is not None and self._is(mention, like):
            return replace(like, text=text, start=mention.start, end=mention.end, sector=sector or like.sector)
        return Actor(text, mention.start, mention.end, code, sector, "generic" if mention.noun else "described", text)
