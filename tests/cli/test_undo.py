from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.adapters.sqlite.recorder import PARTS, TRACKED, columns_of
from draftgenie.cli.main import app
from tests.builders import TickingClock, a_pair, lines
from tests.cli.drafts import Run, export
from tests.histories import a_draft, a_history

if TYPE_CHECKING:
    from pathlib import Path


def state(home: Path) -> dict[str, list[Any]]:
    """Every row that an operation can touch, in the order of its key."""
    with SqliteStore.open(
        home, clock=TickingClock(), actor="a", command="look", wait_s=5.0, create=False
    ) as store:
        db = store._db
        return {
            table: db.rows(f"SELECT * FROM {table} ORDER BY {', '.join(columns_of(db, table)[1])}")
            for table in (*TRACKED, *PARTS)
        }


def log(run: Run) -> list[Any]:
    found: list[Any] = run("log", "--json").json["items"]
    return found


def test_an_undone_ingest_leaves_the_store_as_it_was_and_redo_brings_it_back(
    run: Run, kept: list[Any], home: Path
) -> None:
    before = state(home)
    assert kept
    run("draft", "ingest", "-", "--create-speakers", stdin=lines(a_pair(speaker="dr-chen")))
    after = state(home)

    undone = run("undo", "--json")
    between = state(home)
    redone = run("redo", "--json")

    assert undone.json | {"at": ""} == {
        "operation": 2,
        "command": "draft ingest",
        "at": "",
        "rows": {
            "draft": {"added": 1},
            "final_note": {"added": 1},
            "item": {"added": 1},
            "speaker": {"added": 1},
        },
        "needs_build": True,
    }
    assert (between, state(home)) == (before, after)
    assert (redone.json["operation"], redone.json["command"]) == (2, "draft ingest")
    assert [(o["seq"], o["command"], o["undoes"], o["undone_by"]) for o in log(run)] == [
        (4, "redo", 3, None),
        (3, "undo", 2, 4),
        (2, "draft ingest", None, None),
        (1, "draft ingest", None, None),
    ]


def test_undo_goes_back_step_by_step_and_tells_when_nothing_is_left(
    run: Run, kept: list[Any]
) -> None:
    assert kept
    run("draft", "ingest", "-", "--replace", stdin=lines(a_pair("kept", draft="another")))

    said = [run("undo") for _ in range(3)]

    assert [done.exit_code for done in said] == [0, 0, 4]
    assert said[2].stderr == "draftgenie: there is nothing to undo\n  try: draftgenie log\n"
    assert export(run) == []


def test_a_repeated_command_that_changed_nothing_is_no_operation(
    run: Run, kept: list[Any]
) -> None:
    run("draft", "ingest", "-", stdin=lines(a_pair("kept")))
    run("draft", "ingest", "-", "--dry-run", stdin=lines(a_pair("new")))

    assert len(log(run)) == len(kept) == 1


def test_a_later_change_of_the_same_row_is_undone_first(run: Run, kept: list[Any]) -> None:
    assert kept
    run("speaker", "bucket", "dr-okafor", "low_touch", "--reason", "one")
    run("speaker", "bucket", "dr-okafor", "no_touch", "--reason", "two")

    refused = run("undo", "2")
    done = [run("undo", number).exit_code for number in ("3", "2")]

    assert refused.exit_code == 5
    assert refused.stderr == (
        "draftgenie: operation 3 (speaker bucket) changed the same speaker later\n"
        "  try: draftgenie undo 3, then this one\n"
    )
    assert done == [0, 0]
    assert run("speaker", "show", "dr-okafor", "--json").json["assigned_bucket"] is None


def test_a_note_made_of_a_draft_keeps_it_unless_it_is_taken_along(
    run: Run, own_learned_home: Path
) -> None:
    run("draft", "ingest", "-", stdin=lines(a_draft()))
    before = state(own_learned_home)
    run("rag", "generate", "--pending")

    refused = run("undo", "1")
    cascaded = run("undo", "1", "--cascade")
    run("redo")

    assert refused.exit_code == 5
    assert "a generated note that came later depends on it" in refused.stderr
    assert cascaded.exit_code == 0
    run("undo", "2")
    assert state(own_learned_home) == before


def test_an_approval_goes_and_what_was_counted_stays(run: Run, own_learned_home: Path) -> None:
    assert own_learned_home.is_dir()
    run("correction", "add", "zantak", "Zantac", "--speaker", "dr-okafor")
    run(
        "draft",
        "ingest",
        "-",
        stdin=lines(
            *(
                a_pair(
                    f"z{n}", draft=f"he takes zantak {n} times", final=f"he takes Zantac {n} times"
                )
                for n in range(3)
            )
        ),
    )
    run("correction", "build", "--all", "--no-embed")

    assert run("undo", "1").exit_code == 0

    found = run("correction", "list", "--speaker", "dr-okafor", "--search", "zantak", "--json")
    (one,) = found.json["items"]
    assert (one["status"], one["origin"], one["n_applied"]) == ("learned", "mined", 3)


def test_after_an_undone_ingest_the_next_build_learns_from_what_is_left(
    run: Run, own_learned_home: Path
) -> None:
    assert own_learned_home.is_dir()
    listed = ("correction", "list", "--speaker", "dr-okafor", "--json")
    before = run(*listed).json
    run("draft", "ingest", "-", stdin=lines(*a_history(6, first=50)))
    run("correction", "build", "--all", "--no-embed")
    assert run(*listed).json != before

    said = run("undo")
    run("correction", "build", "--all", "--no-embed")

    assert "next: draftgenie correction build" in said.stderr
    assert run(*listed).json == before


