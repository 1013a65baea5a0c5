"""What commands that read documents share: their options, their checks, and how they tell of refusals."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from herodote.languages import available

if TYPE_CHECKING:
    from herodote.records import Refusal


def _date(written: str | None) -> str | None:
    try:
        if written:
            Date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(f"{written!r} is no date: write it as YYYY-MM-DD") from None
    return written


def _language(code: str | None) -> str | None:
    if code is not None and code not in available():
        raise typer.BadParameter(f"{code!r} is not read: choose {' or '.join(available())}")
    return code


PublishedOption = Annotated[
    str | None, typer.Option(metavar="DATE", callback=_date, help="Day of publication, for documents that state none.")
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        metavar="CODE", callback=_language, help=f"Language ({', '.join(available())}), where none is stated."
    ),
]
ConfidenceOption = Annotated[
    float,
    typer.Option(
        "--min-confidence", metavar="P", min=0.0, max=1.0, help="Leave out records less sure than this: fewer, righter."
    ),
]
TitleOption = Annotated[str | None, typer.Option(help="Title, for documents that state none.")]


class Refusals:
    """Says each refusal on the error stream, in one line, and remembers that there was one."""

    status = 0

    def __call__(self, refusal: "Refusal") -> None:
        """Tell of one."""
        from herodote.rendering.articles import printable

        self.status = 1
        line = f"{refusal.source}: {refusal.message} [{refusal.reason}]"
        typer.echo(printable(" ".join(line.split())), err=True)


def check_inputs(inputs: Iterable[str]) -> None:
    """Refuse the command if a file or folder it is given does not exist."""
    from herodote.reading import is_url

    missing = [one for one in inputs if one != "-" and not is_url(one) and not Path(one).exists()]
    if missing:
        raise typer.BadParameter(
            f"no such file or folder: {', '.join(missing)}: check the spelling", param_hint="INPUT"
        )


def several(inputs: list[str]) -> bool:
    """Whether more than one document is to be expected."""
    return (
        len(inputs) > 1 or Path(inputs[0]).is_dir() or Path(inputs[0]).suffix.lower() in (".jsonl", ".ndjson", ".csv")
    )


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A file that takes its place only when everything was written; devices and pipes are written to directly."""
    from herodote.errors import UsageError

    path = path.resolve()
    direct = path.exists() and not path.is_file()
    part = path if direct else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        file = part.open("w", encoding="utf8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): choose another place") from None
    try:
        with file:
            yield file
        if not direct:
            part.replace(path)
    finally:
        if not direct:
            part.unlink(missing_ok=True)
