"""ICEWS coded event data: 20 columns set apart by tabs, with a header, a row a pair of sides.

Columns are those of the data's codebook (Harvard Dataverse, doi:10.7910/DVN/28075).
"""

from collections.abc import Iterator, Sequence

from herodote.interchange.cameo import cameo, state_names
from herodote.interchange.rows import clean, number, pairs
from herodote.records import Entity, Event

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
_SECTORS = {
    "COP": "Police", "GOV": "Government", "JUD": "Judicial", "LEG": "Legislative / Parliamentary", "MIL": "Military",
    "PTY": "Parties", "REB": "Rebel", "SPY": "Intelligence", "UAF": "Unidentified Forces", "PRM": "Paramilitary",
    "AGR": "Agricultural", "BUS": "Business", "CRM": "Criminals / Gangs",
    "CVL": "General Population / Civilian / Social",
    "EDU": "Education", "ELI": "Elite", "JRN": "News", "LAB": "Labor", "MED": "Medical / Health", "REF": "Displaced",
    "OPP": "Dissident", "REL": "Religious", "SOC": "Social",
}  # fmt: skip
_BODIES = {
    "UNO": "International Government Organization", "EUR": "International Government Organization",
    "IGO": "International Government Organization", "NGO": "Nongovernmental Organization (International)",
    "MNC": "Multinational Corporation", "IMG": "International Militarized Group", "ISM": "International Religious",
}  # fmt: skip


def header() -> Sequence[str]:
    """The line of column names."""
    return ("\t".join(COLUMNS),)


def rows(event: Event) -> Iterator[str]:
    """The lines of one event that happened, one for each actor with each recipient."""
    code = cameo(event)
    place = event.event_loc
    country = state_names().get(place.country_code or "", "") if place else ""
    city = place.extracted_place if place and place.resolution == "city" else None
    province = place.extracted_place if place and place.resolution == "region" else None
    for at, (actor, recipient) in enumerate(pairs(event)):
        cells = (
            number(event.id, str(at)),
            event.date or event.cite_info.published, *_side(actor), code.title, code.code, code.goldstein,
            *_side(recipient), event.document, event.text_info.sequence + 1, event.cite_info.publication,
            city, None, province, country, place and place.lat, place and place.lon,
        )  # fmt: skip
        yield "\t".join(map(clean, cells))


def _side(entity: Entity) -> tuple[str, str, str]:
    """Name, sectors in words and country; ICEWS names an actor by who it is rather than by the text's words."""
    sectors = [_BODIES[entity.code]] if entity.code in _BODIES else []
    sectors += [_SECTORS[s] for s in (entity.sector, *entity.other_sectors) if s in _SECTORS]
    return entity.identifier_text or entity.entity_text, ",".join(sectors), state_names().get(entity.code or "", "")
