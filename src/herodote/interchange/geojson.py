"""GeoJSON (RFC 7946): a feature for each event whose place has coordinates, what maps filter by as its properties."""

import json
from collections.abc import Iterator

from herodote.records import Event

OPENING = '{"type": "FeatureCollection", "features": ['
CLOSING = "]}"


def rows(event: Event) -> Iterator[str]:
    """The event's feature, if it has a point."""
    place = event.event_loc
    if place is None or place.lat is None or place.lon is None:
        return
    properties = {
        "id": event.id, "event": event.event, "act": event.act, "mode": list(event.mode), "quad_code": event.quad_code,
        "event_scale": event.event_scale, "date": event.date, "enddate": event.enddate,
        "actor": [e.code or e.entity_text for e in event.actor],
        "recipient": [e.code or e.entity_text for e in event.recipient], "status": event.status,
        "certainty": event.certainty, "attribution": [s.entity_text for s in event.attribution],
        "place": place.resolved_place or place.extracted_place, "country_code": place.country_code,
        "resolution": place.resolution, "confidence": event.confidence, "text": event.text, "url": event.cite_info.url,
    }  # fmt: skip
    # A country's point stands for all of it: whoever draws it should know.
    feature = {
        "type": "Feature", "id": event.id, "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": properties,
    }  # fmt: skip
    yield json.dumps(feature, ensure_ascii=False, default=str)
