"""Tables and folders in every wrapping hold the same documents; copies are found, in bounded memory."""

import csv
import gzip
import io
import json
import os
import random
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crawl
from herodote.reading import read
from herodote.records import Document, Refusal
from herodote.sifting.copies import NEAR, Copies
from herodote.sifting.marks import SIZE, Marks, marks, resemblance, signature
from test_bulk import needs_ray, table
from test_cli import HERODOTE, herodote_, needs_weights

ROWS = [
    {"id": "a", "text": "Un.\nDeux, « trois ».", "title": "Titre", "published": "2024-11-06", "language": "fr",
     "url": "https://x.example/1", "publication": "Le Relais"},
    {"id": "b", "text": "Four.", "title": None, "published": None, "language": None, "url": None, "publication": None},
]  # fmt: skip


def as_jsonl() -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


def as_csv() -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROWS[0]))
    writer.writeheader()
    writer.writerows({k: v or "" for k, v in row.items()} for row in ROWS)
    return out.getvalue().encode()


def zstd(data: bytes) -> bytes:
    from fastwarc.stream_io import ZstdWriter

    out = io.BytesIO()
    writer = ZstdWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


def parquet(**changed: object) -> bytes:
    out = io.BytesIO()
    frame = pl.DataFrame(ROWS)
    frame.with_columns(**changed).write_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("t.jsonl", as_jsonl()),
        ("t.jsonl.gz", gzip.compress(as_jsonl())),
        ("two-members.jsonl.gz", gzip.compress(as_jsonl()[:99]) + gzip.compress(as_jsonl()[99:])),
        ("t.jsonl.zst", zstd(as_jsonl())),
        ("t.csv", as_csv()),
        ("t.csv.gz", gzip.compress(as_csv())),
        ("t.csv.zst", zstd(as_csv())),
        ("compressed-and-not-called-so.jsonl", zstd(as_jsonl())),
        ("called-so-and-not-compressed.jsonl.gz", as_jsonl()),
        ("t.parquet", parquet()),
        ("t.pq", parquet(published=pl.col("published").str.to_date())),
    ],
)
def test_a_table_is_the_same_in_every_wrapping(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    found = list(read([str(tmp_path / name)]))
    assert [one.model_dump() for one in found] == [
        row | {"published": date(2024, 11, 6) if row["published"] else None} for row in ROWS
    ]


def test_rows_of_parquet_are_refused_one_by_one(tmp_path):
    frame = pl.DataFrame({"id": [1, 2, 3], "text": ["One.", None, " "], "extra": [[1], [2], [3]]})
    frame.write_parquet(tmp_path / "t.parquet")
    one, *rest = read([str(tmp_path / "t.parquet")])
    assert (one.id, one.text) == ("1", "One.")
    assert [(r.source.rpartition(":")[2], r.reason) for r in rest] == [("2", "columns"), ("3", "empty")]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("t.parquet", parquet()[:300], "damaged"),
        ("no-text.parquet", None, "columns"),
        ("t.jsonl.gz", gzip.compress(as_jsonl())[:-20], "damaged"),
        ("t.jsonl.zst", zstd(as_jsonl())[:-20], "damaged"),
        ("twice.jsonl.gz", gzip.compress(gzip.compress(as_jsonl())), "binary"),
        ("t.parquet.gz", gzip.compress(parquet()), "binary"),
    ],
)
def test_what_is_damaged_is_refused_with_a_remedy(tmp_path, name, data, reason):
    path = tmp_path / name
    if data is None:
        pl.DataFrame({"body": ["x"]}).write_parquet(path)
    else:
        path.write_bytes(data)
    last = list(read([str(path)]))[-1]
    assert isinstance(last, Refusal)
    assert last.reason == reason
    assert ":" in last.message


