from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from draftgenie.adapters.arrays import ArrayFiles
from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.correction import CorrectionStatus, Layer, correction_id
from draftgenie.domain.note import Verdict
from draftgenie.domain.term import EVERYONE, Scope
from draftgenie.pipeline.generate import Limits
from draftgenie.pipeline.generate.guessed import GROUNDS
from draftgenie.ports.store import DraftQuery
from draftgenie.services import _learned, decision, rag, retention
from tests.builders import TickingClock
from tests.histories import arrays, build, take_in
from tests.misheard import NAMES, SENTENCES, misheard, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from draftgenie.domain.note import GeneratedNote, NoteEdit

LATE = tuple(NAMES[-4:])
"""Names that the history never has."""

EARLY = tuple(NAMES[:-4])
DRAFT = "She was started on biso brolol last spring."


def opened(home: Path, *, create: bool) -> SqliteStore:
    return SqliteStore.open(
        home, clock=TickingClock(), actor="tester", command="test", wait_s=5.0, create=create
    )


def make_home(home: Path, terms: tuple[str, ...]) -> Path:
    with opened(home, create=True) as store:
        take_in(store, TickingClock(), *pairs(300, names=EARLY))
        with store.atomic():
            store.terms.put(EVERYONE, {term: term for term in terms})
        build(store, home)
    return home


@pytest.fixture(scope="module")
def plain_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("unknown") / "home", ())


@pytest.fixture(scope="module")
def listed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("listed") / "home", tuple(NAMES))


@pytest.fixture
def plain(plain_home: Path, home: Path) -> Iterator[SqliteStore]:
    shutil.copytree(plain_home, home)
    with opened(home, create=False) as store:
        yield store


def corrected(store: SqliteStore, text: str, **limits: float) -> GeneratedNote:
    return rag.correct_text(
        text,
        speaker="dr-okafor",
        store=store,
        arrays=ArrayFiles(store.path.parent / "learned"),
        limits=Limits(**limits),
    )


def guesses(note: GeneratedNote) -> list[NoteEdit]:
    return [edit for edit in note.edits if edit.reason.startswith(GROUNDS)]


def test_a_name_misheard_in_a_new_way_is_corrected_with_its_grounds(plain: SqliteStore) -> None:
    note = corrected(plain, DRAFT)

    (edit,) = guesses(note)
    assert note.text == "She was started on bisoprolol last spring."
    assert (edit.before, edit.after, edit.verdict) == ("biso brolol", "bisoprolol", "applied")
    assert (edit.evidence, edit.category) == (0, "term")
    assert edit.reason.startswith("a guess: not met before, and sounds like what the finals have")
    assert edit.confidence >= 0.7


def test_new_names_are_found_only_with_a_term_list(plain_home: Path, listed_home: Path) -> None:
    heard = pairs(80, seed=7, names=LATE)
    right = {}
    for home in (plain_home, listed_home):
        with opened(home, create=False) as store:
            notes = [corrected(store, one["draft"]).text for one in heard]
            right[home] = sum(n == one["final"] for n, one in zip(notes, heard, strict=True))

    n_misheard = sum(one["draft"] != one["final"] for one in heard)
    untouched = len(heard) - n_misheard
    assert right[plain_home] <= untouched
    assert right[listed_home] >= untouched + 0.8 * n_misheard


def test_the_same_history_gives_the_same_arrays(plain: SqliteStore, home: Path) -> None:
    before = _learned.load(plain, arrays(home))
    build(plain, home, rebuild=True)
    after = _learned.load(plain, arrays(home))

    assert before is not None
    assert after is not None
    assert before.name == after.name
    assert before.unknown.gate is not None


def test_a_blocked_guess_is_never_told(plain: SqliteStore) -> None:
    with plain.atomic():
        blocked = decision.worded(
            speaker="dr-okafor",
            source="biso brolol",
            target="bisoprolol",
            status=CorrectionStatus.BLOCKED,
        )
        plain.corrections.put([blocked])

    note = corrected(plain, DRAFT)

    known = correction_id(source="biso brolol", target="bisoprolol", layer=Layer.WORDS)
    assert blocked.id == known
    assert known not in {edit.correction_id for edit in note.edits}


