"""An invented crawl: archives as crawlers write them, with pages of every kind, and what must become of each."""

import gzip
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

CITIES = ("Lomé", "Quito", "Oulan-Bator", "Tbilissi", "Honiara", "Nuuk", "Lusaka", "Sucre", "Douchanbé", "Port-Vila")
THINGS = ("ponts", "navires", "écoles", "puits", "vergers", "camions", "ateliers", "radars", "barrages", "silos")
FRENCH = (
    "le conseil de {c} a fait savoir que {n} {t} seraient remis en état avant la fin du mois",
    "selon les services de {c}, il faudra plus de {n} jours pour que les {t} soient de nouveau ouverts",
    "dans la région de {c}, on ne compte que {n} {t} qui ont été mis à la disposition des habitants",
    "une délégation venue de {c} s’est rendue sur place avec {n} {t} pour les besoins de la province",
    "les élus de {c} avaient pourtant dit en mars qu’ils ne voulaient pas de ces {n} {t}",
)
ENGLISH = (
    "the council of {c} said that {n} of the {t} would be handed over before the end of the month",
    "it will take more than {n} days for all of the {t} near {c} to be opened again, officials have said",
    "there are only {n} {t} in the region of {c} that have been put at the disposal of those who live there",
    "a delegation from {c} was on its way with {n} {t} which had been promised to them in the spring",
    "they had said in March that they did not want any of these {n} {t} to be sent on to {c}",
)
#: One sentence in each of 18 languages that are not read.
OTHERS = {
    "de": "Die Regierung hat am Montag mitgeteilt, dass die Verhandlungen über das neue Abkommen im Herbst fortgesetzt werden sollen.",
    "es": "El gobierno anunció el lunes que las negociaciones sobre el nuevo acuerdo continuarán durante el otoño en la capital del país.",
    "it": "Il governo ha annunciato lunedì che i negoziati sul nuovo accordo proseguiranno durante l'autunno nella capitale del paese.",
    "pt": "O governo anunciou na segunda-feira que as negociações sobre o novo acordo continuarão durante o outono na capital do país.",
    "nl": "De regering heeft maandag laten weten dat de onderhandelingen over het nieuwe verdrag in het najaar worden voortgezet.",
    "pl": "Rząd poinformował w poniedziałek, że rozmowy w sprawie nowego porozumienia będą kontynuowane jesienią w stolicy kraju.",
    "ru": "Правительство сообщило в понедельник, что переговоры о новом соглашении будут продолжены осенью в столице страны.",
    "uk": "Уряд повідомив у понеділок, що перемовини щодо нової угоди буде продовжено восени у столиці країни, якщо сторони погодяться.",
    "ar": "أعلنت الحكومة يوم الاثنين أن المفاوضات حول الاتفاق الجديد ستستمر خلال فصل الخريف في عاصمة البلاد بعد موافقة الأطراف.",
    "tr": "Hükümet pazartesi günü yaptığı açıklamada yeni anlaşmaya ilişkin görüşmelerin sonbaharda başkentte süreceğini bildirdi.",
    "sv": "Regeringen meddelade i måndags att förhandlingarna om det nya avtalet kommer att fortsätta under hösten i huvudstaden.",
    "cs": "Vláda v pondělí oznámila, že jednání o nové dohodě budou pokračovat na podzim v hlavním městě, pokud s tím strany souhlasí.",
    "ro": "Guvernul a anunțat luni că negocierile privind noul acord vor continua în toamnă în capitala țării, dacă părțile sunt de acord.",
    "hu": "A kormány hétfőn közölte, hogy az új megállapodásról szóló tárgyalások ősszel folytatódnak az ország fővárosában.",
    "el": "Η κυβέρνηση ανακοίνωσε τη Δευτέρα ότι οι διαπραγματεύσεις για τη νέα συμφωνία θα συνεχιστούν το φθινόπωρο στην πρωτεύουσα.",
    "fi": "Hallitus ilmoitti maanantaina, että neuvottelut uudesta sopimuksesta jatkuvat syksyllä maan pääkaupungissa osapuolten suostumuksella.",
    "ja": "政府は月曜日、新しい協定をめぐる交渉が秋に首都で続けられると発表した。双方の当事者はすでに合意しているという。",
    "zh": "政府星期一宣布，关于新协议的谈判将于秋季在首都继续进行，双方代表团已经就议程达成一致，并将在下周再次会面。",
}  # fmt: skip
HTML = "text/html; charset=utf-8"


@dataclass
class Crawl:
    """Records of an archive, and how many of them must come to what."""

    dice: random.Random
    records: list[bytes] = field(default_factory=list)
    expected: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: str, body: bytes, media: str = HTML, status: str = "200 OK", extra: bytes = b"") -> None:
        self.expected[outcome] += 1
        self.records.append(response(f"https://journal.example/{len(self.records)}", body, media, status, extra))


def crawl(pages: int = 2000, seed: int = 3) -> Crawl:
    """A crawl of so many responses: three in four are reports, every kind of trouble is among the rest."""
    made = Crawl(random.Random(seed))
    kinds: tuple[Callable[[Crawl], None], ...] = (
        _copy, _nearly, _other, _other, _cut, _called_otherwise, _no_page, _latin, _latin, _film, _film_page, _gone,
    )  # fmt: skip
    bodies: list[str] = []
    while len(made.records) < pages:
        if len(bodies) < 20 or made.dice.random() < 0.7:
            body = text(made.dice)
            bodies.append(body)
            made.add("coded", page(body, title=f"Report {len(bodies)}").encode())
        else:
            made.dice.choice(kinds)(made)
    return made


