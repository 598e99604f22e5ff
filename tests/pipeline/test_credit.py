"""What each correction did to a note: measured again without it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from draftgenie.domain.correction import Category
from draftgenie.domain.note import NoteEdit, Verdict, apply_edits
from draftgenie.pipeline._align import distance
from draftgenie.pipeline._text import formatted_words, normalised_words, split_words
from draftgenie.pipeline.generate.credit import Saved, share_out
from draftgenie.pipeline.generate.label import Label


def an_edit(
    draft: str, before: str, after: str, *, id_: str = "cor_a", skip: int = 0, **more: Category
) -> NoteEdit:
    """The edit of an occurrence of `before`, the first or a later one."""
    start = -1
    for _ in range(skip + 1):
        start = draft.index(before, start + 1)
    return NoteEdit(
        start=start,
        end=start + len(before),
        before=before,
        after=after,
        confidence=0.9,
        harm=0.0,
        correction_id=id_,
        evidence=1,
        n_left_alone=0,
        category=more.get("category", Category.SPELLING),
        verdict=Verdict.APPLIED,
        reason="",
    )


def test_a_right_edit_a_half_edit_and_a_harmful_one_are_told_apart() -> None:
    draft = "the kobe it test of the nee was fine"
    final = "the covid test of the knee was fine"
    edits = [
        an_edit(draft, "kobe", "covet", id_="cor_half"),
        an_edit(draft, "nee", "knee", id_="cor_right"),
        an_edit(draft, "fine", "five", id_="cor_wrong"),
    ]

    shares = share_out(draft=draft, final=final, edits=edits)

    assert [(s.correction_id, s.credits[0].label, s.saved) for s in shares] == [
        ("cor_half", Label.NEITHER, Saved(0, 0)),
        ("cor_right", Label.RIGHT, Saved(1, 1)),
        ("cor_wrong", Label.HARM, Saved(-1, -1)),
    ]


def test_an_edit_of_marks_or_case_is_judged_by_formatted_words_and_saves_only_these() -> None:
    draft = "no pain today he is well"
    final = "No pain today. He is well."
    edits = [
        an_edit(draft, " ", ". ", id_="cor_stop", skip=2, category=Category.PUNCTUATION),
        an_edit(draft, "well", "Well", id_="cor_case", category=Category.CASING),
    ]

    shares = share_out(draft=draft, final=final, edits=edits)

    assert [(s.correction_id, s.credits[0].label, s.saved) for s in shares] == [
        # "Well" is as far from "well." as "well" is.
        ("cor_case", Label.NEITHER, Saved(0, 0)),
        ("cor_stop", Label.RIGHT, Saved(0, 1)),
    ]


def test_one_correction_made_twice_is_credited_edit_by_edit_and_together() -> None:
    draft = "the ilium and the ilium"
    final = "the ileum and the ilium"
    edits = [
        an_edit(draft, "ilium", "ileum"),
        an_edit(draft, "ilium", "ileum", skip=1),
    ]

    (share,) = share_out(draft=draft, final=final, edits=edits)

    assert [(c.label, c.saved) for c in share.credits] == [
        (Label.RIGHT, Saved(1, 1)),
        (Label.HARM, Saved(-1, -1)),
    ]
    assert share.saved == Saved(0, 0)


def test_an_edit_that_puts_words_between_others_is_judged_too() -> None:
    draft = "pain in knee"
    edit = an_edit(draft, " ", " the ", skip=1)

    (share,) = share_out(draft=draft, final="pain in the knee", edits=[edit])

    assert share.credits[0].label is Label.RIGHT
    assert share.saved == Saved(1, 1)


def test_without_edits_there_is_nothing_to_share() -> None:
    assert share_out(draft="no pain", final="no pain", edits=[]) == []


words = st.lists(st.sampled_from(["no", "pain", "Knee", "the", "um,"]), min_size=1, max_size=8)


@given(words, words, st.data())
def test_what_a_correction_saved_is_the_distance_without_it_less_the_distance_with_it(
    draft_words: list[str], final_words: list[str], data: st.DataObject
) -> None:
    draft, final = " ".join(draft_words), " ".join(final_words)
    places = split_words(draft)
    chosen = data.draw(st.sets(st.integers(0, len(places) - 1)))
    edits = tuple(
        NoteEdit(
            places.starts[n], places.ends[n], places.raw(n),
            data.draw(st.sampled_from(["pain", "knee", "No", "a b"])),
            0.9, 0.0, f"cor_{n % 2}", 1, 0, Category.OTHER, Verdict.APPLIED, "",
        )
        for n in sorted(chosen)
    )  # fmt: skip

    shares = share_out(draft=draft, final=final, edits=edits)

    assert sum(len(s.credits) for s in shares) == len(edits)
    for split, unit in ((normalised_words, "words"), (formatted_words, "formatted")):
        reference = split(final)
        note = distance(reference=reference, hypothesis=split(apply_edits(draft, edits)))
        for share in shares:
            others = tuple(e for e in edits if e.correction_id != share.correction_id)
            without = split(apply_edits(draft, others))
            more = distance(reference=reference, hypothesis=without) - note
            assert getattr(share.saved, unit) == more
