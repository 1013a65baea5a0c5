"""POLECAT event files: 40 columns set apart by tabs, with a header, in the PLOVER ontology.

Columns are those of the data's header (Harvard Dataverse, doi:10.7910/DVN/AJGVIT). They are found by name, so that
files with columns more or fewer are read as well; ``None`` and empty cells are taken as not known.
"""

from collections.abc import Iterable, Iterator
from datetime import date as Date
from functools import cache

from herodote.errors import UsageError
from herodote.interchange.cameo import state_names
from herodote.interchange.rows import Rejected, Row, decimal
from herodote.plover import ontology
from herodote.records import CiteInfo, Coder, Entity, Location, Resolution

_NEEDED = ("Event ID", "Event Date", "Event Type")
_SIDES = {"Actor": "Primary Actor Sector", "Recipient": "Primary Recipient Sector"}


def read(lines: Iterable[str]) -> Iterator[Row | Rejected]:
    """The rows of an event file; UsageError if it has no header of POLECAT's."""
    each = iter(lines)
    names = next(each, "").lstrip("\ufeff").rstrip("\r\n").split("\t")
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise UsageError(f"the first line has no column {missing[0]!r}: POLECAT's files begin with their column names")
    for line in each:
        if not line.strip():
            continue
        cells = {n: "" if c in ("None", "NA", "nan") else c.strip() for n, c in zip(names, _cells(line), strict=False)}
        yield _row(cells)


def _cells(line: str) -> list[str]:
    return [cell.strip('"') for cell in line.rstrip("\r\n").split("\t")]


def _row(cell: dict[str, str]) -> Row | Rejected:
    name = f"polecat:{cell['Event ID']}"
    kind = cell["Event Type"].upper()
    if kind not in ontology().types:
        return Rejected(name, f"{kind or 'nothing'} is no type of PLOVER")
    modes = tuple(m for m in _several(cell, "Event Mode") if m in ontology().types[kind].modes)
    published = _day(cell.get("Publication Date", ""))
    cite = CiteInfo(language=_language(cell), publication=cell.get("Source") or "POLECAT", published=published)
    return Row(
        id=name, kind=kind, words=" ".join((kind, *modes)), modes=modes,
        contexts=tuple(c for c in _several(cell, "Contexts") if c in ontology().contexts),
        scale=decimal(cell.get("Intensity", "")), actor=_sides(cell, "Actor"), recipient=_sides(cell, "Recipient"),
        date=_day(cell["Event Date"]), place=_place(cell), cite=cite,
        coder=Coder(program="polecat", version=cell.get("Version", ""), weights="", language_pack="PLOVER"),
    )  # fmt: skip


def _several(cell: dict[str, str], name: str) -> list[str]:
    return [one.strip() for one in cell.get(name, "").replace(",", ";").split(";") if one.strip()]


def _sides(cell: dict[str, str], side: str) -> tuple[Entity, ...]:
    """The entities of a side: names and countries go in pairs where there are as many, else all have the first."""
    names = [n.strip() for n in (cell.get(f"{side} Name Raw") or cell.get(f"{side} Name", "")).split(";") if n.strip()]
    known = [n.strip() for n in cell.get(f"{side} Name", "").split(";") if n.strip()]
    codes = [_code(c) for c in _several(cell, f"{side} Country")]
    sectors = [s for s in (cell.get(_SIDES[side], ""), *_several(cell, f"{side} Sectors")) if s in ontology().sectors]
    sectors = list(dict.fromkeys(sectors))
    body = next((s for s in _several(cell, f"{side} Sectors") if s in ontology().international), None)
    out = []
    for at, name in enumerate(names):
        code = codes[at] if len(codes) == len(names) else next(iter(codes), None)
        out.append(Entity(
            entity_text=name, start=0, end=0, code=code or body, sector=sectors[0] if sectors else None,
            other_sectors=tuple(sectors[1:]), identifier_id=cell.get(f"Wikipedia {side} ID") or None,
            identifier_text=known[at] if len(known) == len(names) else None,
        ))  # fmt: skip
    return tuple(out)


def _code(written: str) -> str | None:
    """A country's code, which some releases give and others the name of."""
    if written in state_names() or written in ontology().international:
        return written
    return _by_name().get(written.casefold())


@cache
def _by_name() -> dict[str, str]:
    return {name.casefold(): code for code, name in state_names().items()}


def _place(cell: dict[str, str]) -> Location | None:
    name = cell.get("Raw Placename") or cell.get("Placename") or cell.get("City") or cell.get("Country")
    if not name:
        return None
    number = cell.get("GeoNames ID", "").partition(".")[0]
    resolution: Resolution = "city" if cell.get("City") else "region" if cell.get("Province") else "country"
    return Location(
        extracted_place=name, start=0, end=0, resolved_place=cell.get("Placename") or None,
        geonameid=int(number) if number.isdigit() else None, lat=decimal(cell.get("Latitude", "")),
        lon=decimal(cell.get("Longitude", "")), country_code=_code(cell.get("Country", "")), resolution=resolution,
    )  # fmt: skip


def _day(written: str) -> Date | None:
    try:
        return Date.fromisoformat(written[:10])
    except ValueError:
        return None


def _language(cell: dict[str, str]) -> str | None:
    names = {"english": "en", "french": "fr", "spanish": "es", "arabic": "ar", "portuguese": "pt", "russian": "ru",
             "chinese": "zh"}  # fmt: skip
    written = cell.get("Language", "").casefold()
    return names.get(written, written[:2] or None)
