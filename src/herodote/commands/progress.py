"""How far an ingest has come: documents, rate, and time left where the number of documents can be known."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from herodote.ledger.ingest import Summary

#: Lines are counted beforehand in tables up to this size.
_COUNTED = 2_000_000_000
_TABLES = (".jsonl", ".ndjson", ".csv", ".tsv")
#: Archives, and what is compressed.
_OPAQUE = (".warc", ".gz", ".zst")


@contextmanager
def following(inputs: Sequence[str]) -> "Iterator[Callable[[Summary], None]]":
    """A progress bar on a terminal's error stream, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda summary: None
        return
    words = TextColumn("{task.completed} documents, {task.fields[rate]:.1f} a second, {task.fields[claims]} claims")
    with Progress(BarColumn(), words, TimeElapsedColumn(), TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=expected(inputs), rate=0.0, claims=0)

        def tell(summary: "Summary") -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = summary.seen / elapsed if elapsed else 0.0
            bar.update(task, completed=summary.seen, rate=rate, claims=summary.claims)

        yield tell


def expected(inputs: Sequence[str]) -> int | None:
    """How many documents the inputs hold: lines of tables, files of folders; None if that cannot be told at once."""
    from herodote.reading import files, is_url

    if any(one == "-" or is_url(one) for one in inputs):
        return None
    counts = [_documents(path) for path, _ in files(inputs)]
    known = [count for count in counts if count is not None]
    return sum(known) or None if len(known) == len(counts) else None


def _documents(path: Path) -> int | None:
    """Those of one file; None for archives and compressed tables, which would have to be read for it."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        import polars as pl

        return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
    if suffix in _TABLES:
        if path.stat().st_size > _COUNTED:
            return None
        with path.open("rb") as lines:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(1 << 20), b""))
    return None if suffix in _OPAQUE else 1
