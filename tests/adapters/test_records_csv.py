from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from draftgenie.adapters import records
from draftgenie.adapters.lines import MAX_RECORD_BYTES
from tests.adapters.reading import SECRET, outcome, read, write

if TYPE_CHECKING:
    from pathlib import Path

HEADER = b"speaker,item,draft,final,duration_s,metadata\n"
CELLS = {"speaker": "dr-okafor", "item": "v1", "draft": "a b", "final": "A b."}

CSV_CASES: list[tuple[str, bytes, list[tuple[int | None, Any]]]] = [
    ("plain", HEADER + b"dr-okafor,v1,a b,A b.,,\n", [(2, CELLS)]),
    ("byte order mark", b"\xef\xbb\xbf" + HEADER + b"dr-okafor,v1,a b,A b.,,\n", [(2, CELLS)]),
    ("CRLF", (HEADER + b"dr-okafor,v1,a b,A b.,,\n").replace(b"\n", b"\r\n"), [(2, CELLS)]),
    ("blank lines", HEADER + b"\n\ndr-okafor,v1,a b,A b.,,", [(4, CELLS)]),
    (
        "quoted cells with commas, quotes and line breaks",
        HEADER + b'dr-okafor,v1,"a, ""b""\nc",A b.,,\ndr-okafor,v1,a b,A b.,,\n',
        [(2, CELLS | {"draft": 'a, "b"\nc'}), (4, CELLS)],
    ),
    (
        "numbers and objects",
        HEADER + b'dr-okafor,v1,a b,A b.,61.5,"{""site"": ""north""}"\n',
        [(2, CELLS | {"duration_s": 61.5, "metadata": {"site": "north"}})],
    ),
    (
        "formulas are text",
        HEADER + b"dr-okafor,v1,=1+1,@SUM(A1),,\n",
        [(2, CELLS | {"draft": "=1+1", "final": "@SUM(A1)"})],
    ),
    (
        "numbers that are none",
        HEADER + "dr-okafor,v1,a b,A b.,６１,\ndr-okafor,v1,a b,A b.,1_000,\n".encode(),
        [(2, "duration_s is not a number"), (3, "duration_s is not a number")],
    ),
    (
        "ragged rows",
        HEADER + b"dr-okafor,v1,a, b,A b.,,\ndr-okafor,v1\ndr-okafor,v1,a b,A b.,,\n",
        [
            (2, "has 7 cells where the header names 6"),
            (3, "has 2 cells where the header names 6"),
            (4, CELLS),
        ],
    ),
    (
        "a header in the middle",
        HEADER + b"dr-okafor,v1,a b,A b.,,\n\xef\xbb\xbf" + HEADER,
        [(2, CELLS), (3, "repeats the header")],
    ),
    (
        "invalid UTF-8",
        HEADER + b"dr-okafor,v1,caf\xe9,A b.,,\ndr-okafor,v1,a b,A b.,,\n",
        [(2, "is not valid UTF-8"), (3, CELLS)],
    ),
    (
        "a quote that is never closed",
        HEADER + b'dr-okafor,v1,a b,A b.,,\ndr-okafor,v1,"' + SECRET + b",A b.,,\n" * 50,
        [(2, CELLS), (3, "opens a quote that is never closed; nothing after it was read")],
    ),
    (
        "a quote inside a cell",
        HEADER + b'dr-okafor,v1,"a" b,A b.,,\n',
        [(2, "has a quote or a line break where none can stand; nothing after it was read")],
    ),
    ("header alone", HEADER, [(None, "holds no records")]),
    (
        "a column without a name",
        b"speaker,item,,draft\n",
        [(None, "has a column without a name")],
    ),
    ("a column twice", b"speaker,item,draft,draft\n", [(None, "has two columns of one name")]),
    (
        "a missing column",
        b"speaker,draft\ndr-okafor,a b\n",
        [(None, "has no column 'item'")],
    ),
    (
        "no text column",
        b"speaker,item,note\ndr-okafor,v1,a b\n",
        [(None, "has no column 'draft' or 'final' or 'text'")],
    ),
    ("no header", b"dr-okafor,v1,a b\n", [(None, "has no header")]),
    (
        "semicolons",
        b"speaker;item;draft\ndr-okafor;v1;a b\n",
        [(None, "has semicolons between its cells, not commas")],
    ),
    (
        "tabs",
        b"speaker\titem\tdraft\ndr-okafor\tv1\ta b\n",
        [(None, "has tabs between its cells, not commas")],
    ),
]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(content, expected) for _, content, expected in CSV_CASES],
    ids=[name for name, _, _ in CSV_CASES],
)
def test_csv_is_judged_record_by_record(
    tmp_path: Path, content: bytes, expected: list[tuple[int | None, Any]]
) -> None:
    rows = read(write(tmp_path, "in.csv", content))

    assert outcome(rows) == expected
    assert not any(SECRET.decode() in str(fields) for _, fields in outcome(rows))


def test_a_csv_cell_may_be_as_long_as_a_note(tmp_path: Path) -> None:
    long = "word " * 100_000

    rows = read(write(tmp_path, "in.csv", f"speaker,item,draft\na,b,{long}\n".encode()))

    assert outcome(rows) == [(2, {"speaker": "a", "item": "b", "draft": long})]


def test_a_csv_record_without_end_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    with path.open("wb") as stream:
        stream.write(HEADER + b'dr-okafor,v1,"')
        for _ in range(MAX_RECORD_BYTES // 1024**2 + 3):
            stream.write(b"x" * (1024**2 - 1) + b"\n")

    [(line, reason)] = outcome(read(path))

    assert line == 2
    assert reason == (
        "is longer than 17 MiB, or opens a quote that is never closed; nothing after it was read"
    )


def test_the_speaker_column_may_be_left_out_when_an_option_names_the_speaker(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "in.csv", b"item,draft\nv1,a b\n")

    rows = read(path, layout=records.DRAFTS.without("speaker"))

    assert outcome(rows) == [(2, {"item": "v1", "draft": "a b"})]
