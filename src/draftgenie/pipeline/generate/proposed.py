"""What a model may propose at all: edits that say what the draft says, or what was said before.

Stricter than the guard, which is asked as well. The history has seen what becomes of its
corrections; what a model proposes comes out of nowhere, so that its words must be those of the
draft, heard or spelt otherwise, or this speaker's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import (
    LONGEST_SOURCE,
    LONGEST_TARGET,
    Category,
    Layer,
    correction_id,
)
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.generate.guard import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.correction import Edit
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.generate.guard import Evidence

N_CONTEXT = 2
MOST_CHANGED = 1 / 3
FEW_WORDS = 8
"""So many words may be changed in any draft, however short."""

SAYS_THE_SAME = frozenset(
    {
        Category.FORMAT,
        Category.SPOKEN_PUNCTUATION,
        Category.FILLER,
        Category.CONTRACTION,
        Category.SPLIT_OR_JOIN,
        Category.HOMOPHONE,
        Category.SPELLING,
    }
)
SMALL_WORDS = frozenset(["a", "an", "the"])
_PREFIXES = ("un", "in", "im", "ir", "il", "ab", "non", "dis", "anti", "de", "a", "re", "mis")
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("he him his himself", "she her hers herself"),
        ("increase increased increases increasing", "decrease decreased decreases decreasing"),
        ("upper above over", "lower below under"),
        ("anterior anteriorly", "posterior posteriorly"),
        ("medial medially", "lateral laterally"),
        ("superior", "inferior"),
        ("proximal proximally", "distal distally"),
        ("systolic", "diastolic"),
        ("before", "after"),
        ("start started starts", "stop stopped stops"),
        ("better improved improving", "worse worsened worsening"),
        ("mother sister daughter wife", "father brother son husband"),
        ("present", "absent"),
        ("can could", "can't couldn't"),
    )
)
_NEGATIONS = frozenset("no not nor neither never none nothing without".split())
# 5.0 is read as 50, and 05 as anything.
_NAUGHTS = re.compile(r"\d+\.\d*0|0\d.*")

REWRITES = "the answer changes more of the draft than corrections do"
PART = "is a part of an edit that is refused"
_WHY = {
    (False, True): "says what the draft does not say",
    (True, False): "drops what the draft says",
    (True, True): "says something else than the draft",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """An edit of a model, cut to what it changes.

    `evidence` is what this speaker's history says of this very change, `is_listed` whether a
    term list of the speaker has the words that would come. `place` tells which of the answer's
    edits it is a part of.
    """

    edit: Edit
    evidence: Evidence
    is_listed: bool = False
    place: int = -1

    @property
    def correction_id(self) -> str:
        """The id of the change, the same as the history has for it."""
        edit = self.edit
        return correction_id(source=edit.source, target=edit.target, layer=edit.layer)


def rewrites(draft: Words, proposed: Sequence[Proposed]) -> bool:
    """Whether an answer changes more of a draft's words than corrections do.

    More than a third of them, and more than eight.
    """
    n_changed = sum(
        max(len(p.edit.source.split()), len(p.edit.target.split()))
        for p in proposed
        if p.edit.layer is Layer.WORDS
    )
    return n_changed > max(FEW_WORDS, MOST_CHANGED * len(draft))


def objections(draft: Words, proposed: Sequence[Proposed]) -> list[str | None]:
    """Why each edit must not even be suggested; None where nothing is against it.

    What a model has written as one edit is refused as one.
    """
    if rewrites(draft, proposed):
        return [REWRITES] * len(proposed)
    whys = [objection(draft, one) for one in proposed]
    spoilt = {one.place for one, why in zip(proposed, whys, strict=True) if why is not None}
    return [
        why or (PART if one.place in spoilt else None)
        for one, why in zip(proposed, whys, strict=True)
    ]


def objection(draft: Words, proposed: Proposed) -> str | None:
    """Why a model's edit must not even be suggested as it is; None when nothing is against it."""
    edit = proposed.edit
    if edit.layer is not Layer.WORDS:
        return None
    source, target = edit.source.split(), edit.target.split()
    if len(source) > LONGEST_SOURCE or len(target) > LONGEST_TARGET:
        return f"is longer than a correction may be ({LONGEST_SOURCE} words to {LONGEST_TARGET})"
    return (
        _fact(draft, proposed, source, target)
        or _turn(proposed, source, target)
        or _name(draft, proposed)
        or _other_words(draft, proposed, source, target)
    )