@pytest.mark.slow
def test_a_changed_term_list_is_learned_with_the_whole_history(
    plain: SqliteStore, home: Path
) -> None:
    unchanged = build(plain, home)
    with plain.atomic():
        plain.terms.put(Scope(speaker="dr-okafor"), {"zofran": "Zofran"})
    changed = build(plain, home)
    learned = _learned.load(plain, arrays(home))

    assert (unchanged.pairs, changed.pairs, changed.rebuilt) == (0, 300, True)
    assert learned is not None
    assert [term.surface for term in learned.unknown.terms] == ["Zofran"]


def test_purging_a_speaker_leaves_no_file_with_words_of_notes(
    plain: SqliteStore, home: Path
) -> None:
    def files_with(word: bytes) -> list[str]:
        return [p.name for p in (home / "learned").iterdir() if word in p.read_bytes()]

    before = files_with(b"bisoprolol")
    retention.purge(store=plain, ref="dr-okafor", arrays=arrays(home))

    assert len(before) == 1
    assert files_with(b"bisoprolol") == []
    assert _learned.load(plain, arrays(home)) is not None


def test_without_history_nothing_is_guessed_even_with_a_term_list(
    store: SqliteStore, home: Path, clock: TickingClock
) -> None:
    take_in(store, clock, *pairs(1))
    with store.atomic():
        store.terms.put(EVERYONE, {name: name for name in NAMES})
    before = corrected(store, DRAFT)
    build(store, home)
    after = corrected(store, DRAFT)

    assert (before.edits, after.edits) == ((), ())


def test_a_number_in_the_neighbourhood_is_never_changed(plain: SqliteStore) -> None:
    text = "The dose of biso brolol 25 stays as it is, not 50 of kande sartan."

    note = corrected(plain, text)

    assert [word for word in note.text.split() if word.isdigit()] == ["25", "50"]
    assert " not " in note.text


@pytest.fixture(scope="module")
def shared(plain_home: Path) -> Iterator[Any]:
    with opened(plain_home, create=False) as store:
        learned = _learned.load(store, arrays(plain_home))
        yield store, learned


_words = st.sampled_from(
    [
        *NAMES,
        *SENTENCES[0].split(),
        "25",
        "mg",
        "no",
        "left",
        "kande",
        "sartan,",
        "“biso",
        "brolol”",
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.one_of(_words, st.text(max_size=12)), max_size=25), seed=st.integers(0, 99)
)
def test_text_outside_edits_is_untouched_and_two_runs_agree(
    shared: Any, words: list[str], seed: int
) -> None:
    import random

    store, _ = shared
    text = " ".join([*words, misheard("bisoprolol", random.Random(seed))])  # noqa: S311

    note = corrected(store, text)

    at, kept = 0, ""
    for edit in sorted(note.applied, key=lambda e: e.start):
        assert edit.start >= at
        assert text[edit.start : edit.end] == edit.before
        kept += text[at : edit.start] + edit.after
        at = edit.end
    assert note.text == kept + text[at:]
    assert corrected(store, text) == note
    for edit in guesses(note):
        if edit.verdict is Verdict.APPLIED:
            assert not any(map(str.isdigit, edit.before + edit.after))


def test_a_guess_that_a_note_made_can_be_blocked_and_approved_by_its_id(
    plain: SqliteStore, home: Path
) -> None:
    clock = TickingClock()
    record = {"speaker": "dr-okafor", "item": "new", "draft": DRAFT}
    take_in(plain, clock, record)
    draft = next(plain.drafts.iter(DraftQuery(pending=True)))
    more = {"store": plain, "arrays": arrays(home), "clock": clock, "limits": Limits()}
    (made,) = rag.generate([draft], **more)
    (guess,) = guesses(made.note)

    decision.decide(
        guess.correction_id, CorrectionStatus.BLOCKED, store=plain, speaker="dr-okafor"
    )
    (blocked,) = rag.generate([draft], **more)
    decision.decide(
        guess.correction_id, CorrectionStatus.APPROVED, store=plain, speaker="dr-okafor"
    )
    (approved,) = rag.generate([draft], **more)

    assert guess.correction_id not in {e.correction_id for e in blocked.note.edits}
    (edit,) = approved.note.applied
    assert (edit.correction_id, edit.reason) == (guess.correction_id, "approved by a person")
