from __future__ import annotations

from typing import Any

from draftgenie.domain.bucket import Move
from draftgenie.domain.evaluation import Baseline, CurvePoint, NoteScores
from draftgenie.domain.score import ErrorCounts
from draftgenie.services.trends import Period, Step, flow, pooled_curve, trend
from tests.builders import a_speaker

NO_ERRORS = ErrorCounts(hits=10)


def a_score(n_draft: int, n_note: int) -> NoteScores:
    counts = [ErrorCounts(hits=10 - n, substitutions=n) for n in (n_draft, n_note)]
    return NoteScores("n", "f", "s", "i", *counts, *counts, NO_ERRORS, NO_ERRORS)


def a_move(speaker: str, before: str | None, after: str, at: str) -> Move:
    return Move(speaker, before, after, "", "policy", "p", {}, f"{at}T12:00:00Z")


def a_point(own_from: int, *, words: int, draft: float | None, note: float | None) -> CurvePoint:
    rates: dict[str, Any] = {"draft_wer_formatted": draft, "note_wer_formatted": note}
    return CurvePoint(
        own_from, 9, 1, words, draft, note, **rates, relative_gain=None, better=1, worse=0, same=0
    )


def a_baseline(*points: CurvePoint) -> Baseline:
    nothing = dict.fromkeys(
        "draft_wer note_wer draft_wer_formatted note_wer_formatted relative_gain "
        "relative_gain_formatted ci95".split()
    )
    counts = dict.fromkeys(
        "items words words_formatted note_errors note_errors_formatted better worse same".split(),
        0,
    )
    return Baseline("s", "r", "b", "t", **counts, **nothing, curve=points)


def test_notes_are_pooled_into_stretches_of_nearly_equal_length() -> None:
    scores = [a_score(4, 2), a_score(2, 0), a_score(2, 1), a_score(0, 1), a_score(1, 1)]

    assert trend(scores, most=2) == (Step(1, 2, 0.3, 0.1), Step(3, 5, 0.1, 0.1))
    assert [(s.first, s.last) for s in trend(scores)] == [(n, n) for n in range(1, 6)]
    assert trend([]) == ()


def test_curves_of_several_speakers_are_pooled_over_words() -> None:
    first = a_baseline(
        a_point(0, words=10, draft=0.4, note=0.2), a_point(1, words=0, draft=None, note=None)
    )
    second = a_baseline(a_point(0, words=30, draft=0.0, note=0.2))

    start, later = pooled_curve([first, second])

    assert (start.words, start.draft_wer, start.note_wer) == (40, 0.1, 0.2)
    assert (start.items, start.better, start.relative_gain) == (2, 2, -1.0)
    assert (later.draft_wer, later.relative_gain) == (None, None)


def test_where_speakers_were_is_told_backwards_by_their_moves() -> None:
    people = [
        a_speaker("a", assigned_bucket="low"),
        a_speaker("b", assigned_bucket="high"),
        a_speaker("c"),
    ]
    moves = [
        a_move("a", "high", "mid", "2025-01-10"),
        a_move("a", "mid", "low", "2025-03-01"),
        a_move("b", None, "high", "2025-02-02"),
    ]

    assert flow(people, moves, no_bucket="none") == (
        Period("2025-01", {"mid": 1, "none": 2}),
        Period("2025-02", {"mid": 1, "high": 1, "none": 1}),
        Period("2025-03", {"low": 1, "high": 1, "none": 1}),
    )


def test_moves_of_one_month_are_told_by_day_and_no_moves_not_at_all() -> None:
    moves = [a_move("a", "x", "y", "2025-01-10"), a_move("a", "y", "z", "2025-01-20")]

    found = flow([a_speaker("a", assigned_bucket="z")], moves, no_bucket="none")

    assert found == (Period("2025-01-10", {"y": 1}), Period("2025-01-20", {"z": 1}))
    assert flow([a_speaker("a")], [], no_bucket="none") == ()
