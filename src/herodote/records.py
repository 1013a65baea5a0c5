"""The records that pass between stages and leave the package: frozen, and the source of the JSON Schema.

Offsets are Unicode code points into the document's ``text``, end exclusive. What is not known is
``None`` or an empty list. ``docs/record.md`` describes every field; names are PLOVER's where it has one.
"""

from datetime import date as Date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

EventTypeName = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Precision = Literal["day", "week", "month", "season", "year", "decade"]
Step = Literal[
    "negotiated", "initialled", "signed", "lower-house", "upper-house", "ratified", "promulgated", "deposited",
    "in-force", "invoked", "amended", "suspended", "denounced", "expired",
]  # fmt: skip
Resolution = Literal["city", "region", "country", "sea", "unresolved"]
AmountKind = Literal["personnel", "materiel", "money", "area", "distance", "duration", "share", "vote", "other"]


class Record(BaseModel):
    """Base of all records: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


class Document(Record):
    """A report to be coded. Only ``text`` is read; the rest is context and provenance."""

    id: str
    text: str
    title: str | None = None
    published: Date | None = None
    language: str | None = None
    url: str | None = None
    publication: str | None = None


class Refusal(Record):
    """A document that could not be coded: a stable ``reason``, and a message that names the remedy."""

    id: str
    source: str
    reason: str
    message: str


class Span(Record):
    """Words of the document and their place."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Entity(Record):
    """One side of an event or one source of it."""

    entity_text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    code: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    identifier_id: str | None = None
    identifier_text: str | None = None
    office: str | None = None


class Source(Entity):
    """Who the event rests on; ``cue`` are the words that introduce the source."""

    cue: str | None = None
    named: bool = True
    quoted: bool = False


class Thing(Span):
    """What is given, taken, asked for or refused."""

    kind: str | None = None


class Instrument(Span):
    """The treaty, accord, resolution, law or package that the event is about."""

    kind: str | None = None
    parties: tuple[str, ...] = ()


class Amount(Span):
    """A figure that measures the event; units are SI, ISO 4217 or the thing counted."""

    value: float | int | None = None
    value_max: float | int | None = None
    approx: bool = False
    unit: str | None = None
    kind: AmountKind = "other"


class DateInfo(Record):
    """The words a date rests on, the interval they mean and how precise they are."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    precision: Precision
    approx: bool = False


class Location(Record):
    """Where: the words, the place they mean (GeoNames where it is known) and how closely it is resolved."""

    extracted_place: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    resolved_place: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country_code: str | None = None
    resolution: Resolution = "unresolved"


class Size(Record):
    """Casualties and arrests."""

    dead: int | None = None
    injured: int | None = None
    arrested: int | None = None


class TextInfo(Record):
    """Number and place of the sentence, and place of the trigger."""

    sequence: int
    start: int
    end: int
    event_start: int
    event_end: int


class CiteInfo(Record):
    """Where the report comes from."""

    url: str | None = None
    title: str | None = None
    language: str | None = None
    publication: str | None = None
    published: Date | None = None


class Coder(Record):
    """Which program read it so."""

    program: str
    version: str
    weights: str
    language_pack: str


class Event(Record):
    """One coded event: see docs/record.md."""

    id: str
    document: str
    date: Date | None = None
    enddate: Date | None = None
    date_info: DateInfo | None = None
    event: EventTypeName
    act: EventTypeName
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    quad_code: int = Field(ge=1, le=4)
    event_scale: float = Field(ge=-10, le=10)
    actor: tuple[Entity, ...] = ()
    recipient: tuple[Entity, ...] = ()
    object: tuple[Thing, ...] = ()
    instrument: Instrument | None = None
    step: Step | None = None
    event_text: str
    event_loc: Location | None = None
    status: Literal["actual", "future", "hypothetical", "negated"]
    certainty: Literal["stated", "hedged"]
    attribution: tuple[Source, ...] = ()
    size: Size = Size()
    amounts: tuple[Amount, ...] = ()
    text: str
    text_info: TextInfo
    cite_info: CiteInfo
    confidence: float = Field(ge=0, le=1)
    coder: Coder


class Statement(Record):
    """What a source says, about an event or not: see docs/record.md."""

    id: str
    document: str
    source: tuple[Source, ...] = ()
    cue: Span
    content: tuple[Span, ...]
    certainty: Literal["stated", "hedged", "denied"]
    text: str
    text_info: TextInfo
    cite_info: CiteInfo
    confidence: float = Field(ge=0, le=1)
    coder: Coder


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one coded event."""
    body = Event.model_json_schema(mode="serialization")
    return body | {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Hérodote event"}
