"""Marks and case: what the history says of how each word of a draft should be written.

The same design as for words: keys that count what was seen and what was made of it, candidates
with figures that look back only, one gate a layer. A candidate is a slot (the gap behind a word,
or the word's case) with another class than the draft has there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.pipeline._form import ENDS, Case, Form, Mark
from draftgenie.pipeline._hash import Keys, flatten, mix, word_key
from draftgenie.pipeline.retrieve.keys import who_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline._form import Classes
    from draftgenie.pipeline.retrieve.counts import Counts

VERSION = "forms-3"
STRENGTH = 3.0
LEAST_CHANCE = 0.12
FAR = 40

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FormExample:
    """One pair as its forms are learned from.

    `kept[i]` is the final's word that draft word i was kept as, -1 where it was changed.
    """

    speaker: str
    draft: Sequence[str]
    draft_form: Form
    final: Sequence[str]
    final_form: Form
    kept: Classes


@dataclass(frozen=True, slots=True)
class FormText:
    """One text whose forms are looked at."""

    speaker: str
    words: Sequence[str]
    form: Form


@dataclass(frozen=True, slots=True)
class FormCandidates:
    """Slots that may be written otherwise: text, word, present and possible class, figures.

    `made` and `seen` are how often the history made this change, and could have, beside the
    same word.
    """

    text: Classes
    word: Classes
    present: Classes
    possible: Classes
    figures: npt.NDArray[np.float32]
    made: Classes
    seen: Classes

    def __len__(self) -> int:
        return len(self.text)


# The context of each count, and the rarer contexts' fall-backs, as positions in the list that
# `_contexts` gives: everything; this word; the next; both; the one before and this; the next
# two; the speaker; the speaker with either.
_FALL_BACK = ((), (0,), (0,), (1, 2), (1,), (2,), (0,), (1, 6), (2, 6))
_N = len(_FALL_BACK)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Texts laid end to end: word numbers with edges, and each word's place, text and owner."""

    flat: Keys
    at: Classes
    text: Classes
    word: Classes
    own: Keys
    marks: Classes
    cases: Classes

    @classmethod
    def of(cls, texts: Sequence[FormText]) -> _Laid:
        flat, starts = flatten([t.words for t in texts])
        sizes = [len(t.words) for t in texts]
        word = np.concatenate([np.arange(n) for n in sizes]) if texts else np.empty(0, int)
        text = np.repeat(np.arange(len(texts)), sizes)
        own = np.repeat(np.array([who_key(t.speaker) for t in texts], dtype=np.uint64), sizes)
        return cls(
            flat=flat,
            at=starts[text] + word if len(text) else text,
            text=text,
            word=word,
            own=own,
            marks=_joined([t.form.marks for t in texts]),
            cases=_joined([t.form.cases for t in texts]),
        )

    def contexts(self, slots: Classes) -> list[Keys]:
        """The contexts of the gap behind each slot's word, one array of keys a context."""
        at = self.at[slots]
        before, here = self.flat[at - 1], self.flat[at]
        after, second = self.flat[at + 1], self.flat[np.minimum(at + 2, len(self.flat) - 1)]
        own = self.own[slots]
        return [
            np.zeros(len(slots), dtype=np.uint64),
            here,
            after,
            mix(here, after),
            mix(before, here),
            mix(after, second),
            own,
            mix(own, here),
            mix(own, after),
        ]

    def case_contexts(self, slots: Classes, opens: npt.NDArray[np.bool_]) -> list[Keys]:
        """The same for a word's own case; whether it opens a sentence belongs to most of them."""
        at = self.at[slots]
        before, here, after = self.flat[at - 1], self.flat[at], self.flat[at + 1]
        own, start = self.own[slots], opens.astype(np.uint64)
        return [
            start,
            mix(here, start),
            mix(after, start),
            mix(here, after),
            mix(before, here),
            here,
            mix(own, start),
            mix(mix(own, here), start),
            mix(own, mix(after, start)),
        ]


def _joined(arrays: Sequence[Classes]) -> Classes:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)


_SEEN, _WRITTEN = (
    [
        [np.uint64(word_key(f"#{layer} {kind} {n}")) for n in range(_N)]
        for layer in ("mark", "case")
    ]
    for kind in ("seen", "written")
)
_MARK, _CASE = 0, 1


def _as_keys(classes: Classes) -> Keys:
    return classes.astype(np.uint64)


