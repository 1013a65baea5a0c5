"""What commands that read documents share: their options, their checks, and how they tell of refusals."""

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date as Date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from herodote.languages import available

if TYPE_CHECKING:
    from herodote.records import Refusal
    from herodote.sifting import Outcome


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
#: What commands that read documents take.
INPUTS = (
    "Files (text, HTML, JSONL, CSV, Parquet, WARC; also .gz, .zst), folders, patterns, web addresses, or - for stdin."
)


class DuplicatesChoice(StrEnum):
    """Which copies are left out before coding."""

    near = "near"
    exact = "exact"
    keep = "keep"


DuplicatesOption = Annotated[
    DuplicatesChoice,
    typer.Option(help="Leave out texts that are nearly those of one before, only those that are exactly, or none."),
]
WorkersOption = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Processes that code; more than one: on as many cores.")
]


def _actors(paths: list[Path] | None) -> list[Path] | None:
    if paths:
        from herodote.grounding.dictionaries import add_actors

        add_actors(*paths)
    return paths


ActorsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--actors",
        metavar="FILE",
        callback=_actors,
        help="A dictionary of actors or agents as PETRARCH reads them, beside the tables; may be given again.",
    ),
]


def _fast(wanted: bool) -> bool:
    if wanted:
        os.environ["HERODOTE_WEIGHTS"] = "fast"  # processes started later read with it, too
    return wanted


FastOption = Annotated[
    bool, typer.Option("--fast", callback=_fast, help="Read with the smaller network: faster, a little less right.")
]
TitleOption = Annotated[str | None, typer.Option(help="Title, for documents that state none.")]


_TABLES = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".warc")


class Refusals:
    """Says each refusal on the error stream, in one line, and remembers that there was one."""

    status = 0

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        """``say`` writes a line where something else is shown on the error stream at the same time."""
        self._say = say or (lambda line: typer.echo(line, err=True))

    def hear(self, outcome: "Outcome | None") -> None:
        """Tell of an outcome if it is a refusal."""
        from herodote.records import Refusal
        from herodote.sifting.outcomes import Failed

        refusal = outcome.refusal if isinstance(outcome, Failed) else outcome
        if isinstance(refusal, Refusal):
            self(refusal)

    def __call__(self, refusal: "Refusal") -> None:
        """Tell of one."""
        from herodote.rendering.articles import printable

        self.status = 1
        line = f"{refusal.source}: {refusal.message} [{refusal.reason}]"
        self._say(printable(" ".join(line.split())))


def check_inputs(inputs: Iterable[str]) -> None:
    """Refuse the command if a file or folder it is given does not exist, or a pattern matches none."""
    from herodote.reading import is_url

    missing = [one for one in inputs if one != "-" and not is_url(one) and not _is_there(one)]
    if missing:
        raise typer.BadParameter(
            f"no such file or folder: {', '.join(missing)}: check the spelling", param_hint="INPUT"
        )


def _is_there(one: str) -> bool:
    return Path(one).exists() or (glob.has_magic(one) and any(glob.iglob(one, recursive=True)))


def several(inputs: list[str]) -> bool:
    """Whether more than one document is to be expected."""
    from herodote.reading.compression import bare

    return len(inputs) > 1 or not Path(inputs[0]).is_file() or Path(bare(inputs[0])).suffix.lower() in _TABLES


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
