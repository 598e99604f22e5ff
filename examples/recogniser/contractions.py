"""Contractions: written out where the notes keep them, or made where the notes write them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recogniser.words import replace

if TYPE_CHECKING:
    import random

    from recogniser.words import Token

_NOT = {"can't": "cannot", "won't": "will not"}
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am"}
_SPEAKERS = frozenset({"he", "she", "it", "there", "that", "who", "i", "we", "they", "you"})
_HAS = frozenset(
    "been got gone had grown taken lost eaten come given put run begun become never".split()
)
_WOULD = frozenset({"like", "rather", "be", "see", "go", "need"})
_MADE = {
    ("is", "not"): "isn't",
    ("was", "not"): "wasn't",
    ("does", "not"): "doesn't",
    ("do", "not"): "don't",
    ("did", "not"): "didn't",
    ("has", "not"): "hasn't",
    ("had", "not"): "hadn't",
    ("would", "not"): "wouldn't",
    ("will", "not"): "won't",
    ("could", "not"): "couldn't",
    ("should", "not"): "shouldn't",
}
_SHORT = {"is": "'s", "has": "'s", "have": "'ve", "will": "'ll", "am": "'m", "are": "'re"}


def written_out(word: str, following: str) -> str:
    """The contraction in full, or an empty string when `word` is none.

    >>> written_out("he's", "been"), written_out("he's", "well"), written_out("mum's", "car")
    ('he has', 'he is', '')
    """
    if word in _NOT:
        return _NOT[word]
    if word.endswith("n't"):
        return f"{word[:-3]} not"
    stem, mark, end = word.partition("'")
    if not mark or stem not in _SPEAKERS:
        return ""
    if end == "s":
        perfect = following in _HAS or following.endswith("ed")
        return f"{stem} {'has' if perfect else 'is'}"
    if end == "d":
        return f"{stem} {'would' if following in _WOULD else 'had'}"
    return f"{stem} {_ENDINGS[mark + end]}"


def contracted(first: str, second: str, following: str) -> str:
    """Two words as they are said, or an empty string when they are not run together.

    >>> contracted("did", "not", "know"), contracted("she", "has", "been")
    ("didn't", "she's")
    >>> contracted("she", "has", "a")
    ''
    """
    if (first, second) in _MADE:
        return _MADE[first, second]
    if first not in _SPEAKERS or second not in _SHORT:
        return ""
    # "has" and "have" before a noun are verbs of their own
    if second in {"has", "have"} and not (following in _HAS or following.endswith("ed")):
        return ""
    plural = second in {"are", "have"}
    if plural and first not in {"we", "they", "you", "i"}:
        return ""
    return first + _SHORT[second]


def respeak(tokens: list[Token], expand: float, contract: float, rng: random.Random) -> None:
    """Write out or run together in place, with the two chances given."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = [t.folded for t in tokens[at + 1 : at + 3]] + ["", ""]
        full = written_out(token.folded, after[0])
        short = "" if token.tail else contracted(token.folded, after[0], after[1])
        if full and not token.fixed and rng.random() < expand:
            at += replace(tokens, at, 1, "I" + full[1:] if full.startswith("i ") else full)
        elif short and not tokens[at + 1].fixed and rng.random() < contract:
            at += replace(tokens, at, 2, "I" + short[1:] if token.core == "I" else short)
        else:
            at += 1
