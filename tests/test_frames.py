"""Windows, edges of mentions and decoding: what the reader does around its network."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from herodote.frames.decode import Candidate, Excerpt, Settings, _trim, candidates, frame
from herodote.frames.frame import Mention
from herodote.frames.labels import CERTAINTIES, MODES, ROLES, STATUSES, STEPS, TYPES
from herodote.frames.sentences import sentences
from herodote.frames.spans import mended
from herodote.frames.windows import CONTEXT, FOCUS, tokenise, windows
from herodote.plover import ontology
from herodote.records import Document

TEXT = "Kiev accuse Minsk. Il a livré des drones à Moscou, selon Kiev."


@pytest.fixture(scope="module")
def letters() -> Tokenizer:
    """A tokenizer of single characters: enough to see how windows are cut."""
    tokenizer = Tokenizer(models.Unigram([("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)], unk_id=3))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


@given(st.lists(st.integers(1, 400), max_size=12), st.integers(0, 99))
@settings(deadline=None)
def test_every_token_is_read_once_and_has_what_came_before_it(lengths: list[int], seed: int) -> None:
    from herodote.frames.windows import _Tokens

    at, sentences_ = 0, []
    for number, length in enumerate(lengths):
        places = [(at + i, at + i + 1) for i in range(length)]
        sentences_.append(_Tokens([7] * length, places, [number] * length))
        at += length
    cuts = random.Random(seed).sample(range(len(lengths) or 1), k=len(lengths) // 3)
    read: list[tuple[int, int]] = []
    for window in windows(sentences_, cuts):
        focus = window.offsets[window.focus : -1]
        assert len(focus) <= FOCUS
        assert window.focus - 1 == min(CONTEXT, focus[0][0])
        read += focus
    assert read == [(i, i + 1) for i in range(at)]


def test_offsets_are_those_of_the_whole_text(letters: Tokenizer) -> None:
    tokens = tokenise(TEXT, sentences(TEXT, "fr"), letters)
    assert [TEXT[a:b] for a, b in tokens[1].offsets][:3] == ["Il", "a", "livré"]


@pytest.mark.parametrize(
    ("language", "text", "pieces", "expected"),
    [
        ("fr", "L'Ukraine accuse.", ["L", "Ukraine"], ["L'Ukraine"]),
        ("fr", "plusieurs inspecteurs de l'AIEA", ["plusieurs inspecteurs de", "l'AIEA"], ["plusieurs inspecteurs de l'AIEA"]),
        ("fr", "le président nigérien", ["le", "nigérien"], ["le président nigérien"]),
        ("fr", "les chefs d'état-major de l'organisation", ["les chefs d'état-major de l"], ["les chefs d'état-major de l'organisation"]),
        ("fr", "onze personnes et quatre entités", ["onze personnes et", "quatre entités"], ["onze personnes", "quatre entités"]),
        ("fr", "Paris, Berlin", ["Paris", "Berlin"], ["Paris", "Berlin"]),
        ("fr", "Il les a vus, et eux aussi", ["les", "eux"], ["les", "eux"]),
        ("en", "the army of the North", ["the army of", "the North"], ["the army of the North"]),
        ("en", "Paris and Berlin", ["Paris and", "Berlin"], ["Paris", "Berlin"]),
    ],
)  # fmt: skip
def test_mentions_are_mended(language: str, text: str, pieces: list[str], expected: list[str]) -> None:
    spans = [(text.index(p), text.index(p) + len(p)) for p in pieces]
    found = mended([Mention(a, b, 0.9) for a, b in spans], text, language)
    assert [text[m.start : m.end] for m in found] == expected


def test_a_trigger_cut_inside_a_word_takes_the_whole_word(letters: Tokenizer) -> None:
    (window,) = windows(tokenise(TEXT, sentences(TEXT, "fr"), letters))
    logits = np.full((len(window.ids), 3), -9.0, dtype=np.float32)
    logits[:, 0] = 9
    at = next(i for i, (a, b) in enumerate(window.offsets) if TEXT[a:b] == "livré")
    logits[at] = [-9, 9, -9]
    (found,) = candidates(window, logits, TEXT, 0.3)
    assert TEXT[slice(window.offsets[found.start][0], window.offsets[found.end - 1][1])] == "livré"


def test_a_frame_says_what_the_heads_say(letters: Tokenizer) -> None:
    (window,) = windows(tokenise(TEXT, sentences(TEXT, "fr"), letters))
    at = next(i for i, (a, b) in enumerate(window.offsets) if TEXT[a:b] == "livré")
    types = np.full(len(TYPES) + 1, -5, dtype=np.float32)
    types[TYPES.index("AID")] = 5
    rest = np.full(len(STATUSES) + len(CERTAINTIES) + len(STEPS) + len(MODES), -5, dtype=np.float32)
    rest[STATUSES.index("actual")] = rest[len(STATUSES) + CERTAINTIES.index("hedged")] = 5
    roles = np.full((len(window.ids), len(ROLES), 2), -9, dtype=np.float32)
    source = next(i for i, (a, b) in reversed(list(enumerate(window.offsets))) if TEXT[a:b] == "Kiev")
    roles[source, ROLES.index("source")] = 9
    excerpt = Excerpt(window, TEXT, "fr", Settings())
    found = frame(excerpt, Candidate(at, at + 1, 0.9), types, rest, roles, np.arange(len(window.ids)))
    assert found is not None
    assert (found.type, found.status, found.certainty, found.step) == ("AID", "actual", "hedged", None)
    assert [TEXT[m.start : m.end] for m in found.roles["source"]] == ["Kiev"]
    assert found.roles["source"][0].start == TEXT.rindex("Kiev")


@pytest.mark.parametrize(
    ("text", "piece", "expected"),
    [("a-t-il promis", "il", "il"), ("les Nord-Coréens", "Coréens", "Nord-Coréens"), ("l'armée sud-africaine", "sud", "sud-africaine")],
)  # fmt: skip
def test_compounds_are_taken_whole_and_pronouns_alone(text: str, piece: str, expected: str) -> None:
    at = text.index(piece)
    found = _trim(at, at + len(piece), text)
    assert found is not None
    assert text[slice(*found)] == expected


def test_the_ontology_is_plovers() -> None:
    facts = ontology()
    assert len(facts.types) == 16
    assert {t.quad for t in facts.types.values()} == {1, 2, 3, 4}
    assert all(t.definition for t in facts.types.values())
    assert facts.scale("ACCUSE", []) == -3.0
    assert facts.scale("RETREAT", ["disarm"]) == 10.0
    assert all(kind in facts.types for rows in facts.cameo.values() for kind, _, _ in rows)


def test_a_document_unfolds_to_what_is_read_at_once(coder, corpus) -> None:
    row = max((d for d in corpus if len(d["text"]) > 1800), key=lambda d: len(d["events"]))
    document = Document(id="long", text=row["text"], language=row["language"], published=row["published"])
    (whole,) = coder.code([document])
    parts = list(coder.unfold(document))
    assert len(parts) > 1
    assert parts[-1] == whole
    assert len(parts[0]) < len(whole)
