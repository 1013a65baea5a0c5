"""A reader that finds what it was told to find: the stages after it can be tested without weights."""

from herodote.frames.frame import Frame, Mention, Reading, Utterance
from herodote.records import Document


def told(trigger, type, *, status="actual", certainty="stated", modes=(), step=None, probability=0.8, **roles):
    """What to find: a trigger and, for each role, the words that fill it."""
    return {
        "trigger": trigger, "type": type, "status": status, "certainty": certainty, "modes": modes, "step": step,
        "probability": probability, "roles": roles,
    }  # fmt: skip


def says(cue, content, *, source=(), manner="stated", probability=0.8):
    """An utterance to find: its cue, the words of its source and its content."""
    return {"cue": cue, "content": content, "source": source, "manner": manner, "probability": probability}


class FakeReader:
    """Finds the triggers told, in every document that has them; a line is a sentence."""

    name = "fake-1"

    def __init__(self, *wanted, heard=()):
        self.wanted, self.heard = wanted, heard

    def read(self, documents: list[Document]) -> list[Reading]:
        return [self._reading(document.text) for document in documents]

    def hear(self, documents: list[Document]) -> list[Reading]:
        return [self._hearing(document.text) for document in documents]

    def _hearing(self, text):
        spans = sentences_of(text)
        found = [self._utterance(text, spans, h) for h in self.heard if h["cue"] in text]
        return Reading(tuple(spans), (), tuple(sorted(found, key=lambda u: u.start)))

    def _utterance(self, text, spans, heard):
        start = text.index(heard["cue"])
        sentence = next(n for n, (first, last) in enumerate(spans) if first <= start < last)
        source, content = (
            tuple(self._mention(text, w) for w in ((heard[k],) if isinstance(heard[k], str) else heard[k]))
            for k in ("source", "content")
        )
        return Utterance(
            start, start + len(heard["cue"]), sentence, heard["manner"], source, content, heard["probability"]
        )

    def _reading(self, text):
        sentences = sentences_of(text)
        frames = [self._frame(text, sentences, w) for w in self.wanted if w["trigger"] in text]
        return Reading(tuple(sentences), tuple(sorted(frames, key=lambda f: f.start)))

    def _frame(self, text, sentences, wanted):
        start = text.index(wanted["trigger"])
        sentence = next(n for n, (first, last) in enumerate(sentences) if first <= start < last)
        roles = {
            role: tuple(
                self._mention(text, word) for word in ((words,) if isinstance(words, str) else words) if word in text
            )
            for role, words in wanted["roles"].items()
        }
        return Frame(
            start=start, end=start + len(wanted["trigger"]), sentence=sentence, type=wanted["type"], act=wanted["type"],
            modes=tuple(wanted["modes"]), status=wanted["status"], certainty=wanted["certainty"], step=wanted["step"],
            roles=roles, probability=wanted["probability"],
        )  # fmt: skip

    def _mention(self, text, words):
        return Mention(text.index(words), text.index(words) + len(words), 0.9)


def sentences_of(text):
    """Lines as sentences."""
    spans, at = [], 0
    for line in text.splitlines(keepends=True):
        spans.append((at, at + len(line.rstrip("\r\n"))))
        at += len(line)
    return spans
