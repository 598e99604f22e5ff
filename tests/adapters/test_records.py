from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftgenie.adapters import records
from draftgenie.errors import InputError, Reject
from tests.adapters.reading import LINE, PAIR, SECRET, outcome, read, write
from tests.builders import a_pair, lines

if TYPE_CHECKING:
    from pathlib import Path

# Reading JSON lines -----------------------------------------------------------------------------

JSON_CASES: list[tuple[str, bytes, list[tuple[int | None, Any]]]] = [
    ("plain", LINE + LINE, [(1, PAIR), (2, PAIR)]),
    ("byte order mark", b"\xef\xbb\xbf" + LINE, [(1, PAIR)]),
    (
        "byte order mark where files were joined",
        LINE + b"\xef\xbb\xbf" + LINE,
        [(1, PAIR), (2, PAIR)],
    ),
    ("no final newline", LINE.rstrip(), [(1, PAIR)]),
    ("CRLF", LINE.replace(b"\n", b"\r\n"), [(1, PAIR)]),
    ("blank lines", b"\n \n" + LINE + b"\r\n", [(3, PAIR)]),
    (
        "separators that end no line",
        lines(a_pair(draft="a\u2028b\u2029c\u0085d\x0be")).encode(),
        [(1, a_pair(draft="a\u2028b\u2029c\u0085d\x0be"))],
    ),
    (
        "invalid UTF-8 in one record",
        LINE + b'{"draft": "\xff ' + SECRET + b'"}\n' + LINE,
        [(1, PAIR), (2, "is not valid UTF-8 (byte 12)"), (3, PAIR)],
    ),
    (
        "cut inside a character",
        LINE + '{"draft": "é'.encode()[:-1],
        [(1, PAIR), (2, "is not valid UTF-8 (byte 12)")],
    ),
    (
        "surrogate bytes",
        LINE + b'{"draft": "\xed\xa0\x80"}\n',
        [(1, PAIR), (2, "is not valid UTF-8 (byte 12)")],
    ),
    (
        "cut short",
        LINE + b'{"draft": "' + SECRET,
        [(1, PAIR), (2, "is cut short: the JSON ends inside a value")],
    ),
    (
        "two objects on one line",
        LINE + LINE.rstrip() + LINE,
        [(1, PAIR), (2, "holds more than one JSON value")],
    ),
    (
        "a key twice",
        LINE + b'{"draft": "a", "draft": "b"}\n' + b'{"metadata": {"a": 1, "a": 2}}\n',
        [
            (1, PAIR),
            (2, "has a key twice in one object"),
            (3, "has a key twice in one object"),
        ],
    ),
    (
        "nested without end",
        LINE + b"[" * 100_000 + b"\n" + LINE,
        [(1, PAIR), (2, "is nested too deeply"), (3, PAIR)],
    ),
    (
        "no object",
        LINE + b'"text"\n[1]\n7\nnull\n',
        [(1, PAIR), *((n, "is not a JSON object") for n in (2, 3, 4, 5))],
    ),
    (
        "not JSON",
        LINE + b"{'draft': 'x'}\n" + b'{"draft": "x",}\n' + b"# comment\n",
        [
            (1, PAIR),
            (2, "is not valid JSON (character 2)"),
            (3, "is not valid JSON (character 15)"),
            (4, "is not valid JSON (character 1)"),
        ],
    ),
    (
        "a line break inside a text",
        LINE + b'{"draft": "a\tb"}\n',
        [(1, PAIR), (2, "is not valid JSON (character 13)")],
    ),
]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("NaN", "holds NaN or Infinity, which JSON does not have"),
        ("-Infinity", "holds NaN or Infinity, which JSON does not have"),
        ("1e400", "holds a number that is too large"),
        ("9223372036854775808", "holds a whole number beyond 64 bits"),
        ("7" * 5000, "holds a whole number beyond 64 bits"),
    ],
)
def test_a_number_that_others_read_otherwise_is_refused(
    tmp_path: Path, number: str, reason: str
) -> None:
    path = write(tmp_path, "in.jsonl", LINE + b'{"duration_s": ' + number.encode() + b"}\n")

    assert outcome(read(path)) == [(1, PAIR), (2, reason)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(content, expected) for _, content, expected in JSON_CASES],
    ids=[name for name, _, _ in JSON_CASES],
)
def test_json_lines_are_judged_record_by_record(
    tmp_path: Path, content: bytes, expected: list[tuple[int | None, Any]]
) -> None:
    rows = read(write(tmp_path, "in.jsonl", content))

    assert outcome(rows) == expected
    assert not any(SECRET.decode() in str(reason) for _, reason in outcome(rows) if reason != PAIR)