def form_keys(examples: Sequence[FormExample]) -> Keys:
    """Every key of these examples' forms, repeated as often as it was seen."""
    drafts = _Laid.of([FormText(e.speaker, e.draft, e.draft_form) for e in examples])
    finals = _Laid.of([FormText(e.speaker, e.final, e.final_form) for e in examples])
    became_mark = _joined([became(e, "marks") for e in examples])
    became_case = _joined([became(e, "case") for e in examples])
    known = np.flatnonzero(became_mark >= 0)
    every = np.arange(len(finals.at))
    keys = _seen_keys(_MARK, drafts.contexts(known), drafts.marks[known], became_mark[known])
    keys += _seen_keys(
        _CASE,
        drafts.case_contexts(known, opens_of(drafts)[known]),
        drafts.cases[known],
        became_case[known],
    )
    for layer, contexts, classes in (
        (_MARK, finals.contexts(every), finals.marks),
        (_CASE, finals.case_contexts(every, opens_of(finals)), finals.cases),
    ):
        keys += [
            mix(mix(context, salt), _as_keys(classes))
            for context, salt in zip(contexts, _WRITTEN[layer], strict=True)
        ]
    return np.concatenate(keys) if keys else np.empty(0, dtype=np.uint64)


def became(example: FormExample, layer: str) -> Classes:
    """The class that each draft word's slot has in the final, -1 where that cannot be said.

    A case can be said of every word that was kept. A mark only where the next word was kept
    behind it: beside a changed word the mark belongs to the change, such as to a dictated one.
    """
    kept = example.kept
    form = example.final_form
    classes = form.marks if layer == "marks" else form.cases
    if not len(classes) or not len(kept):
        return np.full(len(kept), -1, dtype=np.int64)
    known = kept >= 0
    if layer == "marks":
        known = known & (np.append(kept[1:], len(classes)) == kept + 1)
    return np.where(known, classes[np.maximum(kept, 0)], -1)


def _seen_keys(layer: int, contexts: list[Keys], present: Classes, became: Classes) -> list[Keys]:
    keys = []
    changed = present != became
    for context, salt in zip(contexts, _SEEN[layer], strict=True):
        seen = mix(mix(context, salt), _as_keys(present))
        keys += [seen, mix(seen[changed], _as_keys(became[changed]))]
    return keys


def opens_of(laid: _Laid) -> npt.NDArray[np.bool_]:
    """Whether each word opens a sentence, by the mark behind the word before it."""
    opens = np.zeros(len(laid.at), dtype=bool)
    opens[1:] = np.isin(laid.marks[:-1], ENDS)
    opens[laid.word == 0] = True
    return opens


def mark_candidates(texts: Sequence[FormText], counts: Counts) -> FormCandidates:
    """The gaps of some texts that may want another mark, in order of class and place."""
    laid = _Laid.of(texts)
    last = laid.word == np.array([len(t.words) for t in texts], dtype=np.int64)[laid.text] - 1
    open_to = laid.marks != Mark.OTHER
    found = []
    for possible in (Mark.NONE, Mark.STOP, Mark.COMMA, Mark.QUESTION, Mark.HYPHEN):
        slots = np.flatnonzero(open_to & (laid.marks != possible))
        if possible is Mark.HYPHEN:
            slots = slots[~last[slots]]
        found.append(_mark_rows(laid, counts, slots, int(possible), last))
    return _gather(laid, laid.marks, found)


def _mark_rows(
    laid: _Laid, counts: Counts, slots: Classes, possible: int, last: npt.NDArray[np.bool_]
) -> tuple[Classes, int, Floats]:
    contexts = laid.contexts(slots)
    present = laid.marks[slots]
    slots, columns = _layer_columns(_MARK, counts, contexts, slots, present, possible)
    next_case = np.append(laid.cases[1:], Case.MIXED)[slots]
    behind, ahead = _distances(laid)
    columns += [
        np.full(len(slots), float(possible)),
        laid.marks[slots].astype(float),
        next_case.astype(float),
        last[slots].astype(float),
        behind[slots],
        ahead[slots],
    ]
    return slots, possible, np.column_stack(columns)


def case_candidates(texts: Sequence[FormText], counts: Counts) -> FormCandidates:
    """The words of some texts that may want another case, in order of class and place."""
    laid = _Laid.of(texts)
    opens = opens_of(laid)
    found = []
    for possible in (Case.SMALL, Case.CAPITAL):
        slots = np.flatnonzero((laid.cases != possible) & (laid.cases != Case.MIXED))
        contexts = laid.case_contexts(slots, opens[slots])
        present = laid.cases[slots]
        slots, columns = _layer_columns(_CASE, counts, contexts, slots, present, int(possible))
        columns += [
            np.full(len(slots), float(possible)),
            opens[slots].astype(float),
            (laid.word[slots] == 0).astype(float),
            np.append(Mark.OTHER, laid.marks[:-1])[slots].astype(float),
            laid.marks[slots].astype(float),
            np.append(Case.SMALL, laid.cases[:-1])[slots].astype(float),
            np.append(laid.cases[1:], Case.SMALL)[slots].astype(float),
        ]
        found.append((slots, int(possible), np.column_stack(columns)))
    return _gather(laid, laid.cases, found)


