"""Names of one text that stand alone in another, where no title tells that they are names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from draftgenie.pipeline._facts import Fact
from draftgenie.pipeline._named import NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from draftgenie.pipeline.evaluate.safety import FactText


def add_names(text: FactText, wanted: Sequence[Fact]) -> list[Fact]:
    """The facts of a text, with every place where one of the wanted names stands by itself."""
    names = {fact.value for fact in wanted if fact.kind == NAME}
    if names.isdisjoint(text.words):
        return text.facts
    known = {fact.start for fact in text.facts if fact.kind == NAME}
    alone = [
        Fact(NAME, word, i, i + 1)
        for i, word in enumerate(text.words)
        if word in names and i not in known
    ]
    return sorted([*text.facts, *alone], key=lambda fact: fact.start) if alone else text.facts
