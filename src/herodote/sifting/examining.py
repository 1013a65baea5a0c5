"""Each thing that was read by itself: a page opened, its language told, its marks taken."""

from dataclasses import dataclass, field

from herodote.coder import language_of
from herodote.errors import HerodoteError, LanguageError, RefusedError
from herodote.reading import Capture, Given, Item, opened
from herodote.records import Document, Refusal
from herodote.sifting.marks import Marks, marks
from herodote.sifting.outcomes import Duplicates, Skipped


@dataclass(frozen=True, slots=True)
class Examined:
    """A document that can be coded, as it was read; its language; its marks, if copies are looked for."""

    document: Document
    language: str
    marks: Marks | None

    @property
    def ready(self) -> Document:
        """The document with its language set."""
        return self.document.model_copy(update={"language": self.language})


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines what was read; needs to know nothing of other documents, so that many can work side by side."""

    given: Given = field(default_factory=Given)
    duplicates: Duplicates = "near"

    def __call__(self, item: Item) -> Examined | Skipped | Refusal:
        """What an item is, in itself."""
        own = item.id
        try:
            if isinstance(item, Capture) and self.given.language is None and (foreign := item.foreign()):
                return Skipped(own, foreign)
            one = opened(item, self.given)
            return one if isinstance(one, Refusal) else self._examined(one)
        except LanguageError as error:
            return Skipped(own, error.language)
        except RefusedError as error:
            return Refusal(id=own, source=own, reason=error.reason, message=str(error))
        except (HerodoteError, MemoryError):
            raise
        except Exception as error:
            return failure(own, error)

    def _examined(self, document: Document) -> Examined:
        language = language_of(document)
        if self.duplicates == "keep":
            return Examined(document, language, None)
        return Examined(document, language, marks(document.id, document.text, near=self.duplicates == "near"))


def failure(own: str, error: Exception) -> Refusal:
    """The refusal of a document at which the program itself failed: one in a million must not end a year's work."""
    what = f"{type(error).__name__}: {error}".encode("utf8", "replace").decode()[:200]
    message = f"reading it failed ({what}): leave it out, and report it with its text"
    return Refusal(id=own, source=own, reason="failed", message=message)
