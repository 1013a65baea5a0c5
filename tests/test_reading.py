"""Reading: what comes in stays as it is, and what cannot be read is refused with reason and remedy."""

import csv
import io
import json
import socket
import threading
import tracemalloc
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from herodote.errors import RefusedError
from herodote.reading import read
from herodote.reading import url as web
from herodote.reading.language import identify
from herodote.reading.text import LONGEST
from herodote.records import Document, Refusal

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>La Bolivie gèle l’accord | Le Relais</title>
<meta property="og:site_name" content="Le Relais"><meta property="og:title" content="La Bolivie gèle l’accord">
<meta property="article:published_time" content="2021-05-04T08:00:00+02:00"></head>
<body><nav><a href="/">Accueil</a></nav>
<article><h1>La Bolivie gèle l’accord</h1><p>Le gouvernement bolivien a suspendu mardi l’accord de pêche conclu avec le
Pérou, selon un communiqué du ministère des affaires étrangères publié dans la soirée à La Paz.</p>
<p>Lima a regretté cette décision et réclame l’ouverture de pourparlers dans un délai de deux semaines.</p></article>
<footer>Mentions légales</footer></body></html>"""


def refusal(path, **kwargs) -> Refusal:
    (one,) = read([str(path)], **kwargs)
    assert isinstance(one, Refusal), one
    assert ":" in one.message
    return one


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf8"))
    return path


@pytest.mark.parametrize(
    ("name", "content", "reason", "remedy"),
    [
        ("empty.txt", b"", "empty", "check the file"),
        ("blank.txt", b" \n\t\n", "empty", "check the file"),
        ("latin1.txt", "Le président a dénoncé l’accord".encode("cp1252"), "encoding", "iconv -f WINDOWS-1252"),
        ("utf16.txt", "Le président".encode("utf-16"), "encoding", "iconv -f UTF-16"),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf", "pdftotext"),
        ("paper.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf", "pdftotext"),
        ("program", b"\x7fELF\x02\x01\x01\0\0\0\0", "binary", "give a text"),
        ("late-nul.txt", b"a" * 10_000 + b"\0", "binary", "give a text"),
        ("noise", bytes(range(1, 256)) * 9, "binary", "give a text"),
        ("report.docx", b"PK\x03\x04rest", "binary", "save it"),
        ("old.jsonl.gz", b"\x1f\x8b\x08\x00", "damaged", "fetch it again"),
        ("line.txt", b"a word " * 750_000, "too-long", "split it"),
        ("huge.txt", b"a" * 17_000_000, "too-long", "split it"),
        (
            "hollow.html",
            b"<html><head><title>x</title></head><body><script>1</script></body></html>",
            "no-text",
            "save",
        ),
        ("hollow", b"<!doctype html><html><body></body></html>", "no-text", "save"),
        ("many.json", b'[{"id": "a", "text": "b"}]', "json", "jq"),
        ("pretty.json", b'{\n  "id": "a",\n  "text": "b"\n}', "json", "jq"),
        ("empty.jsonl", b"\n\n", "empty", "check the file"),
        ("headless.csv", b"a,b\n1,2\n", "columns", "name the columns"),
        ("header.csv", b"id,text\n", "empty", "check the file"),
    ],
)
def test_refusals(tmp_path, name, content, reason, remedy):
    one = refusal(written(tmp_path / name, content))
    assert one.reason == reason
    assert remedy in one.message
    assert one.source.removesuffix(":1") == str(tmp_path / name)


def test_missing_file_is_refused(tmp_path):
    assert refusal(tmp_path / "nowhere.txt").reason == "unreadable"


@given(text=st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"]), min_size=1))
@settings(deadline=None)
def test_plain_text_is_never_altered(text):
    data = ("x " + text).encode("utf8")
    (one,) = read(["-"], stdin=io.BytesIO(data))
    assert isinstance(one, Document)
    assert one.text == "x " + text


@given(data=st.binary(max_size=400), kind=st.sampled_from(["-", ".txt", ".jsonl", ".csv", ".html"]))
@settings(deadline=None)
def test_no_bytes_crash_it(tmp_path_factory, data, kind):
    path = tmp_path_factory.getbasetemp() / f"any{kind}"
    path.write_bytes(data)
    inputs = ["-"] if kind == "-" else [str(path)]
    for one in read(inputs, stdin=io.BytesIO(data)):
        assert isinstance(one, (Document, Refusal))
        one.model_dump_json()


CELLS = st.none() | st.text() | st.integers() | st.floats() | st.lists(st.text(), max_size=2)


@given(rows=st.lists(st.dictionaries(st.sampled_from(["id", "text", "published", "x"]), CELLS), max_size=5))
@settings(deadline=None)
def test_no_table_crashes_it(rows):
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    found = list(read(["-"], stdin=io.BytesIO(data)))
    for one in found:
        one.model_dump_json()


def test_byte_order_mark_is_dropped_and_line_ends_kept(tmp_path):
    (one,) = read([str(written(tmp_path / "a.b.txt", b"\xef\xbb\xbfUn\r\ndeux\n"))])
    assert (one.id, one.text) == ("a.b", "Un\r\ndeux\n")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
@settings(deadline=None)
def test_table_texts_are_never_altered(text):
    line = json.dumps({"id": "a", "text": text}, ensure_ascii=False) + "\n"
    (one,) = read(["-"], stdin=io.BytesIO(line.encode("utf8")))
    assert one.text == text


def test_broken_lines_cost_only_themselves(tmp_path):
    lines = [
        b'{"id": "a", "text": "Un.", "published": "2024-11-06", "events": [], "title": ""}',
        b'{"id": "b", "text": "Deux."',
        b'{"id": "c"}',
        b'{"id": "d", "text": "Quatre.", "published": "6 novembre"}',
        b'["e"]',
        '{"id": "f", "text": "Été"}'.encode("latin-1"),
        b'{"id": "g", "text": 7}',
        rb'{"id": "h", "text": "\ud800 half"}',
        b"",
        b'{"text": "Dix.", "published": "2024-11-06T23:10:00Z", "language": "fr", "url": "https://x.org/1"}',
        b'{"id": 11, "text": " Onze. ", "publication": "Le Relais"}',
        b"[" * 100_000,
    ]
    found = list(read([str(written(tmp_path / "t.jsonl", b"\n".join(lines)))]))
    refused = [(r.source.removeprefix(f"{tmp_path}/"), r.reason) for r in found if isinstance(r, Refusal)]
    assert refused == [
        ("t.jsonl:2", "json"), ("t.jsonl:3", "columns"), ("t.jsonl:4", "date"), ("t.jsonl:5", "json"),
        ("t.jsonl:6", "encoding"), ("t.jsonl:7", "columns"), ("t.jsonl:8", "encoding"), ("t.jsonl:12", "json"),
    ]  # fmt: skip
    documents = [d for d in found if isinstance(d, Document)]
    assert [d.id for d in documents] == ["a", "t.jsonl:10", "11"]
    assert documents[0].published == documents[1].published == date(2024, 11, 6)
    assert documents[0].title is None
    assert documents[2].text == " Onze. "


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path, delimiter):
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerow(["ID", "Text", "published", "other"])
        rows.writerow(["a", 'Il dit : "non",\r\net part; vite\t.', "2020-01-02", "x"])
        rows.writerow(["b", "", "", ""])
        rows.writerow(["", "Trois.", "2020-13-02", ""])
        rows.writerow(["", "Quatre." + "x" * 200_000, "", ""])
    a, b, c, d = read([str(path)])
    assert a == Document(id="a", text='Il dit : "non",\r\net part; vite\t.', published=date(2020, 1, 2))
    assert (b.id, b.reason) == ("b", "empty")
    assert (c.id, c.source, c.reason) == ("t.csv:5", f"{path}:5", "date")
    assert d.id == "t.csv:6"


def test_csv_row_that_is_not_utf8_costs_only_itself(tmp_path):
    data = "id,text\na,Été\n".encode() + "b,Été\n".encode("latin-1") + "c,Été\n".encode()
    a, b, c = read([str(written(tmp_path / "t.csv", data))])
    assert (a.text, b.reason, c.text) == ("Été", "encoding", "Été")


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b'{"id": "a", "text": "Un."}\n{"id": "b", "text": "Deux."}\n', ["a", "b"]),
        (b"id,text\na,Un.\nb,Deux.\n", ["a", "b"]),
        (b"Un.\nDeux.\n", ["stdin"]),
        (PAGE.encode(), ["stdin"]),
    ],
)
def test_standard_input_is_recognised(data, ids):
    assert [one.id for one in read(["-"], stdin=io.BytesIO(data))] == ids


def test_page(tmp_path):
    (one,) = read([str(written(tmp_path / "page.html", PAGE))])
    assert one.text.startswith("Le gouvernement bolivien") or "Le gouvernement bolivien" in one.text
    assert "Mentions légales" not in one.text
    assert one.title == "La Bolivie gèle l’accord"
    assert one.published == date(2021, 5, 4)
    assert one.publication == "Le Relais"
    (own,) = read([str(tmp_path / "page.html")], published=date(2021, 5, 5), title="Autre")
    assert (own.published, own.title) == (date(2021, 5, 5), "Autre")


def test_folder_in_name_order_and_options_fill_in(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "a.txt", "deep/c.txt", ".hidden"):
        written(tmp_path / name, "Un.")
    written(tmp_path / "z.jsonl", '{"id": "own", "text": "Un.", "language": "en", "published": "2001-01-01"}')
    found = list(read([str(tmp_path)], language="fr", published=date(2002, 2, 2)))
    assert [one.id.removeprefix(f"{tmp_path.name}/") for one in found] == ["a", "b", "deep/c", "own"]
    assert [one.language for one in found] == ["fr", "fr", "fr", "en"]
    assert [one.published.year for one in found] == [2002, 2002, 2002, 2001]


def test_memory_does_not_grow_with_the_number_of_documents():
    line = json.dumps({"id": "a", "text": "mot " * 1000}).encode() + b"\n"

    class Endless(io.RawIOBase):
        left = 5000

        def readable(self):
            return True

        def readinto(self, buffer):
            if not self.left:
                return 0
            self.left -= 1
            buffer[: len(line)] = line
            return len(line)

    tracemalloc.start()
    count = sum(1 for _ in read(["-"], stdin=io.BufferedReader(Endless())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5000
    assert peak < 2_000_000


def test_too_long_is_counted_in_characters(tmp_path):
    (one,) = read([str(written(tmp_path / "a.txt", "é" * LONGEST))])
    assert isinstance(one, Document)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Moscou dément.", "fr"),
        ("Le traité est signé.", "fr"),
        ("LA RUSSIE REJETTE LE TRAITÉ", "fr"),
        ("Kiev accuse Minsk d'avoir livré des drones", "fr"),
        ("Minsk denies it.", "en"),
        ("RUSSIA REJECTS THE TREATY", "en"),
        ("Police arrested 30 protesters in Minsk.", "en"),
        ("El presidente dijo que no habrá acuerdo.", "es"),
        ("Il presidente ha detto che non firmerà.", "it"),
        ("Der Präsident lehnt das Abkommen ab.", "de"),
        ("O presidente disse que não assinará.", "pt"),
        ("De president wees het akkoord af.", "nl"),
        ("El president ha dit que no.", "ca"),
        ("Președintele a respins acordul.", "ro"),
        ("Москва отвергает договор.", "ru"),
        ("Le texte est en ligne : https://www.example.org/the-news-of-the-day/english", "fr"),
    ],
)
def test_language(text, language):
    assert identify(text) == language
    assert identify(text) == identify(text)


@pytest.mark.parametrize("text", ["", "12 345", "…"])
def test_no_words_no_language(text):
    with pytest.raises(RefusedError) as caught:
        identify(text)
    assert caught.value.reason == "no-text"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "192.0.2.1", "2001:db8::1", "nonsense",
    ],
)  # fmt: skip
def test_addresses_inside(address):
    assert not web.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111"])
def test_addresses_outside(address):
    assert web.is_public(address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/a", "address"),
        ("file:///etc/passwd", "address"),
        ("http://", "address"),
        ("http://127.0.0.1:1/", "address"),
        ("http://localhost/", "address"),
        ("http://[::1]/", "address"),
        ("http://2130706433/", "address"),
        ("http://[bad/", "address"),
        ("http://x:99999/", "address"),
    ],
)
def test_addresses_that_are_not_fetched(url, reason):
    (one,) = read([url])
    assert isinstance(one, Refusal)
    assert (one.id, one.reason) == (url, reason)


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    found = [(2, 1, 6, "", (a, 80)) for a in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(RefusedError) as caught:
        web.public_address("example.org", 80)
    assert caught.value.reason == "address"


class Server(BaseHTTPRequestHandler):
    pages: ClassVar = {
        "/page": (200, "text/html; charset=utf-8", PAGE.encode()),
        "/latin": (200, "text/plain; charset=iso-8859-1", "Été à Kiev".encode("latin-1")),
        "/image": (200, "image/png", b"\x89PNG"),
        "/big": (200, "text/plain", b"a" * (web.LARGEST_PAGE + 1)),
        "/gone": (410, "text/html", b"gone"),
        "/hop": (302, "/page", b""),
        "/loop": (302, "/loop", b""),
        "/inside": (302, "http://127.0.0.1:9/secret", b""),
        "/scheme": (302, "file:///etc/passwd", b""),
    }

    def do_GET(self):
        status, kind, body = self.pages[self.path]
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def resolve(host, port):
    """Lets the test's own server through, under a name that only this look-up knows."""
    return "127.0.0.1" if host == "news.example" else web.public_address(host, port)


