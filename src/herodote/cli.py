"""The command line: every command is registered here and lives in ``herodote.commands``."""

from collections.abc import Callable
from typing import Annotated

import typer

from herodote.commands import coding, exchanging, hearing, keeping, questions, reports, serving

app = typer.Typer(
    name="herodote",
    help="Reads French and English news into sourced events: who did what to whom, according to whom, how surely.",
    epilog="Exit status: 0 all done, 1 a document was refused, 2 the command cannot be carried out as given.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        import herodote

        typer.echo(f"herodote {herodote.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of the command as a whole."""


_COMMANDS: tuple[Callable[..., None], ...] = (
    coding.code, hearing.statements, hearing.relate, reports.evaluate, reports.schema, reports.examples,
    keeping.ingest, keeping.watch, keeping.refusals, keeping.review, keeping.rebuild,
    exchanging.export, exchanging.convert, exchanging.import_,
    *questions.QUESTIONS.values(), questions.treaties, questions.why, serving.serve,
)  # fmt: skip
for command in _COMMANDS:
    app.command(command.__name__.rstrip("_"))(command)
