"""Records of every shape the schema allows, invented for tests of what carries them."""

from datetime import date as Date

from hypothesis import strategies as st

from herodote.plover import ontology
from herodote.records import (
    Amount,
    CiteInfo,
    Coder,
    DateInfo,
    Entity,
    Event,
    Instrument,
    Location,
    Size,
    Source,
    TextInfo,
    Thing,
)

TEXT = "Selon Kiev, l’armée de Lima a livré « douze » chars\tà Sucre — hier.\nPuis rien…"
SENTENCE = (0, TEXT.index("\n"))


def _word(maker, **more):
    def made(at, data):
        return maker(**{"text": TEXT[at[0] : at[1]], "start": at[0], "end": at[1]} | data)

    return st.builds(made, places, st.fixed_dictionaries(more))


places = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda p: (p[0], p[0] + p[1]))
codes = st.sampled_from(["FRA", "RUS", "UNO", "EUR", "KOS", "NGO", None])
sectors = st.sampled_from([None, "GOV", "MIL", "REB", "JRN", "CVL"])
days = st.dates(Date(1990, 1, 1), Date(2030, 12, 31))
coder = Coder(program="herodote", version="0.1.0", weights="fake-1", language_pack="fr")


def entity(at, code, sector):
    return Entity(entity_text=TEXT[at[0] : at[1]], start=at[0], end=at[1], code=code, sector=sector)


entities = st.lists(st.builds(entity, places, codes, sectors), max_size=3).map(tuple)
sources = st.lists(
    st.builds(lambda e, named, quoted: Source(**e.model_dump(), cue="Selon", named=named, quoted=quoted),
              st.builds(entity, places, codes, sectors), st.booleans(), st.booleans()), max_size=2).map(tuple)  # fmt: skip
locations = st.none() | st.builds(
    lambda at, code, point: Location(
        extracted_place=TEXT[at[0] : at[1]], start=at[0], end=at[1], country_code=code, resolution="city",
        lat=point and point[0], lon=point and point[1],
    ), places, st.sampled_from(["FRA", "BOL", None]),
    st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)  # fmt: skip
amounts = st.lists(
    _word(Amount, value=st.none() | st.integers(0, 10**9) | st.floats(0, 1e6), approx=st.booleans(),
          kind=st.sampled_from(["personnel", "money", "other"])), max_size=2).map(tuple)  # fmt: skip


@st.composite
def events(draw, number=1):
    kind = draw(st.sampled_from(list(ontology().types)))
    modes = draw(st.sets(st.sampled_from(sorted(ontology().types[kind].modes) or [""]), max_size=1))
    modes = tuple(m for m in modes if m)
    first, last = sorted(draw(st.tuples(days, days)))
    dated = draw(st.booleans())
    trigger = draw(places)
    return Event(
        id=f"doc#{number}", document="doc", date=first if dated else None, enddate=last if dated else None,
        date_info=draw(st.none() | _word(DateInfo, precision=st.sampled_from(["day", "month"]))) if dated else None,
        event=kind, act=kind, mode=modes, context=tuple(draw(st.sets(st.sampled_from(ontology().contexts), max_size=2))),
        quad_code=ontology().types[kind].quad, event_scale=ontology().scale(kind, modes), actor=draw(entities),
        recipient=draw(entities), object=tuple(draw(st.lists(_word(Thing), max_size=2))),
        instrument=draw(st.none() | _word(Instrument, parties=st.just(("FRA", "BOL")))),
        step=draw(st.sampled_from([None, "signed", "ratified"])), event_text=TEXT[trigger[0] : trigger[1]],
        event_loc=draw(locations), status=draw(st.sampled_from(["actual", "future", "hypothetical", "negated"])),
        certainty=draw(st.sampled_from(["stated", "hedged"])), attribution=draw(sources),
        size=Size(dead=draw(st.none() | st.integers(0, 99))), amounts=draw(amounts), text=TEXT[slice(*SENTENCE)],
        text_info=TextInfo(sequence=0, start=SENTENCE[0], end=SENTENCE[1], event_start=trigger[0], event_end=trigger[1]),
        cite_info=CiteInfo(title="Chars", language="fr", published=draw(st.none() | days), publication="Le Jour"),
        confidence=draw(st.floats(0, 1)), coder=coder,
    )  # fmt: skip
