"""The facts under herodote/world/: they parse, keep their schema and do not contradict one another."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest

WORLD = Path(__file__).parents[1] / "src" / "herodote" / "world"

SECTORS = {
    "COP",
    "GOV",
    "JUD",
    "LEG",
    "MIL",
    "PRM",
    "PTY",
    "REB",
    "SPY",
    "UAF",
    "UNK",
    "AGR",
    "BUS",
    "CRM",
    "CVL",
    "EDU",
    "ELI",
    "JRN",
    "LAB",
    "MED",
    "REF",
    "OPP",
    "PRE",
    "REL",
    "SOC",
}
INTERNATIONAL = {"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"}
ISO_3166 = {
    "ABW",
    "AFG",
    "AGO",
    "AIA",
    "ALA",
    "ALB",
    "AND",
    "ARE",
    "ARG",
    "ARM",
    "ASM",
    "ATA",
    "ATF",
    "ATG",
    "AUS",
    "AUT",
    "AZE",
    "BDI",
    "BEL",
    "BEN",
    "BES",
    "BFA",
    "BGD",
    "BGR",
    "BHR",
    "BHS",
    "BIH",
    "BLM",
    "BLR",
    "BLZ",
    "BMU",
    "BOL",
    "BRA",
    "BRB",
    "BRN",
    "BTN",
    "BVT",
    "BWA",
    "CAF",
    "CAN",
    "CCK",
    "CHE",
    "CHL",
    "CHN",
    "CIV",
    "CMR",
    "COD",
    "COG",
    "COK",
    "COL",
    "COM",
    "CPV",
    "CRI",
    "CUB",
    "CUW",
    "CXR",
    "CYM",
    "CYP",
    "CZE",
    "DEU",
    "DJI",
    "DMA",
    "DNK",
    "DOM",
    "DZA",
    "ECU",
    "EGY",
    "ERI",
    "ESH",
    "ESP",
    "EST",
    "ETH",
    "FIN",
    "FJI",
    "FLK",
    "FRA",
    "FRO",
    "FSM",
    "GAB",
    "GBR",
    "GEO",
    "GGY",
    "GHA",
    "GIB",
    "GIN",
    "GLP",
    "GMB",
    "GNB",
    "GNQ",
    "GRC",
    "GRD",
    "GRL",
    "GTM",
    "GUF",
    "GUM",
    "GUY",
    "HKG",
    "HMD",
    "HND",
    "HRV",
    "HTI",
    "HUN",
    "IDN",
    "IMN",
    "IND",
    "IOT",
    "IRL",
    "IRN",
    "IRQ",
    "ISL",
    "ISR",
    "ITA",
    "JAM",
    "JEY",
    "JOR",
    "JPN",
    "KAZ",
    "KEN",
    "KGZ",
    "KHM",
    "KIR",
    "KNA",
    "KOR",
    "KWT",
    "LAO",
    "LBN",
    "LBR",
    "LBY",
    "LCA",
    "LIE",
    "LKA",
    "LSO",
    "LTU",
    "LUX",
    "LVA",
    "MAC",
    "MAF",
    "MAR",
    "MCO",
    "MDA",
    "MDG",
    "MDV",
    "MEX",
    "MHL",
    "MKD",
    "MLI",
    "MLT",
    "MMR",
    "MNE",
    "MNG",
    "MNP",
    "MOZ",
    "MRT",
    "MSR",
    "MTQ",
    "MUS",
    "MWI",
    "MYS",
    "MYT",
    "NAM",
    "NCL",
    "NER",
    "NFK",
    "NGA",
    "NIC",
    "NIU",
    "NLD",
    "NOR",
    "NPL",
    "NRU",
    "NZL",
    "OMN",
    "PAK",
    "PAN",
    "PCN",
    "PER",
    "PHL",
    "PLW",
    "PNG",
    "POL",
    "PRI",
    "PRK",
    "PRT",
    "PRY",
    "PSE",
    "PYF",
    "QAT",
    "REU",
    "ROU",
    "RUS",
    "RWA",
    "SAU",
    "SDN",
    "SEN",
    "SGP",
    "SGS",
    "SHN",
    "SJM",
    "SLB",
    "SLE",
    "SLV",
    "SMR",
    "SOM",
    "SPM",
    "SRB",
    "SSD",
    "STP",
    "SUR",
    "SVK",
    "SVN",
    "SWE",
    "SWZ",
    "SXM",
    "SYC",
    "SYR",
    "TCA",
    "TCD",
    "TGO",
    "THA",
    "TJK",
    "TKL",
    "TKM",
    "TLS",
    "TON",
    "TTO",
    "TUN",
    "TUR",
    "TUV",
    "TWN",
    "TZA",
    "UGA",
    "UKR",
    "UMI",
    "URY",
    "USA",
    "UZB",
    "VAT",
    "VCT",
    "VEN",
    "VGB",
    "VIR",
    "VNM",
    "VUT",
    "WLF",
    "WSM",
    "YEM",
    "ZAF",
    "ZMB",
    "ZWE",
}
STATES = ISO_3166 | {"KOS"}
CODES = STATES | INTERNATIONAL
OFFICES = {"hs", "hg", "fm", "dm", "hb", "other"}
LISTS = {"organs": ["organ", "generic"], "bodies": ["body", "company", "medium"], "groups": ["group"]}
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

Table = dict[str, Any]


def load(name: str) -> Table:
    return tomllib.loads((WORLD / f"{name}.toml").read_text(encoding="utf-8"))


def office_files() -> list[str]:
    return sorted(path.stem for path in WORLD.glob("offices*.toml"))


def holders() -> Iterator[tuple[str, Table]]:
    for name in office_files():
        for code, table in load(name).items():
            for holder in table["holders"]:
                yield code, holder


def entries() -> Iterator[tuple[str, Table]]:
    for name, kinds in LISTS.items():
        facts = load(name)
        for kind in kinds:
            for entry in facts[kind]:
                yield kind, entry


def words_of(state: Table) -> set[str]:
    kinds = ("names", "adjectives", "demonyms", "capitals")
    words = set(chain.from_iterable(chain.from_iterable(state.get(kind, {}).values()) for kind in kinds))
    return words | {seat["text"] for seats in state.get("seats", {}).values() for seat in seats}


def is_clean(text: Any) -> bool:
    return isinstance(text, str) and text != "" and text == text.strip()


def first_day(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :]


def last_day(date: str) -> str:
    return date + "-12-31"[len(date) - 4 :]


@pytest.mark.parametrize("path", sorted(WORLD.glob("*.toml")), ids=lambda path: path.stem)
def test_file_parses_and_says_what_it_is_and_under_which_licence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text)
    comments = "\n".join(line for line in text.splitlines()[:6] if line.startswith("#"))
    assert "Source:" in comments and "CC0" in comments


def test_every_state_has_a_known_code_and_a_name_in_both_languages() -> None:
    for code, state in load("states").items():
        assert code in STATES, code
        assert state["names"]["en"] and state["names"]["fr"], code
        assert all(is_clean(word) for word in words_of(state)), code


def test_no_member_state_of_the_united_nations_is_missing() -> None:
    facts = load("states")
    full = [code for code, state in facts.items() if state.get("adjectives") and state.get("capitals")]
    assert len(full) >= 195


def test_french_adjectives_are_lower_case_and_inhabitants_are_capitalised() -> None:
    for code, state in load("states").items():
        for word in state.get("adjectives", {}).get("fr", []):
            assert word == word.lower(), (code, word)
        for word in state.get("demonyms", {}).get("fr", []):
            assert word[0].isupper(), (code, word)


def test_seats_have_known_sectors() -> None:
    for code, state in load("states").items():
        for seat in chain.from_iterable(state.get("seats", {}).values()):
            assert set(seat) == {"text", "sector"} and seat["sector"] in SECTORS, (code, seat)


def test_a_word_of_two_states_is_noted_as_ambiguous_in_both() -> None:
    facts = load("states")
    owners = defaultdict(set)
    for code, state in facts.items():
        for word in words_of(state):
            owners[word].add(code)
    for word, codes in owners.items():
        if len(codes) > 1:
            assert all(word in facts[code].get("ambiguous", []) for code in codes), (word, codes)


def test_what_is_noted_as_ambiguous_is_a_word_of_that_state() -> None:
    for code, state in load("states").items():
        assert set(state.get("ambiguous", [])) <= words_of(state), code


def test_organs_bodies_and_groups_have_known_codes_and_sectors() -> None:
    for kind, entry in entries():
        assert set(entry) <= {"code", "sector", "sectors", "en", "fr", "ambiguous"}, entry
        assert entry.get("code", "FRA") in (INTERNATIONAL if kind == "body" else CODES), entry
        assert entry.get("sector", "GOV") in SECTORS, entry
        for span in entry.get("sectors", []):
            assert span["sector"] in SECTORS and DATE.fullmatch(span["from"]), entry


def test_sectors_of_bodies_are_courts_or_troops() -> None:
    for body in load("bodies")["body"]:
        assert body.get("sector", "JUD") in {"JUD", "MIL"}, body


def test_names_of_organs_bodies_and_groups_are_clean_and_not_repeated() -> None:
    for kind, entry in entries():
        assert entry["en"] or entry["fr"], entry
        for language in ("en", "fr"):
            names = entry[language]
            assert all(is_clean(name) for name in names), entry
            assert len(names) == len(set(names)), (kind, names)


def test_a_name_with_two_owners_is_noted_as_ambiguous() -> None:
    owners = defaultdict(set)
    sure = defaultdict(set)
    for code, state in load("states").items():
        for word in words_of(state):
            owners[word].add(code)
    for kind, entry in entries():
        if kind == "generic":
            continue
        for name in entry["en"] + entry["fr"]:
            owners[name].add(entry.get("code", ""))
            if not entry.get("ambiguous"):
                sure[name].add(entry.get("code", ""))
    assert {name: owners[name] for name in sure if len(owners[name]) > 1} == {}


def test_generic_words_have_a_sector_and_no_code() -> None:
    generic = load("organs")["generic"]
    assert all("code" not in entry and entry["sector"] in SECTORS for entry in generic)
    for language in ("en", "fr"):
        assert len(set(chain.from_iterable(entry[language] for entry in generic))) >= 150


def test_a_generic_word_has_one_sector_in_each_language() -> None:
    for language in ("en", "fr"):
        sectors = defaultdict(set)
        for entry in load("organs")["generic"]:
            for word in entry[language]:
                sectors[word].add(entry["sector"])
        assert {word: found for word, found in sectors.items() if len(found) > 1} == {}


def test_holders_have_known_codes_offices_and_sectors() -> None:
    for code, holder in holders():
        assert code in CODES, code
        assert set(holder) <= {"n", "o", "f", "t", "a", "s"}, holder
        assert holder["o"] in OFFICES, holder
        assert holder.get("s", "GOV") in SECTORS, holder


def test_holders_have_names_and_no_empty_or_repeated_alias() -> None:
    for code, holder in holders():
        names = [holder["n"], *holder["a"]]
        assert all(is_clean(name) for name in names), (code, holder)
        assert len(names) == len(set(names)), (code, holder)


def test_dates_of_office_are_valid_and_ordered() -> None:
    for code, holder in holders():
        for end in (holder["f"], holder["t"]):
            assert end == "" or DATE.fullmatch(end), (code, holder)
        if holder["f"] and holder["t"]:
            assert first_day(holder["f"]) <= last_day(holder["t"]), (code, holder)


def test_a_state_has_one_holder_of_an_office_at_a_time() -> None:
    terms = defaultdict(list)
    for code, holder in holders():
        if holder["o"] in {"hs", "hg", "fm", "dm"}:
            terms[code, holder["o"]].append((holder["f"], holder["t"] or "9999", holder["n"]))
    for office, held in terms.items():
        held.sort()
        for earlier, later in pairwise(held):
            assert first_day(earlier[1]) <= last_day(later[0]), (office, earlier, later)


def test_each_code_stands_in_one_offices_file() -> None:
    codes = [code for name in office_files() for code in load(name)]
    assert len(codes) == len(set(codes))


def test_regions_have_known_codes_names_and_a_place_on_earth() -> None:
    for region in load("regions")["region"]:
        assert set(region) <= {"code", "en", "fr", "lat", "lon", "ambiguous"}, region
        assert region.get("code", "FRA") in STATES, region
        assert region["en"] and region["fr"], region
        assert all(is_clean(name) for name in region["en"] + region["fr"]), region
        assert -90 <= region["lat"] <= 90 and -180 <= region["lon"] <= 180, region


def test_a_region_name_with_two_owners_is_noted_as_ambiguous() -> None:
    owners = defaultdict(set)
    noted = defaultdict(list)
    for region in load("regions")["region"]:
        for name in {*region["en"], *region["fr"]}:
            owners[name].add(region.get("code", ""))
            noted[name].append(region.get("ambiguous", False))
    assert {name: codes for name, codes in owners.items() if len(codes) > 1 and not all(noted[name])} == {}


def test_exonyms_differ_from_the_name_they_stand_for_and_are_not_repeated() -> None:
    exonyms = load("regions")["exonym"]
    for exonym in exonyms:
        assert set(exonym) == {"fr", "en", "code"} and exonym["code"] in STATES, exonym
        assert is_clean(exonym["fr"]) and is_clean(exonym["en"]) and exonym["fr"] != exonym["en"], exonym
    rows = [tuple(exonym.values()) for exonym in exonyms]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("kind", "least"),
    [("company", 60), ("medium", 120), ("group", 200), ("organ", 200), ("body", 150)],
)
def test_breadth_does_not_shrink(kind: str, least: int) -> None:
    assert sum(found == kind for found, _ in entries()) >= least


def test_breadth_of_offices_and_regions_does_not_shrink() -> None:
    assert sum(1 for _ in holders()) >= 1200
    facts = load("regions")
    assert len(facts["region"]) >= 450 and len(facts["exonym"]) >= 350
