"""Claims for measuring a ledger: a made-up decade in which deeds are told by several outlets over some days.

Nothing is read; the records are what the reader would have made of such reports.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from herodote.ledger.claims import fingerprint
from herodote.ledger.writer import Read
from herodote.plover import ontology
from herodote.records import (
    Amount,
    CiteInfo,
    Coder,
    Document,
    Entity,
    Event,
    Location,
    Size,
    Source,
    TextInfo,
    Thing,
)

CODER = Coder(program="herodote", version="0", weights="invented", language_pack="en")
CODES = [
    "USA", "RUS", "CHN", "FRA", "DEU", "GBR", "UKR", "ISR", "IRN", "SYR", "TUR", "IND", "PAK", "AFG",
    "NGA", "SDN", "ETH", "EGY", "SAU", "YEM", "IRQ", "COL", "VEN", "BRA", "MEX", "KOR", "PRK", "JPN",
    "PHL", "MMR", "THA", "KEN", "SOM", "COD", "RWA", "MLI", "BFA", "NER", "TCD", "LBY", "TUN", "DZA",
    "MAR", "ESP", "ITA", "POL", "HUN", "SRB", "GRC", "ARM", "AZE", "GEO", "KAZ", "UZB", "QAT", "ARE",
    "JOR", "LBN", "PSE", "AUS",
]  # fmt: skip
SECTORS = ["GOV", "GOV", "GOV", "MIL", "MIL", "OPP", "REB", "CVL", "LEG", "JUD"]
STATUS = ["actual"] * 7 + ["future", "negated", "hypothetical"]
HEADS = ["bar", "cor", "del", "fen", "gal", "hom", "jun", "kir", "lam", "mor", "nal", "por", "rud", "sel", "tam"]
TAILS = ["ad", "en", "ilo", "ock", "una", "esh", "iro", "ally", "ent", "ous"]
WORDS = [head + tail for head in HEADS for tail in TAILS]


@dataclass(frozen=True)
class Deed:
    """What happened: told again by each report, with its own words and figure."""

    kind: str
    actor: tuple[str, str]
    recipient: tuple[str, str]
    day: date
    town: int
    figure: int
    words: tuple[str, ...]


def _deed(dice: random.Random, day: date) -> Deed:
    actor, recipient = dice.sample(CODES, 2)
    return Deed(
        dice.choice(list(ontology().types)), (actor, dice.choice(SECTORS)), (recipient, dice.choice(SECTORS)), day,
        dice.randrange(900), dice.choice((3, 12, 40, 300, 11000)), tuple(dice.sample(WORDS, 8)),
    )  # fmt: skip


def invented(claims: int, seed: int = 7, per_report: int = 10) -> Iterator[Read]:
    """Reports with that many claims in all, in the order of their days; about four tell of one deed."""
    dice = random.Random(seed)
    days = 3650
    reports = claims // per_report
    recent: list[Deed] = []
    for number in range(reports):
        day = date(2015, 1, 1) + timedelta(days=number * days // reports)
        recent = [d for d in recent if (day - d.day).days <= 4][-120:]
        told = []
        for _ in range(per_report):
            if not recent or dice.random() < 0.25:
                recent.append(_deed(dice, day - timedelta(days=dice.randrange(2))))
            told.append(dice.choice(recent))
        yield _report(dice, number, day, told)


def _report(dice: random.Random, number: int, day: date, told: list[Deed]) -> Read:
    sentences, events, at = [], [], 0
    name = f"r{number:07d}"
    cite = CiteInfo(language="en", publication=f"Outlet {dice.randrange(40)}", published=day)
    for ordinal, deed in enumerate(told, 1):
        trigger = deed.kind.lower()
        words = " ".join(dice.sample(deed.words, 5) + dice.sample(WORDS, 4))
        sentence = f"{deed.actor[0]} {trigger} {deed.recipient[0]} {words} in Town{deed.town}."
        events.append(_event(dice, name, ordinal, deed, sentence, trigger, at, cite))
        sentences.append(sentence)
        at += len(sentence) + 1
    document = Document(id=name, text=" ".join(sentences), published=day, language="en", publication=cite.publication)
    return Read(document, events, CODER, fingerprint(document))


def _event(
    dice: random.Random, name: str, ordinal: int, deed: Deed, sentence: str, trigger: str, at: int, cite: CiteInfo
) -> Event:
    day = deed.day if dice.random() < 0.6 else None
    figure = deed.figure + dice.choice((0, 0, 0, 1, 2))
    start = at + len(deed.actor[0]) + 1
    place = f"Town{deed.town}"
    amount = Amount(text=str(figure), start=at, end=at, value=figure, kind="personnel")
    return Event(
        id=f"{name}#{ordinal}", document=name, date=day, enddate=day, event=deed.kind, act=deed.kind,  # type: ignore[arg-type]
        quad_code=ontology().types[deed.kind].quad, event_scale=ontology().scale(deed.kind, ()),
        actor=(_side(deed.actor, at),), recipient=(_side(deed.recipient, start + len(trigger) + 1),),
        object=(Thing(text=deed.words[0], start=at, end=at, kind=dice.choice((None, "materiel", "money"))),),
        event_text=trigger,
        event_loc=Location(extracted_place=place, resolved_place=place, geonameid=deed.town + 1, start=at, end=at,
                           country_code=deed.recipient[0], resolution="city"),
        status=dice.choice(STATUS), certainty="hedged" if dice.random() < 0.2 else "stated",  # type: ignore[arg-type]
        attribution=_source(dice, at), size=Size(dead=figure if deed.kind == "ASSAULT" else None),
        amounts=(amount,) if dice.random() < 0.3 else (), text=sentence,
        text_info=TextInfo(sequence=ordinal, start=at, end=at + len(sentence), event_start=start,
                           event_end=start + len(trigger)),
        cite_info=cite, confidence=round(dice.uniform(0.3, 1), 2), coder=CODER,
    )  # fmt: skip


def _side(side: tuple[str, str], at: int) -> Entity:
    return Entity(entity_text=side[0], start=at, end=at + 3, code=side[0], sector=side[1])


def _source(dice: random.Random, at: int) -> tuple[Source, ...]:
    code = dice.choice(CODES)
    return (Source(entity_text=code, start=at, end=at + 3, code=code, sector="GOV"),) if dice.random() < 0.5 else ()
