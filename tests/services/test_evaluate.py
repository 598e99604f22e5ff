from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.cli.progress import Silent
from draftgenie.domain.draft import FinalNote, final_id, item_id
from draftgenie.domain.evaluation import Outcome, SafetyCounts, Summary
from draftgenie.domain.event import EventType
from draftgenie.errors import GateError, ModelError, NotFoundError
from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.evaluate import summarise
from draftgenie.ports.store import Page
from draftgenie.services import evaluate
from draftgenie.services.evaluate import HarmedNote
from tests.builders import DRAFT, FINAL
from tests.doubles import HashEmbedder
from tests.noted import GOOD, add_note, add_noted
from tests.services.measured import METHOD, add_many, add_speaker, bucket_of, runner, traces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.builders import TickingClock
    from tests.services.measured import Run


HOSTILE_REFS = ("zzz' OR '1'='1", "../../x", "[red]dr[/red]")


@pytest.fixture
def run(store: SqliteStore, clock: TickingClock) -> Run:
    return runner(store, clock)


def words_of(text: str) -> str:
    return " ".join(normalised_words(text))


def test_the_rates_are_those_of_jiwer_on_the_same_words(store: SqliteStore, run: Run) -> None:
    import jiwer

    cases = [
        (DRAFT, GOOD, FINAL),
        ("no chest pain full stop", "No chest pain.", "No chest pain, no dyspnea."),
        ("um the left knee", "the left knee", "The left knee is swollen."),
    ]
    for i, (draft, note, final) in enumerate(cases):
        add_noted(store, f"visit-{i}", speaker=f"dr-{i}", draft=draft, note=note, final=final)

    done = run()

    drafts, notes, finals = ([words_of(t) for t in texts] for texts in zip(*cases, strict=True))
    assert done.draft_wer == pytest.approx(jiwer.wer(finals, drafts))
    assert done.note_wer == pytest.approx(jiwer.wer(finals, notes))
    for i, one in enumerate(done.speakers):
        assert (one.speaker, one.items) == (f"dr-{i}", 1)
        assert one.draft_wer == pytest.approx(jiwer.wer(finals[i], drafts[i]))
        assert one.note_wer == pytest.approx(jiwer.wer(finals[i], notes[i]))


def test_the_stored_figures_are_those_of_the_summary(store: SqliteStore, run: Run) -> None:
    add_many(store, 12)
    add_many(store, 3, speaker="dr-chen", note=DRAFT)

    done = run()

    scores = store.evaluations.known(METHOD.signature).values()
    summary = summarise(scores, signature=METHOD.signature)
    names = [f.name for f in fields(Summary) if f.name != "speakers"]
    for stored, direct in zip([done, *done.speakers], [summary, *summary.speakers], strict=True):
        assert [getattr(stored, n) for n in names] == [getattr(direct, n) for n in names]
    assert (done.items, done.better, done.same) == (15, 12, 3)
    assert done == evaluate.show("latest", store=store)


def test_a_dose_made_ten_times_larger_is_listed_though_the_note_is_better(
    store: SqliteStore, run: Run
) -> None:
    note_id = add_noted(
        store,
        draft="the patient um take metroprolol 5 mg dayly",
        note="The patient takes metoprolol 50 mg daily.",
        final="The patient takes metoprolol 5 mg daily.",
    )

    done = run()

    assert done.safety["number"] == SafetyCounts(
        1, 1, 0, lost=1, gained=0, invented=1, note_wrong=1
    )
    assert done.n_lost == 1
    assert done.harmed == (
        HarmedNote(
            "dr-okafor",
            "visit-0001",
            note_id,
            final_id(
                speaker="dr-okafor",
                item="visit-0001",
                text="The patient takes metoprolol 5 mg daily.",
            ),
            Outcome.BETTER,
            draft_errors=4,
            note_errors=1,
            errors_added=-3,
            lost={"number": 1},
            invented={"number": 1},
        ),
    )


