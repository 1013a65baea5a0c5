"""Finding figures in a text and saying what each of them counts."""

import re
from dataclasses import dataclass

from herodote.grounding.amounts.lexicon import Lexicon, lexicon
from herodote.grounding.times import times
from herodote.grounding.times.numerals import Number
from herodote.grounding.times.plain import plain

_REACH = 60
_WORD = re.compile(r" ?([^\W\d_][\w'-]*|\d+)")
_LAST_WORD = re.compile(r"[^\W\d_]\w*(?= $)")
_SPACES = re.compile(" +")
_YEARS = range(1700, 2100)
_YEAR_DIGITS = 4
_SURE_WORD = 10
"""Number words up to here have other meanings too (neuf, six)."""
_SPAN = tuple[int, int]
_SPAN_WORD = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure and what it counts.

    `start` and `end` are code-point offsets, from the word that makes the number rough to the unit
    or counted noun. `value` is None where the text gives none ("des milliers", "unanimously");
    `value_max` is the upper end of a range. `unit` is an SI or ISO 4217 symbol, "percent", "vote",
    a counted noun in the singular, or None. `kind` is personnel, materiel, money, area, distance,
    duration, share, vote, casualties or other; `casualty` is dead, injured or arrested.
    """

    text: str
    start: int
    end: int
    value: float | int | None
    value_max: float | int | None
    approx: bool
    unit: str | None
    kind: str
    casualty: str | None


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number before its unit is known."""

    start: int
    end: int
    value: Number | None
    value_max: Number | None
    approx: bool
    spelled: bool
    article: bool = False
    sign: str | None = None
    single: bool = False
    split: _SPAN | None = None
    """Where the first number of a range ends and the second begins."""

    @property
    def is_year(self) -> bool:
        """Whether the bare digits look like a year."""
        written = not self.spelled and not self.approx and self.end - self.start == _YEAR_DIGITS
        return written and self.value in _YEARS


@dataclass(frozen=True, slots=True)
class _Unit:
    end: int
    name: str | None
    kind: str
    factor: float = 1
    casualty: str | None = None


def amounts(text: str, *, language: str) -> list[Amount]:
    """The figures of a text, in reading order, none overlapping another.

    Dates, ages, clock times, ordinals and numbers that are names (article 4, F-16) are left out.
    Raises UnknownLanguageError for a language without tables.
    """
    known, flat = lexicon(language), plain(text)
    dated = [(t.start, t.end) for t in times(text, language=language) if t.kind != "duration"]
    found: list[Amount] = []
    for all_agreed in known.unanimous.finditer(flat):
        unit = _Unit(all_agreed.end(), "vote", "vote")
        found.append(_amount(text, *all_agreed.span(), unit=unit))
    place = 0
    while match := known.figure.search(flat, place):
        place = max(match.end(), place + 1)
        figure = _figure(match, flat, known)
        first = max(match.end("rough"), match.start())
        if figure is None or _is_name_or_date(flat, figure, first, dated, known):
            continue
        several = _read(text, flat, figure, dated, known)
        found.extend(several)
        if several:
            place = max(place, several[-1].end)
    return _disjoint(sorted(found, key=lambda a: (a.start, -a.end)))


def _disjoint(found: list[Amount]) -> list[Amount]:
    kept: list[Amount] = []
    for amount in found:
        if not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    return kept


def _is_name_or_date(flat: str, figure: _Figure, first: int, dated: list[_SPAN], known: Lexicon) -> bool:
    """Whether the number from `first` on belongs to a date, an age, a clock time or a name."""
    low, high = max(0, first - _REACH), min(len(flat), figure.end + _REACH)
    names = (match.span() for match in known.exclude.finditer(flat, low, high))
    return any(start < figure.end and first < end for start, end in (*dated, *names))


def _amount(text: str, start: int, end: int, unit: _Unit, figure: _Figure | None = None) -> Amount:
    return Amount(
        text=text[start:end],
        start=start,
        end=end,
        value=_scaled(figure.value, unit.factor) if figure else None,
        value_max=_scaled(figure.value_max, unit.factor) if figure else None,
        approx=figure.approx if figure else False,
        unit=unit.name,
        kind="casualties" if unit.casualty else unit.kind,
        casualty=unit.casualty,
    )


def _scaled(value: Number | None, factor: float) -> Number | None:
    if value is None or factor == 1:
        return value
    scaled = round(value * factor, 3)
    return int(scaled) if float(scaled).is_integer() else scaled


