"""The ledger's contract, on SQLite and on PostgreSQL: what is kept, for good, and what questions find."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from herodote import views
from herodote.errors import UsageError
from herodote.ledger.doubtful import amended, doubtful
from herodote.ledger.engine import LedgerError, connect
from herodote.ledger.exporting import judged_documents, live_records
from herodote.ledger.grouping.settling import rebuild, settle
from herodote.ledger.ingest import ingest
from herodote.ledger.opening import Ledger, open_ledger
from herodote.ledger.reader import find_claim, history, why
from herodote.ledger.refused import refused
from herodote.ledger.tables import KEPT
from herodote.ledger.writer import correct
from herodote.records import Document, Refusal
from small_ledger import coder, documents, kept_rows


@pytest.fixture
def ledger(address):
    with open_ledger(address, create=True) as opened:
        ingest(opened.engine, documents(), coder=coder())
        yield opened


def key_of(ledger, trigger):
    frame = views.events(ledger)
    return frame.filter(frame["trigger"] == trigger)["key"].item()


def derived(ledger):
    """All that questions answer, in one value."""
    frames = [getattr(views, name)(ledger) for name in ("events", "happenings", "disputes", "sources", "dyads")]
    return [frame.sort(frame.columns).to_dicts() for frame in frames]


def test_the_records_that_come_out_are_those_that_went_in(ledger):
    given = documents()
    coded = {e.id: e.model_dump(mode="json") for events in coder().code(given) for e in events}
    back = {r["id"]: r for r in map(json.loads, live_records(ledger.engine))}
    assert back == coded
    assert len(back) == 4


def test_the_same_documents_twice_change_nothing(ledger):
    before = kept_rows(ledger.engine), derived(ledger)
    summary = ingest(ledger.engine, documents() + documents(), coder=coder())
    assert (summary.read, summary.unchanged, summary.claims) == (0, 8, 0)
    assert (kept_rows(ledger.engine), derived(ledger)) == before


def test_a_changed_document_is_a_new_version_and_the_old_one_stays(ledger):
    old = key_of(ledger, "a livré")
    changed = documents([("paris", "2024-05-06", "Selon Oslo, la France a livré 45 chars à la Moldavie dimanche.")])
    summary = ingest(ledger.engine, changed, coder=coder())
    assert (summary.read, summary.claims, summary.superseded) == (1, 1, 1)
    assert key_of(ledger, "a livré") != old
    past = history(ledger.engine, old)
    assert "40 chars" in past.claim.event.text
    assert past.superseded["why"] == "read again"
    assert len(kept_rows(ledger.engine)["claims"]) == 5


@pytest.mark.parametrize("table", [t.name for t in KEPT])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_is_kept(ledger, table, deed):
    correct(ledger.engine, key_of(ledger, "a livré"), "rejected", who="Ada", why="a training exercise")
    before = kept_rows(ledger.engine)
    statement = deed.format(table).replace(
        "SET id = id", "SET why = why" if table == "supersessions" else "SET id = id"
    )
    if table == "refusals":
        from herodote.ledger.writer import refuse

        refuse(ledger.engine, [Refusal(id="x", source="x", reason="no-text", message="no text")])
        before = kept_rows(ledger.engine)
    with pytest.raises(DBAPIError, match="append-only"), ledger.engine.begin() as connection:
        connection.execute(text(statement))
    assert kept_rows(ledger.engine) == before


def test_which_program_and_weights_read_a_claim_is_kept_apart_from_who_said_it(ledger):
    claim = find_claim(ledger.engine, "paris#1")
    assert (claim.event.coder.program, claim.event.coder.weights) == ("herodote", "fake-1")
    assert [s.entity_text for s in claim.event.attribution] == ["Oslo"]


def test_newer_weights_supersede_and_say_so(ledger):
    old = key_of(ledger, "a expulsé")
    assert ingest(ledger.engine, documents(), coder=coder("fake-2")).read == 0, "only when asked to"
    summary = ingest(ledger.engine, documents(), coder=coder("fake-2", **{"a expulsé": "COERCE"}), again=True)
    assert (summary.read, summary.superseded) == (4, 4)
    assert views.events(ledger, type="COERCE").height == 1
    assert views.events(ledger).height == 4
    assert history(ledger.engine, old).superseded is not None
    assert find_claim(ledger.engine, old).event.coder.weights == "fake-1"


def test_a_persons_correction_supersedes_and_outlives_newer_weights(ledger):
    old = key_of(ledger, "a expulsé")
    event = amended(find_claim(ledger.engine, old).event, "event", "coerce")
    new = correct(ledger.engine, old, "corrected", who="Ada", why="deported, not expelled", event=event)
    settle(ledger.engine)
    assert views.events(ledger, type="COERCE")["key"].to_list() == [new]
    assert views.events(ledger, type="SANCTION").is_empty()
    ingest(ledger.engine, documents(), coder=coder("fake-2"), again=True)
    assert views.events(ledger, type="COERCE").height == 1
    assert views.events(ledger, type="SANCTION").is_empty()
    past = history(ledger.engine, old)
    assert [(v["verdict"], v["who"], v["why"]) for v in past.verdicts] == [
        ("corrected", "Ada", "deported, not expelled")
    ]
    assert find_claim(ledger.engine, new).event.coder.program == "person"


def test_a_rejected_claim_is_gone_from_every_answer_but_not_from_the_ledger(ledger):
    key = key_of(ledger, "deploy")
    correct(ledger.engine, key, "rejected", who="Ada", why="")
    settle(ledger.engine)
    assert key not in views.events(ledger)["key"].to_list()
    assert views.happenings(ledger, actor="CHL").is_empty()
    assert find_claim(ledger.engine, key).key == key
    with pytest.raises(UsageError, match="no longer live"):
        why(ledger.engine, key)
    with pytest.raises(UsageError):
        correct(ledger.engine, key, "accepted", who="Ada", why="")


def test_doubtful_claims_come_least_sure_first_and_once(ledger):
    found = doubtful(ledger.engine, 0.6, 10)
    assert [c.event.event_text for c in found] == ["deploy", "delivered"]
    correct(ledger.engine, found[0].key, "accepted", who="Ada", why="")
    assert [c.event.event_text for c in doubtful(ledger.engine, 0.6, 10)] == ["delivered"]


def test_judged_claims_are_exported_as_the_corpus_writes_them(ledger, tmp_path):
    key = key_of(ledger, "a livré")
    event = amended(find_claim(ledger.engine, key).event, "actor", "Oslo =NOR/GOV")
    correct(ledger.engine, key, "corrected", who="Ada", why="", event=event)
    correct(ledger.engine, key_of(ledger, "deploy"), "accepted", who="Ada", why="")
    settle(ledger.engine)
    out = {d["id"]: d for d in map(json.loads, judged_documents(ledger.engine))}
    assert set(out) == {"paris", "quito"}
    (delivered,) = out["paris"]["events"]
    assert delivered["actor"] == [{"text": "Oslo", "code": "NOR", "sector": "GOV"}]
    assert (delivered["trigger"], delivered["date_text"], delivered["reviewed"]) == ("a livré", "dimanche", True)
    assert out["quito"]["events"][0]["status"] == "negated"
    assert out["paris"]["text"] == documents()[0].text


def test_one_deed_told_in_two_languages_is_one_happening_with_its_dispute(ledger):
    frame = views.happenings(ledger, actor="FRA")
    assert frame.height == 1
    row = frame.row(0, named=True)
    assert (row["claims"], row["life"], row["disputed"]) == (2, "confirmed", True)
    (dispute,) = views.disputes(ledger).to_dicts()
    assert (dispute["kind"], dispute["low"], dispute["high"]) == ("figure", 30, 40)
    assert dispute["positions"] == "Oslo: 40 chars; Chisinau: 30 tanks"
    told = why(ledger.engine, row["happening"])
    assert told.links[0].total >= told.threshold
    assert any("day" in reason for reason, _ in told.links[0].evidence)


FILTERS = [
    ({"actor": "FRA"}, {"a livré", "delivered"}),
    ({"recipient": "MDA/GOV"}, {"a livré", "delivered"}),
    ({"dyad": "MDA-FRA"}, {"a livré", "delivered"}),
    ({"type": "mobilize"}, {"deploy"}),
    ({"status": "negated"}, {"deploy"}),
    ({"source": "NOR"}, {"a livré"}),
    ({"place": "BOL"}, {"deploy"}),
    ({"since": "2024-05-06", "until": "2024-05-06"}, {"a expulsé"}),
    ({"text": "PEROU"}, {"a expulsé"}),
    ({"text": '"tanks to moldova"'}, {"delivered"}),
    ({"text": "moldavie -tanks"}, {"a livré"}),
    ({"text": "l'or"}, set()),
    ({"min_confidence": 0.6}, {"a livré", "a expulsé"}),
    ({"actor": "FRA", "certainty": "hedged"}, set()),
]


@pytest.mark.parametrize(("given", "expected"), FILTERS, ids=[str(f[0]) for f in FILTERS])
def test_filters(ledger, given, expected):
    assert set(views.events(ledger, **given)["trigger"]) == expected


@pytest.mark.parametrize(
    "given", [{"type": "WAR"}, {"status": "maybe"}, {"since": "May"}, {"dyad": "RUS"}, {"limit": 0}], ids=str
)
def test_filters_that_cannot_be_meant_are_refused(ledger, given):
    with pytest.raises(UsageError):
        views.events(ledger, **given)


def test_refusals_are_kept_with_their_reason_until_the_document_is_read(ledger):
    items = [
        Document(id="empty", text=" "),
        Refusal(id="gone", source="gone.html", reason="no-text", message="no text"),
    ]
    for _ in range(2):
        summary = ingest(ledger.engine, items, coder=coder())
        assert (summary.read, summary.refused) == (0, 2)
    assert [(r["id"], r["reason"]) for r in refused(ledger.engine)] == [("gone", "no-text"), ("empty", "no-text")]
    ingest(ledger.engine, [Document(id="empty", text="La Suède a livré du lait.", language="fr")], coder=coder())
    assert [r["id"] for r in refused(ledger.engine)] == ["gone"]


def test_rebuilding_comes_to_the_same(ledger):
    correct(ledger.engine, key_of(ledger, "deploy"), "rejected", who="Ada", why="")
    settle(ledger.engine)
    before = derived(ledger)
    assert rebuild(ledger.engine) == 3
    assert derived(ledger) == before


@pytest.mark.parametrize("wrong", ["a NUL \0 here", "half a pair \ud800 here"])
def test_what_no_database_would_keep_is_refused_and_nothing_else_is_lost(ledger, wrong):
    items = [Document(id="wrong", text=wrong), *documents([("new", "2024-05-08", "La Suède a livré du lait.")])]
    summary = ingest(ledger.engine, items, coder=coder())
    assert (summary.read, summary.refused) == (1, 1)
    assert [(r["id"], r["reason"]) for r in refused(ledger.engine)] == [("wrong", "encoding")]


def test_a_ledger_that_is_not_there_is_refused_with_the_remedy(address):
    with pytest.raises(LedgerError, match="herodote ingest"):
        connect(address)
    with open_ledger(address, create=True):
        pass
    with open_ledger(address) as again:
        assert views.events(again).is_empty()


def test_addresses_that_are_none_say_so(tmp_path):
    for wrong in ("mysql://x/y", "postgresql://nobody@/nothing?host=/nowhere"):
        with pytest.raises(LedgerError) as error:
            connect(wrong, create=True)
        assert "Traceback" not in str(error.value)
    (tmp_path / "text.db").write_text("no database at all, but long enough to be taken for one" * 20)
    with pytest.raises(LedgerError, match="cannot be opened"):
        connect(str(tmp_path / "text.db"))


def test_a_closed_ledger_can_be_opened_again(address):
    engine = connect(address, create=True)
    ingest(engine, documents(), coder=coder())
    engine.dispose()
    assert views.events(Ledger(connect(address))).height == 4
