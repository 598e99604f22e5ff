from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.term import Scope, Term
from draftgenie.pipeline.mine import mine
from draftgenie.pipeline.retrieve.lexicon import LexiconBook, can_stand

CARDIOLOGY = Scope(specialty="cardiology")
PAIRS = [
    ("she takes bis a prolol", "She takes Bisoprolol."),
    ("and coat amole", "Bisoprolol and co-codamol."),
    ("seen by doctor mary o brian", "Seen by Mary Ann O'Brien."),
]


def book_of(*pairs: tuple[str, str]) -> LexiconBook:
    book = LexiconBook()
    for draft, final in pairs:
        mined = mine(draft=draft, final=final)
        book.add(mined.final, [*mined.edits, *mined.parts])
    return book


def test_words_and_names_of_finals_are_entries_as_they_are_written_inside_sentences() -> None:
    entries = {e.words: e.surface for e in book_of(*PAIRS).lexicon().entries}

    assert entries["bisoprolol"] == "Bisoprolol"
    assert entries["co codamol"] == "co-codamol"
    assert entries["mary ann o'brien"] == "Mary Ann O'Brien"
    assert "seen" in entries
    assert "she" not in entries


def test_what_was_misheard_points_at_what_was_meant() -> None:
    lexicon = book_of(*PAIRS).lexicon()

    (entry,) = [e for e in lexicon.entries if e.words == "bisoprolol"]
    assert ("bis a prolol", "bisoprolol") in lexicon.misheard
    assert entry.n_misheard == 1
    assert ("bisaprolol", lexicon.entries.index(entry), True) in lexicon.items


def test_a_term_stands_as_its_list_has_it_and_for_those_it_is_meant_for() -> None:
    terms = [
        Term("bisoprolol", "bisoprolol"),
        Term("entresto", "Entresto", CARDIOLOGY),
        Term("b12", "B12"),
        Term("asa", "ASA"),
    ]

    lexicon = book_of(*PAIRS).lexicon(terms)

    entries = {e.words: e for e in lexicon.entries}
    assert entries["bisoprolol"].surface == "bisoprolol"
    assert not entries["entresto"].is_known
    assert entries["entresto"].is_listed(speaker="dr-chen", specialty="cardiology")
    assert not entries["entresto"].is_listed(speaker="dr-chen", specialty=None)
    assert not {"b12", "asa"} & entries.keys()


def test_few_letters_or_a_digit_cannot_stand_for_anything() -> None:
    assert [
        can_stand(w.split()) for w in ("cough", "co codamol", "asa", "b12 shot", "a b c d")
    ] == [
        True,
        True,
        False,
        False,
        False,
    ]


texts = st.lists(
    st.sampled_from(
        ["Dr.", "Mary", "Ann", "co-codamol", "bisoprolol", "12", "é\u0301a", "“x”", ".", "\n"]
    )
    | st.text(max_size=8),
    max_size=12,
).map(" ".join)


@given(pairs=st.lists(st.tuples(texts, texts), max_size=4))
def test_a_book_comes_back_from_its_bytes(pairs: list[tuple[str, str]]) -> None:
    book = book_of(*pairs)

    back = LexiconBook.of(book.array())

    assert back.lexicon() == book.lexicon()
    assert back.array().tobytes() == book.array().tobytes()
    assert back.n_misheard == book.n_misheard
