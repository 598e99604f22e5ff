"""What each correction did to the notes of a replay, added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Category, Layer
from draftgenie.domain.evaluation import Effect
from draftgenie.pipeline._text import normalised_words
from draftgenie.pipeline.generate import Label
from draftgenie.pipeline.generate.credit import share_out
from draftgenie.pipeline.retrieve import commonest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.domain.draft import Pair
    from draftgenie.domain.note import NoteEdit
    from draftgenie.pipeline.generate.credit import Credit, Share

_LAYERS = {Category.CASING: Layer.CASE, Category.PUNCTUATION: Layer.MARKS}


@dataclass(slots=True)
class _Tally:
    """One correction of one speaker, as far as its edits have been seen."""

    edit: NoteEdit
    surfaces: Counter[str] = field(default_factory=Counter)
    labels: Counter[Label] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)

    def add(self, share: Share) -> None:
        """See the correction's edits of one more note."""
        self.figures["items"] += 1
        self.figures["errors_without"] += share.saved.words
        self.figures["errors_without_formatted"] += share.saved.formatted
        for one in share.credits:
            self._add_edit(one)

    def _add_edit(self, one: Credit) -> None:
        self.surfaces[one.edit.after] += 1
        self.labels[one.label] += 1
        for unit, saved in (("words", one.saved.words), ("formatted", one.saved.formatted)):
            self.figures[f"{unit}_won"] += max(0, saved)
            self.figures[f"{unit}_lost"] += max(0, -saved)


class Effects:
    """The corrections met so far with what they did, by speaker."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str], _Tally] = {}

    def add(self, pair: Pair, edits: Sequence[NoteEdit]) -> None:
        """Credit the applied edits of one note of a pair's draft."""
        for share in share_out(draft=pair.draft, final=pair.final, edits=edits):
            key = (pair.speaker, share.correction_id)
            tally = self._tallies.setdefault(key, _Tally(share.credits[0].edit))
            tally.add(share)

    def of(self, speaker: str) -> list[Effect]:
        """What each correction did to the notes of one speaker, by correction id."""
        keys = sorted(key for key in self._tallies if key[0] == speaker)
        return [_effect(speaker, id_, self._tallies[speaker, id_]) for _, id_ in keys]


def _effect(speaker: str, correction_id: str, tally: _Tally) -> Effect:
    edit = tally.edit
    layer = _LAYERS.get(edit.category, Layer.WORDS)
    source, target = _sides(edit, layer)
    return Effect(
        speaker=speaker,
        correction_id=correction_id,
        source=source,
        target=target,
        surface=commonest(tally.surfaces),
        layer=layer,
        category=edit.category,
        applied=tally.labels.total(),
        right=tally.labels[Label.RIGHT],
        neither=tally.labels[Label.NEITHER],
        harmful=tally.labels[Label.HARM],
        **{name: tally.figures[name] for name in _FIGURES},
    )


_FIGURES = (
    "items",
    "words_won",
    "words_lost",
    "formatted_won",
    "formatted_lost",
    "errors_without",
    "errors_without_formatted",
)


def _sides(edit: NoteEdit, layer: Layer) -> tuple[str, str]:
    """What the correction of an edit replaces, and by what, as corrections are named."""
    if layer is Layer.WORDS:
        return " ".join(normalised_words(edit.before)), " ".join(normalised_words(edit.after))
    if layer is Layer.MARKS:
        return edit.before.strip(), edit.after.strip()
    return edit.before, edit.after
