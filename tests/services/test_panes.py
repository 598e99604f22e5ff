from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from draftgenie.ports.page import Mark, Words
from draftgenie.ports.store import Evaluable
from draftgenie.services.panes import side_by_side

TEXTS = Evaluable("not_1", "dra_1", "fin_1", "s", "i", "", "", "", None, 1)


def test_each_word_is_marked_by_the_other_two_texts() -> None:
    seen = side_by_side(
        replace(
            TEXTS,
            draft="no know allergies, takes metroprolol 5 mg",
            note="known allergies, takes metroprolol 50 mg",
            final="No known allergies, takes metoprolol 5 mg",
        )
    )

    assert seen.draft == (
        Words("no know ", Mark.WRONG),
        Words("allergies, takes ", Mark.PLAIN),
        Words("metroprolol ", Mark.WRONG),
        Words("5 mg", Mark.PLAIN),
    )
    assert seen.note == (
        Words("known ", Mark.MENDED),
        Words("allergies, takes ", Mark.PLAIN),
        Words("metroprolol ", Mark.LEFT),
        Words("50 ", Mark.BROKEN),
        Words("mg", Mark.PLAIN),
    )
    assert [w.text for w in seen.final if w.mark is Mark.MISSING] == ["No ", "metoprolol 5 "]


texts = st.text("ab 5\n\u00a0", max_size=20)


@given(texts, texts, texts)
def test_the_runs_are_the_texts_from_their_first_words_on(
    draft: str, note: str, final: str
) -> None:
    seen = side_by_side(replace(TEXTS, draft=draft, note=note, final=final))

    for runs, text in ((seen.draft, draft), (seen.note, note), (seen.final, final)):
        assert "".join(w.text for w in runs) == text.lstrip()