def test_lines_before_the_damage_stand(tmp_path):
    noise = random.Random(1).randbytes(300_000).hex()
    lines = [json.dumps({"id": str(n), "text": noise[n * 600 : n * 600 + 600]}) for n in range(1000)]
    data = gzip.compress("\n".join(lines).encode())
    (tmp_path / "t.jsonl.gz").write_bytes(data[: len(data) // 2])
    *before, last = read([str(tmp_path / "t.jsonl.gz")])
    assert len(before) > 400
    assert all(isinstance(one, Document) for one in before)
    assert isinstance(last, Refusal)


def test_folders_and_patterns_are_read_in_the_order_of_names(tmp_path):
    for name in ("b/2.txt", "b/10.txt", "a.txt.gz", "b/.hidden.txt", "c.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        body = json.dumps({"id": "row", "text": "A row."}) if name.endswith("l") else f"Text of {name}."
        path.write_bytes(gzip.compress(body.encode()) if name.endswith("gz") else body.encode())
    own = [one.id.removeprefix(f"{tmp_path.name}/") for one in read([str(tmp_path)])]
    assert own == ["a", "b/10", "b/2", "row"]
    assert [one.id for one in read([f"{tmp_path}/**/*.txt"])] == ["10", "2"]
    assert [one.id for one in read([f"{tmp_path}/?.jsonl", f"{tmp_path}/a*"])] == ["row", "a"]


def test_a_pattern_that_matches_nothing_is_a_usage_error(tmp_path):
    status, _, err = herodote_("code", f"{tmp_path}/*.warc.gz")
    assert status == 2
    assert "*.warc.gz" in err


# --- copies ---


def texts(count: int, seed: int = 5) -> list[str]:
    dice = random.Random(seed)
    return [crawl.text(dice) for _ in range(count)]


@given(shared=st.integers(20, 400), own=st.integers(0, 300), seed=st.integers())
@settings(deadline=None, max_examples=60)
def test_signatures_tell_the_share_of_runs_in_common(shared, own, seed):
    dice = random.Random(seed)
    words = [str(dice.randrange(10**9)) for _ in range(shared + 2 * own)]
    one, other = words[: shared + own], words[:shared] + words[shared + own :]
    runs = [{tuple(side[at : at + 4]) for at in range(len(side) - 3)} for side in (one, other)]
    share = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    assert resemblance(signature(" ".join(one)), signature(" ".join(other))) == pytest.approx(share, abs=0.3)


def test_a_copy_with_another_beginning_and_without_its_end_is_found_and_another_report_is_not():
    copies, found = Copies(), []
    for number, text in enumerate(texts(300)):
        own = marks(f"d{number}", text, near=True)
        assert copies.find(own) is None
        copies.add(own)
        words = text.split()
        copy = f"Agence, 5 mars – {' '.join(words[: len(words) * 19 // 20])}"
        found.append(copies.find(marks("x", copy, near=True)))
        assert copies.find(marks("x", f"  {text} \n", near=False)) == "exact"
    assert found.count("near") >= 0.95 * len(found)


def test_an_update_under_the_same_id_is_a_version_where_versions_are_kept():
    copies = Copies()
    first, text = texts(2)
    copies.add(marks("a", first, near=True))
    copies.add(marks("b", text, near=True))
    update = marks("a", f"{first} Update.", near=True)
    assert copies.find(update) == "near"
    assert copies.find(update, versions=True) is None
    assert copies.find(marks("a", first, near=True), versions=True) is None
    assert copies.find(marks("c", first, near=True), versions=True) == "exact"


@pytest.mark.parametrize("limit", [64, 1 << 20])
def test_the_memory_is_a_function_of_what_was_added_and_forgets_the_oldest(limit):
    seen = [marks(str(n), text, near=True) for n, text in enumerate(texts(5000))]
    one, other = Copies(limit), Copies(limit)
    for each in seen:
        one.add(each)
    for each in seen:
        other.add(Marks.unpacked(each.packed()))
    assert len(seen[0].packed()) == SIZE
    probes = [marks("x", f"Agence – {text} Fin.", near=True) for text in texts(5000)]
    found = [one.find(probe) for probe in probes]
    assert found == [other.find(probe) for probe in probes]
    assert found[-20:].count("near") >= 18
    assert (found[:4000].count("near") > 3800) if limit > 5000 else not any(found[:4000])
    assert NEAR == 0.8


# --- the commands ---


def test_other_languages_are_skipped_and_the_numbers_add_up(tmp_path):
    rows = [{"id": code, "text": f"{text} {text}"} for code, text in list(crawl.OTHERS.items())[:4]]
    rows += [{"id": "empty", "text": " "}, rows[0]]
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf8")
    status, out, err = herodote_("code", tmp_path / "t.jsonl")
    assert (status, out) == (1, "")
    assert "6 read = 0 coded + 0 duplicates + 1 refused (empty 1) + 5 skipped (de 2, es 1, it 1, pt 1)" in err
    assert "--language" in err


@needs_weights
def test_all_runners_of_the_command_write_the_same_records(tmp_path):
    source = table(tmp_path / "reports.jsonl", 24)
    told = set()
    for runner in ("serial", "processes"):
        status, _, err = herodote_("code", source, "--runner", runner, "--workers", 2, "-o", tmp_path / runner)
        assert status == 0
        told.add(err.splitlines()[-1])
    assert (tmp_path / "serial").read_bytes() == (tmp_path / "processes").read_bytes()
    (line,) = told
    assert re.fullmatch(r"24 read = \d+ coded \+ \d+ duplicates \(.*\) \+ 0 refused \+ 0 skipped; \d+ events", line)
    status, out, _ = herodote_("code", source, "--duplicates", "keep", "--workers", 2)
    assert status == 0
    assert len({json.loads(row)["document"] for row in out.splitlines()}) > 12


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--resume"], "-o FILE"),
        (["--runner", "ray"], "-o DIR"),
        (["--runner", "horses"], "serial"),
        (["--workers", "0"], "--workers"),
        (["--duplicates", "some"], "near"),
        (["-o", "{folder}"], "is a folder"),
    ],
)
def test_options_that_do_not_fit_are_usage_errors(tmp_path, options, said):
    (tmp_path / "a.txt").write_text("Oslo left.")
    status, _, err = herodote_("code", tmp_path / "a.txt", *(o.format(folder=tmp_path) for o in options))
    assert status == 2
    assert said in err


@needs_ray
def test_a_cluster_that_does_not_answer_is_said_at_once(tmp_path):
    (tmp_path / "a.txt").write_text("Oslo left.")
    arguments = ("code", tmp_path / "a.txt", "--runner", "ray", "-o", tmp_path / "out")
    status, _, err = herodote_(*arguments, env=os.environ | {"RAY_ADDRESS": "127.0.0.1:9"})
    assert status == 2
    assert "no cluster answers at 127.0.0.1:9" in err
    assert "unset RAY_ADDRESS" in err


@needs_weights
@pytest.mark.parametrize("workers", [1, 2])
def test_a_ledger_takes_each_text_once_and_every_version(tmp_path, workers):
    first, second, third = texts(3)
    rows = [
        {"id": "a", "text": first}, {"id": "copy", "text": f"{first}\n"}, {"id": "b", "text": second},
        {"id": "near", "text": f"Agence – {second}"}, {"id": "a", "text": f"{first}\nUpdated."},
        {"id": "de", "text": crawl.OTHERS["de"] * 2}, {"id": "empty", "text": ""}, {"id": "c", "text": third},
    ]  # fmt: skip
    path: Path = tmp_path / "t.jsonl"
    path.write_text("\n".join(json.dumps(row | {"published": "2024-03-05"}) for row in rows), encoding="utf8")
    arguments = ("ingest", path, "--ledger", tmp_path / "desk.db", "--workers", workers)
    status, out, _ = herodote_(*arguments)
    assert status == 1
    assert out.startswith("8 documents: 4 read, 0 unchanged, 1 refused, 2 duplicates (")
    assert "1 skipped (de 1)" in out
    again = herodote_(*arguments)[1]
    assert again.startswith("8 documents: 0 read, 4 unchanged, 1 refused, 2 duplicates (")


def test_the_commands_name_their_inputs():
    assert HERODOTE
    for command in ("code", "ingest", "statements"):
        assert "WARC" in herodote_(command, "--help")[1]
