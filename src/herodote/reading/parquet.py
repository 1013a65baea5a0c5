"""Tables of documents in Parquet: the columns of JSONL and CSV, a batch of rows at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from herodote.errors import RefusedError
from herodote.reading.table import COLUMNS, document, refusal
from herodote.records import Document, Refusal

MAGIC = b"PAR1"
#: Rows in memory together, besides the group of rows that the file keeps them in.
_ROWS = 4096


def read_parquet(path: Path) -> Iterator[Document | Refusal]:
    """The documents of a Parquet file; RefusedError if it cannot be read or has no column of texts."""
    for number, row in enumerate(_rows(path), 1):
        place = f"{path}:{number}"
        try:
            yield document(row, place)
        except RefusedError as error:
            yield refusal(row, place, error)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    import polars as pl

    try:
        table = pl.scan_parquet(path, glob=False)
        there = table.collect_schema().names()
        if "text" not in there:
            columns = ascii(", ".join(there)[:200])
            message = f"there is no column 'text', only {columns}: name the columns {','.join(COLUMNS)}"
            raise RefusedError("columns", message)
        wanted = table.select([name for name in COLUMNS if name in there])
        # Piece by piece: polars' own batches are read ahead, which took twice the memory.
        for at in range(0, table.select(pl.len()).collect().item(), _ROWS):
            yield from wanted.slice(at, _ROWS).collect().iter_rows(named=True)
    except (pl.exceptions.PolarsError, OSError) as error:
        message = f"is not Parquet that can be read ({str(error).splitlines()[0]}): write it anew"
        raise RefusedError("damaged", message) from None
