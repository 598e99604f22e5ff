"""The layer of marks and case: what a pair teaches it, its replayed rows, its edits of a draft."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

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
    texts: Sequence[tuple[str, Words]],
    counts: Counts,
    gates: Mapping[str, Gate],
    *,
    most: float,
    already: Sequence[Sequence[NoteEdit]],
) -> list[list[NoteEdit]]:
    """The edits of marks and case of some texts, each given as speaker and words, in order.

    Marks are decided first, and case with the marks as they were decided. `already` are the
    edits that led to each text; with them and the forms a note may be at most `most` likely to
    end worse.
    """
    forms = [Form.of(words) for _, words in texts]
    borne = [[(e.confidence, e.harm) for e in edits] for edits in already]
    chosen: dict[str, list[dict[int, FormChoice]]] = {}
    for layer, find in LAYERS.items():
        gate = gates.get(layer)
        chosen[layer] = [{} for _ in texts]
        if gate is None:
            continue
        found = find(
            [FormText(s, w.norm, f) for (s, w), f in zip(texts, forms, strict=True)], counts
        )
        for n, choices in _likely(found, gate).items():
            best = best_forms(choices, most=most, already=borne[n])
            chosen[layer][n] = best
            borne[n] += [(c.right, c.harm) for c in best.values()]
            for word, choice in best.items():
                (forms[n].marks if layer == "marks" else forms[n].cases)[word] = choice.possible
    return [
        form_edits(words, marks=marks, cases=cases)
        for (_, words), marks, cases in zip(texts, chosen["marks"], chosen["case"], strict=True)
    ]


def _likely(found: FormCandidates, gate: Gate) -> dict[int, list[FormChoice]]:
    """The choices of each text that are likely enough to be looked at."""
    choices: dict[int, list[FormChoice]] = defaultdict(list)
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
    return choices
