"""Cut the encoder's vocabulary to the pieces that French and English text uses.

The words come from the frequency lists of ``wordfreq`` (only to choose rows; no list is stored) and
from the project's own corpus. Every piece of one character that occurs in the words is kept, so that
nothing written in the two languages becomes unknown.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from wordfreq import top_n_list

from .encoder import Pretrained

LANGUAGES = ("fr", "en")
WORDS_OF_EACH = 120_000
ALWAYS = "0123456789.,;:!?'’\"“”«»‹›()[]{}-–—…/%&€$£¥°+=*<>@#_|~^`²³₂·•№"


def unigram(pieces: list[tuple[str, float]], unknown: int) -> Tokenizer:
    """A tokenizer over the pieces, with NFKC and line ends read as blanks; offsets stay those of the text."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(  # type: ignore[assignment]
        [normalizers.NFKC(), normalizers.Replace(Regex(r"[\s\u200b\ufeff]+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)  # type: ignore[assignment]
    tokenizer.decoder = decoders.Metaspace()  # type: ignore[assignment]
    return tokenizer


def _words(texts: Iterable[str]) -> Iterable[str]:
    for language in LANGUAGES:
        for word in top_n_list(language, WORDS_OF_EACH):
            yield word
            yield word.capitalize()
    for language in LANGUAGES:
        yield from (word.upper() for word in top_n_list(language, 3_000))
    for text in texts:
        yield from text.split()


def cut(source: Pretrained, texts: Iterable[str], least: int = 2) -> tuple[Tokenizer, list[int]]:
    """Tokenizer over the kept pieces and, for each new id, the row of the pre-trained embedding."""
    whole = unigram(source.pieces, source.specials["unk"])
    counts: Counter[int] = Counter()
    for encoding in whole.encode_batch(list(_words(texts)), add_special_tokens=False):
        counts.update(encoding.ids)
    ids = {piece: i for i, (piece, _) in enumerate(source.pieces)}
    single = {ids[c] for c in ALWAYS if c in ids} | {i for i in counts if len(source.pieces[i][0].lstrip("▁")) <= 1}
    special = [source.specials[k] for k in ("bos", "pad", "eos", "unk")]
    used = {i for i, n in counts.items() if n >= least} | single | {ids["▁"]}
    kept = special + sorted(used - set(special))
    tokenizer = unigram([source.pieces[i] for i in kept], 3)
    return tokenizer, kept


def corpus_texts(folder: Path) -> list[str]:
    """The texts of the project's corpus, for counting the pieces they use."""
    import json

    return [json.loads(line)["text"] for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf8")]
