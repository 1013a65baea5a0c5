"""The application: pages, their twins and the API over one ledger."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from herodote.coder import EventCoder
from herodote.web import api, pages
from herodote.web.problems import install
from herodote.web.safety import Conditional, Guard
from herodote.web.settings import Settings
from herodote.web.state import Site

_ABOUT = """
Sourced political events: who did, promised, refused or threatened what, to whom, when and where, according to whom and
how surely. Reading is open; coding, ingest and review need the server's token as a bearer. Errors are problem details
(RFC 9457). Lists are gone on with by the `next` cursor; with `Accept: application/x-ndjson` they come whole,
a row a line.
"""


def create_app(settings: Settings, coder: Callable[[], EventCoder] = EventCoder) -> FastAPI:
    """The application over the ledger that the settings name; LedgerError if it cannot be opened."""
    site = Site(settings, coder)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        site.close()

    app = FastAPI(
        title="Hérodote", version=version("herodote"), description=_ABOUT, lifespan=life, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.site = site
    install(app)
    app.include_router(api.router)
    _assets(app)
    for router in pages.routers():
        app.include_router(router)
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, settings=settings)
    return app


def _assets(app: FastAPI) -> None:
    """Style sheets and scripts, which browsers may keep: their addresses change with them."""

    @app.get("/static/plotly.min.js", include_in_schema=False)
    def plotly(request: Request) -> Response:
        import plotly

        path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
        return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "public, max-age=86400"})

    app.mount("/static", _Kept(directory=str(files("herodote.web") / "static")), name="static")


class _Kept(StaticFiles):
    def file_response(self, *given: object, **more: object) -> Response:
        answer = super().file_response(*given, **more)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer
