"""The compact notation in which corpus articles are written, and its translation to gold JSONL.

One article in notation:

    === fr-sahel-01 | fr | 2023-08-11 | Outlet | genre | region | Title
    1 First sentence.
    2 Second sentence.
    ¶
    3 First sentence of the next paragraph.
    --
    2 AID actual hedged | t livré | a Minsk =BLR/GOV | r Moscou =RUS/GOV | s Kiev =UKR | c accuse

Sentences of a paragraph are joined by one space, paragraphs by a newline. An event line names its
sentence, its type (with modes after a slash), status and certainty, then fields: ``t`` trigger,
``a``/``r`` actor and recipient (``=CODE/SECTOR``, ``?`` for none), ``s`` source (``=CODE``, then
``unnamed`` or ``quoted``), ``c`` cue, ``o`` object, ``d`` date (``START..END words``), ``p`` place
(``=CODE``), ``n`` amount (``VALUE UNIT :: words``), ``k`` casualties (``dead VALUE :: words``),
``i`` instrument, ``step``, ``note``; ``g`` the deed that events of several documents speak of, where groups
are annotated.

A statement line gives who says what, event or not, with its certainty (``stated``, ``hedged`` or ``denied``):

    3 SAY stated | s the minister =KEN/GOV | c said | x talks would resume on Monday | x §4

``x`` is content, in words or as the number of a whole sentence; one without ``s`` has no source in the text.

    python -m training.notation check FILE...
    python -m training.notation build FILE... > corpus.jsonl
    python -m training.notation show corpus.jsonl > FILE
"""

import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from herodote.frames.labels import CERTAINTIES, STATUSES, STEPS
from herodote.plover import ontology

TYPES = ontology().types
CASUALTIES = frozenset({"dead", "injured", "arrested"})
ENTITY = re.compile(r"^(?P<text>.+?)\s+=(?P<code>\?|[A-Z]{3})(?:/(?P<sector>\?|-|[A-Z]{3}))?(?P<flags>(?:\s+\w+)*)$")
STATEMENT = re.compile(r"^\d+ SAY\b")
MANNERS = ("stated", "hedged", "denied")
DATE = re.compile(r"^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?(?:\s+(.*))?$")

Json = dict[str, Any]


class NotationError(ValueError):
    """A line that does not follow the notation; the message names it and what was expected."""


def parse(source: str) -> Iterator[Json]:
    """Yield the gold documents of a notation text, in order."""
    for block in re.split(r"^=== ?", source, flags=re.M)[1:]:
        yield _document(block)


def _document(block: str) -> Json:
    head, _, rest = block.partition("\n")
    parts = [p.strip() for p in head.split(" | ", 6)]
    if len(parts) != 7:
        raise NotationError(f"heading needs 7 fields separated by ' | ': {head!r}")
    name, language, published, publication, genre, region, title = parts
    body, _, events = rest.partition("\n--")
    sentences, text = _sentences(name, body)
    parsed: list[Json] = []
    said: list[Json] = []
    problems = []
    for line in _lines(events):
        try:
            if STATEMENT.match(line):
                said.append(_statement(f"{name}: {line}", line, sentences, text))
            else:
                parsed.append(_event(f"{name}: {line}", line, sentences, text))
        except NotationError as error:
            problems.append(str(error))
    if problems:
        raise NotationError("\n".join(problems))
    return {
        "id": name, "language": language, "published": published, "publication": publication,
        "title": title, "genre": genre, "region": region, "text": text,
        "events": parsed,
    } | ({"statements": said} if said else {})  # fmt: skip


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip() and not line.startswith("#")]


def _sentences(name: str, body: str) -> tuple[dict[int, str], str]:
    paragraphs: list[list[str]] = [[]]
    numbered: dict[int, str] = {}
    for line in _lines(body):
        if line == "¶":
            paragraphs.append([])
            continue
        number, _, sentence = line.partition(" ")
        if not number.isdigit() or int(number) in numbered:
            raise NotationError(f"{name}: sentence line needs a new number first: {line[:60]!r}")
        numbered[int(number)] = sentence.strip()
        paragraphs[-1].append(sentence.strip())
    return numbered, "\n".join(" ".join(p) for p in paragraphs if p)


def _event(where: str, line: str, sentences: dict[int, str], text: str) -> Json:
    head, *fields = re.split(r"\s+\|\s+", line.rstrip(" |"))
    try:
        number, kind, status, certainty = head.split()
        sentence = sentences[int(number)]
    except (ValueError, KeyError) as error:
        raise NotationError(f"{where}: begins 'N TYPE[/mode] STATUS CERTAINTY', N a sentence") from error
    name, _, modes = kind.partition("/")
    for value, known in ((name, TYPES), (status, STATUSES), (certainty, CERTAINTIES)):
        if value not in known:
            raise NotationError(f"{where}: {value!r} is none of {sorted(known)}")
    for mode in filter(None, modes.split(",")):
        if mode not in TYPES[name].modes:
            raise NotationError(f"{where}: mode {mode!r} is none of {sorted(TYPES[name].modes)}")
    event: Json = {
        "sentence": sentence, "trigger": "", "event": name, "mode": modes.split(",") if modes else [],
        "actor": [], "recipient": [], "status": status, "certainty": certainty, "attribution": [],
        "date": None, "enddate": None, "place": None, "amounts": [], "size": {}, "note": "",
    }  # fmt: skip
    for field in fields:
        key, _, value = field.partition(" ")
        _field(where, event, key, value.strip(), text)
    if not event["trigger"] or event["trigger"] not in sentence:
        raise NotationError(f"{where}: trigger {event['trigger']!r} is not in the sentence")
    if not event["actor"] and not event["recipient"]:
        raise NotationError(f"{where}: neither actor nor recipient")
    return event


def _statement(where: str, line: str, sentences: dict[int, str], text: str) -> Json:
    head, *fields = re.split(r"\s+\|\s+", line.rstrip(" |"))
    number, _, manner = head.split(" ", 2) if head.count(" ") > 1 else (*head.split(), "")
    if int(number) not in sentences or manner not in MANNERS:
        raise NotationError(f"{where}: begins 'N SAY {'|'.join(MANNERS)}', N a sentence")
    said: Json = {"sentence": sentences[int(number)], "certainty": manner, "source": [], "content": []}
    for field in fields:
        key, _, value = field.partition(" ")
        value = value.strip()
        if key == "s":
            said["source"].append(_source(where, value, text))
        elif key == "c":
            said["cue"] = _within(where, value, text)
        elif key == "x":
            words = sentences.get(int(value[1:])) if re.fullmatch(r"§\d+", value) else value
            said["content"].append({"text": _within(where, words or value, text)})
        else:
            raise NotationError(f"{where}: a statement has s, c and x, not {key!r}")
    if not said["content"]:
        raise NotationError(f"{where}: a statement needs its content, 'x words' or 'x §N'")
    return said


def _field(where: str, event: Json, key: str, value: str, text: str) -> None:
    if key in ("a", "r"):
        event["actor" if key == "a" else "recipient"].append(_entity(where, value, text))
    elif key == "s":
        event["attribution"].append(_source(where, value, text))
    elif key == "d":
        _date(where, event, value, text)
    elif key == "p":
        entity = _entity(where, value, text)
        event["place"] = {"text": entity["text"], "country_code": entity["code"]}
    elif key in ("n", "k"):
        _figure(where, event, key, value, text)
    elif key == "o":
        event.setdefault("object", []).append({"text": _within(where, value, text)})
    elif key == "i":
        event["instrument"] = {"text": _within(where, value, text)}
    elif key == "c":
        event["cue"] = _within(where, value, text)
    elif key == "t":
        event["trigger"] = value
    elif key == "note":
        event["note"] = value
    elif key == "g":
        event["group"] = value
    elif key == "step" and value and value in STEPS:
        event["step"] = value
    else:
        raise NotationError(f"{where}: unknown field {key!r} {value!r}")


