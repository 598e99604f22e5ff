"""Whether everything in the data folder is what was written, and mending what is not.

SQLite holds every fact, so only its rows can be lost. What was learned and the vectors are made
again from them; a row comes back from a backup that still has it as it was written.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.correction import Layer
from draftgenie.domain.damage import Damage, Part
from draftgenie.errors import ModelError, StoreError
from draftgenie.services import _learned, learning
from draftgenie.services.embedding import embed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from draftgenie.services.doctor import Parts

DERIVED = frozenset({"occurrence", "pair_read"})
"""Tables that a build makes anew from the pairs; decisions of people stand in others."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was damaged, what of it is mended, and what is left."""

    found: int
    mended: int
    left: tuple[Damage, ...]


def verify(
    parts: Parts, *, deep: bool, settings_fault: Callable[[], str | None]
) -> Iterator[Damage]:
    """Everything that is not as it was written; nothing is changed.

    Without `deep`: how the database, the learned files and the vectors hang together. With it,
    every row, every file and every vector is read and held to its hash.
    """
    yield from parts.store.verify(deep=deep)
    yield from _learned_damage(parts, deep=deep)
    yield from _index_damage(parts)
    fault = settings_fault()
    if fault is not None:
        yield Damage(Part.SETTINGS, "config.toml", None, fault)


def _learned_damage(parts: Parts, *, deep: bool) -> Iterator[Damage]:
    try:
        state = parts.store.learned()
        if state is None or state["version"] != _learned.VERSION:
            return
        bad = parts.arrays.check(_learned.array_ids(state["detail"]), deep=deep)
    except (StoreError, ValueError, KeyError, TypeError):
        # A row that names the files and does not parse is found as a row by itself.
        yield Damage(Part.LEARNED, "learned", None, "the list of its files cannot be read")
        return
    yield from (
        Damage(Part.LEARNED, f"learned/{name}.npy", None, "missing or changed") for name in bad
    )


def _index_damage(parts: Parts) -> Iterator[Damage]:
    try:
        index = parts.index()
        faults = list(index.check())
        # An index that is not sound would empty itself when it is asked more.
        have = index.ids() if not faults else set()
        wanted = {one[0] for one in parts.store.corrections.contexts(layer=Layer.WORDS)}
    except (StoreError, ModelError) as error:
        faults, have, wanted = [error.message], set(), set()
    yield from (Damage(Part.INDEX, "index", None, said) for said in faults)
    # Without any vector nothing was embedded yet, which is no damage.
    if have and (wrong := have ^ wanted):
        said = f"{len(wrong)} vectors and contexts have no counterpart"
        yield Damage(Part.INDEX, "index", None, said)


def repair(
    parts: Parts, *, copies: Iterable[Path], settings_fault: Callable[[], str | None]
) -> Repaired:
    """Mend what can be mended, and say what is left.

    Rows come back from copies of the store, newest first; the database's indexes, what was
    learned and the vectors are made anew.

    Raises:
        StoreError: the disk or another process refuses.
        ModelError: vectors are wanted and the model is not there.
    """

    def look() -> list[Damage]:
        return list(verify(parts, deep=True, settings_fault=settings_fault))

    found = look()
    if any(one.part is Part.DATABASE for one in found):
        parts.progress.say("making the database's indexes anew")
        with contextlib.suppress(StoreError):
            parts.store.reindex()
    for copy in copies:
        rows = [one for one in look() if one.part is Part.ROW]
        if not rows:
            break
        n = parts.store.take_rows(copy, rows)
        parts.progress.say(f"rows put back from {copy.parent.name!r}: {n}")
    _make_again(parts, look())
    left = tuple(look())
    return Repaired(len(found), len(found) - len(left), left)


def _make_again(parts: Parts, found: Sequence[Damage]) -> None:
    rows = {one.name for one in found if one.part is Part.ROW}
    if any(one.part is Part.DATABASE for one in found) or rows - DERIVED:
        return
    if rows or any(one.part is Part.LEARNED for one in found):
        parts.progress.say("reading every pair anew: draftgenie correction build --rebuild")
        _learned.drop_damaged(parts.store, parts.arrays)
        learning.build(
            store=parts.store, arrays=parts.arrays, progress=parts.progress, rebuild=True
        )
    if any(one.part is Part.INDEX for one in found):
        parts.progress.say("making the vectors anew: draftgenie correction build")
        index = parts.index()
        index.clear()
        embed(store=parts.store, index=index, embedder=parts.embedder(), progress=parts.progress)
