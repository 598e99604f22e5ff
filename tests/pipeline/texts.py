"""Texts as hypothesis draws them: anything at all, and something like dictation."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = [
    "the",
    "pain",
    "no",
    "knee",
    "left",
    "right",
    "five",
    "5",
    "25",
    "twenty",
    "mg",
    "uh",
    "comma",
    "period",
    "Take",
    "don't",
    "do",
    "not",
    "we'll",
    "p.m",
    "2.5",
    "naïve",
    "NAÏVE",
    "mg/dl",
    "bis",
    "a",
    "prolol",
    "bisoprolol",
    "metroprolol",
    "metoprolol",
    "中文",
    "İstanbul",
]
ODD_WORDS = ("\u0301a", "²", "a’b", "ſ", "e\u0301")
GAPS = (" ", " ", " ", ", ", ". ", "-", "\n", "\r\n", ".\r\n\r\n", "  ", "\t", "; ", " – ")
EDGES = ("", "", "", " ", "\r\n", "...", "(", "\u200b")


@st.composite
def dictated(draw: st.DrawFn, *, most: int = 12) -> str:
    """Words with gaps between them and perhaps something at either end."""
    words = draw(st.lists(st.sampled_from((*WORDS, *ODD_WORDS)), max_size=most))
    parts = [draw(st.sampled_from(EDGES))]
    for n, word in enumerate(words):
        parts += [draw(st.sampled_from(GAPS))] if n else []
        parts.append(word)
    return "".join([*parts, draw(st.sampled_from(EDGES))])


any_text = st.one_of(dictated(), st.text(max_size=40))
