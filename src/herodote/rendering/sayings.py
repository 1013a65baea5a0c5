"""What a report's sources say, shown as a table in the order of the text."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from herodote.records import Document, Source, Statement
from herodote.rendering.articles import printable

_MANNERS = {"stated": ("says", "deep_sky_blue1"), "hedged": ("supposes", "gold1"), "denied": ("denies", "red1")}


def sayings(document: Document, said: Sequence[Statement]) -> RenderableType:
    """A document's title and its statements: who, by which words, what."""
    title = Rule(Text(printable(document.title or document.id), style="bold"))
    if not said:
        return Group(title, Text("nobody is said to say anything\n", style="dim"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("who", ratio=3)
    table.add_column("how", ratio=2)
    table.add_column("what", ratio=8)
    for one in said:
        manner, colour = _MANNERS[one.certainty]
        table.add_row(_who(one.source), Text.assemble((manner, colour), f"\n“{printable(one.cue.text)}”"),
                      printable(" […] ".join(" ".join(c.text.split()) for c in one.content)))  # fmt: skip
    return Group(title, table)


def _who(sources: Sequence[Source]) -> Text:
    """The chain of sources: the original one first, whoever relays it behind."""
    shown = Text()
    for number, source in enumerate(sources):
        shown.append("\nby way of " if number else "")
        shown.append(printable(source.entity_text), "" if source.named else "italic")
        shown.append(f" ({source.code})" if source.code else "", "dim")
    return shown if sources else Text("–", style="dim")