def test_harmed_notes_come_worst_first(store: SqliteStore, run: Run) -> None:
    texts = {"draft": "no pain in the left knee", "final": "No pain in the left knee."}
    add_noted(store, "one-wrong", note="no pain in the left new", **texts)
    add_noted(store, "a-side", note="no pain in the right knee", **texts)
    add_noted(store, "all-wrong", note="something else altogether", **texts)
    add_noted(store, "fine", note="No pain in the left knee.", **texts)

    harmed = run().harmed

    assert [(n.item, n.errors_added, n.lost) for n in harmed] == [
        ("all-wrong", 6, {"laterality": 1, "negation": 1}),
        ("a-side", 1, {"laterality": 1}),
        ("one-wrong", 1, {}),
    ]


def test_a_repeated_run_changes_nothing(store: SqliteStore, run: Run) -> None:
    add_speaker(store, assigned_bucket="no_touch")
    add_many(store, 20, note=DRAFT)
    first = run()
    left = traces(store)

    assert run() == first
    assert traces(store) == left
    assert first.speakers[0].bucket_after == "low_touch"


def test_a_run_leaves_events_that_name_what_led_to_them(store: SqliteStore, run: Run) -> None:
    add_speaker(store, assigned_bucket="no_touch")
    add_many(store, 5, note=DRAFT)

    done = run()

    started, created, moved, completed = store.log.events()
    assert (started.type, started.aggregate) == (EventType.EVALUATION_STARTED, done.run_id)
    assert started.payload == {"run_id": done.run_id, "scope": "all speakers", "notes": 5}
    assert (created.type, created.aggregate) == (EventType.EVALUATION_CREATED, "dr-okafor")
    assert created.payload == {
        "speaker": "dr-okafor",
        "run_id": done.run_id,
        "notes": 5,
        "draft_wer": done.draft_wer,
        "note_wer": done.note_wer,
        "lost": 0,
    }
    assert (moved.type, moved.aggregate) == (EventType.SPEAKER_BUCKET_REASSIGNED, "dr-okafor")
    assert (completed.type, completed.aggregate) == (EventType.EVALUATION_COMPLETED, done.run_id)
    assert completed.payload["scored"] == 5
    assert completed.payload["moved"] == 1
    assert {created.causation_id, completed.causation_id} == {started.id}


def test_a_note_or_a_final_that_was_replaced_is_measured_as_it_is_now(
    store: SqliteStore, run: Run
) -> None:
    first = add_noted(store, note=DRAFT)
    before = run()
    whose, item = "dr-okafor", "visit-0001"
    draft_id = store.notes.get(first).draft_id  # type: ignore[union-attr]
    with store.atomic():
        add_note(store, draft_id, FINAL, speaker=whose, item=item)
    corrected = run()
    with store.atomic():
        key = item_id(speaker=whose, item=item)
        anew = final_id(speaker=whose, item=item, text=GOOD)
        store.drafts.add_final(FinalNote(anew, key, whose, item, GOOD))
    signed_anew = run()

    runs = [before, corrected, signed_anew]
    assert len({r.run_id for r in runs}) == 3
    assert [r.items for r in runs] == [1, 1, 1]
    assert [r.same for r in runs] == [1, 0, 0]
    assert len(store.evaluations.known(METHOD.signature)) == 3


def test_nothing_to_evaluate_is_no_error_and_stores_nothing(store: SqliteStore, run: Run) -> None:
    add_noted(store, final=None)

    done = run()

    assert (done.run_id, done.items, done.note_wer) == (None, 0, None)
    assert done.warnings == ("no generated note has a final note yet",)
    assert traces(store) == [[], [], [], {}]


class Interrupted(Silent):
    """Lets two items pass."""

    def track(
        self,
        items: Iterable[Any],
        *,
        label: str,  # noqa: ARG002 - the port's signature
        total: int | None = None,  # noqa: ARG002
    ) -> Iterator[Any]:
        yield from zip(items, range(2), strict=False)
        raise KeyboardInterrupt


