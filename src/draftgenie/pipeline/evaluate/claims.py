"""What the generator claimed of its edits, and whether it was so: its calibration."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from math import fsum
from operator import attrgetter
from typing import TYPE_CHECKING

from draftgenie.domain.evaluation import Bin, Calibration, Claim
from draftgenie.domain.note import NoteEdit, Verdict
from draftgenie.pipeline._align import matching_runs
from draftgenie.pipeline._label import Change, Label, label
from draftgenie.pipeline._memo import Memo
from draftgenie.pipeline._text import normalised_words, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


N_BINS = 10


def _read_written(text: str) -> tuple[list[str], list[str]]:
    """The words of a text as they are written, and the gaps around them."""
    words = split_words(text)
    return words.raws(), words.gaps()


# The same few words are edited again and again.
_WRITTEN = Memo(_read_written, limit=1 << 14)
_WORDS = Memo(normalised_words, limit=1 << 14)


def judge_edits(*, draft: str, final: str, edits: Iterable[NoteEdit]) -> tuple[Claim, ...]:
    """The claim of each applied or suggested edit, in their order, each judged by itself.

    An edit of words is right when its place ends up as the final note has it in normalised
    words; one of case or marks alone, when the words and the gaps that it changes are written
    as there. Refused edits claim nothing.
    """
    told = [edit for edit in edits if edit.verdict is not Verdict.REFUSED]
    if not told:
        return ()
    place = _Place(draft, final)
    return tuple(
        Claim(
            edit.confidence,
            edit.verdict is Verdict.APPLIED,
            place.ends_up_right(*_covered(draft, edit)),
        )
        for edit in told
    )


def _covered(draft: str, edit: NoteEdit) -> tuple[int, str, str]:
    """Where the run of characters around an edit begins; the run before the edit, and after."""
    start, end = edit.start, edit.end
    while start and not draft[start - 1].isspace():
        start -= 1
    while end < len(draft) and not draft[end].isspace():
        end += 1
    after = draft[start : edit.start] + edit.after + draft[edit.end : end]
    return start, draft[start:end], after


class _Place:
    """A draft and its final note as words, with the place in the final of each word kept."""

    def __init__(self, draft: str, final: str) -> None:
        self._draft, self._final = split_words(draft), split_words(final)
        self.draft_words, self.final_words = self._draft.norm, self._final.norm

    @cached_property
    def _written(self) -> tuple[list[str], list[str]]:
        return self._final.raws(), self._final.gaps()

    @cached_property
    def _in_final(self) -> dict[int, int]:
        # The ends of both texts are kept, too.
        found = {-1: -1, len(self.draft_words): len(self.final_words)}
        for run in matching_runs(reference=self.final_words, hypothesis=self.draft_words):
            for n in range(run.n_words):
                found[run.hypothesis_start + n] = run.reference_start + n
        return found

    def ends_up_right(self, start: int, before: str, after: str) -> bool:
        """Whether the final has at this place what the edit makes of the draft."""
        old, new = _WORDS[before], _WORDS[after]
        if old == new:
            return self._is_written_so(start, before, after)
        change = Change(self._first(start), len(old), new)
        if self._says(change):
            return True
        (found,) = label(draft=self.draft_words, final=self.final_words, changes=[change])
        return found is Label.RIGHT

    def _says(self, change: Change) -> bool:
        """Whether the new words, no others, stand between the words kept on either side.

        If they do, the edit is right by any reading; asking this first is three times as fast.
        """
        left = self._in_final.get(change.first - 1)
        right = self._in_final.get(change.first + change.n_words)
        if left is None or right is None:
            return False
        return self.final_words[left + 1 : right] == list(change.target)

    def _first(self, start: int) -> int:
        """How many words stand before a place at which none is cut."""
        return bisect_left(self._draft.starts, start)

    def _is_written_so(self, start: int, before: str, after: str) -> bool:
        """Whether all that is now written otherwise is written as in the final."""
        old_words, old_gaps = _WRITTEN[before]
        new_words, new_gaps = _WRITTEN[after]
        first = self._first(start)
        for i, (word, old) in enumerate(zip(new_words, old_words, strict=True)):
            if word != old and not self._has_word(first + i, word):
                return False
        for i, (gap, old) in enumerate(zip(new_gaps, old_gaps, strict=True)):
            if gap != old and not self._has_gap(first + i, gap):
                return False
        return True

    def _has_word(self, at: int, written: str) -> bool:
        place = self._in_final.get(at)
        return place is not None and self._written[0][place] == written

    def _has_gap(self, at: int, written: str) -> bool:
        left, right = self._in_final.get(at - 1), self._in_final.get(at)
        if left is None or right is None or right != left + 1:
            return False
        return self._written[1][right].split() == written.split()


def calibrate(claims: Iterable[Claim]) -> Calibration | None:
    """How confidence and truth go together, in ten bins; None without claims.

    The expected calibration error is the mean distance of the two over the bins, by claims.

    >>> found = calibrate([Claim(0.95, True, True), Claim(0.85, True, False)])
    >>> round(found.ece, 6), [(b.low, b.n, b.n_right) for b in found.bins]
    (0.45, [(0.8, 1, 0), (0.9, 1, 1)])
    """
    ordered = sorted(claims, key=_confidence)
    if not ordered:
        return None
    # They are in order, so that only the claims around a border are looked at.
    ends = [bisect_right(ordered, n, key=_bin_of) for n in range(N_BINS)]
    parts = enumerate(zip([0, *ends], ends, strict=False))
    bins = tuple(_bin(n, ordered[start:end]) for n, (start, end) in parts if start < end)
    applied = [c for c in ordered if c.is_applied]
    suggested = [c for c in ordered if not c.is_applied]
    return Calibration(
        bins=bins,
        ece=fsum(abs(b.n_right - b.n * b.mean_confidence) for b in bins) / len(ordered),
        n_applied=len(applied),
        applied_right=sum(map(_is_right, applied)),
        n_suggested=len(suggested),
        suggested_right=sum(map(_is_right, suggested)),
    )


_confidence = attrgetter("confidence")
_is_right = attrgetter("is_right")


def _bin_of(claim: Claim) -> int:
    return min(int(claim.confidence * N_BINS), N_BINS - 1)


def _bin(n: int, claims: Sequence[Claim]) -> Bin:
    return Bin(
        low=n / N_BINS,
        high=(n + 1) / N_BINS,
        n=len(claims),
        n_right=sum(map(_is_right, claims)),
        mean_confidence=fsum(map(_confidence, claims)) / len(claims),
    )
