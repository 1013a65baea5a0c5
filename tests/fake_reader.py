"""A reader that finds what it was told to find: the stages after it can be tested without weights."""

from herodote.frames.frame import Frame, Mention, Reading
from herodote.records import Document


def told(trigger, type, *, status="actual", certainty="stated", modes=(), step=None, probability=0.8, **roles):
    """What to find: a trigger and, for each role, the words that fill it."""
    return {
        "trigger": trigger, "type": type, "status": status, "certainty": certainty, "modes": modes, "step": step,
        "probability": probability, "roles": roles,
    }  # fmt: skip


class FakeReader:
    """Finds the triggers told, in every document that has them; a line is a sentence."""

    name = "fake-1"

    def __init__(self, *wanted):
        self.wanted = wanted

    def read(self, documents: list[Document]) -> list[Reading]:
        return [self._reading(document.text) for document in documents]

    def _reading(self, text):
        sentences, at = [], 0
        for line in text.splitlines(keepends=True):
            sentences.append((at, at + len(line.rstrip("\r\n"))))
            at += len(line)
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
