"""Who says what: sources in a chain, pronouns, denials, quotations that go on; and the command."""

import json

import pytest

import herodote
from fake_reader import FakeReader, says
from herodote.coder import EventCoder
from herodote.errors import RefusedError
from herodote.grounding.quotations import quotations
from herodote.records import Document
from test_cli import WEIGHTS, herodote_

needs_weights = pytest.mark.skipif(not WEIGHTS.is_file(), reason="the reader's weights are not there")


def heard(text, *wanted, language="fr"):
    coder = EventCoder(FakeReader(heard=wanted))
    (found,) = coder.statements([Document(id="d", text=text, language=language)])
    return found


def test_a_statement_has_its_source_cue_content_and_certainty():
    text = "Moscou dément avoir livré des drones à Minsk."
    (one,) = heard(text, says("dément", "avoir livré des drones à Minsk", source="Moscou", manner="denied"))
    assert [(s.entity_text, s.code, s.cue) for s in one.source] == [("Moscou", "RUS", "dément")]
    assert (one.certainty, one.cue.text) == ("denied", "dément")
    assert [text[c.start : c.end] for c in one.content] == ["avoir livré des drones à Minsk"]
    assert (one.id, one.document, one.text) == ("d#s1", "d", text)


def test_the_original_source_comes_before_the_medium_that_relays_it():
    text = "Selon un responsable cité par le New York Times, Minsk a livré des drones."
    (one,) = heard(text, says("Selon", "Minsk a livré des drones", source=["le New York Times", "un responsable"]))
    assert [(s.entity_text, s.named) for s in one.source] == [("un responsable", False), ("le New York Times", True)]


def test_a_pronoun_speaker_is_who_was_named_before():
    text = "Sergueï Lavrov est arrivé à Ankara.\nIl a promis que la Russie tiendrait parole."
    (one,) = heard(text, says("a promis", "la Russie tiendrait parole", source="Il"))
    assert [s.code for s in one.source] == ["RUS"]


def test_a_quotation_goes_on_with_its_speaker():
    text = "« Nous ne céderons pas », a dit le ministre grec.\n« Nous avons tout notre temps pour cela. »\nLa mer était calme."
    (one,) = heard(text, says("a dit", "Nous ne céderons pas", source="le ministre grec"))
    assert [c.text for c in one.content] == ["Nous ne céderons pas", "Nous avons tout notre temps pour cela."]


def test_a_quotation_behind_other_words_or_of_another_speaker_does_not():
    text = "« Non », a dit Paris.\nLe film s'appelle, en français, « Les nuits sans fin de Paris ».\n« Jamais de la vie, mes amis », a lancé Rome."
    found = heard(
        text, says("a dit", "Non", source="Paris"), says("a lancé", "Jamais de la vie, mes amis", source="Rome")
    )
    assert [[c.text for c in one.content] for one in found] == [["Non"], ["Jamais de la vie, mes amis"]]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Il dit « oui, mais » puis « non ».", ["oui, mais", "non"]),
        ('He said "yes" and left; "no", she said.', ["yes", "no"]),
        ("“First,” he said, “second.”", ["First,", "second."]),
        ("« Une page\n« qui continue »", ["Une page", "qui continue"]),
        ('A 5" pipe and nothing else', []),
        ("", []),
    ],
)
def test_quotations(text, inside):
    assert [text[a:b] for a, b in quotations(text)] == inside


def test_a_text_that_cannot_be_read_is_refused():
    with pytest.raises(RefusedError, match="has no text"):
        herodote.statements("1234 5678")


@needs_weights
def test_the_command_prints_statements_as_lines(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(
        "Le ministre chilien a affirmé jeudi que le Pérou respecterait la trêve. « Nous y veillerons », a-t-il ajouté."
    )
    status, out, _ = herodote_("statements", path, "--json")
    assert status == 0
    found = [json.loads(line) for line in out.splitlines()]
    assert found[0]["source"][0]["code"] == "CHL"
    assert "le Pérou respecterait la trêve" in found[0]["content"][0]["text"]
    assert any("Nous y veillerons" in c["text"] for one in found for c in one["content"])


@needs_weights
def test_what_one_does_to_another_is_said_for_each_pair(tmp_path):
    text = "Selon Kiev, la Russie a livré des missiles à la Biélorussie et condamné la Pologne."
    pairs = [
        {"id": name, "text": text, "actor": [text.index("la Russie"), text.index(" a livré")],
         "recipient": [text.index(word), text.index(word) + len(word)]}
        for name, word in (("given", "la Biélorussie"), ("blamed", "la Pologne"))
    ]  # fmt: skip
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(p) for p in [*pairs, {**pairs[0], "id": "wrong", "actor": [0, 900]}]))
    status, out, err = herodote_("relate", path)
    found = {row["id"]: row for row in map(json.loads, out.splitlines())}
    assert (found["given"]["type"], found["blamed"]["type"]) == ("AID", "ACCUSE")
    assert sum(found["given"]["probabilities"].values()) == pytest.approx(1, abs=0.01)
    assert status == 1
    assert "wrong" in err
    assert "give [start, end]" in err