def test_a_lone_surrogate_escape_is_read_and_left_to_the_next_stage(tmp_path: Path) -> None:
    rows = read(write(tmp_path, "in.jsonl", b'{"draft": "\\ud800"}\n'))

    assert outcome(rows) == [(1, {"draft": "\ud800"})]


def test_a_line_beyond_the_limit_is_passed_over_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    with path.open("wb") as stream:
        stream.write(LINE)
        stream.write(b'{"draft": "')
        for _ in range(40):
            stream.write(b"x" * 1024**2)
        stream.write(b'"}\n' + LINE)

    assert outcome(read(path)) == [(1, PAIR), (2, "is longer than 17 MiB"), (3, PAIR)]


def test_a_first_line_beyond_the_limit_is_passed_over_too(tmp_path: Path) -> None:
    path = write(tmp_path, "in.jsonl", b'{"draft": "' + b"x" * (18 * 1024**2) + b'"}\n' + LINE)

    assert outcome(read(path)) == [(1, "is longer than 17 MiB"), (2, PAIR)]


def test_rows_carry_what_stands_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "in.jsonl", b"not json\n" + LINE)
    path.write_bytes(LINE + b"not json\n")

    assert [(row.source, row.raw) for row in read(path)] == [
        (str(path), LINE),
        (str(path), b"not json\n"),
    ]


HEADER = b"speaker,item,draft,final,duration_s,metadata\n"

# Whole files ------------------------------------------------------------------------------------