def _within(where: str, words: str, text: str) -> str:
    if not words or words not in text:
        raise NotationError(f"{where}: {words!r} is not in the text")
    return words


def _entity(where: str, value: str, text: str) -> Json:
    match = ENTITY.match(value)
    if not match:
        raise NotationError(f"{where}: entity {value!r} should read 'words =CODE/SECTOR'")
    code, sector = match["code"], match["sector"] or "-"
    if sector not in ("?", "-", *ontology().sectors):
        raise NotationError(f"{where}: sector {sector!r} is none of {', '.join(ontology().sectors)}")
    return {
        "text": _within(where, match["text"], text),
        "code": None if code == "?" else code,
        "sector": None if sector in "?-" else sector,
    }


def _source(where: str, value: str, text: str) -> Json:
    entity = _entity(where, value, text)
    flags = ENTITY.match(value)["flags"].split()  # type: ignore[index]
    if set(flags) - {"named", "unnamed", "quoted"}:
        raise NotationError(f"{where}: flags of a source are unnamed and quoted: {value!r}")
    return entity | {"named": "unnamed" not in flags, "quoted": "quoted" in flags}


def _date(where: str, event: Json, value: str, text: str) -> None:
    match = DATE.match(value)
    if not match:
        raise NotationError(f"{where}: date {value!r} should read 'YYYY-MM-DD[..YYYY-MM-DD] words'")
    event["date"], event["enddate"] = match[1], match[2] or match[1]
    if event["enddate"] < event["date"]:
        raise NotationError(f"{where}: date ends before it begins: {value!r}")
    if match[3]:
        event["date_text"] = _within(where, match[3], text)


def _figure(where: str, event: Json, key: str, value: str, text: str) -> None:
    figure, _, words = value.partition(" :: ")
    first, _, second = figure.partition(" ")
    name, number = (second.strip(), first) if key == "n" else (first, second.strip())
    low, _, high = number.partition("..")
    try:
        values = [None if v == "?" else float(v) for v in (low, high or low)]
    except ValueError as error:
        raise NotationError(f"{where}: figure {value!r} needs a number") from error
    low_value, high_value = (int(v) if v is not None and v == int(v) else v for v in values)
    span = {"text": _within(where, words.strip(), text), "value": low_value}
    if high:
        span["value_max"] = high_value
    if key == "n":
        event["amounts"].append(span | {"unit": name})
    elif name in CASUALTIES:
        event["size"][name] = low_value
        event.setdefault("size_text", []).append(span | {"kind": name})
    else:
        raise NotationError(f"{where}: casualties are {sorted(CASUALTIES)}: {value!r}")


def show(doc: Json) -> str:
    """Write one gold document in notation; ``parse`` reads it back."""
    head = " | ".join(
        [doc["id"], doc["language"], doc["published"], doc.get("publication") or "", doc.get("genre", "-"),
         doc.get("region", "-"), doc.get("title") or ""]
    )  # fmt: skip
    numbers: dict[str, int] = {}
    lines: list[str] = []
    for index, paragraph in enumerate(_split(doc)):
        lines += ["¶"] * bool(index)
        for sentence in paragraph:
            numbers.setdefault(sentence, len(numbers) + 1)
            lines.append(f"{numbers[sentence]} {sentence}")
    events = [_show_event(numbers[e["sentence"]], e) for e in doc["events"]]
    said = [_show_statement(numbers, s) for s in doc.get("statements", ())]
    return "\n".join([f"=== {head}", *lines, "--", *events, *said, ""])


def _show_statement(numbers: dict[str, int], said: Json) -> str:
    out = [f"{numbers[said['sentence']]} SAY {said['certainty']}"]
    out += [f"s {_show_entity(entity)}" for entity in said["source"]]
    if "cue" in said:
        out.append(f"c {said['cue']}")
    out += [f"x {_whole(numbers, part['text'])}" for part in said["content"]]
    return " | ".join(out)


