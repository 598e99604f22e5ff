"""The kind of change an edit makes, from its words alone; the most dangerous kind first."""

from __future__ import annotations

from functools import lru_cache

from draftgenie.domain.correction import Category
from draftgenie.pipeline._align import similarity
from draftgenie.pipeline._facts import facts
from draftgenie.pipeline._sound import sound_alike

FILLERS = frozenset(
    ["ah", "eh", "er", "erm", "hm", "hmm", "hmmm", "mhm", "mm", "mmm", "uh", "uhm", "um"]
)

SPOKEN_MARKS = frozenset(
    {
        "comma",
        "period",
        "full stop",
        "colon",
        "semicolon",
        "semi colon",
        "dash",
        "hyphen",
        "slash",
        "new line",
        "newline",
        "next line",
        "new paragraph",
        "next paragraph",
        "paragraph",
        "open bracket",
        "close bracket",
        "open parenthesis",
        "close parenthesis",
        "question mark",
        "exclamation mark",
        "quote",
        "unquote",
        "open quote",
        "close quote",
    }
)

LONGEST_SPOKEN_MARK = max(len(name.split()) for name in SPOKEN_MARKS)

_ENDINGS = {"'ll": " will", "'re": " are", "'ve": " have", "'m": " am", "n't": " not"}
_CASUAL = {
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "kinda": "kind of",
    "sorta": "sort of",
    "'cause": "because",
    "cause": "because",
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "let's": "let us",
}
_SHORT_S = (" is", " has", " us")
_SHORT_D = (" had", " would")

ALIKE = 0.6
_BY_FACT = (Category.NUMBER, Category.UNIT, Category.NEGATION, Category.LATERALITY, Category.TERM)


@lru_cache(maxsize=1 << 16)
def categorise(source: str, target: str) -> Category:
    """The category of a change of words; both sides are normalised words joined by spaces.

    >>> [categorise(a, b).value for a, b in (
    ...     ("15", "50"), ("2", "two"), ("left", "right"), ("follow up", "followup"),
    ...     ("um", ""), ("comma", ""), ("we will", "we'll"), ("ileum", "ilium"))]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['number', 'format', 'laterality', 'split_or_join', 'filler', 'spoken_punctuation',
     'contraction', 'homophone']
    """
    before, after = source.split(), target.split()
    changed = _changed_fact(before, after)
    return _of_same_facts(before, after) if changed is None else changed


def _of_same_facts(before: list[str], after: list[str]) -> Category:
    if not after and _are_spoken_marks(before):
        return Category.SPOKEN_PUNCTUATION
    if set(before + after) <= FILLERS:
        return Category.FILLER
    if "".join(before) == "".join(after):
        return Category.SPLIT_OR_JOIN
    if _spelt_out(before) & _spelt_out(after):
        return Category.CONTRACTION
    return Category.FORMAT if facts(before) or facts(after) else _by_form(before, after)


def _are_spoken_marks(words: list[str]) -> bool:
    """Whether the words are names of marks, one or several."""
    return not words or any(
        " ".join(words[:n]) in SPOKEN_MARKS and _are_spoken_marks(words[n:])
        for n in range(1, min(LONGEST_SPOKEN_MARK, len(words)) + 1)
    )


def _changed_fact(before: list[str], after: list[str]) -> Category | None:
    old = sorted((f.kind, f.value) for f in facts(before))
    new = sorted((f.kind, f.value) for f in facts(after))
    for kind in _BY_FACT:
        if [v for k, v in old if k == kind] != [v for k, v in new if k == kind]:
            return kind
    return None


def _by_form(before: list[str], after: list[str]) -> Category:
    if not before or not after:
        return Category.OTHER
    if len(before) > 1 and sorted(before) == sorted(after):
        return Category.WORD_ORDER
    a, b = "".join(before), "".join(after)
    if sound_alike(a, b):
        return Category.HOMOPHONE
    return Category.SPELLING if similarity(a, b) >= ALIKE else Category.OTHER


def _spelt_out(words: list[str]) -> frozenset[str]:
    """Every way the words may read with their contractions written in full."""
    forms = [""]
    for word in words:
        forms = [f"{form} {full}".strip() for form in forms for full in _full_forms(word)][:64]
    return frozenset(forms)


def _full_forms(word: str) -> list[str]:
    if word in _CASUAL:
        return [_CASUAL[word]]
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return [word[: -len(ending)] + full]
    if word.endswith("'s"):
        return [word, *(word[:-2] + full for full in _SHORT_S)]
    if word.endswith("'d"):
        return [word, *(word[:-2] + full for full in _SHORT_D)]
    return [word]