def _fact(
    draft: Words, proposed: Proposed, source: Sequence[str], target: Sequence[str]
) -> str | None:
    first = _first_word(draft, proposed.edit.start)
    last = first + len(source)
    return refusal(
        context=(
            draft.norm[max(0, first - N_CONTEXT) : first],
            draft.norm[last : last + N_CONTEXT],
        ),
        before=source,
        after=target,
        evidence=proposed.evidence,
    )


def _first_word(draft: Words, start: int) -> int:
    """The word that an edit begins at; one that takes a gap along begins before its word."""
    return next((i for i, end in enumerate(draft.ends) if end > start), len(draft))


def _turn(proposed: Proposed, source: Sequence[str], target: Sequence[str]) -> str | None:
    """Words that look alike and say the contrary: normal and abnormal, he and she."""
    if proposed.evidence.own:
        return None
    gone, come = set(source) - set(target), set(target) - set(source)
    for one, other in _OPPOSITES:
        if (gone & one and come & other) or (gone & other and come & one):
            return "turns what is said into its contrary"
    if any(_is_negated(a, b) or _is_negated(b, a) for a in gone for b in come):
        return "turns what is said into its contrary"
    if gone & _NEGATIONS and come & _NEGATIONS:
        return "denies something else"
    if any(_NAUGHTS.fullmatch(word) for word in come):
        return "writes a number so that it may be misread"
    return None


def _is_negated(longer: str, shorter: str) -> bool:
    """Whether a word is the other with a prefix that turns it.

    >>> _is_negated("abnormal", "normal"), _is_negated("about", "bout")
    (True, False)
    """
    return len(shorter) > len("bout") and any(longer == prefix + shorter for prefix in _PREFIXES)


def _name(draft: Words, proposed: Proposed) -> str | None:
    """Words written as a name inside a sentence come and go only as they did before."""
    edit = proposed.edit
    if proposed.evidence.own or proposed.is_listed:
        return None
    old, new = split_words(edit.before).raws(), split_words(edit.after).raws()
    gone = [w for w in old if w.lower() not in {n.lower() for n in new}]
    come = [w for w in new if w.lower() not in {o.lower() for o in old}]
    opens = _opens_sentence(draft.text, edit.start)
    named = [w for n, w in enumerate([*gone, *come]) if w[:1].isupper() and not (opens and not n)]
    if opens:
        named = [w for w in named if w not in {*old[:1], *new[:1]}]
    return "changes what is written as a name" if named else None


def _opens_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in ".?!:\n"


def _other_words(
    draft: Words, proposed: Proposed, source: Sequence[str], target: Sequence[str]
) -> str | None:
    # For a medicine the guard has found evidence.
    is_known = proposed.evidence.own or proposed.edit.category is Category.TERM
    if is_known or proposed.edit.category in SAYS_THE_SAME:
        return None
    gone = [w for w in source if w not in target]
    come = [w for w in target if w not in source]
    if sorted(source) == sorted(target):
        return "puts words in another order"
    is_repeated = not come and _is_repeated(draft, proposed.edit, source)
    if is_repeated or (SMALL_WORDS.issuperset([*gone, *come]) and not (gone and come)):
        return None
    return _WHY[bool(source), bool(target)]


def _is_repeated(draft: Words, edit: Edit, source: Sequence[str]) -> bool:
    """Whether the words that go stand there a second time, just before or just behind."""
    first, n = _first_word(draft, edit.start), len(source)
    return list(source) in (
        draft.norm[max(0, first - n) : first],
        draft.norm[first + n : first + 2 * n],
    )