def test_an_interrupted_run_is_finished_by_the_next(store: SqliteStore, run: Run) -> None:
    add_speaker(store, assigned_bucket="no_touch")
    add_many(store, 20, note=DRAFT)
    with pytest.raises(KeyboardInterrupt):
        run(progress=Interrupted())
    assert store.evaluations.known(METHOD.signature) == {}
    assert bucket_of(store) == "no_touch"

    done = run()

    assert (done.items, done.n_moved) == (20, 1)
    assert bucket_of(store) == "low_touch"


def test_similarity_is_measured_only_when_asked_for(store: SqliteStore, run: Run) -> None:
    add_many(store, 3)
    method = replace(METHOD, embedder=HashEmbedder())

    plain, measured, again = run(), run(method), run(method)

    assert (plain.draft_similarity, plain.note_similarity) == (None, None)
    assert measured == again
    assert measured.signature == "wer|norm:test|sim:hash:64"
    assert measured.draft_similarity is not None
    assert measured.note_similarity is not None
    assert 0 < measured.draft_similarity < measured.note_similarity < 1
    assert measured.note_wer == plain.note_wer


def test_a_model_that_fails_leaves_the_scores_and_says_so(store: SqliteStore, run: Run) -> None:
    class Broken(HashEmbedder):
        def embed(self, texts: Any) -> Any:  # noqa: ARG002 - the port's signature
            msg = "the weights are not there"
            raise ModelError(msg)

    add_many(store, 3)
    with pytest.raises(ModelError):
        run(replace(METHOD, embedder=Broken()))

    assert len(store.evaluations.known(METHOD.signature)) == 3
    assert [e.type for e in store.log.events()][-1] is EventType.EVALUATION_FAILED
    assert store.evaluations.count_runs() == 0


@pytest.mark.parametrize("ref", HOSTILE_REFS)
def test_a_hostile_reference_names_one_speaker_and_no_more(
    store: SqliteStore, run: Run, ref: str
) -> None:
    add_noted(store)
    add_noted(store, speaker=ref)

    done = run(speaker=ref)

    assert [one.speaker for one in done.speakers] == [ref]
    assert done.scope == f"speaker {ref!r}"


def test_runs_are_listed_newest_first_and_shown_by_id(store: SqliteStore, run: Run) -> None:
    add_many(store, 5)
    whole, part = run(), run(last=1)

    lines, total = evaluate.list_(store=store, page=Page(1, 1))

    assert total == 2
    assert [(line.run_id, line.items, line.moved) for line in lines] == [(part.run_id, 1, 0)]
    assert evaluate.list_(store=store)[0][1].moved == 1
    assert evaluate.show(whole.run_id or "", store=store) == whole
    with pytest.raises(NotFoundError, match="no evaluation run 'run_x' in this store"):
        evaluate.show("run_x", store=store)


def test_showing_the_latest_of_no_runs_says_how_to_make_one(store: SqliteStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        evaluate.show("latest", store=store)
    assert caught.value.hint == "draftgenie evaluate run"


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max_wer": 0.1}, "the note WER is 0.166667, --max-wer asks for at most 0.1"),
        ({"min_gain": 0.5}, "the relative gain is 0, --min-gain asks for at least 0.5"),
        ({"max_wer": float("nan")}, "the note WER is 0.166667, --max-wer asks for at most nan"),
    ],
)
def test_a_missed_gate_names_the_figure_and_the_threshold(
    store: SqliteStore, run: Run, limits: dict[str, float], message: str
) -> None:
    add_noted(store, note=DRAFT)
    done = run()

    with pytest.raises(GateError) as caught:
        evaluate.check_gates(done, **({"max_wer": None, "min_gain": None} | limits))
    assert caught.value.message == message
    assert caught.value.hint == f"draftgenie evaluate show {done.run_id} --notes"


def test_gates_that_are_met_say_nothing(store: SqliteStore, run: Run) -> None:
    add_noted(store, note=FINAL)

    evaluate.check_gates(run(), max_wer=0.0, min_gain=1.0)


def test_a_figure_that_is_not_known_meets_no_gate(run: Run) -> None:
    with pytest.raises(GateError, match="the note WER is not known"):
        evaluate.check_gates(run(), max_wer=1.0, min_gain=None)
