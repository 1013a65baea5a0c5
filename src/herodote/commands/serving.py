"""A ledger as a site."""

from typing import Annotated

import typer

from herodote.commands.questions import DEFAULT_LEDGER, LedgerOption
from herodote.errors import UsageError


def serve(
    ledger: LedgerOption = DEFAULT_LEDGER,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on.")] = 8000,
    token: Annotated[
        str | None,
        typer.Option(envvar="HERODOTE_TOKEN", help="Opens coding, ingest and review to those who show it."),
    ] = None,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Show the texts of articles to holders of the token only (licences).")
    ] = False,
) -> None:
    """Serve a ledger as pages and an API, until Ctrl-C. Reading is open; what changes the ledger needs the token."""
    try:
        import uvicorn

        from herodote.web.app import create_app
    except ModuleNotFoundError as error:
        raise UsageError(f"the pages need {error.name}: pip install 'herodote[web]'") from None
    from herodote.web.settings import Settings

    if token is not None and len(token) < 8:
        raise UsageError("the token can be guessed: give eight characters or more")
    app = create_app(Settings(ledger=ledger, token=token, no_text=no_text))
    typer.echo(f"http://{host}:{port}/  (Ctrl-C ends it)", err=True)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, timeout_keep_alive=30)