def _figure(match: re.Match[str], flat: str, known: Lexicon) -> _Figure | None:
    rough = bool(match["rough"])
    start, end = match.span()
    if match["unknown"]:
        return _Figure(start, end, None, None, True, True)
    if match["article"]:
        return _Figure(start, end, 1, None, rough, True, article=True)
    low, high, sign = _ends(match)
    scale = _glued(match["glued"], known)
    value, top = known.numerals.value(low), known.numerals.value(high) if high else None
    if value is None:
        return None
    value, top = _common_scale(value, top, high, known)
    rough = rough or bool(match["between"]) or top is not None or known.numerals.is_round(low)
    spelled = not low[0].isdigit()
    single = spelled and low in known.one
    return _Figure(
        start=start,
        end=end,
        value=_scaled(value, scale),
        value_max=_scaled(top, scale),
        approx=rough,
        spelled=spelled,
        sign=sign,
        single=single,
        split=(match.end("one"), match.start("two")) if match["two"] else None,
    )


def _ends(match: re.Match[str]) -> tuple[str, str | None, str | None]:
    if match["between"]:
        bare = re.compile(r"^[^\w]*")
        low, high = bare.sub("", match["from"]), bare.sub("", match["to"])
        signed = re.match(r"[^\w\s]", match["from"]) or re.match(r"[^\w\s]", match["to"])
        return low, high, signed.group() if signed else None
    if match["sum"]:
        return match["sum"], match["sum2"], match["sign"]
    return match["one"], match["two"], None


def _glued(surface: str | None, known: Lexicon) -> int:
    return known.scale.get(surface.strip(), 1) if surface else 1


def _common_scale(value: Number, top: Number | None, high: str | None, known: Lexicon) -> tuple[Number, Number | None]:
    """Give both ends the scale that only the second one names: "2 à 3 millions"."""
    if top is None or high is None or value >= 1000:
        return value, top
    for word in known.numerals.word.findall(high):
        factor = known.numerals.words[word]
        if word in known.numerals.large and factor >= 1000 and value * factor <= top:
            value = value * factor
    return value, top


def _read(text: str, flat: str, figure: _Figure, dated: list[_SPAN], known: Lexicon) -> list[Amount]:
    votes = _votes(text, flat, figure, known)
    if votes:
        return votes
    if figure.value_max is not None and figure.value is not None and figure.value_max < figure.value:
        figure = _Figure(figure.start, figure.end, figure.value_max, figure.value, True, figure.spelled)
    unit = _unit(text, flat, figure, known)
    if unit is None:
        return []
    unit = _with_casualty(_undated(flat, figure.start, unit.end, dated), figure, unit, known)
    if figure.article and unit.kind not in ("personnel", "materiel", "casualties"):
        return []
    if unit.name is None and (figure.is_year or not (unit.casualty or _bare(text, figure))):
        return []
    amount = _amount(text, figure.start, unit.end, unit, figure)
    if unit.kind == "vote":
        return [amount, *_opposed(text, flat, unit.end, known)]
    return [amount]


def _bare(text: str, figure: _Figure) -> bool:
    """Whether a number that counts nothing is worth keeping: digits, or a rough or a high number."""
    before = _LAST_WORD.search(text, max(0, figure.start - _REACH), figure.start)
    # "The Grace 1" is a name.
    if figure.article or figure.single or (before and before.group()[0].isupper()):
        return False
    return not figure.spelled or figure.approx or (figure.value or 0) > _SURE_WORD


def _votes(text: str, flat: str, figure: _Figure, known: Lexicon) -> list[Amount]:
    """ "285-170", "14 to one", where the words around speak of a vote."""
    if figure.value is None or figure.value_max is None or figure.split is None:
        return []
    nearby = flat[max(0, figure.start - _REACH // 2) : figure.end + _REACH // 4]
    if figure.value_max >= figure.value or not known.vote_cue.search(nearby):
        return []
    (stop, begin), start = figure.split, figure.start
    unit = _Unit(figure.end, "vote", "vote")
    for_it = _Figure(start, stop, figure.value, None, False, False)
    against = _Figure(begin, figure.end, figure.value_max, None, False, False)
    return [
        _amount(text, start, stop, unit, for_it),
        _amount(text, begin, figure.end, unit, against),
    ]


def _opposed(text: str, flat: str, end: int, known: Lexicon) -> list[Amount]:
    match = known.against.match(flat, end)
    value = known.numerals.value(match["n"]) if match else None
    if match is None or value is None:
        return []
    start, stop = match.span("n")
    word = _WORD.match(flat, stop)
    noun = known.noun(word[1]) if word else None
    if word and noun and noun.kind == "vote":
        stop = word.end()
    figure = _Figure(start, stop, value, None, False, False)
    return [_amount(text, start, stop, _Unit(stop, "vote", "vote"), figure)]


def _unit(text: str, flat: str, figure: _Figure, known: Lexicon) -> _Unit | None:
    end = figure.end
    if figure.sign:
        return _Unit(end, known.symbols.get(figure.sign, "USD"), "money")
    if figure.article:
        return _noun(text, flat, figure, known)
    if share := known.percent.match(flat, end):
        return _Unit(share.end(), "percent", "share")
    if money := known.money.match(flat, end):
        name = " ".join(money["unit"].split())
        code = known.currencies.get(name) or known.symbols[name]
        return _Unit(money.end(), code, "money", known.scale.get(money["scale"] or "", 1))
    if measure := known.measure.match(flat, end):
        what = known.measures[" ".join(measure["unit"].split())]
        return _Unit(measure.end(), what.unit, what.kind, what.factor)
    if flat[end : end + 1].isalnum():
        return None
    return _noun(text, flat, figure, known) or _Unit(end, None, "other")


def _noun(text: str, flat: str, figure: _Figure, known: Lexicon) -> _Unit | None:
    """The head of the noun phrase after a number: a known noun, else a word that looks counted."""
    words = _phrase(flat, figure.end, known)
    if not words:
        return None
    if words[0][0] in known.counted and not figure.article:
        word, end = words[0]
        return _Unit(end, word, "casualties", casualty=known.counted[word])
    for index, (word, end) in enumerate(words[: _reach(figure, known)]):
        noun = known.noun(word)
        if noun is None or (figure.is_year and noun.singular == word):
            continue
        if index + 1 < len(words) and _qualifies(word, words[index + 1][0], figure, known):
            continue
        name = "vote" if noun.kind == "vote" else noun.singular
        return _Unit(end, name, noun.kind, casualty=noun.casualty)
    return None if figure.article else _unknown_noun(text, figure, words, known)


def _reach(figure: _Figure, known: Lexicon) -> int:
    """How many words of the noun phrase may be its noun."""
    if known.noun_first:
        return 1
    return 2 if figure.article else 4


def _qualifies(word: str, following: str, figure: _Figure, known: Lexicon) -> bool:
    """Whether a noun only qualifies the one after it: "two missile attacks", "a fishing boat"."""
    if known.noun_first:
        return False
    if following in known.heads or known.noun(following):
        return True
    singular = known.singular(word) == word and word not in known.keep
    return singular and figure.value not in (None, 1) and known.singular(following) != following


def _phrase(flat: str, end: int, known: Lexicon) -> list[_SPAN_WORD]:
    if flat[end : end + 1] == "-":
        # "A 10,000-member force": one word, in the singular.
        joined = _WORD.match(flat, end + 1)
        return [(joined[1], joined.end())] if joined else []
    link = re.compile(known.numerals.partitive).match(flat, end)
    place = link.end() if link else end
    words: list[_SPAN_WORD] = []
    skipped: list[_SPAN_WORD] = []
    while len(words) + len(skipped) < 5 and (match := _WORD.match(flat, place)):
        word = match[1]
        if (word in known.stop and not (not words and word in known.counted)) or word[0].isdigit():
            break
        (skipped if word in known.before_noun else words).append((word, match.end()))
        place = match.end()
    return words or skipped[-1:]


def _unknown_noun(text: str, figure: _Figure, words: list[_SPAN_WORD], known: Lexicon) -> _Unit | None:
    many = figure.value is None or figure.value != 1
    if figure.single or figure.is_year:
        return None
    for word, end in words[: 1 if known.noun_first else 4]:
        if text[end - len(word)].isupper():
            if many and word.endswith(known.person_endings):
                return _Unit(end, known.person, "personnel")
            if known.noun_first:
                return None
        elif not many or known.singular(word) != word or word in known.keep:
            return _Unit(end, known.singular(word), "other")
    return None


def _undated(flat: str, start: int, end: int, dated: list[_SPAN]) -> tuple[str, str]:
    """The text before and after a figure, without the dates that stand between verb and figure."""
    low, high = max(0, start - _REACH), min(len(flat), end + _REACH)
    before, after = flat[low:start], flat[end:high]
    for first, last in dated:
        if low <= first and last <= start:
            before = before.replace(flat[first:last], "")
        elif end <= first and last <= high:
            after = after.replace(flat[first:last], "")
    return _SPACES.sub(" ", before), _SPACES.sub(" ", after)


def _with_casualty(around: tuple[str, str], figure: _Figure, unit: _Unit, known: Lexicon) -> _Unit:
    """Look left and right for words that make the people counted dead, injured or arrested."""
    if unit.casualty or unit.kind not in ("personnel", "other"):
        return unit
    if unit.name is None and figure.spelled and figure.single:
        return unit
    left, right = around
    best: tuple[int, str] | None = None
    for kind, cue in known.before.items():
        match = cue.search(left)
        if match and (best is None or match.start() > best[0]):
            best = (match.start(), kind)
    after = {kind: match.end() for kind, cue in known.after.items() if (match := cue.match(right))}
    if after:
        kind = min(after, key=lambda name: after[name])
        return _Unit(unit.end, unit.name, unit.kind, unit.factor, kind)
    if best:
        return _Unit(unit.end, unit.name, unit.kind, unit.factor, best[1])
    return unit
