"""Records as a polars frame, nested as the record is, and Parquet with that schema: nothing is lost either way."""

import io
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import date as Date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from pydantic import BaseModel, ValidationError

from herodote.errors import UsageError
from herodote.records import Event

if TYPE_CHECKING:
    from herodote.ledger.opening import Ledger

_PLAIN: dict[Any, pl.DataType] = {
    str: pl.String(), int: pl.Int64(), float: pl.Float64(), bool: pl.Boolean(), Date: pl.Date(),
}  # fmt: skip


@cache
def event_schema() -> dict[str, pl.DataType]:
    """Column by column, the polars type of a record's field: structs and lists where the record nests."""
    return {name: _dtype(field.annotation) for name, field in Event.model_fields.items()}


def _dtype(annotation: Any) -> pl.DataType:
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        # A figure is a whole number or not: both are kept as a float.
        given = [_dtype(one) for one in inside if one is not type(None)]
        return pl.Float64() if pl.Float64() in given else given[0]
    if origin is tuple:
        return pl.List(_dtype(inside[0]))
    if origin is typing.Literal:
        return pl.String()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pl.Struct({name: _dtype(field.annotation) for name, field in annotation.model_fields.items()})
    return _PLAIN[annotation]


def frame(events: Iterable[Event]) -> pl.DataFrame:
    """Events as a frame, one a row, with the columns and nesting of the record."""
    return _parsed("\n".join(event.model_dump_json() for event in events).encode())


def records(table: pl.DataFrame) -> Iterator[Event]:
    """The events of a frame of ``frame`` or of parts of a cluster's run; UsageError if it is none."""
    if "record" in table.columns:
        yield from map(Event.model_validate_json, table["record"])
        return
    missing = [name for name in ("id", "document", "event", "text_info") if name not in table.columns]
    if missing:
        raise UsageError(f"no records: there is no column {missing[0]!r}")
    for number, row in enumerate(table.iter_rows(named=True), 1):
        try:
            yield Event.model_validate(_whole_numbers(row))
        except ValidationError as error:
            raise UsageError(f"row {number} is no record ({_said(error)}): code the reports again") from None


def _whole_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """Figures that are whole numbers as such again: a column of figures holds only floats."""
    for amount in row.get("amounts") or ():
        for name in ("value", "value_max"):
            value = amount[name]
            amount[name] = int(value) if value is not None and value.is_integer() else value
    return row


def read_events(source: "str | Path | Ledger | Iterable[Event]") -> pl.DataFrame:
    """Records as a polars frame, nested as docs/record.md describes them.

    ``source`` is a file that ``herodote code`` wrote (JSONL, also .gz and .zst, Parquet, or a cluster's folder of
    parts), a ledger, open or by its address (its live claims), or events themselves. UsageError says what is wrong
    with a file, and that there is none. ``.to_pandas()`` turns the frame into pandas's, with pandas and pyarrow
    installed.
    """
    from herodote.ledger.opening import Ledger

    if isinstance(source, Ledger):
        return _live(source)
    if not isinstance(source, str | Path):
        return frame(source)
    if "://" in str(source) or Path(source).suffix in (".db", ".sqlite", ".sqlite3"):
        from herodote.ledger.opening import open_ledger

        with open_ledger(str(source), read_only=True) as ledger:
            return _live(ledger)
    path = Path(source)
    if not path.exists():
        raise UsageError(f"{path} is not there: give a file of records, a folder of parts or a ledger")
    parts = sorted((path / "events").glob("*.parquet")) or sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not parts:
        raise UsageError(f"{path} holds no Parquet parts: give the folder that --runner ray wrote")
    return pl.concat([_file(part) for part in parts])


def _live(ledger: "Ledger") -> pl.DataFrame:
    from herodote.ledger.exporting import live_records

    return _parsed("\n".join(live_records(ledger.engine)).encode())


def _file(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        try:
            table = pl.read_parquet(path)
        except pl.exceptions.PolarsError as error:
            raise UsageError(f"{path} is no whole Parquet file ({error}): write it again") from None
        if "record" in table.columns:
            return _parsed("\n".join(table["record"]).encode())
        return frame(records(table)) if table.schema != pl.Schema(event_schema()) else table
    from herodote.reading.compression import unpacked

    with unpacked(path) as file:
        return _checked(file.read(), path)


def _checked(written: bytes, path: Path) -> pl.DataFrame:
    """The records of a file; each is looked at, for one that is damaged would come out as something else."""
    number = 0
    for number, line in enumerate(written.splitlines(), 1):
        try:
            if line.strip():
                Event.model_validate_json(line)
        except ValidationError as error:
            if number == 1:
                told = "give the JSONL or Parquet that herodote code wrote"
                raise UsageError(f"{path} holds no records of herodote code ({_said(error)}): {told}") from None
            told = "take the line out, or code the reports again"
            raise UsageError(f"{path}, line {number}: no whole record ({_said(error)}): {told}") from None
    return _parsed(written)


def _parsed(lines: bytes) -> pl.DataFrame:
    schema: Mapping[str, Any] = event_schema()
    if not lines.strip():
        return pl.DataFrame(schema=schema)
    return pl.read_ndjson(io.BytesIO(lines), schema=schema)


def _said(error: ValidationError) -> str:
    """The first fault of a record, in a line."""
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'record'}: {first['msg']}"
