"""The layer of marks and case: what a pair teaches it, its replayed rows, its edits of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from draftgenie.domain.note import Verdict
from draftgenie.pipeline._form import Form
from draftgenie.pipeline.generate.forms import MIN_RIGHT, FormChoice, best_forms, form_edits
from draftgenie.pipeline.generate.label import Label
from draftgenie.pipeline.retrieve.forms import (
    FormCandidates,
    FormExample,
    FormText,
    became,
    case_candidates,
    mark_candidates,
)
from draftgenie.services._learned import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from draftgenie.domain.note import NoteEdit
    from draftgenie.pipeline._text import Words
    from draftgenie.pipeline.generate import Gate
    from draftgenie.pipeline.mine import Mined
    from draftgenie.pipeline.retrieve import Counts

LAYERS = {"marks": mark_candidates, "case": case_candidates}


def form_example(speaker: str, mined: Mined) -> FormExample:
    """A pair as its forms are learned from."""
    return FormExample(
        speaker=speaker,
        draft=mined.draft.norm,
        draft_form=Form.of(mined.draft),
        final=mined.final.norm,
        final_form=Form.of(mined.final),
        kept=np.array(mined.kept, dtype=np.int64),
    )


def replay_forms(examples: Sequence[FormExample], counts: Counts) -> dict[str, Rows]:
    """The candidates of some pairs with what became of them, by layer."""
    texts = [FormText(e.speaker, e.draft, e.draft_form) for e in examples]
    rows = {}
    for layer, find in LAYERS.items():
        found = find(texts, counts)
        labels = _labels(found, examples, layer)
        known = labels >= 0
        rows[layer] = Rows(found.figures[known], labels[known].astype(np.int8))
    return rows


def _labels(
    found: FormCandidates, examples: Sequence[FormExample], layer: str
) -> npt.NDArray[np.int64]:
    """A `Label` for each candidate, -1 where the final does not have the word."""
    finals = [became(example, layer) for example in examples]
    slots = zip(found.text.tolist(), found.word.tolist(), strict=True)
    wanted = np.array([finals[text][word] for text, word in slots], dtype=np.int64)
    return np.where(
        wanted < 0,
        -1,
        np.where(
            wanted == found.possible,
            Label.RIGHT,
            np.where(wanted == found.present, Label.HARM, Label.NEITHER),
        ),
    )


def correct_forms(
    drafts: Sequence[tuple[str, Words, tuple[NoteEdit, ...]]],
    counts: Counts,
    gates: Mapping[str, Gate],
) -> list[list[NoteEdit]]:
    """The edits of marks and case of some drafts, each given as speaker, words and word edits.

    Marks are decided first, and case with the marks as they were decided.
    """
    forms = [Form.of(words) for _, words, _ in drafts]
    chosen: dict[str, list[dict[int, FormChoice]]] = {}
    for layer, find in LAYERS.items():
        gate = gates.get(layer)
        chosen[layer] = [{} for _ in drafts]
        if gate is None:
            continue
        texts = [FormText(s, w.norm, f) for (s, w, _), f in zip(drafts, forms, strict=True)]
        found = find(texts, counts)
        chosen[layer] = _choose(found, gate, len(drafts))
        for form, best in zip(forms, chosen[layer], strict=True):
            for word, choice in best.items():
                (form.marks if layer == "marks" else form.cases)[word] = choice.possible
    return [
        form_edits(
            words,
            marks=marks,
            cases=cases,
            around=[e for e in edits if e.verdict is Verdict.APPLIED],
        )
        for (_, words, edits), marks, cases in zip(
            drafts, chosen["marks"], chosen["case"], strict=True
        )
    ]


def _choose(found: FormCandidates, gate: Gate, n_drafts: int) -> list[dict[int, FormChoice]]:
    choices: list[list[FormChoice]] = [[] for _ in range(n_drafts)]
    chances = gate.probabilities(found.figures)
    for n in np.flatnonzero(chances[:, Label.RIGHT] >= MIN_RIGHT).tolist():
        choices[int(found.text[n])].append(
            FormChoice(
                word=int(found.word[n]),
                possible=int(found.possible[n]),
                right=float(chances[n, Label.RIGHT]),
                harm=float(chances[n, Label.HARM]),
                made=int(found.made[n]),
                seen=int(found.seen[n]),
            )
        )
    return [best_forms(of_draft) for of_draft in choices]
