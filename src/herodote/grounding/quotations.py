"""Quotations: what stands between quotation marks, of either language's kind."""

#: Opening marks and the one that closes each; a straight mark closes itself.
_PAIRS = {"«": "»", "“": "”", "„": "“", '"': '"'}
_BLANK = " \u00a0\u202f"


def quotations(text: str) -> list[tuple[int, int]]:
    """Places of quotations, marks left out, in order, none inside another.

    One that its paragraph does not close, because the next opens again, ends with the paragraph.
    """
    found: list[tuple[int, int]] = []
    at = 0
    for paragraph in text.split("\n"):
        found += _inside(text, at, at + len(paragraph))
        at += len(paragraph) + 1
    return found


def _inside(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    at = start
    while at < end:
        closing = _PAIRS.get(text[at])
        if closing is None or (text[at] == '"' and _closes(text, at, start)):
            at += 1
            continue
        until = text.find(closing, at + 1, end)
        until = end if until < 0 else until
        first, last = at + 1, until
        while first < last and text[first] in _BLANK:
            first += 1
        while last > first and text[last - 1] in _BLANK:
            last -= 1
        if last > first:
            found.append((first, last))
        at = until + 1
    return found


def _closes(text: str, at: int, start: int) -> bool:
    """Whether a straight mark that opens nothing stands here: a letter before it and none behind."""
    before, behind = text[at - 1 : at] if at > start else "", text[at + 1 : at + 2]
    return before.isalnum() and not behind.isalnum()
