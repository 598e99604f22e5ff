"""Texts scored against their references, with no store: read side by side, counted, let go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from draftgenie import __version__
from draftgenie.errors import BadRecordsError, Reject
from draftgenie.pipeline.evaluate.pooled import Confusion, Pool, Pools, Spread, spread
from draftgenie.pipeline.evaluate.texts import count_words, score_text, score_words, text_signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from draftgenie.domain.score import ErrorCounts
    from draftgenie.pipeline.evaluate.texts import FactTally, NamedText, TextScores

    PairedTexts = tuple[NamedText, NamedText]


@dataclass(frozen=True, slots=True)
class Scored:
    """The figures of one speaker, or of all.

    Counts are over normalised words; rates are pooled, and None without reference units or
    where words alone were counted. `items_wrong` have at least one word wrong. `nist` are the
    counts as sclite makes them, None unless asked for.
    """

    items: int
    items_wrong: int
    words: int
    hits: int
    substitutions: int
    deletions: int
    insertions: int
    wer: float | None
    wer_formatted: float | None
    cer: float | None
    ser: float | None
    nist: ErrorCounts | None
    safety: dict[str, FactTally]


@dataclass(frozen=True, slots=True)
class SpeakerScored(Scored):
    """The figures of one speaker; `speaker` is None for texts that name nobody."""

    speaker: str | None


@dataclass(frozen=True, slots=True)
class ItemFault:
    """A fact of an item that is wrong or missing; `hypothesis` is None where nothing stands."""

    speaker: str | None
    item: str
    kind: str
    reference: str
    hypothesis: str | None


@dataclass(frozen=True, slots=True)
class AllScored(Scored):
    """All figures, and every fact that is wrong or missing, in the order of reading.

    `spread` is over speakers, and `confusions` has the commonest errors.
    """

    signature: str
    speakers: tuple[SpeakerScored, ...]
    spread: dict[str, Spread | None]
    confusions: tuple[Confusion, ...]
    faults: tuple[ItemFault, ...]


@dataclass(frozen=True, slots=True)
class ItemScored:
    """One text with its scores, for who wants to look at each."""

    reference: NamedText
    hypothesis: NamedText
    scores: TextScores


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be counted besides words, and how many confusions are wanted."""

    words_only: bool = False
    nist: bool = False
    n_confusions: int = 20

    @property
    def score(self) -> Callable[..., TextScores]:
        """What scores a text so far as it is asked for."""
        if not self.words_only:
            return score_text
        return score_words if self.n_confusions else count_words


class Scoring:
    """A scoring under way: go through it once, then ask for the figures."""

    def __init__(self, pairs: Iterable[PairedTexts], asked: Asked) -> None:
        self._pairs = pairs
        self._asked = asked
        self._pools = Pools()
        self._faults: list[ItemFault] = []

    def __iter__(self) -> Iterator[ItemScored]:
        """Each text as it is scored; only its counts and faulty facts are kept."""
        score = self._asked.score
        for reference, hypothesis in self._pairs:
            scores = score(
                reference=reference.text, hypothesis=hypothesis.text, nist=self._asked.nist
            )
            speaker = reference.speaker or hypothesis.speaker
            self._pools.add(speaker, scores)
            self._faults += [ItemFault(speaker, reference.item, *f) for f in scores.faults]
            yield ItemScored(reference, hypothesis, scores)

    def figures(self) -> AllScored:
        """The figures of all that was gone through."""
        by_speaker = sorted(self._pools.by_speaker.items(), key=lambda pair: pair[0] or "")
        speakers = tuple(
            SpeakerScored(**_figures(pool), speaker=speaker) for speaker, pool in by_speaker
        )
        rates = ("wer", "wer_formatted", "cer", "ser")
        signature = text_signature(version=__version__, words_only=self._asked.words_only)
        return AllScored(
            **_figures(self._pools.total()),
            signature=str(signature),
            speakers=speakers,
            spread={name: spread(getattr(s, name) for s in speakers) for name in rates},
            confusions=tuple(self._pools.confusions(self._asked.n_confusions)),
            faults=tuple(self._faults),
        )


def _figures(pool: Pool) -> dict[str, Any]:
    words = pool.words
    return {
        "items": pool.n_items,
        "items_wrong": pool.n_wrong,
        "words": words.n_reference,
        "hits": words.hits,
        "substitutions": words.substitutions,
        "deletions": words.deletions,
        "insertions": words.insertions,
        "wer": words.rate,
        "wer_formatted": pool.formatted.rate if pool.formatted else None,
        "cer": pool.chars.rate if pool.chars else None,
        "ser": pool.sentences.rate if pool.sentences else None,
        "nist": pool.nist,
        "safety": pool.facts(),
    }


def pair_by_line(
    references: Iterable[NamedText], hypotheses: Iterable[NamedText]
) -> Iterator[PairedTexts]:
    """The two sides line by line.

    Raises:
        BadRecordsError: one side ends before the other.
    """
    for reference, hypothesis in zip_longest(references, hypotheses):
        if reference is None or hypothesis is None:
            place = (reference or hypothesis).place
            raise BadRecordsError([_reject(place, "has no line at this place of the other file")])
        yield reference, hypothesis


def pair_by_item(
    references: Iterable[NamedText], hypotheses: Iterable[NamedText]
) -> Iterator[PairedTexts]:
    """The two sides by item, in the order in which pairs become complete.

    Where the first text of either side says whose it is, the speaker is part of the key. Sides
    in the same order are not held; what waits for its counterpart is.

    Raises:
        BadRecordsError: an item is on one side only, or twice on one side.
    """
    left, right = iter(references), iter(hypotheses)
    heads = next(left, None), next(right, None)
    with_speaker = all(head is not None and head.speaker is not None for head in heads)
    sides = [
        chain([head] if head else [], rest)
        for head, rest in zip(heads, (left, right), strict=True)
    ]
    waiting: tuple[dict[_Key, NamedText], dict[_Key, NamedText]] = ({}, {})
    seen: tuple[set[_Key], set[_Key]] = (set(), set())
    for row in zip_longest(*sides):
        for side, text in enumerate(row):
            if text is None:
                continue
            key = (text.speaker if with_speaker else None, text.item)
            if key in seen[side]:
                raise BadRecordsError([_reject(text.place, "has an item that was there before")])
            seen[side].add(key)
            waiting[side][key] = text
            if key in waiting[1 - side]:
                yield waiting[0].pop(key), waiting[1].pop(key)
    alone = [*waiting[0].values(), *waiting[1].values()]
    if alone:
        reason = "has an item that the other file does not have"
        raise BadRecordsError([_reject(text.place, reason) for text in alone])


_Key = tuple[str | None, str]


def _reject(place: str, reason: str) -> Reject:
    hint = "give both files the same items: lines by number, trn and JSON lines by id"
    return Reject(place, None, reason, hint)
