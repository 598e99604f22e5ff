"""The hash of every row: kept by whatever writes it, and held to it by whatever reads it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]

from draftgenie.adapters.sqlite._hashes import hash_of
from draftgenie.domain.correction import Category, Correction, Layer
from draftgenie.domain.damage import Damage, Part
from draftgenie.domain.draft import Kind
from draftgenie.errors import InputError, StoreError
from draftgenie.ports.store import CorrectionQuery, DraftQuery, NoteQuery
from tests.adapters.stores import STORE, add_item, open_store
from tests.noted import add_noted, an_edit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from draftgenie.adapters.sqlite import SqliteStore


def raw(home: Path, *statements: str) -> None:
    """Change a store behind the program's back."""
    connection = driver.connect(str(home / STORE), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def found(home: Path) -> list[Damage]:
    with open_store(home, create=False) as store:
        return list(store.verify(deep=True))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A store with a row in most tables."""
    with open_store(tmp_path) as store:
        add_noted(store, edits=[an_edit("metroprolol", "metoprolol", 0.9)])
        with store.atomic():
            store.corrections.put([a_correction()])
            store.log.audit("tested", subject="dr-okafor")
    return tmp_path


def a_correction() -> Correction:
    word = ("metroprolol", "metoprolol", "metoprolol")
    return Correction("cor_1", "dr-okafor", *word, Layer.WORDS, Category.OTHER, 3, 0, None, None)


def test_what_the_program_wrote_changed_and_deleted_is_as_it_was_written(filled: Path) -> None:
    with open_store(filled) as store:
        add_item(store, "visit-2", texts={Kind.ASR: "one", Kind.FINAL: "two"})
        add_item(store, "visit-2", texts={Kind.ASR: "another", Kind.FINAL: "two"})
        with store.atomic():
            for name in ("lrn_1", "lrn_1", "lrn_2"):
                store.put_learned(
                    name=name, version="1", digest="", n_pairs=1, max_dictated_at=None, detail={}
                )
            store.drafts.remove_item(store.drafts.find_items("visit-2")[0].id)
        with contextlib.suppress(InputError), store.atomic():
            store.speakers.purge("dr-okafor")
            store.log.audit("\ud800", subject="dr-okafor")
        assert store.speakers.get("dr-okafor") is not None

    assert found(filled) == []

    with open_store(filled) as store, store.atomic():
        store.speakers.purge("dr-okafor")
    assert found(filled) == []


TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
    "AND name NOT IN ('row_hash', 'audit')"
)


def test_every_column_of_every_table_is_covered(filled: Path) -> None:
    connection = driver.connect(str(filled / STORE), isolation_level=None)
    columns = [
        (table, name)
        for (table,) in connection.execute(TABLES).fetchall()
        if connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for _, name, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall()
    ]
    missed = []
    for table, name in columns:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("BEGIN")
        connection.execute(f"UPDATE {table} SET {name} = 7654321 LIMIT 1")
        connection.execute("COMMIT")
        if not any(one.name == table for one in found(filled)):
            missed.append((table, name))
        with open_store(filled) as store:
            store.rehash()
    connection.close()

    assert len(columns) > 50
    assert missed == []


@pytest.mark.parametrize(
    ("statement", "damage"),
    [
        ("UPDATE draft SET text = text || 'x'", Damage(Part.ROW, "draft", "1", "changed")),
        ("UPDATE draft SET text = CAST(text AS BLOB)", Damage(Part.ROW, "draft", "1", "changed")),
        ("UPDATE draft SET text = x'ff'", Damage(Part.ROW, "draft", "1", "changed")),
        ("DELETE FROM note_edit", Damage(Part.ROW, "note_edit", None, "gone")),
        ("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'draft'",
         Damage(Part.ROW, "sqlite_sequence", "draft", "changed")),
        ("UPDATE row_hash SET hash = x'00' WHERE source = 'item'",
         Damage(Part.ROW, "item", "1", "changed")),
        ("CREATE INDEX strange ON item(worktype)",
         Damage(Part.ROW, "sqlite_schema", "strange", "changed")),
    ],
)  # fmt: skip
def test_what_another_program_changed_is_named(
    filled: Path, statement: str, damage: Damage
) -> None:
    raw(filled, statement)

    (named,) = found(filled)

    assert (named.part, named.name, named.what) == (damage.part, damage.name, damage.what)
    assert damage.key in {None, named.key}


READS: dict[str, tuple[str, Callable[[SqliteStore], Any]]] = {
    "a draft": ("draft", lambda s: s.drafts.list(DraftQuery())),
    "a pair": ("draft", lambda s: list(s.drafts.pairs())),
    "a final note": (
        "final_note",
        lambda s: s.drafts.final(s.drafts.find_items("visit-0001")[0].id),
    ),
    "a generated note": ("generated_note", lambda s: s.notes.list(NoteQuery())),
    "a note to evaluate": ("generated_note", lambda s: list(s.notes.evaluable(NoteQuery()))),
    "its final note": ("final_note", lambda s: list(s.notes.evaluable(NoteQuery()))),
    "an edit": ("note_edit", lambda s: s.notes.edits(NoteQuery())),
    "a correction": ("correction", lambda s: s.corrections.list(CorrectionQuery())),
    "a correction by its source": (
        "correction",
        lambda s: s.corrections.with_sources(["metroprolol"], speaker="dr-okafor"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", READS)
def test_a_row_that_rotted_is_refused_when_it_is_read(filled: Path, what: str) -> None:
    table, read = READS[what]
    with open_store(filled) as store:
        read(store)
    column = {"note_edit": "after", "correction": "surface"}.get(table, "text")
    raw(filled, f"UPDATE {table} SET {column} = {column} || ' 250 mg'")

    with open_store(filled) as store, pytest.raises(StoreError) as refused:
        read(store)

    assert "store repair" in str(refused.value.hint)
    assert "250" not in refused.value.message


def test_a_hash_tells_types_apart_and_stays_the_same_on_every_machine() -> None:
    told = rb"('visit', 1, 0.1, None, b'\xff', '\xfc\u2028')"
    assert (
        hash_of("visit", 1, 0.1, None, b"\xff", "ü\u2028") == blake2b(told, digest_size=8).digest()
    )
    assert len({hash_of("1"), hash_of(1), hash_of(1.0), hash_of(b"1"), hash_of(None)}) == 5


def test_rows_come_back_from_a_copy_that_has_them_as_they_were_written(filled: Path) -> None:
    copy = filled / "copy.db"
    with open_store(filled) as store:
        store.copy_into(copy)
        before = store.drafts.list(DraftQuery()), store.notes.list(NoteQuery())
    raw(
        filled,
        "UPDATE draft SET text = 'something else'",
        "DELETE FROM note_edit",
        "UPDATE row_hash SET hash = x'00' WHERE source = 'generated_note'",
    )
    wanted = found(filled)
    assert {one.name for one in wanted} == {"draft", "note_edit", "generated_note"}

    with open_store(filled) as store:
        assert store.take_rows(copy, wanted) == len(wanted)
        assert (store.drafts.list(DraftQuery()), store.notes.list(NoteQuery())) == before
    assert found(filled) == []


def test_a_row_that_changed_since_the_copy_is_not_taken_from_it(filled: Path) -> None:
    copy = filled / "copy.db"
    with open_store(filled) as store:
        store.copy_into(copy)
        with store.atomic():
            store.corrections.put([replace(a_correction(), n_applied=4)])
    raw(filled, "UPDATE correction SET n_applied = 5")
    wanted = found(filled)

    with open_store(filled) as store:
        assert store.take_rows(copy, wanted) == 0
    assert found(filled) == wanted
