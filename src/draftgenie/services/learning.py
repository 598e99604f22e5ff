"""Reading pairs: corrections and their counts, and the gate replayed over the history.

The history is walked in chunks. Of each chunk, first the candidates are made and judged with
the counts as they stand, as if its final notes were not known yet; their rows teach the gate.
Only then is the chunk counted. So no row's counts have seen its own item.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from draftgenie.domain.correction import LONGEST_SOURCE, Layer, correction_id
from draftgenie.domain.event import EventType
from draftgenie.pipeline.generate import label
from draftgenie.pipeline.generate.label import Change
from draftgenie.pipeline.mine import marks_of, mine
from draftgenie.pipeline.retrieve import (
    Batch,
    Example,
    Made,
    Rule,
    RuleBook,
    RuleTable,
    commonest,
    example_keys,
    features,
    find_candidates,
)
from draftgenie.pipeline.retrieve.forms import form_keys
from draftgenie.pipeline.retrieve.kind import kind_keys
from draftgenie.pipeline.retrieve.recent import plus_recent
from draftgenie.services import _learned
from draftgenie.services._english import english
from draftgenie.services._forms import form_example, replay_forms
from draftgenie.services._learned import Learned, Rows
from draftgenie.services._sample import some_of
from draftgenie.services._tally import Met, update_corrections
from draftgenie.services._unknown import UnknownWalk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from draftgenie.domain.correction import Edit
    from draftgenie.domain.draft import Pair
    from draftgenie.pipeline._hash import Keys
    from draftgenie.pipeline.mine import Mined
    from draftgenie.pipeline.retrieve import Counts
    from draftgenie.pipeline.retrieve.forms import FormExample
    from draftgenie.ports import ArrayStore, Progress, Store

N_CHUNKS = 10
PAIRS_A_CHUNK = 2000
ROWS_A_WORD = 0.5


@dataclass(frozen=True, slots=True)
class SpeakerBuilt:
    """What a build read and found for one speaker."""

    speaker: str
    pairs: int
    edits: int
    corrections: int
    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: nothing, when no pair was new."""

    pairs: int
    pairs_known: int
    edits: int
    rows: int
    rebuilt: bool
    speakers: tuple[SpeakerBuilt, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One pair after mining: its edits with their correction ids, as the store keeps them."""

    pair: Pair
    mined: Mined
    edits: tuple[tuple[str, Edit], ...]

    @classmethod
    def of(cls, pair: Pair) -> Read:
        """Mine a pair."""
        mined = mine(draft=pair.draft, final=pair.final)
        edits = tuple(
            (correction_id(source=e.source, target=e.target, layer=e.layer), e)
            for e in (*mined.edits, *mined.parts)
            if e.source != e.target
        )
        return cls(pair, mined, edits)

    def example(self) -> Example:
        """The pair as it is counted."""
        draft = self.mined.draft
        made = []
        for _, edit in self.edits:
            n = len(edit.source.split())
            if edit.layer is Layer.WORDS and 0 < n <= LONGEST_SOURCE:
                # Words that were taken out may have the gap before them in their span.
                first = bisect_left(draft.starts, edit.start)
                made.append(Made(first, first + n, tuple(edit.target.split())))
        return Example(
            speaker=self.pair.speaker,
            specialty=self.pair.specialty,
            draft=draft.norm,
            final=self.mined.final.norm,
            made=made,
            surfaces=surfaces(self.mined),
        )

    def form_example(self) -> FormExample:
        """The pair as its marks and case are counted."""
        return form_example(self.pair.speaker, self.mined)


def keys_of(reads: Sequence[Read]) -> Keys:
    """Every key of some pairs that stays as it is whatever comes after.

    Words, edits, marks and case, and what kind of text they are.
    """
    forms = [read.form_example() for read in reads]
    return np.concatenate(
        [example_keys([read.example() for read in reads]), form_keys(forms), kind_keys(forms)]
    )


def with_reads(counts: Counts, reads: Sequence[Read]) -> Counts:
    """The counts with some pairs more, the newest of their speakers."""
    return plus_recent(counts, [read.example() for read in reads], keys_of(reads))


def surfaces(mined: Mined) -> list[str]:
    """Every written form and every mark of the draft, for counting what was left alone."""
    return mined.draft.raws() + [f" {marks_of(gap)}" for gap in mined.draft.gaps()]


def build(
    *,
    store: Store,
    arrays: ArrayStore,
    progress: Progress,
    speaker: str | None = None,
    speakers: Collection[str] | None = None,
    rebuild: bool = False,
) -> Built:
    """Read every pair that is new since the last build, and learn from it.

    A pair that was replaced or removed since makes the build start from nothing: counts are
    never guessed back. People's decisions about corrections always stay.

    Args:
        store: where pairs and corrections are.
        arrays: where counts, rows and gate are kept.
        progress: told of every pair.
        speaker: read only this speaker's new pairs; when starting from nothing, also every pair
            that was read before.
        speakers: the same for several speakers.
        rebuild: start from nothing in any case.
    """
    whose = speakers if speaker is None else {speaker}
    with store.atomic():
        store.deliveries.built(whose)
        known = store.corrections.read_pairs()
        state = store.learned()
        learned = None if rebuild else _still_good(store, arrays, known)
        rebuilt = learned is None and state is not None
        again: set[str] = set()
        if learned is None:
            store.corrections.forget_all()
            again, known, learned = set(known), {}, Learned()
        new = [
            p
            for p in store.drafts.pairs(unread=True)
            if whose is None or p.speaker in whose or p.draft_id in again
        ]
        if not new and not rebuilt and state is not None:
            return Built(0, len(known), 0, len(learned.rows), rebuilt=False, speakers=())
        walk = walk_through(new, store=store, learned=learned, progress=progress)
        learned = walk.learned.with_gate()
        built = update_corrections(store, learned.counts, walk.met, walk.edits)
        digest = _digest([*known.items(), *((p.draft_id, p.final_id) for p in new)])
        _learned.save(learned, store, arrays, digest=digest)
        store.log.audit("corrections.build", subject=speaker or "*", detail={"pairs": len(new)})
        _announce(store, built)
    with store.atomic():
        # Under the lock: another build's arrays may be there before the row that names them.
        arrays.keep_only(_learned.array_ids((store.learned() or {})["detail"]))
    return Built(
        len(new),
        len(known),
        sum(s.edits for s in built),
        len(learned.rows),
        rebuilt=rebuilt,
        speakers=tuple(built),
    )


def walk_through(
    new: Sequence[Pair], *, store: Store, learned: Learned, progress: Progress
) -> Walk:
    """What some unread pairs, oldest first, add to what was learned; no gate is fitted yet.

    The store records each of them as read, in the current transaction.
    """
    walk = Walk(store, learned, n_pairs=learned.n_pairs + len(new))
    chunks = chunks_of(new, n_known=learned.n_pairs)
    shown = progress.track(chain.from_iterable(chunks), label="pairs", total=len(new))
    for chunk in chunks:
        walk.take(list(islice(shown, len(chunk))))
    # The display learns that it is through when it is asked for one more.
    next(shown, None)
    dates = [p.dictated_at for p in new if p.dictated_at]
    walk.learned = replace(
        walk.learned,
        unknown=walk.unknown.learned(),
        n_pairs=learned.n_pairs + len(new),
        max_dictated_at=max([learned.max_dictated_at or "", *dates]) or None,
    )
    return walk


def _still_good(store: Store, arrays: ArrayStore, known: dict[str, str]) -> Learned | None:
    """What was learned, if it holds exactly pairs that are still as they were."""
    state = store.learned()
    if state is None or state["digest"] != _digest(known.items()):
        return None
    if store.corrections.has_stale_pairs():
        return None
    if arrays.check(_learned.array_ids(state["detail"]), deep=False):
        return None
    learned = _learned.load(store, arrays)
    if learned is None or learned.unknown.terms != tuple(store.terms.everything()):
        return None
    return learned


def _digest(pairs: Iterable[tuple[str, str]]) -> str:
    lines = "\n".join(f"{draft_id} {final_id}" for draft_id, final_id in sorted(pairs))
    return hashlib.blake2b(lines.encode(), digest_size=16).hexdigest()


def _announce(store: Store, built: Iterable[SpeakerBuilt]) -> None:
    for one in built:
        for kind, n in (
            (EventType.CORRECTIONS_CREATED, one.new),
            (EventType.CORRECTIONS_UPDATED, one.changed),
        ):
            if n:
                store.log.emit(
                    kind, aggregate=one.speaker, payload={"corrections": n, "pairs": one.pairs}
                )


def chunks_of(pairs: Sequence[Pair], *, n_known: int) -> list[list[Pair]]:
    """The pairs cut by how far into their speaker's own new pairs they stand, oldest first.

    Every speaker has something in every chunk, so that replayed rows see own history grow as it
    does in use, even when the pairs of one speaker arrived in one file.
    """
    if not pairs:
        return []
    share = len(pairs) / (len(pairs) + n_known)
    n_chunks = max(1, round(N_CHUNKS * share), -(-len(pairs) // PAIRS_A_CHUNK))
    of_speaker: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_speaker[pair.speaker].append(pair)
    chunks: list[list[Pair]] = [[] for _ in range(n_chunks)]
    for own in of_speaker.values():
        for n, pair in enumerate(own):
            chunks[n * n_chunks // len(own)].append(pair)
    return [chunk for chunk in chunks if chunk]


class Walk:
    """The state of a walk through new pairs: what is learned so far, and what was met."""

    def __init__(self, store: Store, learned: Learned, *, n_pairs: int) -> None:
        self._store = store
        self._n_pairs = n_pairs
        self._book = RuleBook()
        self.unknown = UnknownWalk(learned.unknown, store.terms.everything(), n_pairs=n_pairs)
        self._had_history = learned.n_pairs > 0
        self.learned = learned
        self.edits: dict[str, Edit] = {}
        self.met: dict[str, Met] = {}

    def take(self, chunk: Sequence[Pair]) -> None:
        """Judge the chunk's candidates with what is known, then learn from it."""
        reads = [Read.of(pair) for pair in chunk]
        if self.learned.counts.segments:
            some = sample(reads, n_pairs=self._n_pairs)
            rows = replay(some, self._rules(reads), self.learned)
            forms = replay_forms([read.form_example() for read in some], self.learned.counts)
            self.learned = self.learned.plus(rows).plus_forms(forms)
            self.unknown.replay(reads, self.learned.counts)
        self.unknown.take(reads)
        for read in reads:
            self._record(read)
        counts = with_reads(self.learned.counts, reads)
        self.learned = replace(self.learned, counts=counts)

    def _record(self, read: Read) -> None:
        pair, draft = read.pair, read.mined.draft
        self._store.corrections.add_edits(pair, read.edits, n_words=len(draft))
        met = self.met.get(pair.speaker)
        if met is None:
            met = self.met[pair.speaker] = Met(set() if self._had_history else None)
        met.n_pairs += 1
        met.n_edits += len(read.mined.edits)
        for id_, edit in read.edits:
            self.edits.setdefault(id_, edit)
            met.surfaces[id_][edit.surface] += 1
            if edit.layer is Layer.WORDS and edit.source:
                self._book.add(id_, edit)
        if met.sources is not None:
            met.sources |= sources_of([draft.norm])
            met.sources.update(draft.raws(), map(marks_of, draft.gaps()))
            met.sources.update(edit.source for _, edit in read.edits)

    def _rules(self, reads: Sequence[Read]) -> list[Rule]:
        rules = {rule.id: rule for rule in self._book.rules()}
        if self._had_history:
            sources = sources_of([read.mined.draft.norm for read in reads])
            rules |= {rule.id: rule for rule in stored_rules(self._store, sources)}
        return list(rules.values())


def sample(reads: Sequence[Read], *, n_pairs: int) -> list[Read]:
    """So many of the pairs that `n_pairs` like them fill the log of rows."""
    return some_of(reads, n_pairs=n_pairs, most=_learned.MAX_ROWS, rows_a_word=ROWS_A_WORD)


def replay(reads: Sequence[Read], rules: Sequence[Rule], learned: Learned) -> Rows:
    """The candidates of some pairs as the gate would have seen them, with what became of them."""
    table = RuleTable.of(rules)
    drafts = [read.mined.draft for read in reads]
    batch = Batch.of(
        [draft.norm for draft in drafts],
        [read.pair.speaker for read in reads],
        [read.pair.specialty for read in reads],
    )
    found = find_candidates(batch, table, learned.counts)
    figures = features(batch, drafts, table, found, counts=learned.counts, english=english())
    changes: dict[int, list[Change]] = defaultdict(list)
    for draft, first, n, rule in zip(
        found.draft.tolist(),
        found.first.tolist(),
        found.n_words.tolist(),
        found.rule.tolist(),
        strict=True,
    ):
        changes[draft].append(Change(first, n, table.rules[rule].target))
    # Candidates are in order of place, so those of one draft stand together.
    labels = [
        verdict
        for draft, of_draft in changes.items()
        for verdict in label(
            draft=drafts[draft].norm,
            final=reads[draft].mined.final.norm,
            changes=of_draft,
        )
    ]
    return Rows(figures, np.array(labels, dtype=np.int8))


def sources_of(drafts: Iterable[Sequence[str]]) -> set[str]:
    """Every run of up to four words of some drafts."""
    return {
        " ".join(words[i : i + n])
        for words in drafts
        for n in range(1, LONGEST_SOURCE + 1)
        for i in range(len(words) - n + 1)
    }


def stored_rules(store: Store, sources: Iterable[str]) -> list[Rule]:
    """The corrections of words that the store holds for these sources."""
    return [
        Rule(c.id, tuple(c.source.split()), tuple(c.target.split()), c.surface, c.category)
        for c in store.corrections.pooled(sources)
    ]


__all__ = ["Built", "SpeakerBuilt", "build", "commonest"]