REFUSED = [
    ("in.jsonl", b"", "is empty"),
    ("in.jsonl", b"\x1f\x8b\x08", "is a gzip file"),
    ("in.csv", b"PK\x03\x04", "is a zip archive or an office document"),
    ("in.txt", b"%PDF-1.7", "is a PDF"),
    ("in.jsonl", b"SQLite format 3\0", "is a SQLite database"),
    ("in.jsonl", b"\x28\xb5\x2f\xfd", "is a zstd file"),
    ("in", b"BZh9", "is a bzip2 file"),
    ("in.txt", b"{\\rtf1", "is an RTF document"),
    ("in.jsonl", LINE.decode().encode("utf-16-le"), "is UTF-16 or UTF-32 text"),
    ("in.csv", HEADER.decode().encode("utf-16-be"), "is UTF-16 or UTF-32 text"),
    ("in.jsonl", b'[{"speaker": "a"}]', "is a JSON array"),
    ("in.json", b'{\n  "speaker": "a"\n}', "is pretty-printed JSON"),
    ("in.jsonl", HEADER, "holds CSV, not JSON lines"),
    ("in.csv", LINE, "holds JSON lines, not CSV"),
    ("notes", b"the patient\n", "is neither JSON lines nor CSV with a header"),
]


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED)
def test_a_file_that_is_something_else_is_refused_before_anything_is_read(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    good = write(tmp_path, "good.jsonl", LINE)
    bad = write(tmp_path, name, content)

    with pytest.raises(InputError) as caught:
        records.find_sources([str(good), str(bad)], records.DRAFTS)

    assert caught.value.message == f"{bad}: {reason}"
    assert caught.value.hint


def test_every_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    with pytest.raises(InputError) as caught:
        records.find_sources(["missing.jsonl", "/dev/null", str(folder)], records.DRAFTS)

    assert caught.value.message == (
        "missing.jsonl: no such file\n"
        "/dev/null: is a device or a socket, not a file\n"
        f"{folder}: is a folder without texts to read"
    )


def test_a_folder_of_record_files_says_to_name_them(tmp_path: Path) -> None:
    write(tmp_path, "in/a.jsonl", LINE)

    with pytest.raises(InputError) as caught:
        records.find_sources([str(tmp_path / "in")], records.DRAFTS)

    assert caught.value.hint == f"name the files in it: {tmp_path}/in/*.jsonl"


def test_a_file_of_blank_lines_holds_no_records(tmp_path: Path) -> None:
    assert outcome(read(write(tmp_path, "in.jsonl", b"\n  \n"))) == [(None, "holds no records")]


def test_a_file_name_of_any_bytes_can_be_shown(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\x1b[31m.jsonl"
    with open(path, "wb") as stream:  # noqa: PTH123 - a name that is no text
        stream.write(LINE)

    rows = read(os.fsdecode(path))

    assert rows[0].source.encode() == os.fsencode(tmp_path) + b"/\\xff\x1b[31m.jsonl"


@pytest.mark.parametrize("content", [LINE, HEADER + b"dr-okafor,v1,a b,A b.,,\n"])
def test_stdin_is_recognised_by_its_first_line(
    monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    rows = read("-")

    assert [(row.source, isinstance(row.fields, dict)) for row in rows] == [("stdin", True)]


def test_a_pipe_given_as_a_path_is_read_once(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, LINE)
    os.close(writer)

    rows = read(f"/dev/fd/{reader}")

    os.close(reader)
    assert outcome(rows) == [(1, PAIR)]


def test_records_are_counted_without_reading_them(tmp_path: Path) -> None:
    sources = records.find_sources(
        [
            str(write(tmp_path, "in.jsonl", LINE * 3)),
            str(write(tmp_path, "s/v.asr.txt", b"x").parent),
        ],
        records.DRAFTS,
    )

    assert records.count(sources) == 4
    assert records.count(records.find_sources(["-"], records.DRAFTS)) is None


# Folders ----------------------------------------------------------------------------------------


def test_a_folder_gives_speaker_item_and_kind_by_its_names(tmp_path: Path) -> None:
    write(tmp_path, "dr-okafor/visit-1.asr.txt", b"a b\n")
    write(tmp_path, "dr-okafor/visit-1.final.txt", b"\xef\xbb\xbfA b.\r\n")
    write(tmp_path, "dr-okafor/visit.2.llm.txt", b"c")
    write(tmp_path, "dr-okafor/visit-1.wav", b"RIFF")
    write(tmp_path, "dr-okafor/.hidden.txt", b"x")
    write(tmp_path, "dr-chen/visit-1.AD.txt", b"d")
    write(tmp_path, "visit-9.txt", b"e")
    write(tmp_path, "README.md", b"x")

    rows = read(tmp_path)

    assert [row.fields for row in rows] == [
        {"speaker": "dr-chen", "item": "visit-1", "kind": "AD", "text": "d"},
        {"speaker": "dr-okafor", "item": "visit-1", "kind": "asr", "text": "a b\n"},
        {"speaker": "dr-okafor", "item": "visit-1", "kind": "final", "text": "A b.\r\n"},
        {"speaker": "dr-okafor", "item": "visit.2", "kind": "llm", "text": "c"},
        {"item": "visit-9", "text": "e"},
    ]
    assert rows[0].source == str(tmp_path / "dr-chen/visit-1.AD.txt")
    assert rows[0].line is None


def test_what_a_folder_cannot_give_is_a_row_that_says_so(tmp_path: Path) -> None:
    write(tmp_path, "dr-chen/ok.asr.txt", b"a")
    write(tmp_path, "dr-chen/bytes.asr.txt", b"\xff")
    write(tmp_path, "dr-chen/pdf.asr.txt", b"%PDF-1.4")
    write(tmp_path, "dr-chen/deep/x.asr.txt", b"a")
    write(tmp_path, "dr-chen/long.asr.txt", b"x" * (8 * 1024**2 + 4))
    (tmp_path / "dr-chen/link.asr.txt").symlink_to("/etc/hostname")

    found = {row.source.rpartition("/")[2]: row.fields for row in read(tmp_path)}

    assert {
        name: fields.reason for name, fields in found.items() if isinstance(fields, Reject)
    } == {
        "bytes.asr.txt": "is not valid UTF-8 (byte 1)",
        "pdf.asr.txt": "is a PDF",
        "deep": "is a folder inside a speaker's folder",
        "long.asr.txt": "is longer than 8 MiB",
        "link.asr.txt": "is a link, which is not followed",
    }


def test_one_text_file_gives_item_and_kind(tmp_path: Path) -> None:
    path = write(tmp_path, "visit-1.final.txt", b"A b.")

    assert [row.fields for row in read(path)] == [
        {"item": "visit-1", "kind": "final", "text": "A b."}
    ]


# Properties -------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=80), max_size=6))
def test_any_bytes_give_rows_and_good_records_are_never_lost(
    tmp_path_factory: pytest.TempPathFactory, noise: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("noise")
    broken = [line.replace(b"\n", b"") for line in noise]
    path = write(folder, "in.jsonl", LINE + b"".join(line + b"\n" + LINE for line in broken))

    rows = read(path)

    assert sum(row.fields == PAIR for row in rows) == 1 + len(broken) + broken.count(LINE[:-1])


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_survives_json_lines(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(
        tmp_path_factory.mktemp("any"), "in.jsonl", json.dumps({"draft": text}).encode() + b"\n"
    )

    assert outcome(read(path)) == [(1, {"draft": text})]