def _layer_columns(
    layer: int,
    counts: Counts,
    contexts: list[Keys],
    slots: Classes,
    present: Classes,
    possible: int,
) -> tuple[Classes, list[Floats]]:
    """The slots that are worth a look, and their rates: of the change, and of both classes."""
    target = np.full(len(slots), possible, dtype=np.uint64)
    seen: list[Floats] = []
    made: list[Floats] = []
    rates: list[Floats] = []
    for context, salt, above in zip(contexts, _SEEN[layer], _FALL_BACK, strict=True):
        key = mix(mix(context, salt), _as_keys(present))
        # Asked together, because asking costs more than counting where the texts are few.
        both = counts.get(np.stack([key, mix(key, target)])).astype(np.float64)
        seen.append(both[0])
        made.append(both[1])
        towards = sum((rates[n] for n in above), start=np.zeros(len(slots))) / max(1, len(above))
        if not above:
            towards = np.full(len(slots), 0.02)
        rates.append((made[-1] + STRENGTH * towards) / (seen[-1] + STRENGTH))
    kept = np.flatnonzero(np.max(np.stack(rates[1:]), axis=0, initial=0.0) > LEAST_CHANCE)
    columns = [_logit(rate[kept]) for rate in rates]
    for n in range(1, _N):
        columns += [np.log1p(seen[n][kept]), np.log1p(made[n][kept])]
    columns += _written_columns(
        layer, counts, [c[kept] for c in contexts], present[kept], possible
    )
    return slots[kept], columns


def _written_columns(
    layer: int, counts: Counts, contexts: list[Keys], present: Classes, possible: int
) -> list[Floats]:
    """How the finals write such a place: log chances of the possible and the present class."""
    n_classes = len(Mark) if layer == _MARK else len(Case)
    rows = np.arange(len(present))
    chances: list[Floats] = []
    for context, salt, above in zip(contexts, _WRITTEN[layer], _FALL_BACK, strict=True):
        key = mix(context, salt)
        of_class = [mix(key, np.full(len(rows), c, dtype=np.uint64)) for c in range(n_classes)]
        n = counts.get(np.stack(of_class, axis=1)).astype(np.float64)
        towards = (
            sum((chances[a] for a in above), start=np.zeros((len(rows), n_classes))) / len(above)
            if above
            else np.full((len(rows), n_classes), 1 / n_classes)
        )
        chances.append((n + STRENGTH * towards) / (n.sum(axis=1, keepdims=True) + STRENGTH))
    logs = [np.log(np.maximum(c, 1e-6)) for c in chances]
    columns = [log[rows, possible] for log in logs]
    return columns + [log[rows, possible] - log[rows, present] for log in logs]


def _logit(rate: Floats) -> Floats:
    clipped = np.clip(rate, 1e-4, 1 - 1e-4)
    odds: Floats = np.log(clipped / (1 - clipped))
    return odds


def _distances(laid: _Laid) -> tuple[Floats, Floats]:
    """Words since the last mark and until the next one, at most `FAR`."""
    marked = np.isin(laid.marks, (Mark.STOP, Mark.COMMA, Mark.QUESTION))
    index = np.arange(len(marked))
    first = index - laid.word
    since = np.maximum.accumulate(np.where(marked, index + 1, 0)) if len(index) else index
    behind = index - np.maximum(np.append(0, since[:-1])[: len(index)], first)
    until = np.where(marked, index, len(index) + FAR)
    until = np.minimum.accumulate(until[::-1])[::-1] if len(index) else until
    ahead = np.append(until[1:], len(index) + FAR)[: len(index)] - index
    return np.minimum(behind, FAR).astype(float), np.minimum(ahead, FAR).astype(float)


def _gather(
    laid: _Laid, present: Classes, found: list[tuple[Classes, int, Floats]]
) -> FormCandidates:
    slots = np.concatenate([s for s, _, _ in found])
    figures = np.concatenate([f for _, _, f in found])
    # The first counts behind the rates are those beside the same word, as logarithms.
    seen, made = np.rint(np.expm1(figures[:, _N : _N + 2])).astype(np.int64).T
    return FormCandidates(
        text=laid.text[slots],
        word=laid.word[slots],
        present=present[slots],
        possible=np.concatenate([np.full(len(s), c) for s, c, _ in found]),
        figures=figures.astype(np.float32),
        made=made,
        seen=seen,
    )