def _whole(numbers: dict[str, int], words: str) -> str:
    return f"§{numbers[words]}" if words in numbers else words


def _split(doc: Json) -> Iterator[list[str]]:
    """Paragraphs cut at the annotated sentences; what lies between them stays in one piece."""
    known = {e["sentence"] for e in (*doc["events"], *doc.get("statements", ()))}
    for paragraph in doc["text"].split("\n"):
        cuts = sorted({0, len(paragraph), *(c for s in known for c in _ends(paragraph, s))})
        yield [paragraph[a:b].strip() for a, b in pairwise(cuts) if paragraph[a:b].strip()]


def _ends(paragraph: str, sentence: str) -> tuple[int, ...]:
    at = paragraph.find(sentence)
    return () if at < 0 else (at, at + len(sentence))


def _show_event(number: int, event: Json) -> str:
    kind = "/".join([event["event"], *([",".join(event["mode"])] if event["mode"] else [])])
    out = [f"{number} {kind} {event['status']} {event['certainty']}", f"t {event['trigger']}"]
    for key, side in (("a", "actor"), ("r", "recipient"), ("s", "attribution")):
        out += [f"{key} {_show_entity(entity)}" for entity in event[side]]
    if event.get("cue"):
        out.append(f"c {event['cue']}")
    out += [f"o {o['text']}" for o in event.get("object", [])]
    if event.get("date"):
        span = event["date"] + (f"..{event['enddate']}" if event["enddate"] != event["date"] else "")
        out.append(f"d {span} {event.get('date_text', '')}".rstrip())
    if event.get("place"):
        out.append(f"p {event['place']['text']} ={event['place']['country_code'] or '?'}")
    out += [f"n {_show_value(a)} {a['unit']} :: {a['text']}" for a in event["amounts"]]
    out += [f"k {s['kind']} {_show_value(s)} :: {s['text']}" for s in event.get("size_text", [])]
    if event.get("instrument"):
        out.append(f"i {event['instrument']['text']}")
    out += [f"{key} {event[key]}" for key in ("step", "note") if event.get(key)]
    if event.get("group"):
        out.append(f"g {event['group']}")
    return " | ".join(out)


def _show_value(span: Json) -> str:
    low = "?" if span["value"] is None else str(span["value"])
    return f"{low}..{span['value_max']}" if "value_max" in span else low


def _show_entity(entity: Json) -> str:
    words = f"{entity['text']} ={entity['code'] or '?'}/{entity.get('sector') or '-'}"
    flags = " unnamed" * (entity.get("named") is False) + " quoted" * bool(entity.get("quoted"))
    return words + flags


def check(path: Path) -> tuple[list[Json], list[str]]:
    """Documents of a notation file that parse, and what is wrong with those that do not."""
    documents, problems = [], []
    for block in re.split(r"^=== ?", path.read_text(encoding="utf8"), flags=re.M)[1:]:
        try:
            documents.append(_document(block))
        except NotationError as error:
            problems.append(f"{path.name}: {error}")
    return documents, problems


def main(arguments: list[str]) -> int:
    command, *paths = arguments or ["help"]
    if command not in ("check", "build", "show") or not paths:
        print(__doc__)
        return 2
    if command == "show":
        for line in (line for p in paths for line in Path(p).read_text(encoding="utf8").splitlines()):
            print(show(json.loads(line)))
        return 0
    failed = 0
    for path in map(Path, paths):
        documents, problems = check(path)
        failed += len(problems)
        for problem in problems:
            print(problem, file=sys.stderr)
        for document in documents if command == "build" else []:
            print(json.dumps(document, ensure_ascii=False))
        words = [len(d["text"].split()) for d in documents]
        print(f"{path.name}: {len(documents)} articles, {sum(len(d['events']) for d in documents)} events, "
              f"{sum(words)} words, {len(problems)} problems", file=sys.stderr)  # fmt: skip
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
