from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draftgenie.adapters.sqlite import SqliteStore
from draftgenie.domain.since import instant_of
from draftgenie.errors import StoreError
from draftgenie.services import audit
from tests.builders import DRAFT, FINAL, TickingClock
from tests.noted import add_noted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.drafts import Run

N_ROWS = 12
COLUMNS = ("at", "actor", "command", "action", "subject", "detail_json", "correlation_id", "hash")


def rows(run: Run, *options: str) -> list[Any]:
    found: list[Any] = run("audit", "list", "--json", *options).json["items"]
    return found


def test_what_was_done_is_listed_newest_first_with_who_and_by_what(
    run: Run, kept: list[Any]
) -> None:
    assert kept
    found = rows(run)

    assert [(r["seq"], r["command"], r["action"], r["subject"]) for r in found] == [
        (3, "draft export", "draft.export", "drafts"),
        (2, "draft ingest", "draft.ingest", "drafts"),
        (1, "draft ingest", "speaker.add", "dr-okafor"),
    ]
    assert found[1]["detail"]["added"] == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--action", "draft"], [3, 2]),
        (["--action", "draft.ingest"], [2]),
        (["--action", "dra"], []),
        (["--command", "draft ingest"], [2, 1]),
        (["--subject", "dr-okafor"], [1]),
        (["--actor", "nobody"], []),
        (["--since", "1h"], [3, 2, 1]),
        (["--since", "2999-01-01"], []),
        (["--limit", "1", "--page", "2"], [2]),
    ],
)
def test_rows_are_chosen_by_time_actor_command_action_and_subject(
    run: Run, kept: list[Any], options: list[str], expected: list[int]
) -> None:
    assert kept
    assert [r["seq"] for r in rows(run, *options)] == expected


def test_every_way_to_read_a_note_leaves_a_row_and_no_text(
    run: Run, store: SqliteStore, store_rows: Any
) -> None:
    note = add_noted(store)
    run("evaluate", "run", "--all")
    already = len(rows(run))
    reads = (
        ("draft", "show", "visit-0001"),
        ("draft", "diff", "visit-0001"),
        ("draft", "export"),
        ("rag", "show", note),
        ("rag", "diff", note),
        ("rag", "explain", note),
        ("evaluate", "note", note),
        ("evaluate", "show"),
        ("evaluate", "export"),
        ("evaluate", "report", "--html", "run.html"),
        ("correction", "export"),
    )
    for words in reads:
        assert run(*words).exit_code == 0

    actions = [r["action"] for r in reversed(rows(run))][already:]
    named = {"evaluate.export": "evaluation.export", "evaluate.report": "evaluation.report"}
    told = [".".join(words[:2]) for words in reads]
    assert actions == [named.get(one, one) for one in told]
    held = str(store_rows("SELECT subject, detail_json FROM audit"))
    assert not any(word in held for word in (*DRAFT.split(), *FINAL.split()) if len(word) > 3)


def test_the_head_that_was_written_down_must_stand_in_the_trail(
    run: Run, kept: list[Any], store_rows: Any
) -> None:
    assert kept
    ((seq, digest),) = store_rows("SELECT seq, hash FROM audit WHERE seq = 2")

    said = run("audit", "verify", "--json", "--anchor", f"{seq}:{digest}")
    other = run("audit", "verify", "--anchor", f"{seq}:{'0' * 64}")
    wrong = run("audit", "verify", "--anchor", "nonsense")

    assert said.json["rows"] == 3
    assert said.json["anchored"] is True
    assert said.json["head"].startswith("3:")
    assert (other.exit_code, wrong.exit_code) == (7, 2)


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    home: Path = tmp_path_factory.mktemp("trail")
    with SqliteStore.open(
        home, clock=TickingClock(), actor="tester", command="test", wait_s=5.0, create=True
    ) as store:
        for n in range(N_ROWS):
            with store.atomic():
                store.log.audit("draft.show", subject=f"itm_{n}", detail={"n": n})
        yield store


