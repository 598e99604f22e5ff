"""What kind of text a draft is beside those before it, and when that stops its edits."""

from __future__ import annotations

import numpy as np
import pytest

from draftgenie.pipeline._form import Form
from draftgenie.pipeline._kind import Kind
from draftgenie.pipeline._text import split_words
from draftgenie.pipeline.generate.unlike import unlike
from draftgenie.pipeline.mine import mine
from draftgenie.pipeline.retrieve import Counts, example_keys
from draftgenie.pipeline.retrieve.forms import FormText
from draftgenie.pipeline.retrieve.keys import Example
from draftgenie.pipeline.retrieve.kind import kind_keys, kinds
from draftgenie.services._english import english
from draftgenie.services._forms import form_example

MARKED = "the lungs are clear, and the heart is regular. no swelling was seen in the legs."
UNMARKED = MARKED.replace(",", "").replace(".", "")


def counts_of(*drafts: str, speaker: str = "dr-a") -> Counts:
    """The counts of drafts that were left as they are."""
    mined = [mine(draft=draft, final=draft) for draft in drafts]
    words = [Example(speaker, None, m.draft.norm, m.final.norm, ()) for m in mined]
    keys = [example_keys(words), kind_keys([form_example(speaker, m) for m in mined])]
    return Counts().plus(np.concatenate(keys))


def kind_of(draft: str, counts: Counts, speaker: str = "dr-a") -> Kind:
    """The kind of one draft."""
    words = split_words(draft)
    return kinds([FormText(speaker, words.norm, Form.of(words))], counts, english())[0]


def test_a_draft_is_placed_among_those_of_its_own_speaker() -> None:
    counts = counts_of(MARKED, MARKED, UNMARKED, MARKED)

    assert kind_of(UNMARKED, counts) == Kind(
        marks=0.0, usual=0.195, n_drafts=4, n_as_few=1, n_as_many=4, n_words=16, n_unknown=0
    )
    assert kind_of(MARKED, counts).n_as_many == 3
    assert kind_of(MARKED, counts, speaker="dr-b").n_drafts == 0


def test_learning_a_draft_again_can_be_taken_back() -> None:
    counts = counts_of(*[MARKED] * 3)
    again = kind_keys([form_example("dr-a", mine(draft=UNMARKED, final=UNMARKED))])

    assert kind_of(MARKED, counts.plus(again).minus(again)) == kind_of(MARKED, counts)


@pytest.mark.parametrize("n_drafts", [0, 10, 18])
def test_a_short_history_says_of_no_draft_that_it_is_unlike(n_drafts: int) -> None:
    assert unlike(kind_of(UNMARKED, counts_of(*[MARKED] * n_drafts))) is None


def test_a_draft_without_marks_is_unlike_many_with_marks_and_one_with_marks_the_other_way() -> (
    None
):
    assert unlike(kind_of(UNMARKED, counts_of(*[MARKED] * 20))) == (
        "unlike this speaker's drafts so far: it has hardly any marks"
    )
    assert unlike(kind_of(MARKED, counts_of(*[UNMARKED] * 20))) == (
        "unlike this speaker's drafts so far: it has far more marks"
    )


def test_what_a_speaker_does_now_and_then_is_not_unlike() -> None:
    counts = counts_of(*[MARKED] * 40, *[UNMARKED] * 5)

    assert unlike(kind_of(UNMARKED, counts)) is None
    assert unlike(kind_of(MARKED, counts)) is None


def test_a_draft_in_another_language_is_unlike_any_history() -> None:
    french = "les poumons sont libres, le cœur bat régulièrement et sans aucun souffle audible"

    assert unlike(kind_of(french, counts_of(MARKED))) == (
        "most words of this draft are in no final note: it may be in another language"
    )
    assert unlike(kind_of("les poumons sont libres", counts_of(MARKED))) is None
