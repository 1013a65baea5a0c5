"""The folder that a cluster works in: slices of what was read and parts of what was coded, each whole or absent.

plan.json                         the job, so that only it is resumed
documents/00003-0007.parquet      the 8th slice of the 4th file: texts, refusals and skipped ones, in their order
documents/00003.json              how many slices that file has: written when all are there
events/part-00003-0007.parquet    the records of that slice
events/part-00003-0007.json       what became of its documents: written just before
refused.jsonl, summary.json       the end
"""

import json
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from herodote.records import Document, Refusal
from herodote.sifting import Coded, Examined, Skipped
from herodote.sifting.marks import Marks
from herodote.sifting.outcomes import Failed

if TYPE_CHECKING:
    import polars as pl

_FIELDS = ("id", "language", "text", "title", "published", "url", "publication")
_TEXTS = _FIELDS[2:]


@dataclass(frozen=True, slots=True)
class Folder:
    """Where everything of a run lies; all machines of the cluster must see it under this path."""

    path: Path

    def slice_path(self, name: str) -> Path:
        """A slice of what was read."""
        return self.path / "documents" / f"{name}.parquet"

    def part_path(self, name: str) -> Path:
        """The records of a slice."""
        return self.path / "events" / f"part-{name}.parquet"

    def kept_path(self, name: str) -> Path:
        """Which documents of a slice are no copies, by their number in it."""
        return self.path / "documents" / f"{name}.kept.json"

    def trail_path(self, name: str) -> Path:
        """What the worker of a slice, or of a file's reading, is at."""
        return self.path / "events" / f".{name}.trail"

    def count_path(self, file: int) -> Path:
        """How many slices a file has."""
        return self.path / "documents" / f"{file:05}.json"

    def slices(self, file: int) -> list[str]:
        """The names of a file's slices, in order; none if it is not read to its end."""
        path = self.count_path(file)
        return [slice_name(file, n) for n in range(json.loads(path.read_text())["slices"])] if path.exists() else []

    def tidy(self) -> None:
        """Remove what interrupted runs left unfinished, and what their workers were at."""
        for name in ("documents", "events"):
            for path in (self.path / name).glob(".*"):
                path.unlink(missing_ok=True)

    def examined(self, name: str, *, whole: bool) -> Iterator[Examined | Skipped | Refusal]:
        """What a slice holds, in order. Without ``whole`` texts are left where they are: copies are found by marks."""
        import polars as pl

        columns = ["state", "id", "language", "stated", "refusal", "marks", *(_TEXTS if whole else ())]
        for row in pl.read_parquet(self.slice_path(name), columns=columns).iter_rows(named=True):
            if row["state"] == "skipped":
                yield Skipped(row["id"], row["language"])
            elif row["state"] == "refused":
                yield Refusal.model_validate_json(row["refusal"])
            else:
                yield _examined(row)

    def outcome(self, name: str) -> dict[str, Any]:
        """The numbers of a part: coded, events, and the refusals of coding."""
        found: dict[str, Any] = json.loads(self.part_path(name).with_suffix(".json").read_text(encoding="utf8"))
        return found


def slice_name(file: int, number: int) -> str:
    """The name of a slice; in the order of names is in the order of the input."""
    return f"{file:05}-{number:04}"


def write_slice(path: Path, rows: Iterable[Examined | Skipped | Refusal]) -> None:
    """Write what was examined."""
    import polars as pl

    schema = dict.fromkeys(("state", *_FIELDS, "stated", "refusal"), pl.String)
    frame = pl.DataFrame([_row(one) for one in rows], schema={**schema, "published": pl.Date, "marks": pl.Binary})
    write_whole(path, frame)


def write_part(path: Path, coded: list[Coded | Failed]) -> None:
    """Write records and what became of the documents; the part last, for where it is, all is done."""
    import polars as pl

    rows = [_event(one.document, record) for one in coded if isinstance(one, Coded) for record in one.records]
    texts = ("id", "document", "event", "status", "certainty", "language", "url", "title", "publication", "record")
    schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(("date", "enddate", "published"), pl.Date)
    sides = {name: pl.List(pl.String) for name in ("mode", "actor", "recipient")}
    frame = pl.DataFrame(rows, schema={**schema, **sides, "confidence": pl.Float64})
    refused = [one.refusal.model_dump() for one in coded if isinstance(one, Failed)]
    numbers = {"coded": len(coded) - len(refused), "events": len(rows), "refused": refused}
    write_json(path.with_suffix(".json"), numbers)
    write_whole(path, frame)


def write_whole(path: Path, frame: "pl.DataFrame") -> None:
    """A Parquet file that is there only when it is complete, whoever else writes it at the same time."""
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    frame.write_parquet(part)
    os.replace(part, path)


def write_json(path: Path, content: object) -> None:
    """A JSON file that is there only when it is complete."""
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf8")
    os.replace(part, path)


def _row(one: Examined | Skipped | Refusal) -> dict[str, Any]:
    if isinstance(one, Skipped):
        return {"state": "skipped", "id": one.id, "language": one.language}
    if isinstance(one, Refusal):
        return {"state": "refused", "id": one.id, "refusal": one.model_dump_json()}
    fields = {name: getattr(one.document, name) for name in _FIELDS}
    marks = one.marks.packed() if one.marks else None
    # The language that was stated, if any, stands apart: a document must come out as it went in.
    return fields | {"state": "read", "stated": one.document.language, "language": one.language, "marks": marks}


def _examined(row: dict[str, Any]) -> Examined:
    fields = {name: row.get(name) for name in _FIELDS} | {"language": row["stated"], "text": row.get("text") or ""}
    marks = Marks.unpacked(row["marks"]) if row["marks"] else None
    return Examined(Document.model_validate(fields), row.get("language") or "", marks)


def _event(document: Document, record: str) -> dict[str, Any]:
    """A row of a part: what is most asked for in columns of its own, and the record as ``code`` prints it."""
    event = json.loads(record)
    plain = {name: event[name] for name in ("id", "document", "event", "mode", "status", "certainty", "confidence")}
    days = {name: Date.fromisoformat(event[name]) if event[name] else None for name in ("date", "enddate")}
    sides = {side: [one["code"] for one in event[side] if one["code"]] for side in ("actor", "recipient")}
    cited = {name: getattr(document, name) for name in ("title", "published", "language", "url", "publication")}
    return plain | days | sides | cited | {"record": record}
