"""Actors that a user adds in the dictionaries of PETRARCH and TABARI: dated roles, synonyms, agents, provenance."""

import json
from datetime import date as Date

import pytest

from herodote import actors, add_actors
from herodote.errors import UsageError
from herodote.grounding.dictionaries import VARIABLE
from small_ledger import coder, documents

ACTORS = """# invented for the tests
<!-- a comment
over two lines -->
ILDA_BRENSEN_  ; a politician
+BRENSEN_
	[DNKELI <20100101]
	[DNKGOV 100101-20201231]
	[DNKOPP >210101]
MARVEN_COLUMN [SDNREB]
LEAGUE_OF_THE_LAKES_ [IGO]
FRANCE_ [FRA]
OLD_MAN [NORELI 310101-600101] [NORGOV 600102-700101]
NOBODY [---]
"""
AGENTS = """!WARDEN! = WARDEN, WARDENS
!WARDEN!_OF_THE_MARCHES {} [~MIL]
TOLL_KEEPER [~GOV] # plural made
BAILIFF {BAILIFFS} [~JUD]
"""


@pytest.fixture
def dictionary(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    paths = [tmp_path / "my.actors.txt", tmp_path / "my.agents.txt"]
    for path, content in zip(paths, (ACTORS, AGENTS), strict=True):
        path.write_text(content, encoding="utf8")
    add_actors(*paths)
    return paths


def coded(text, language="fr", published=None):
    return [(a.text, a.code, a.sector) for a in actors(text, language=language, published=published)]


@pytest.mark.parametrize(
    ("day", "sector"),
    [("2005-06-01", "ELI"), ("2010-01-01", "GOV"), ("2020-12-31", "GOV"), ("2021-01-01", "OPP")],
)
def test_a_role_holds_for_its_time_its_limits_included(dictionary, day, sector):
    assert coded("Ilda Brensen a parlé.", published=day) == [("Ilda Brensen", "DNK", sector)]
    assert coded("Brensen spoke.", "en", day) == [("Brensen", "DNK", sector)]


def test_outside_its_times_an_actor_means_nothing(dictionary):
    assert coded("Old Man est venu.", published="1980-01-01") == []
    assert coded("Old Man est venu.", published="1940-01-01") == [("Old Man", "NOR", "ELI")]
    assert coded("Old Man est venu.", published="1965-01-01") == [("Old Man", "NOR", "GOV")]


def test_names_want_their_capitals_but_small_words_do_not(dictionary):
    assert coded("The League of the Lakes met the Marven Column.", "en") == [
        ("League of the Lakes", "IGO", None), ("Marven Column", "SDN", "REB"),
    ]  # fmt: skip
    assert coded("a marven column of smoke", "en") == []


def test_what_the_tables_know_better_stays(dictionary):
    assert coded("La France recule.") == [("France", "FRA", "GOV")]


def test_agents_take_their_country_from_the_text(dictionary):
    from fake_reader import FakeReader, told
    from herodote.coder import EventCoder

    reader = FakeReader(
        told("seized", "COERCE", actor="Norwegian wardens of the marches"),
        told("fined", "SANCTION", actor="Danish toll keepers"),
    )
    rows = [("a", "2020-01-01", "Norwegian wardens of the marches seized boats.\nDanish toll keepers fined them.")]
    ((first, second),) = EventCoder(reader).code(documents(rows))
    assert [(e.actor[0].code, e.actor[0].sector) for e in (first, second)] == [("NOR", "MIL"), ("DNK", "GOV")]


def test_who_coded_says_that_actors_were_added_and_which(dictionary):
    ((event, *_),) = coder().code(documents()[:1])
    first = event.coder.language_pack
    assert first.startswith("fr+actors-")
    add_actors(dictionary[0])
    ((event, *_),) = coder().code(documents()[:1])
    assert event.coder.language_pack not in (first, "fr")
    add_actors()
    ((event, *_),) = coder().code(documents()[:1])
    assert event.coder.language_pack == "fr"


def test_what_is_no_dictionary_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        add_actors(tmp_path / "none.txt")
    path = tmp_path / "no.txt"
    path.write_text("just words\n")
    with pytest.raises(UsageError, match="a code in brackets"):
        add_actors(path)


@pytest.mark.parametrize(
    ("line", "fault"),
    [("BAZ [USAGOV", "bracket is not closed"), ("BAZ [USAGOV <20101301]", "20101301 is no day"),
     ("BAZ [USAGOV 2010]", "is no time")],
)  # fmt: skip
def test_a_line_that_cannot_be_meant_is_named(tmp_path, line, fault):
    path = tmp_path / "bad.txt"
    path.write_text(f"GOOD [FRA]\n{line}\n")
    with pytest.raises(UsageError, match=f"bad.txt, line 2: .*{fault}"):
        add_actors(path)


def test_the_command_uses_them_in_every_process(dictionary, tmp_path):
    from test_cli import WEIGHTS, herodote_

    if not WEIGHTS.is_file():
        pytest.skip("the reader's weights are not there")
    source = tmp_path / "reports.jsonl"
    report = {"id": "a", "language": "en", "published": Date(2015, 5, 5).isoformat(),
              "text": "Ilda Brensen condemned the Marven Column on Monday."}  # fmt: skip
    source.write_text(json.dumps(report))
    for more in ((), ("--workers", "2")):
        status, out, err = herodote_("code", source, "--json", "--actors", dictionary[0], *more)
        assert status == 0, err
        event = json.loads(out.splitlines()[0])
        assert (event["actor"][0]["code"], event["actor"][0]["sector"]) == ("DNK", "GOV")
        assert event["coder"]["language_pack"].startswith("en+actors-")
    status, _, err = herodote_("code", source, "--actors", tmp_path / "none.txt")
    assert status == 2 and "cannot be read" in err
