"""A small ledger for tests: invented reports, and a reader that finds what they say without weights."""

from collections.abc import Iterable
from datetime import date as Date

from sqlalchemy import Engine, select

from fake_reader import FakeReader, told
from herodote.coder import EventCoder
from herodote.ledger.tables import KEPT
from herodote.records import Document

REPORTS = [
    ("paris", "2024-05-06", "Selon Oslo, la France a livré 40 chars à la Moldavie dimanche."),
    ("oslo", "2024-05-07", "France delivered 30 tanks to Moldova on Sunday, Chisinau said."),
    ("lima", "2024-05-07", "Le Pérou a expulsé lundi deux diplomates chiliens."),
    ("quito", "2024-05-08", "Chile denies that it will deploy 500 soldiers in Bolivia on Friday."),
]
READER = FakeReader(
    told("a livré", "AID", actor="la France", recipient="la Moldavie", object="40 chars", amount="40 chars",
         time="dimanche", source="Oslo", cue="Selon"),
    told("delivered", "AID", actor="France", recipient="Moldova", object="30 tanks", amount="30 tanks",
         time="on Sunday", source="Chisinau", cue="said", probability=0.5),
    told("a expulsé", "SANCTION", modes=("expel",), actor="Le Pérou", recipient="deux diplomates chiliens",
         time="lundi"),
    told("deploy", "MOBILIZE", modes=("troops",), status="negated", actor="Chile", time="on Friday", place="Bolivia",
         source="Chile", cue="denies", probability=0.4),
)  # fmt: skip


def documents(rows: Iterable[tuple[str, str, str]] = REPORTS) -> list[Document]:
    return [
        Document(id=name, text=text, published=Date.fromisoformat(day), publication=f"The {name}")
        for name, day, text in rows
    ]


def coder(name: str = "fake-1", **changed: str) -> EventCoder:
    """A coder with a reader of that name; ``changed`` gives triggers another type."""
    reader = FakeReader(*({**w, "type": changed.get(w["trigger"], w["type"])} for w in READER.wanted))
    reader.name = name
    return EventCoder(reader)


def kept_rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that are kept for good."""
    with engine.connect() as connection:
        return {t.name: sorted(map(tuple, connection.execute(select(t))), key=str) for t in KEPT}