def test_undoing_tells_its_events_and_its_audit_row(
    run: Run, kept: list[Any], store_rows: Any
) -> None:
    assert kept
    run("speaker", "bucket", "dr-okafor", "low_touch", "--reason", "a microphone")
    run("speaker", "bucket", "dr-okafor", "no_touch", "--reason", "a name")
    for _ in range(3):
        run("undo")

    events = store_rows("SELECT type FROM event ORDER BY seq DESC LIMIT 6")
    assert sorted(kind for (kind,) in events) == [
        "draft.removed",
        "draft.removed",
        "speaker.bucket_reassigned",
        "speaker.removed",
        "speaker.updated",
        "speaker.updated",
    ]
    audits = store_rows("SELECT action, subject FROM audit WHERE action LIKE 'operation.%'")
    assert audits == [("operation.undo", seq) for seq in "321"]
    assert run("audit", "verify").exit_code == 0


def test_a_history_tells_the_reason_of_each_move_also_after_an_undo(
    run: Run, kept: list[Any]
) -> None:
    assert kept
    run("speaker", "bucket", "dr-okafor", "low_touch", "--reason", "one")
    run("speaker", "bucket", "dr-okafor", "no_touch", "--reason", "two")
    run("undo")

    found = run("speaker", "history", "dr-okafor", "--json").json["items"]
    told = [
        (one["detail"]["after"], one["detail"].get("reason"))
        for one in found
        if one["what"] == "speaker.bucket_reassigned"
    ]
    assert told == [("low_touch", "one"), ("no_touch", None), ("low_touch", None)]


def test_nothing_before_a_purge_can_be_undone(run: Run, kept: list[Any]) -> None:
    assert kept
    run("speaker", "add", "Dr. Chen")
    run("speaker", "remove", "dr-chen", "--purge", "--yes")

    refused = run("undo", "1")

    assert refused.exit_code == 5
    assert "is not kept any more" in refused.stderr
    assert run("undo").exit_code == 4


@pytest.mark.parametrize(
    ("words", "code"), [(["undo", "9"], 4), (["undo", "0"], 2), (["redo"], 4)]
)
def test_what_is_not_there_is_not_undone(
    run: Run, kept: list[Any], words: list[str], code: int
) -> None:
    assert kept
    assert run(*words).exit_code == code


STEPS: tuple[tuple[tuple[str, ...], str | None], ...] = (
    (("draft", "ingest", "-"), lines(a_draft(101))),
    (("draft", "ingest", "-", "--replace"), lines(a_history(1)[0] | {"final": "A new end."})),
    (("draft", "ingest", "-", "--replace"), lines(a_history(1)[0] | {"draft": "a new start"})),
    (("draft", "ingest", "-", "--create-speakers"), lines(a_pair("n", speaker="dr-new"))),
    (("draft", "ingest", "-", "--on-error", "skip"), "broken\n"),
    (("quarantine", "retry", "--all"), None),
    (("correction", "add", "ilium", "ileum", "--speaker", "dr-okafor"), None),
    (("correction", "add", "zantak", "Zantac", "--speaker", "dr-chen"), None),
    (("speaker", "bucket", "dr-okafor", "low_touch", "--reason", "r"), None),
    (("speaker", "bucket", "dr-okafor", "no_touch", "--reason", "r", "--lock"), None),
    (("speaker", "edit", "dr-chen", "--wer", "0.1", "--meta", "a=1"), None),
    (("term", "import", "-"), "Eliquis\nXarelto\n"),
    (("term", "remove", "Eliquis"), None),
    (("rag", "generate", "--item", "visit-0003", "--speaker", "dr-okafor"), None),
    (("evaluate", "run", "--all"), None),
)


@pytest.fixture(scope="module")
def generated(learned_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("generated") / "home"
    shutil.copytree(learned_home, home)
    words = [
        "--home",
        str(home),
        "rag",
        "generate",
        "--item",
        "visit-0005",
        "--speaker",
        "dr-chen",
    ]
    assert CliRunner().invoke(app, words).exit_code == 0
    return home


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chosen=st.lists(st.sampled_from(STEPS), min_size=1, max_size=4))
def test_undoing_any_operations_one_by_one_goes_through_the_same_states_back(
    generated: Path, tmp_path_factory: pytest.TempPathFactory, chosen: list[Any]
) -> None:
    walk_and_undo(generated, tmp_path_factory.mktemp("walk") / "home", chosen)


@pytest.mark.slow
@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chosen=st.lists(st.sampled_from(STEPS), min_size=4, max_size=12))
def test_undoing_many_operations_goes_through_the_same_states_back(
    generated: Path, tmp_path_factory: pytest.TempPathFactory, chosen: list[Any]
) -> None:
    walk_and_undo(generated, tmp_path_factory.mktemp("walk") / "home", chosen)


def walk_and_undo(start: Path, home: Path, chosen: list[Any]) -> None:
    shutil.copytree(start, home)
    runner = CliRunner()

    def run(*words: str, stdin: str | None = None) -> int:
        words = ("--home", str(home), *words)
        return runner.invoke(app, words, input=stdin, prog_name="draftgenie").exit_code

    states = [state(home)]
    for words, stdin in chosen:
        assert run(*words, stdin=stdin) in {0, 4, 6}
        now = state(home)
        if now != states[-1]:
            states.append(now)
    for n, before in enumerate(reversed(states[:-1])):
        after = state(home)
        assert run("undo") == 0
        assert state(home) == before
        if n % 2:
            assert run("redo") == 0
            assert state(home) == after
            assert run("undo") == 0
            assert state(home) == before
    shutil.rmtree(home)
