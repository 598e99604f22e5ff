"""Where sentences end (`sentences-1`): the same rule for cased finals and lower-case drafts.

A splitter of its own, because those that exist do not fit: syntok needs 7 s for a million words
(10,000 notes of 100 words, three texts each, would take 21 s), and it never ends a sentence
before a lower-case letter, so that a draft a recogniser wrote in lower case is one sentence. On
cased text the two agree; a test holds them together on a real corpus.
"""

from __future__ import annotations

import re

from draftgenie.pipeline._memo import Memo

SENTENCES = "sentences-1"
"""Ends at `.`, `?`, `!` before white space, at blank lines and before list items."""

_CLOSERS = "\"'”’)]}»*"
_OPENERS = "\"'“‘([{«*-–—•¿¡"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER = _words(
    "dr mr mrs ms mx prof rev hon capt col gen lt sgt st mt vs cf approx e.g i.e viz"
    " fig figs eq ref refs pp"
)
"""Abbreviations that another word of the same sentence follows."""

_BEFORE_CAPITAL = _words(
    "mg mcg ml dl kg gm gms cm mm km oz lb lbs tsp tbsp hr hrs min mins sec secs wk wks mo mos"
    " yr yrs yo tab tabs cap caps inj amt avg max wt ht temp resp bp hx dx rx tx sx fx pt pts"
    " dept ext etc al jr sr inc ltd corp co llc bros est jan feb mar apr jun jul aug sep sept"
    " oct nov dec ph.d m.d d.o r.n"
)
"""Abbreviations that may end a sentence: they do when a capital follows."""

_BEFORE_NUMBER = _words("no nos vol ch sec art")
"""Words that are abbreviations only when a number follows."""

_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_MARKER = re.compile(r"(?:\d{1,2}|[a-zA-Z])[.)]|[-*•–—]")
_BLOCK_END = re.compile(r"\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:[-*•]|\d{1,2}[.)])[^\S\n])|(?<=:)\n")
_MARK = re.compile(rf"[.?!…][{re.escape(_CLOSERS)}]*\s+")


def split_sentences(text: str) -> list[str]:
    """The sentences of `text` in order, as they are written; none when it is empty.

    >>> split_sentences("Take 2.5 mg b.i.d. with Dr. Wu. no pain? no")
    ['Take 2.5 mg b.i.d. with Dr. Wu.', 'no pain?', 'no']
    """
    blocks = _BLOCK_END.split(text) if "\n" in text else [text]
    return [sentence for block in blocks for sentence in _split_block(block.strip())]


def _split_block(text: str) -> list[str]:
    sentences = []
    start = 0
    for match in _MARK.finditer(text):
        at, end = match.span()
        word = text[max(start, text.rfind(" ", start, at) + 1) : at]
        ends = _ENDS[word] if text[at] == "." else None
        if ends is None:
            ends = end < len(text) and _ends_sentence(text, at, end, start=start)
        if ends and end < len(text):
            sentences.append(text[start:end].rstrip())
            start = end
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def _always_ends(word: str) -> bool | None:
    """Whether a full stop behind `word` ends a sentence; None when it hangs on what is around."""
    lower = word.lower()
    if lower in _NEVER:
        return False
    is_plain = len(word) > 1 and word.isalpha()
    return True if is_plain and lower not in _BEFORE_CAPITAL | _BEFORE_NUMBER else None


_ENDS = Memo(_always_ends)


def _ends_sentence(text: str, at: int, end: int, *, start: int) -> bool:
    """Whether the mark at `at`, with the next word at `end`, ends the sentence from `start`."""
    mark = text[at]
    after = text[end:].lstrip(_OPENERS)[:1] if text[end] in _OPENERS else text[end]
    if mark in "?!":
        return text[at + 1].isspace() or not after.islower()
    if mark == "…" or text[at - 1 : at] == ".":
        return not after.islower()
    words = text[start:at].rsplit(None, 2)
    if len(words) <= 1 and _MARKER.fullmatch(text[start : at + 1]):
        return False
    return not words or _full_stop_ends(words, after)


def _full_stop_ends(words: list[str], after: str) -> bool:
    """Whether the full stop behind the last of `words` ends a sentence before letter `after`."""
    word = words[-1].lstrip(_OPENERS)
    lower = word.lower()
    if lower in _NEVER:  # behind an opening bracket
        return False
    if lower in _BEFORE_NUMBER and after.isdigit():
        return False
    if len(word) == 1 and word.isalpha() and word != "I":
        # "John F. Kennedy" against "hepatitis C. She": a name stands before an initial.
        is_initial = word.isupper() and (len(words) == 1 or words[-2][0].isupper())
        return not is_initial and after.isupper()
    if lower in _BEFORE_CAPITAL or _DOTTED.fullmatch(word):
        return after.isupper()
    return True
