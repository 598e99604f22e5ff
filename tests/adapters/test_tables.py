from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq  # noqa: TID253 - what is tested

from draftgenie.adapters.cells import guarded, restored
from draftgenie.adapters.tables import TableFormat, told_format, write_table
from draftgenie.errors import UsageError

FIELDS: dict[str, type] = {"text": str, "n": int, "rate": float, "is_it": bool, "more": dict}
ROWS: list[dict[str, Any]] = [
    {"text": "=1+1", "n": -5, "rate": -0.5, "is_it": True, "more": {"b": 1, "a": "ü"}},
    {"text": 'two\nlines, "quoted"\u202e', "n": 0},
]


def written(form: TableFormat, rows: list[dict[str, Any]] = ROWS) -> bytes:
    stream = io.BytesIO()
    assert write_table(iter(rows), FIELDS, stream, form=form) == len(rows)
    return stream.getvalue()


def test_csv_quotes_every_text_and_guards_what_a_spreadsheet_would_run() -> None:
    assert written(TableFormat.CSV).decode() == (
        '"text","n","rate","is_it","more"\n'
        '"\'=1+1",-5,-0.5,"true","{""a"": ""ü"", ""b"": 1}"\n'
        '"two\nlines, ""quoted""\u202e",0,"","",""\n'
    )


def test_json_lines_leave_out_what_is_not_there_and_hide_nothing() -> None:
    lines = written(TableFormat.JSONL).decode().splitlines()

    assert [json.loads(line) for line in lines] == ROWS
    assert "\\u202e" in lines[1]


def test_parquet_has_the_types_of_the_fields_and_nothing_where_nothing_is() -> None:
    table = pq.read_table(io.BytesIO(written(TableFormat.PARQUET)))

    assert [str(kind) for kind in table.schema.types] == [
        "string",
        "int64",
        "double",
        "bool",
        "string",
    ]
    assert table.to_pylist() == [
        {**ROWS[0], "more": '{"a": "ü", "b": 1}'},
        {**ROWS[1], "rate": None, "is_it": None, "more": None},
    ]


@pytest.mark.parametrize("form", TableFormat)
def test_no_records_are_a_table_without_rows(form: TableFormat) -> None:
    made = written(form, [])

    if form is TableFormat.PARQUET:
        assert pq.read_table(io.BytesIO(made)).num_rows == 0
    else:
        assert len(made.splitlines()) == (form is TableFormat.CSV)


@given(st.text())
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    cell = guarded(text)

    assert restored(cell) == text
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1))
def test_texts_come_back_from_csv(texts: list[str]) -> None:
    made = written(TableFormat.CSV, [{"text": text, "n": 1} for text in texts]).decode()

    rows = csv.DictReader(io.StringIO(made, newline=""), strict=True)
    assert [restored(row["text"]) for row in rows] == texts


def test_a_name_tells_the_format_or_none() -> None:
    assert [told_format(n) for n in ("-", "a.CSV", "b.ndjson", "c.parquet")] == [
        "jsonl",
        "csv",
        "jsonl",
        "parquet",
    ]
    with pytest.raises(UsageError, match="does not tell a format"):
        told_format("notes.xlsx")
