from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from draftgenie.cli import output
from draftgenie.cli.diff import render
from draftgenie.cli.output import Column
from draftgenie.pipeline.diff import word_diff

if TYPE_CHECKING:
    import pytest

COLUMNS = (
    Column("NAME", lambda r: r[0]),
    Column("WORDS", lambda r: r[1], right=True),
    Column("DETAIL", lambda r: r[2], wrap=True),
)
ROWS = [("Åse 李医生", 12, "one two three four"), ("[red]x\x1b[0m", None, "")]


def test_a_table_in_a_pipe_is_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(ROWS, COLUMNS)

    assert capsys.readouterr().out == (
        "NAME           WORDS  DETAIL\nÅse 李医生        12  one two three four\n[red]x\\x1b[0m\n"
    )


def test_a_table_on_a_terminal_fits_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "26")

    output.table(ROWS, COLUMNS)

    assert capsys.readouterr().out == (
        "NAME       WORDS  DETAIL\n"
        "Åse 李医…     12  one two\n"
        "                  three\n"
        "                  four\n"
        "[red]x\\x…\n"
    )


@given(st.text(), st.text(st.characters(categories=["Cc", "Cf", "Co", "Zl", "Zp"])))
def test_json_is_safe_to_look_at_and_says_the_same(text: str, controls: str) -> None:
    value: dict[str, Any] = {"text": text + controls, "n": 1}

    shown = output._as_json(value)

    assert json.loads(shown) == value
    assert output.visible(shown) == shown


@given(st.text(), st.text())
def test_a_rendered_diff_holds_no_control_character_but_line_breaks(old: str, new: str) -> None:
    shown = render(word_diff(reference=new, hypothesis=old), colours=False)

    assert output.visible(shown, keep_lines=True) == shown


def test_a_coloured_diff_reads_the_same_without_its_colours() -> None:
    pieces = word_diff(reference="a B c", hypothesis="a b c")

    assert render(pieces, colours=True) == "a \x1b[31m[-b-]\x1b[0m\x1b[32m{+B+}\x1b[0m c"
    assert render(pieces, colours=False) == "a [-b-]{+B+} c"
