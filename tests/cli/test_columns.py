from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.cli.columns import three_columns
from draftgenie.ports.page import Mark, Words
from draftgenie.services.panes import SideBySide
from tests.noted import GOOD, add_noted

if TYPE_CHECKING:
    import pytest

    from draftgenie.adapters.sqlite import SqliteStore
    from tests.cli.drafts import Run


def panes(*draft: Words) -> SideBySide:
    return SideBySide(draft, (Words("the note"),), (Words("the final"),))


def test_words_are_wrapped_in_their_column_and_stay_marked() -> None:
    seen = panes(Words("no "), Words("chess pain today ", Mark.WRONG), Words("at all"))
    assert [*three_columns(seen, width=40, colours=False)] == [
        "DRAFT         GENERATED N…  FINAL NOTE",
        "no [-chess    the note      the final",
        "pain today-]",
        "at all",
    ]


def test_a_word_wider_than_its_column_is_cut() -> None:
    lines = [*three_columns(panes(Words("x" * 30)), width=40, colours=False)]
    assert "".join(line[:12].replace(" ", "") for line in lines[1:]) == "x" * 30
    assert max(map(len, lines)) <= 40


def test_no_text_commands_the_terminal_and_colours_take_no_room() -> None:
    seen = panes(Words("no\x1b[2J ", Mark.WRONG), Words("pain"))
    (_, line) = three_columns(seen, width=70, colours=True)
    assert line.startswith("\x1b[31m[-no\\x1b[2J-]\x1b[0m pain   ")


def test_a_wide_terminal_shows_three_texts_and_a_narrow_one_two_ways(
    run: Run, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_noted(store, note=GOOD.replace("25", "250"))

    monkeypatch.setenv("COLUMNS", "140")
    wide = run("evaluate", "note", "visit-0001").stdout
    monkeypatch.setenv("COLUMNS", "119")
    narrow = run("evaluate", "note", "visit-0001").stdout

    assert "GENERATED NOTE" in wide
    assert "[!250!]" in wide
    assert "From the draft to the final note:" not in wide
    assert "GENERATED NOTE" not in narrow
    assert "From the draft to the final note:" in narrow
