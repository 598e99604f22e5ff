"""The corrections that may apply to some drafts, as arrays beside their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from draftgenie.domain.correction import LONGEST_SOURCE, LONGEST_TARGET
from draftgenie.pipeline._align import similarity
from draftgenie.pipeline._hash import mix, run_key, word_key
from draftgenie.pipeline._sound import sound_alike

if TYPE_CHECKING:
    from collections.abc import Iterable

    from draftgenie.domain.correction import Category, Edit
    from draftgenie.pipeline._hash import Keys

FUNCTION_WORDS = frozenset(
    "a an the and or but of to in on at for with from by as is are was were be been am i you he"
    " she it we they this that these those there here not no so if then than his her its our"
    " their my your me him us them do does did have has had will would can could should may"
    " might just like well okay oh".split()
)

SHAPE_NAMES = (
    "similarity",
    "source_letters",
    "target_letters",
    "source_numbers",
    "target_numbers",
    "same_letters",
    "shortest_source_word",
    "shortest_target_word",
    "same_sound",
    "same_first_letter",
    "source_apostrophe",
    "target_apostrophe",
    "same_last_word",
    "same_first_word",
    "plural_only",
    "source_function_share",
    "target_function_share",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A correction of words: where `source` stands, `target` may belong, written `surface`."""

    id: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    surface: str
    category: Category


class RuleBook:
    """Rules as they are met while a history is walked: grows, and forgets nothing."""

    def __init__(self) -> None:
        self._surfaces: dict[str, Counter[str]] = defaultdict(Counter)
        self._edits: dict[str, Edit] = {}
        self._of_source: dict[str, set[str]] = defaultdict(set)

    def add(self, correction_id: str, edit: Edit) -> None:
        """Meet one edit of words."""
        self._edits.setdefault(correction_id, edit)
        self._surfaces[correction_id][edit.surface] += 1
        self._of_source[edit.source].add(correction_id)

    def rules(self) -> list[Rule]:
        """Every rule met so far, written as it was most often written, by id."""
        return [self._rule(correction_id) for correction_id in sorted(self._edits)]

    def rules_for(self, sources: Iterable[str]) -> list[Rule]:
        """Those of `rules` that replace one of these sources."""
        ids = {id_ for source in sources for id_ in self._of_source.get(source, ())}
        return [self._rule(correction_id) for correction_id in sorted(ids)]

    def _rule(self, correction_id: str) -> Rule:
        edit = self._edits[correction_id]
        return Rule(
            id=correction_id,
            source=tuple(edit.source.split()),
            target=tuple(edit.target.split()),
            surface=commonest(self._surfaces[correction_id]),
            category=edit.category,
        )


def commonest(counter: Counter[str]) -> str:
    """The entry seen most often; of several, the first by alphabet."""
    return min(counter, key=lambda entry: (-counter[entry], entry))


@dataclass(frozen=True, slots=True)
class RuleTable:
    """Rules in the order of their source keys; all arrays have one entry a rule.

    `target_words` has shape (n_rules, LONGEST_TARGET), filled up with zeros; `shapes` has shape
    (n_rules, len(SHAPE_NAMES)), float32.
    """

    rules: tuple[Rule, ...]
    source: Keys
    rule: Keys
    n_source: npt.NDArray[np.int64]
    n_target: npt.NDArray[np.int64]
    target_words: Keys
    shapes: npt.NDArray[np.float32]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> RuleTable:
        """The table of some rules; those too long for a candidate are left out."""
        kept = sorted(
            (
                (run_key(r.source), r)
                for r in rules
                if 0 < len(r.source) <= LONGEST_SOURCE and len(r.target) <= LONGEST_TARGET
            ),
            key=lambda keyed: (keyed[0], keyed[1].source, keyed[1].target),
        )
        rules = tuple(r for _, r in kept)
        source = np.array([key for key, _ in kept], dtype=np.uint64)
        target = np.array([run_key(r.target) for r in rules], dtype=np.uint64)
        words = np.zeros((len(rules), LONGEST_TARGET), dtype=np.uint64)
        for n, r in enumerate(rules):
            words[n, : len(r.target)] = [word_key(w) for w in r.target]
        shapes = [shape(r.source, r.target) for r in rules]
        return cls(
            rules=rules,
            source=source,
            rule=mix(source, target),
            n_source=np.array([len(r.source) for r in rules], dtype=np.int64),
            n_target=np.array([len(r.target) for r in rules], dtype=np.int64),
            target_words=words,
            shapes=np.array(shapes, dtype=np.float32).reshape(len(rules), len(SHAPE_NAMES)),
        )


@lru_cache(maxsize=1 << 17)
def shape(source: tuple[str, ...], target: tuple[str, ...]) -> tuple[float, ...]:
    """What the two sides look like beside each other: the values of `SHAPE_NAMES`."""
    a, b = "".join(source), "".join(target)
    return (
        similarity(a, b),
        len(a),
        len(b),
        sum(w[0].isdigit() for w in source),
        sum(w[0].isdigit() for w in target),
        a == b,
        min(map(len, source)),
        min(map(len, target), default=0),
        sound_alike(a, b),
        a[:1] == b[:1],
        "'" in a,
        "'" in b,
        bool(target) and source[-1] == target[-1],
        bool(target) and source[0] == target[0],
        a.rstrip("s") == b.rstrip("s"),
        _function_share(source),
        _function_share(target),
    )


def _function_share(words: tuple[str, ...]) -> float:
    return sum(w in FUNCTION_WORDS for w in words) / len(words) if words else 0.0
