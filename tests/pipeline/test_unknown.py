from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from draftgenie.domain.term import Scope, Term
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.mine import mine
from draftgenie.pipeline.retrieve import Batch, Counts, Example, Made, example_keys
from draftgenie.pipeline.retrieve.guess_figures import NAMES
from draftgenie.pipeline.retrieve.lexicon import Lexicon, LexiconBook
from draftgenie.pipeline.retrieve.unknown import Guesses, Whose, find_guesses
from draftgenie.services._english import english

if TYPE_CHECKING:
    from collections.abc import Sequence

FINALS = [
    "She takes bisoprolol and candesartan daily.",
    "He takes bisoprolol and candesartan daily.",
    "We stopped bisoprolol and candesartan and co-codamol today.",
]


def history(finals: Sequence[str], terms: Sequence[Term] = ()) -> tuple[Lexicon, Counts]:
    book, examples = LexiconBook(), []
    for final in finals:
        mined = mine(draft=final, final=final)
        book.add(mined.final, mined.edits)
        words = mined.final.norm
        examples.append(Example("dr-okafor", None, words, words, []))
    return book.lexicon(terms), Counts().plus(example_keys(examples))


def guesses_at(text: str, lexicon: Lexicon, counts: Counts, speaker: str = "dr-okafor") -> Guesses:
    words = split_words(text)
    batch = Batch.of([words.norm], [speaker], [None])
    whose = Whose([speaker], [None])
    return find_guesses(batch, [words], whose, lexicon, counts=counts, english=english())


def told(found: Guesses) -> set[tuple[int, int, str]]:
    return {(g.first, g.last, g.entry.surface) for g in found.guesses}


def test_an_unknown_word_and_its_neighbours_are_compared_with_the_finals() -> None:
    found = guesses_at("she takes biso brolol and kandesartan daily", *history(FINALS))

    assert {(2, 4, "bisoprolol"), (5, 6, "candesartan")} <= told(found)
    assert found.figures.shape == (len(found), len(NAMES))
    assert np.isfinite(found.figures).all()


def test_words_the_finals_know_are_left_alone() -> None:
    assert told(guesses_at("she takes candesartan and bisoprolol", *history(FINALS))) == set()


def test_a_joined_name_is_found_and_written_as_the_finals_write_it() -> None:
    best = guesses_at("today kocodamol", *history(FINALS)).guesses[0]

    assert (best.first, best.last, best.entry.surface) == (1, 2, "co-codamol")


def test_nothing_is_guessed_across_the_end_of_a_sentence_or_over_digits() -> None:
    found = guesses_at("takes biso. Prolol and biso 5 prolol", *history(FINALS))

    covered = [set(range(first, last)) for first, last, _ in told(found)]
    assert covered
    assert not any({1, 2} <= words or 5 in words for words in covered)


def test_a_term_is_offered_to_those_it_is_meant_for_and_protected_itself() -> None:
    own = Term("entresto", "Entresto", Scope(speaker="dr-okafor"))
    known = history(FINALS, [own])

    offered = (2, 4, "Entresto")
    assert offered in told(guesses_at("she takes and tresto", *known))
    assert offered not in told(guesses_at("she takes and tresto", *known, speaker="dr-chen"))
    assert told(guesses_at("she takes entresto", *known)) == set()


def test_what_the_history_corrected_itself_is_no_guess() -> None:
    lexicon, counts = history(FINALS)
    mined = mine(draft="she takes bisaprolol", final="she takes bisoprolol")
    before = told(guesses_at("she takes bisaprolol", lexicon, counts))
    example = Example(
        "dr-chen", None, mined.draft.norm, mined.final.norm, [Made(2, 3, ("bisoprolol",))]
    )
    after = told(guesses_at("she takes bisaprolol", lexicon, counts.plus(example_keys([example]))))

    assert (before, after) == ({(2, 3, "bisoprolol")}, set())


def test_an_empty_history_has_nothing_to_offer() -> None:
    assert told(guesses_at("she takes bisaprolol", Lexicon(), Counts())) == set()
