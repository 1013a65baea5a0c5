"""A page and its twins: one builder gives what the HTML, the ``.json`` and the ``.csv`` of an address show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, Response

from herodote.web.rendering import csv_response, html_response


@dataclass(frozen=True, slots=True)
class Page:
    """What an address shows.

    ``data`` is the JSON twin, and what the template reads, as ``data``; plain values and dates only. ``rows`` is the
    CSV twin, one mapping a line, all with the same keys. ``title`` is a key of the interface's texts, or plain words.
    ``more`` is for the template alone.
    """

    template: str
    title: str
    data: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


Builder = Callable[[Request], Page]


def add(router: APIRouter, path: str, build: Builder) -> None:
    """Put a page at ``path`` with its twins at ``path.json`` and ``path.csv``; the overview's are ``/overview.json`` …

    The builder runs in a worker thread, so that it may ask the database.
    """
    name = path if path != "/" else "/overview"

    def html(request: Request) -> Response:
        return html_response(request, build(request))

    def as_json(request: Request) -> Response:
        return JSONResponse(jsonable_encoder(build(request).data))

    def as_csv(request: Request) -> Response:
        return csv_response(request.url.path.strip("/").removesuffix(".csv"), build(request).rows)

    # The twins first: "/happening/{key}.json" would otherwise be taken for a happening of that key.
    router.add_api_route(f"{name}.json", as_json, methods=["GET"], include_in_schema=False)
    router.add_api_route(f"{name}.csv", as_csv, methods=["GET"], include_in_schema=False)
    router.add_api_route(path, html, methods=["GET"], include_in_schema=False)
