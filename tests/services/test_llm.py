"""Notes with a model's help: what it may add, what it may not, and what happens when it fails."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.chat import HttpChat, Options
from draftgenie.cli.progress import Silent
from draftgenie.domain.note import Proposer, Verdict
from draftgenie.errors import GateError, NotFoundError, ProviderError
from draftgenie.pipeline.generate import Limits
from draftgenie.services import llm, rag
from draftgenie.services._calls import Sent
from draftgenie.services._case import Plan
from draftgenie.services._context import Shelf
from draftgenie.services._prompts import read_prompts
from draftgenie.services.retold import retell
from draftgenie.services.wanted import Wanted, choose_drafts
from tests.chat_server import ChatServer, Fails, Hangs, Raw, Reply, Says, document, step_of
from tests.histories import a_draft, arrays, take_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore
    from draftgenie.ports.chat import Request
    from tests.builders import TickingClock

    Serve = Callable[[Callable[[dict[str, Any]], Reply]], ChatServer]

DRAFT = (
    "The patient um takes metroprolol 50 milligrams every morning. There is no chest pane and no"
    " feber. The left knee is normal."
)
EMBEDDED = (
    "The patient takes metoprolol 50 mg every morning. There is no chest pane and no feber. The"
    " left knee is normal."
)


def edits(*asked: tuple[str, str]) -> Callable[[dict[str, Any]], Reply]:
    """Propose these edits wherever their words stand; keep all of them when asked again."""

    def answer(request: dict[str, Any]) -> Reply:
        data = document(request)
        if step_of(request) == "critique":
            said = [{"edit": e["edit"], "verdict": "keep", "reason": ""} for e in data["edits"]]
            return Says(json.dumps({"verdicts": said}))
        return Says(json.dumps({"edits": list(found_in(data, asked))}))

    return answer


def found_in(data: Any, asked: tuple[tuple[str, str], ...]) -> Any:
    for line in data["draft"]:
        for before, after in asked:
            if before in line["text"]:
                place = {"line": line["line"], "before": before, "nth": 1}
                yield {**place, "after": after, "reason": "misheard"}


def a_model(server: ChatServer, **more: Any) -> llm.Model:
    plan = Plan(read_prompts(), **more.pop("plan", {}))
    chat = HttpChat(
        server.base_url,
        "tiny",
        key=None,
        options=Options(n_tries=1, timeout_s=more.pop("timeout_s", 30)),
    )
    return llm.Model(chat, pass_on, plan, {"seed": 0}, **more)


def pass_on(request: Request, *, speaker: str) -> Sent:
    return Sent(request, str)


@pytest.fixture
def means(learned: SqliteStore, home: Path, clock: TickingClock) -> llm.Means:
    take_in(learned, clock, a_draft(101) | {"draft": DRAFT})
    return llm.Means(learned, arrays(home), clock, Silent(), Limits(), Shelf(learned))


def generate(means: llm.Means, model: llm.Model) -> llm.Made:
    drafts, _ = choose_drafts(Wanted(item="visit-0101", speaker="dr-okafor"), store=means.store)
    (made,) = llm.generate(drafts, means=means, model=model)
    return made


def told(made: llm.Made, *proposers: Proposer) -> list[tuple[str, str, str]]:
    return [
        (e.before.strip(), e.after.strip(), e.verdict.value)
        for e in made.note.edits
        if e.proposer in proposers
    ]


def test_what_a_model_proposes_is_suggested_beside_what_the_history_makes(
    means: llm.Means, serve: Serve
) -> None:
    server = serve(edits(("pane", "pain"), ("feber", "fever"), ("metroprolol", "metoprolol")))

    made = generate(means, a_model(server))

    assert (made.note.text, made.note.generator, made.failure) == (EMBEDDED, "llm-1:tiny", None)
    assert told(made, Proposer.MODEL) == [
        ("pane", "pain", "suggested"),
        ("feber", "fever", "suggested"),
    ]
    assert told(made, Proposer.BOTH) == [("metroprolol", "metoprolol", "applied")]
    assert [step_of(r) for r in server.requests] == ["propose", "critique"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("50", "500", "changes a number"),
        ("no feber", "feber", "changes a negation"),
        ("left", "right", "changes a laterality"),
        ("normal", "abnormal", "contrary"),
        ("knee", "hip", "says something else"),
        ("knee", "knee and the hip", "says what the draft does not"),
        ("The left knee is normal.", "", "longer than a correction may be"),
        ("every morning", "", "drops what the draft says"),
        ("knee", "Okafor's knee", "a name"),
        ("The patient", "Mr. Smith", "a name"),
    ],
)
def test_a_hostile_edit_is_refused_and_stored_with_its_reason(
    means: llm.Means, serve: Serve, before: str, after: str, why: str
) -> None:
    made = generate(means, a_model(serve(edits((before, after)))))

    own = [e for e in made.note.edits if e.proposer is Proposer.MODEL]
    assert own
    assert {e.verdict for e in own} == {Verdict.REFUSED}
    assert any(why in e.reason for e in own)
    assert made.note.text == EMBEDDED


def test_a_note_written_anew_is_refused_as_a_whole(means: llm.Means, serve: Serve) -> None:
    def rewrite(request: dict[str, Any]) -> Reply:
        rows = [
            {"line": line["line"], "before": line["text"], "nth": 1, "reason": "better"}
            | {"after": "Patient presents today for evaluation and is doing quite well overall."}
            for line in document(request)["draft"]
        ]
        return Says(json.dumps({"edits": rows}))

    made = generate(means, a_model(serve(rewrite)))

    own = [e for e in made.note.edits if e.proposer is Proposer.MODEL]
    assert {(e.verdict, e.reason) for e in own} == {
        (Verdict.REFUSED, "the answer changes more of the draft than corrections do")
    }
    assert made.note.text == EMBEDDED


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Fails(500), "failed"),
        (Fails(429), "busy"),
        (Says("I am sorry, I cannot do that."), "unusable"),
        (Says('{"edits": [{"line": "one"}]}'), "unusable"),
        (Says('{"edits": [', cut_after=0), "cut"),
        (Says("no", refusal=True), "declined"),
        (Raw(b"{}"), "unusable"),
        (Hangs(), "timeout"),
    ],
    ids=str,
)
def test_when_the_provider_fails_the_note_is_the_embedded_one_and_says_so(
    means: llm.Means, serve: Serve, reply: Reply, reason: str
) -> None:
    server = serve(lambda _request: reply)
    model = a_model(server, timeout_s=0.2 if isinstance(reply, Hangs) else 30)

    made = generate(means, model)

    session = rag.session(made.note.id, store=means.store)
    assert (made.note.text, made.note.generator) == (EMBEDDED, llm.FALLBACK)
    assert made.failure is not None
    assert made.failure.reason == reason
    assert (session.status, session.steps[-1].detail["reason"]) == ("fallback", reason)
    with pytest.raises(ProviderError):
        generate(means, replace(model, strict=True))


def test_a_note_that_is_there_is_not_asked_for_again_and_a_failed_one_is(
    means: llm.Means, serve: Serve
) -> None:
    answer = edits(("pane", "pain"))
    failures = [Fails(500)]
    server = serve(lambda request: failures.pop() if failures else answer(request))
    model = a_model(server)

    first, second, third = (generate(means, model) for _ in range(3))

    assert (first.note.generator, second.note.generator) == (llm.FALLBACK, "llm-1:tiny")
    assert (second.is_new, third.is_new) == (True, False)
    assert third.note.id == second.note.id
    assert len(server.requests) == 3


def test_the_critique_drops_edits_and_is_not_asked_without_any(
    means: llm.Means, serve: Serve
) -> None:
    def answer(request: dict[str, Any]) -> Reply:
        if step_of(request) != "critique":
            return edits(("pane", "pain"), ("feber", "fever"))(request)
        said = [
            {"edit": e["edit"], "verdict": "drop" if e["before"] == "pane" else "keep"}
            for e in document(request)["edits"]
        ]
        return Says(json.dumps({"verdicts": [{**one, "reason": "?"} for one in said]}))

    server = serve(answer)

    made = generate(means, a_model(server))
    plain = generate(means, a_model(server, plan={"critique": False}))

    assert told(made, Proposer.MODEL)[0] == ("pane", "pain", "refused")
    assert told(plain, Proposer.MODEL)[0] == ("pane", "pain", "suggested")
    assert [step_of(r) for r in server.requests] == ["propose", "critique", "propose"]
    generate(means, a_model(serve(edits()), plan={"instruction": "names only"}))
    assert [step_of(r) for r in server.requests] == ["propose", "critique", "propose"]


@pytest.mark.parametrize(
    ("better", "accepted"), [(("feber", "fever"), True), (("no feber", "fever"), False)]
)
def test_a_refinement_is_taken_only_when_its_checks_pass(
    means: llm.Means, serve: Serve, better: tuple[str, str], accepted: bool
) -> None:
    def answer(request: dict[str, Any]) -> Reply:
        step, data = step_of(request), document(request)
        if step == "propose":
            return edits(("feber", "febar"), ("pane", "pain"))(request)
        if step == "refine":
            assert {e["verdict"] for e in data["edits"]} == {"keep", "change"}
            return edits(better, ("pane", "pain"))(request)
        said = [
            {"edit": e["edit"], "verdict": "change" if e["after"] == "febar" else "keep"}
            | {"reason": ""}
            for e in data["edits"]
        ]
        return Says(json.dumps({"verdicts": said}))

    made = generate(means, a_model(serve(answer)))

    own = told(made, Proposer.MODEL)
    steps = {s.name: s for s in rag.session(made.note.id, store=means.store).steps}
    assert own[0] == ("pane", "pain", "suggested")
    assert own[1][:2] == (("feber", "fever") if accepted else ("feber", "febar"))
    assert own[1][2] == ("suggested" if accepted else "refused")
    assert steps["refinement"].status == ("accepted" if accepted else "refused")


def test_a_note_is_made_again_offline_from_its_record(means: llm.Means, serve: Serve) -> None:
    server = serve(edits(("pane", "pain"), ("50", "500"), ("um", "")))
    made = generate(means, a_model(server, plan={"instruction": "Mind the numbers."}))
    server.answer = lambda _request: Fails(500)

    told_again = retell(made.note.id, store=means.store)

    assert told_again.is_same
    assert (told_again.text, told_again.n_calls) == (made.note.text, 2)
    assert len(server.requests) == 2


def test_a_failed_note_is_made_again_from_its_record_too(means: llm.Means, serve: Serve) -> None:
    made = generate(means, a_model(serve(lambda _request: Fails(503))))

    assert retell(made.note.id, store=means.store).is_same


def test_a_record_that_asks_something_else_is_no_replay(means: llm.Means, serve: Serve) -> None:
    made = generate(means, a_model(serve(edits(("pane", "pain")))))
    session = rag.session(made.note.id, store=means.store)
    assert session.record is not None
    session.record["calls"][0]["asked"] = "something else"
    other = replace(made.note, id="not_other", session_id="ses_other")
    with means.store.atomic():
        means.store.notes.add(other, replace(session, id="ses_other", note_id="not_other"))

    with pytest.raises(GateError):
        retell("not_other", store=means.store)


def test_an_embedded_note_has_no_record(means: llm.Means, home: Path) -> None:
    drafts, _ = choose_drafts(Wanted(item="visit-0101", speaker="dr-okafor"), store=means.store)
    made = rag.generate(
        drafts, store=means.store, arrays=arrays(home), clock=means.clock, limits=Limits()
    )

    with pytest.raises(NotFoundError, match="without a language model"):
        retell(next(iter(made)).note.id, store=means.store)


def test_the_model_is_told_what_fits_the_draft(means: llm.Means, serve: Serve) -> None:
    server = serve(edits())

    made = generate(means, a_model(server, plan={"instruction": "Mind the names."}))

    data = document(server.requests[0])
    assert data["instruction"] == "Mind the names."
    assert [line["line"] for line in data["draft"]] == [1, 2, 3]
    assert {c["before"] for c in data["corrections"]} == {"metroprolol", "milligrams", "um"}
    assert {p["before"].strip() for p in data["proposed"]} == {"metroprolol", "milligrams", "um"}
    assert data["speaker"] == {"specialty": None, "corrected_notes": 30}
    session = rag.session(made.note.id, store=means.store)
    assert session.record is not None
    sent = session.record["calls"][0]["sent"][1]["text"]
    assert sent == server.requests[0]["messages"][1]["content"]
    assert session.record["spent"]["prompt_tokens"] > 0


N_EARNED = 24


def test_a_model_earns_its_edits_by_what_became_of_its_suggestions(
    means: llm.Means, clock: TickingClock, serve: Serve
) -> None:
    """Its edits of words were right; the marks that it proposed were not."""
    items = [f"visit-{200 + n}" for n in range(N_EARNED)]
    draft = "He has chest pane today but feels well."
    record = {"speaker": "dr-okafor", "draft": draft}
    take_in(means.store, clock, *({**record, "item": item} for item in items))
    model = a_model(serve(edits(("pane", "pain"), ("well", "well,"))), n_at_once=4)
    drafts = [next(choose_drafts(Wanted(item=i), store=means.store)[0]) for i in items]

    before = list(llm.generate(drafts, means=means, model=model))
    final = "He has chest pain today but feels well."
    finals = [{**record, "item": i, "draft": None, "kind": "final", "text": final} for i in items]
    take_in(means.store, clock, *({k: v for k, v in f.items() if v} for f in finals))
    made = generate(means, model)

    assert {told(b, Proposer.MODEL) == told(before[0], Proposer.MODEL) for b in before} == {True}
    assert told(before[0], Proposer.MODEL) == [
        ("pane", "pain", "suggested"),
        (".", ",.", "suggested"),
    ]
    assert told(made, Proposer.MODEL) == [("pane", "pain", "applied")]
    (edit,) = (e for e in made.note.applied if e.proposer is Proposer.MODEL)
    assert edit.confidence == round((N_EARNED + 1) / (N_EARNED + 3), 4)
    assert made.note.text == EMBEDDED.replace("pane", "pain")
    assert retell(made.note.id, store=means.store).is_same
