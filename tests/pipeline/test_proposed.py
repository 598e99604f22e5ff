"""Edits of a model against the guard: what says the same passes, what says something else not."""

from __future__ import annotations

import random

import pytest

from draftgenie.domain.note import Verdict, apply_edits
from draftgenie.pipeline._text import normalised_words, split_words
from draftgenie.pipeline.generate.agree import Rules, agree
from draftgenie.pipeline.generate.guard import Evidence, told_facts
from draftgenie.pipeline.generate.proposed import Proposed, objection, objections
from draftgenie.pipeline.generate.trust import Sort, Tally, Trust
from draftgenie.pipeline.mine import mine

NONE = Evidence(0, 0, 0, 0)
OWN = Evidence(9, 9, 0, 0, own=9)
TRUSTED = Trust(
    everyone={Sort("model", what): Tally(right=5_000) for what in ("words", "form", "fact")}
)


def proposed(told: str, evidence: Evidence = NONE, *, listed: bool = False) -> list[Proposed]:
    """The minimal edits of `take [this|that] now`."""
    draft, note = sides(told)
    return [Proposed(e, evidence, listed, place=0) for e in mine(draft=draft, final=note).edits]


def sides(told: str) -> tuple[str, str]:
    left, _, rest = told.partition("[")
    change, _, right = rest.partition("]")
    before, _, after = change.partition("|")
    return f"{left}{before}{right}", f"{left}{after}{right}"


def why(told: str, evidence: Evidence = NONE, *, listed: bool = False) -> str | None:
    draft = split_words(sides(told)[0])
    found = [objection(draft, one) for one in proposed(told, evidence, listed=listed)]
    return next((one for one in found if one is not None), None)


@pytest.mark.parametrize(
    "told",
    [
        "he has chest [pane|pain] today",
        "the scar is [heeled|healed]",
        "take [twenty five|25] mg",
        "take 25 [milligrams|mg]",
        "he was [um|] seen",
        "no [the the|the] pain",
        "seen in [|the] clinic",
        "a [follow up|followup] visit",
        "he [doesn't|does not] smoke",
        "no fever [comma|,] no cough",
        "He was seen. [the|The] scar is fine",
    ],
)
def test_what_says_the_same_passes(told: str) -> None:
    assert why(told) is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("take [5|50] mg", "changes a number"),
        ("take 5 [mg|mcg]", "changes a unit"),
        ("he has [no|] pain", "changes a negation"),
        ("he has [|no] pain", "changes a negation"),
        ("the [left|right] knee", "changes a laterality"),
        ("takes [warfarin|insulin] daily", "changes a term"),
        ("has [hypertension|hypotension] now", "changes a term"),
        ("seen by dr [okafor|chen] today", "changes a name"),
        ("since [monday|friday] evening", "changes a date"),
        ("the ECG is [normal|abnormal] today", "contrary"),
        ("a [stable|unstable] angina", "contrary"),
        ("pressure [increased|decreased] slightly", "contrary"),
        ("said [he|she] smokes", "contrary"),
        ("has [no|not] pain", "denies something else"),
        ("take [2.5|2.50] mg", "may be misread"),
        ("we saw [oakford|Okafor] today", "written as a name"),
        ("he sat [|on a bench] down", "does not say"),
        ("he sat [down quietly|] there", "drops"),
        ("the [knee|elbow] is fine", "something else"),
        ("he [sat down|down sat] there", "drops"),
        ("a [b c d e f |]z", "longer than"),
    ],
)
def test_what_says_something_else_does_not(told: str, reason: str) -> None:
    assert reason in (why(told) or "")


@pytest.mark.parametrize(
    "told", ["the [knee|elbow] is fine", "we saw [oakford|Okafor] today", "said [he|she] smokes"]
)
def test_the_speakers_own_history_is_evidence(told: str) -> None:
    assert why(told) is not None
    assert why(told, OWN) is None


def test_a_term_list_lets_a_name_be_put_right() -> None:
    assert why("we saw [okafer|Okafor] today", listed=True) is None
    assert why("we saw [bread|Okafor] today", listed=True) == "says something else than the draft"


def test_history_without_places_is_no_evidence_for_a_number() -> None:
    assert "changes a number" in (why("take [5|50] mg", OWN) or "")


def test_what_was_written_as_one_edit_is_refused_as_one() -> None:
    told = "take [fife mg|50 mgs] now"
    draft = split_words(sides(told)[0])

    assert all(objections(draft, proposed(told)))


def test_an_answer_that_changes_a_third_of_a_draft_is_refused_as_a_whole() -> None:
    words = " ".join(f"pane{n}" for n in "abcdefghijklmnopqrstuvwxyz")
    note = words.replace("pane", "pain")
    edits = [Proposed(e, NONE, place=n) for n, e in enumerate(mine(draft=words, final=note).edits)]

    few, many = objections(split_words(words), edits[:1]), objections(split_words(words), edits)

    assert few == [None]
    assert set(many) == {"the answer changes more of the draft than corrections do"}


SAID = (
    "He takes metoprolol 25 mg twice daily since March 3 and denies chest pain or fever . The "
    "left knee is normal without swelling and Dr. Okafor will see him in two weeks for"
    " hypertension ."
).split()
WORDS = (
    "no not 5 50 2.5 mg mcg left right warfarin insulin March Friday Okafor Chen fever pain and"
    " the abnormal hypotension without daily weekly she a stable"
).split()


@pytest.mark.parametrize("n", [500, pytest.param(20_000, marks=pytest.mark.slow)])
def test_no_trust_lets_a_random_edit_change_a_fact(n: int) -> None:
    dice = random.Random(7)  # noqa: S311 - the same edits every time
    draft = " ".join(SAID)
    facts = sorted(told_facts(normalised_words(draft)))
    words = split_words(draft)
    for _ in range(n):
        note = SAID.copy()
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(note))
            note[at : at + dice.randint(0, 2)] = dice.sample(WORDS, dice.randint(0, 2))
        edits = mine(draft=draft, final=" ".join(note)).edits
        asked = [Proposed(e, NONE, place=k) for k, e in enumerate(edits)]

        made = agree(words, (), asked, Rules(trust=TRUSTED))

        applied = tuple(e for e in made if e.verdict is Verdict.APPLIED)
        result = apply_edits(draft, applied)
        assert sorted(told_facts(normalised_words(result))) == facts, result