@pytest.mark.parametrize("path", ["/page", "/hop"])
def test_fetching(site, path):
    found = web.fetch(f"http://news.example:{site}{path}", resolve)
    assert found.url == f"http://news.example:{site}/page"
    assert found.body == PAGE


def test_charset_of_the_server(site):
    assert web.fetch(f"http://news.example:{site}/latin", resolve).body == "Été à Kiev"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/image", "content-type"), ("/big", "too-long"), ("/gone", "fetch"), ("/loop", "fetch"),
        ("/inside", "address"), ("/scheme", "address"),
    ],
)  # fmt: skip
def test_pages_that_are_not_read(site, path, reason):
    with pytest.raises(RefusedError) as caught:
        web.fetch(f"http://news.example:{site}{path}", resolve)
    assert caught.value.reason == reason


def test_page_of_the_web_is_a_document(site, monkeypatch):
    monkeypatch.setattr(web, "public_address", resolve)
    (one,) = read([f"http://news.example:{site}/hop"])
    assert one.url == f"http://news.example:{site}/page"
    assert one.publication == "Le Relais"


def test_files_of_one_name_in_several_folders_stay_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("2024-01", "2024-02"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder / "001.txt", f"Un texte de {folder}.")
    both = [*read(["2024-01"]), *read(["2024-02"])]
    assert [one.id for one in both] == ["2024-01/001", "2024-02/001"], "each folder read by itself"
    assert [one.id for one in read(["*/001.txt"])] == ["2024-01/001", "2024-02/001"]
    assert [one.id for one in read(["2024-01/001.txt"])] == ["001"]
