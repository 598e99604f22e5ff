from __future__ import annotations

from typing import Any

from draftgenie.domain.evaluation import Baseline, CurvePoint, NoteScores
from draftgenie.domain.score import ErrorCounts
from draftgenie.services.trends import Step, pooled_curve, trend

NO_ERRORS = ErrorCounts(hits=10)


def a_score(n_draft: int, n_note: int) -> NoteScores:
    counts = [ErrorCounts(hits=10 - n, substitutions=n) for n in (n_draft, n_note)]
    return NoteScores("n", "f", "s", "i", *counts, *counts, NO_ERRORS, NO_ERRORS)


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