def text(dice: random.Random) -> str:
    """A report of one deed in French or English, unlike any other."""
    french = dice.random() < 0.6
    number = dice.randrange(10_000)
    deed = (
        f"La France a livré {number} chars à la Moldavie." if french else f"France delivered {number} tanks to Moldova."
    )
    clauses = (
        template.format(c=dice.choice(CITIES), n=dice.randrange(2, 5000), t=dice.choice(THINGS))
        for template in dice.sample(FRENCH if french else ENGLISH, 5)
    )
    return "\n".join([deed, *(f"{clause[0].upper()}{clause[1:]}." for clause in clauses)])


def page(body: str, title: str = "Report", language: str = "fr", head: str = '<meta charset="utf-8">') -> str:
    """A page with an article on it."""
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    return (
        f'<!DOCTYPE html><html lang="{language}"><head>{head}<title>{title}</title>'
        '<meta property="og:site_name" content="The Journal">'
        '<meta property="article:published_time" content="2024-03-05T08:00:00Z"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def response(url: str, body: bytes, media: str = HTML, status: str = "200 OK", extra: bytes = b"") -> bytes:
    """One record of an archive, as it stands in the file; ``extra`` are headers of the archive."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n".encode() + body
    return _record("response", "application/http; msgtype=response", block, url, extra)


def _record(kind: str, media: str, block: bytes, url: str = "", extra: bytes = b"") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{random.Random(block).getrandbits(128):032x}>\r\n"
    )
    where = f"WARC-Target-URI: {url}\r\n" if url else ""
    rest = f"WARC-Date: 2024-03-05T10:00:00Z\r\nContent-Type: {media}\r\nContent-Length: {len(block)}\r\n"
    return (head + where + rest).encode() + extra + b"\r\n" + block + b"\r\n\r\n"


def with_company(records: Iterable[bytes]) -> list[bytes]:
    """The records with those that stand around them in archives and are no pages: info and requests."""
    info = _record("warcinfo", "application/warc-fields", b"software: invented\r\n")
    request = _record(
        "request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n", "https://journal.example/"
    )
    return [info, *(part for record in records for part in (request, record))]


def write(path: Path, records: Iterable[bytes]) -> Path:
    """An archive as crawlers publish it, each record compressed by itself, as the name says."""
    if path.name.endswith(".zst"):
        from fastwarc.stream_io import ZstdWriter

        with path.open("wb") as file:
            for record in records:
                writer = ZstdWriter(file)
                writer.write(record)
                writer.close()
        return path
    pack = (lambda record: gzip.compress(record, 1)) if path.name.endswith(".gz") else bytes
    path.write_bytes(b"".join(map(pack, records)))
    return path


def _copy(made: Crawl) -> None:
    at = made.dice.randrange(20)
    made.add("exact", made.records[at].split(b"\r\n\r\n", 2)[2].removesuffix(b"\r\n\r\n"))


def _nearly(made: Crawl) -> None:
    body = made.records[made.dice.randrange(20)].split(b"\r\n\r\n", 2)[2].removesuffix(b"\r\n\r\n")
    made.add(
        "near", body.replace(b"</article>", f"<p>Copy {made.dice.randrange(9999)} of the wire.</p></article>".encode())
    )


def _other(made: Crawl) -> None:
    code = made.dice.choice(list(OTHERS))
    made.add(f"skipped {code}", page("\n".join([OTHERS[code]] * 3), language=made.dice.choice((code, "fr"))).encode())


def _cut(made: Crawl) -> None:
    """The crawler took no more than so many bytes: what there is of the article is read."""
    body = page(text(made.dice)).encode()
    made.add("coded", body[: body.index(b"</article>") - 9], extra=b"WARC-Truncated: length\r\n")


def _called_otherwise(made: Crawl) -> None:
    """A page that the server calls something else, or in another language than it says."""
    media = made.dice.choice(("text/plain", "application/octet-stream", "image/jpeg", HTML))
    made.add("coded", page(text(made.dice), language="de").encode(), media=media)


def _no_page(made: Crawl) -> None:
    """Something else that the server calls a page."""
    body, outcome = made.dice.choice(
        ((b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(300), "content-type"), (b"%PDF-1.7\n1 0 obj", "pdf"), (b"  ", "empty"))
    )
    made.add(f"refused {outcome}", body)


def _latin(made: Crawl) -> None:
    """Windows-1252, said in the header, in the page, nowhere, or wrongly."""
    said, head = made.dice.choice(
        (
            ("text/html; charset=windows-1252", ""),
            ("text/html", '<meta charset="windows-1252">'),
            ("text/html", ""),
            (HTML, ""),
        )
    )
    made.add("coded", page(text(made.dice), head=head).encode("cp1252"), media=said)


def _film(made: Crawl) -> None:
    made.add("refused content-type", b"\0\0\0\x18ftypmp42" + bytes(200), media="video/mp4")


def _film_page(made: Crawl) -> None:
    """A page that shows a film and has no article."""
    made.add(
        "refused no-text", b"<!DOCTYPE html><html><body><video src='a.mp4'></video><script>1</script></body></html>"
    )


def _gone(made: Crawl) -> None:
    made.add("refused status", page(text(made.dice)).encode(), status=made.dice.choice(("404 Not Found", "301 Moved")))
