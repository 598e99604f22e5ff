"""How far a long job has come, and what is going on beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from draftgenie.cli.progress import Bar, Lines, Silent

if TYPE_CHECKING:
    from draftgenie.ports import Progress


@pytest.mark.parametrize("progress", [Bar(), Lines(), Silent()], ids=lambda p: type(p).__name__)
def test_remarks_are_taken_before_while_and_after_a_job(progress: Progress) -> None:
    progress.tell("not begun")
    passed = []
    for n in progress.track([1, 2, 3], label="notes", total=3):
        progress.tell(f"visit-{n}, propose, 40 characters")
        passed.append(n)
    progress.tell("over")

    assert passed == [1, 2, 3]


def test_a_log_has_no_place_for_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()

    for n in lines.track([1], label="notes"):
        lines.tell(f"visit-{n}")

    assert "visit" not in capsys.readouterr().err
