"""Folders, growing files and databases, read on from where they were left."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters.sources import open_reader
from draftgenie.domain.source import Source, SourceKind
from draftgenie.errors import DeniedError, Reject, SourceError
from tests.looping import HandClock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from draftgenie.pipeline.ingest import Row


class Reading:
    """A source that is read again and again, its marks kept as a store keeps them."""

    def __init__(self, kind: SourceKind, place: Path, **more: Any) -> None:
        self.cursor: dict[str, str] = {}
        self.warnings: list[str] = []
        clock = HandClock()
        source = Source("in", kind, str(place), **more)
        self._reader = open_reader(
            source, clock=clock, sleep=clock.sleep, warn=self.warnings.append
        )

    def batches(self) -> list[tuple[list[Row], Mapping[str, str | None]]]:
        return list(self._reader.read(self.cursor))

    def items(self) -> list[str]:
        """The items of what is new; a bad record is its reason."""
        found = []
        for rows, marks in self.batches():
            self.cursor = {k: v for k, v in {**self.cursor, **marks}.items() if v is not None}
            found += [
                r.fields.reason if isinstance(r.fields, Reject) else r.fields["item"] for r in rows
            ]
        return found


def put(path: Path, text: str, at_s: int = 1_000_000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (at_s, at_s))


def line(item: str) -> str:
    return f'{{"speaker": "a", "item": "{item}", "draft": "x"}}\n'


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    put(root / "dr-a" / "v1.asr.txt", "one")
    put(root / "more.jsonl", line("v2") + line("v3"))
    return root


def test_a_folder_gives_new_files_once(inbox: Path) -> None:
    reading = Reading(SourceKind.FOLDER, inbox)

    assert (reading.items(), reading.items()) == (["v2", "v3", "v1"], [])
    put(inbox / "dr-a" / "v4.asr.txt", "four")
    assert (reading.items(), reading.items()) == (["v4"], [])


def test_a_file_that_changed_is_read_again_and_one_that_was_touched_is_not(inbox: Path) -> None:
    reading = Reading(SourceKind.FOLDER, inbox)
    reading.items()

    put(inbox / "dr-a" / "v1.asr.txt", "one", at_s=2_000_000)
    assert reading.items() == []
    put(inbox / "dr-a" / "v1.asr.txt", "two", at_s=2_000_000)
    assert reading.items() == []  # the same time and size: nobody looks inside
    put(inbox / "dr-a" / "v1.asr.txt", "three", at_s=2_000_000)
    assert reading.items() == ["v1"]


def test_a_file_that_is_gone_is_forgotten(inbox: Path) -> None:
    reading = Reading(SourceKind.FOLDER, inbox)
    reading.items()
    (inbox / "more.jsonl").unlink()

    assert (reading.items(), list(reading.cursor)) == ([], ["dr-a/v1.asr.txt"])


def test_a_link_in_a_folder_is_refused_once(inbox: Path) -> None:
    (inbox / "dr-a" / "link.txt").symlink_to("/etc/passwd")
    reading = Reading(SourceKind.FOLDER, inbox)

    assert "is a link, which is not followed" in reading.items()
    assert reading.items() == []


def test_a_large_file_of_a_folder_comes_in_batches_and_is_marked_with_the_last(
    tmp_path: Path,
) -> None:
    put(tmp_path / "in" / "big.jsonl", "".join(line(f"v{n}") for n in range(1200)))

    batches = Reading(SourceKind.FOLDER, tmp_path / "in").batches()

    assert [len(rows) for rows, _ in batches] == [500, 500, 200]
    assert [list(marks) for _, marks in batches] == [[], [], ["big.jsonl"]]


def test_a_growing_file_is_read_on_and_a_line_being_written_waits(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(line("v1") + line("v2") + '{"speaker": "a", "item"')
    reading = Reading(SourceKind.LINES, path)

    assert (reading.items(), reading.items()) == (["v1", "v2"], [])
    with path.open("a") as stream:
        stream.write(': "v3", "draft": "x"}\nnot json\n')
    rows = [row for some, _ in reading.batches() for row in some]
    assert [row.line for row in rows] == [3, 4]
    assert reading.items() == ["v3", "is not valid JSON (character 1)"]
    assert reading.warnings == []


@pytest.mark.parametrize(
    "text",
    [line("v9"), line("v8") + line("w2") + line("v9"), ""],
    ids=["shorter", "replaced", "emptied"],
)
def test_a_file_that_was_cut_or_replaced_is_read_from_its_beginning(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(line("v1") + line("v2"))
    reading = Reading(SourceKind.LINES, path)
    reading.items()
    path.write_text(text)

    assert reading.items() == [word for word in ("v8", "w2", "v9") if word in text]
    assert reading.warnings == [
        f"{str(path)!r} was cut or replaced; it is read from its beginning"
    ]


def test_fields_are_found_where_the_map_says(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text('{"job": 7, "who": {"ref": "a"}, "said": "x", "price": 3}\n')
    fields = {"speaker": "who.ref", "item": "job", "draft": "said", "final": "signed.text"}

    ((rows, _),) = Reading(SourceKind.LINES, path, fields=fields).batches()

    assert [row.fields for row in rows] == [{"speaker": "a", "item": 7, "draft": "x"}]


@pytest.mark.parametrize("kind", [SourceKind.FOLDER, SourceKind.LINES])
def test_a_place_that_is_not_there_is_an_error(tmp_path: Path, kind: SourceKind) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        Reading(kind, tmp_path / "nowhere").items()


QUERY = "SELECT id, 'a' AS speaker, 'v' || id AS item, said AS draft FROM job"
ORDERED = f"{QUERY} WHERE id > :cursor ORDER BY id"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE job (id INTEGER, said TEXT)")
        db.executemany("INSERT INTO job VALUES (?, 'x')", [(n,) for n in (1, 2, 3)])
        db.commit()
    return path


def sql(place: Path, query: str = ORDERED, **more: str) -> Reading:
    options = {"query": query, "cursor_column": "id", "start": "0", **more}
    return Reading(SourceKind.SQL, place, options=options)


def test_a_query_gives_the_rows_beyond_its_cursor(database: Path) -> None:
    reading = sql(database)

    assert (reading.items(), reading.items()) == (["v1", "v2", "v3"], [])
    with closing(sqlite3.connect(database)) as db:
        db.execute("INSERT INTO job VALUES (9, 'y')")
        db.commit()
    assert (reading.items(), reading.cursor) == (["v9"], {"after": "9"})


def test_rows_of_one_value_are_never_parted(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE job (id INTEGER, said TEXT)")
        db.executemany("INSERT INTO job VALUES (?, 'x')", [(n // 400,) for n in range(1200)])
        db.commit()

    sizes = [len(rows) for rows, _ in sql(path, ORDERED.replace(">", ">=")).batches()]

    assert sizes == [800, 400]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"{QUERY} WHERE id > :cursor ORDER BY id DESC", "are not in the order of 'id'"),
        ("SELECT 'v' AS item FROM job WHERE 1 > :cursor", "no value in the cursor column"),
        ("SELECT nothing FROM job WHERE 1 > :cursor", "failed (OperationalError)"),
        ("WITH a AS (SELECT 1) DELETE FROM job WHERE id > :cursor", "failed (OperationalError)"),
    ],
)
def test_a_query_that_cannot_be_used_is_an_error(database: Path, query: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        sql(database, query).items()

    assert said in str(caught.value)
    assert len(sql(database).items()) == 3


def test_another_database_goes_through_its_module(database: Path, tmp_path: Path) -> None:
    secret = tmp_path / "connect"
    secret.write_text(f"{database}\n")
    secret.chmod(0o600)

    assert sql(secret, module="sqlite3").items() == ["v1", "v2", "v3"]
    secret.chmod(0o640)
    with pytest.raises(DeniedError, match="others can read"):
        sql(secret, module="sqlite3").items()
    with pytest.raises(SourceError, match="'no_such_driver' is not installed"):
        sql(secret, module="no_such_driver").items()


def test_no_database_is_made_where_none_is(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no database"):
        sql(tmp_path / "none.db").items()

    assert list(tmp_path.glob("none.db*")) == []