SWAP = (
    "UPDATE audit SET seq = -1 WHERE seq = ?;UPDATE audit SET seq = ? WHERE seq = ?;"
    "UPDATE audit SET seq = ? WHERE seq = -1"
)
COPY = f"INSERT INTO audit SELECT ?, {', '.join(COLUMNS)} FROM audit WHERE seq = ?"


class _TakenBackError(Exception):
    pass


@contextmanager
def taken_back(store: SqliteStore) -> Iterator[None]:
    with suppress(_TakenBackError), store.atomic():
        yield
        raise _TakenBackError


row_numbers = st.integers(1, N_ROWS)
changes = st.one_of(
    st.builds(
        lambda seq, column, text: (f"UPDATE audit SET {column} = ? WHERE seq = ?", (text, seq)),
        row_numbers,
        st.sampled_from(COLUMNS),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    ),
    st.builds(lambda seq: ("DELETE FROM audit WHERE seq = ?", (seq,)), row_numbers),
    st.builds(lambda seq: ("DELETE FROM audit WHERE seq >= ?", (seq,)), row_numbers),
    st.builds(
        lambda one, two: (
            SWAP,
            (one, one, two, two),
        ),
        row_numbers,
        row_numbers,
    ),
    st.builds(
        lambda seq: (
            COPY,
            (N_ROWS + 1, seq),
        ),
        row_numbers,
    ),
)


@settings(max_examples=200)
@given(change=changes)
def test_every_row_changed_moved_put_in_or_taken_out_is_found(
    trail: SqliteStore, change: tuple[str, tuple[Any, ...]]
) -> None:
    everything = "SELECT * FROM audit ORDER BY seq"
    before = trail._db.rows(everything)
    sql, params = change
    with taken_back(trail):
        for statement in sql.split(";"):
            n = statement.count("?")
            trail._db.write(statement, params[:n])
            params = params[n:]
        same = trail._db.rows(everything) == before
        assert same or trail.log.verify_audit() is not None
    assert trail.log.verify_audit() is None


def test_a_broken_trail_is_said_to_be_and_where(trail: SqliteStore) -> None:
    with taken_back(trail):
        trail._db.write("DELETE FROM audit WHERE seq = 4")
        with pytest.raises(StoreError, match="the audit trail is broken at row 4"):
            audit.verify(store=trail)


def test_a_row_that_cannot_be_read_any_more_is_an_explained_error(
    run: Run, kept: list[Any], home: Path
) -> None:
    import sqlcipher3.dbapi2 as driver

    assert kept
    with closing(driver.connect(str(home / "draftgenie.db"))) as connection:
        connection.execute("UPDATE audit SET detail_json = '{' WHERE seq = 2")
        connection.commit()

    assert run("audit", "list").stderr.startswith("draftgenie: row 2 of the audit trail was")
    assert run("audit", "verify").exit_code == 7


@pytest.mark.parametrize("text", ["", "7", "7m", "soon", "2026-02-30", "99999999d", "999999y"])
def test_what_is_no_time_is_no_since(text: str) -> None:
    with pytest.raises(ValueError, match="neither an age"):
        instant_of(text, now="2026-03-01T12:00:00.000Z")


def test_a_note_is_read_while_a_build_writes_and_the_trail_knows_it_afterwards(
    run: Run, kept: list[Any], home: Path
) -> None:
    item = kept[0]["item"]
    before = rows(run)
    with SqliteStore.open(
        home, clock=TickingClock(), actor="a", command="build", wait_s=5.0, create=False
    ) as builder:
        with builder.atomic():
            builder.log.audit("corrections.build", subject="*")
            shown = [run("draft", "show", item, "--kind", "asr") for _ in range(2)]
        with suppress(RuntimeError), builder.atomic():
            builder.log.audit("given.up", subject="*")
            raise RuntimeError

    assert [(done.exit_code, done.stdout) for done in shown] == [(0, kept[0]["draft"])] * 2
    assert len(list((home / "readings").iterdir())) == 2
    run("draft", "show", item)
    run("draft", "show", item)
    newest = [(r["command"], r["action"]) for r in rows(run)[: -len(before)]]
    assert newest == [*[("draft show", "draft.show")] * 4, ("build", "corrections.build")]
    assert run("audit", "verify").exit_code == 0
    assert list((home / "readings").iterdir()) == []
