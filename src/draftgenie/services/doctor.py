"""Checks of everything a data folder stands on, and the mending of what can be made again.

Every check has a code that stays: DG001 to DG004 look from outside, DG005 to DG007 at the
store, DG008 to DG010 at what was learned, DG011 to DG013 at the model and its index;
`upkeep` goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from draftgenie.domain.correction import Layer
from draftgenie.errors import Exit, ModelError, StoreError, StoreLockedError
from draftgenie.services import _learned, learning
from draftgenie.services.embedding import embed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from draftgenie.ports import ArrayStore, Embedder, Index, Progress, Store
    from draftgenie.ports.surroundings import Surroundings

LEAST_FREE_BYTES = 500_000_000
N_NAMED = 5

FIX = "draftgenie doctor --fix"
BUILD = "draftgenie correction build --all"


class State(StrEnum):
    """How a check came out; only a fault keeps the store from being used as it should."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it is, in one sentence, and what mends it.

    `exit_code` is what a fault of this sort means for a script.
    """

    code: str
    name: str
    state: State
    message: str
    mend: str | None = None
    exit_code: Exit = Exit.STORE


@dataclass(frozen=True, slots=True)
class Parts:
    """What the checks look at.

    `embedder` and `index` are opened when they are looked at, because a model that is not there
    is a finding and not the end; `check_model` gives the model's identity and raises when its
    files are not the ones expected.
    """

    store: Store
    arrays: ArrayStore
    check_model: Callable[[], str]
    embedder: Callable[[], Embedder]
    index: Callable[[], Index]
    progress: Progress


def _ok(code: str, name: str, message: str) -> Check:
    return Check(code, name, State.OK, message)


def _warning(code: str, name: str, message: str, mend: str | None) -> Check:
    return Check(code, name, State.WARNING, message, mend)


def _fault(
    code: str, name: str, message: str, mend: str | None, exit_code: Exit = Exit.STORE
) -> Check:
    return Check(code, name, State.FAULT, message, mend, exit_code)


def check_surroundings(seen: Surroundings) -> Iterator[Check]:
    """The program's libraries, the folder's rights, its disk, and whether somebody writes."""
    if seen.fault is not None:
        yield _fault("DG001", "program", seen.fault, seen.mend)
    else:
        versions = f"Python {seen.python}, SQLite {seen.sqlite}"
        yield _ok("DG001", "program", f"{versions}, without the WAL-reset race")
    yield _folder(seen)
    yield _disk(seen)
    if seen.holder is not None:
        yield _warning("DG004", "lock", seen.holder, "wait until it has ended")
    else:
        yield _ok("DG004", "lock", "nobody else is writing")


def _folder(seen: Surroundings) -> Check:
    if not seen.is_there:
        said = f"there is no data folder {seen.home!r}"
        return _warning("DG002", "folder", said, "draftgenie speaker add NAME makes it")
    if not seen.open_to_others:
        return _ok("DG002", "folder", f"{seen.home!r} is its owner's alone")
    named = ", ".join(repr(name) for name in seen.open_to_others[:N_NAMED])
    n = len(seen.open_to_others)
    more = f" and {n - N_NAMED} more" if n > N_NAMED else ""
    return _fault("DG002", "folder", f"others may use {named}{more} in {seen.home!r}", FIX)


def _disk(seen: Surroundings) -> Check:
    if seen.free_bytes is None:
        return _warning("DG003", "disk", "the free room of the disk cannot be told", None)
    room = f"{seen.free_bytes / 1e9:.1f} GB are free"
    if seen.free_bytes < LEAST_FREE_BYTES:
        return _warning("DG003", "disk", room, "make room before the next build")
    return _ok("DG003", "disk", room)


def unopened(error: StoreError) -> Check:
    """The check of a store that does not open."""
    return _fault("DG005", "store", error.message, error.hint)


def check_parts(parts: Parts) -> Iterator[Check]:
    """The opened store, what was learned from it, the model, and the index."""
    counts = parts.store.drafts.stats()
    yield _ok("DG005", "store", f"opens; {counts['items']} items, {counts['pairs']} pairs")
    damage = list(parts.store.damage())
    if damage:
        yield _fault("DG006", "database", "; ".join(damage[:N_NAMED]), "restore a backup")
        return
    yield _ok("DG006", "database", "every page and every reference is sound")
    yield _audit(parts.store)
    yield from _learning(parts)
    yield from _vectors(parts)


def _audit(store: Store) -> Check:
    broken = store.log.verify_audit()
    if broken is None:
        return _ok("DG007", "audit", "the audit trail is whole")
    said = f"the audit trail is broken at row {broken}"
    return _fault("DG007", "audit", said, "see who may write in the data folder")


def _learning(parts: Parts) -> Iterator[Check]:
    state = parts.store.learned()
    if state is None:
        yield _unlearned(parts.store)
    elif state["version"] != _learned.VERSION:
        # Only the version that made it knows which files belong to it.
        yield _other_version()
    else:
        yield _learned_files(state, parts.arrays)
        made_by = f"made by this program ({_learned.VERSION})"
        yield _ok("DG009", "learned version", made_by)
    yield _unread(parts.store)


def _unlearned(store: Store) -> Check:
    if not store.drafts.stats()["pairs"]:
        return _ok("DG008", "learned", "there is nothing to learn from yet")
    return _warning("DG008", "learned", "nothing was learned from the pairs yet", BUILD)


def _learned_files(state: dict[str, Any], arrays: ArrayStore) -> Check:
    bad = arrays.check(_learned.array_ids(state["detail"]))
    if bad:
        said = f"{len(bad)} files of what was learned are missing or damaged"
        return _fault("DG008", "learned", said, FIX)
    return _ok("DG008", "learned", f"learned from {state['n_pairs']} pairs, files sound")


def _other_version() -> Check:
    said = "another version made what was learned; drafts stay as they are until it is rebuilt"
    return _warning("DG009", "learned version", said, BUILD)


def _unread(store: Store) -> Check:
    known = store.corrections.read_pairs()
    now = {pair.draft_id: pair.final_id for pair in store.drafts.pairs()}
    n_new = len(now.keys() - known.keys())
    n_changed = sum(now.get(draft) != final for draft, final in known.items())
    if n_new or n_changed:
        said = f"{n_new} pairs are not read yet, {n_changed} read ones have changed or gone"
        return _warning("DG010", "pairs", said, BUILD)
    return _ok("DG010", "pairs", "every pair is read")


def _vectors(parts: Parts) -> Iterator[Check]:
    try:
        identity = parts.check_model()
    except ModelError as error:
        yield _fault("DG011", "model", error.message, error.hint, Exit.MODEL)
        return
    yield _ok("DG011", "model", f"{identity} is there, its files are the ones expected")
    index = parts.index()
    try:
        faults = list(index.check())
    except ModelError as error:
        yield _fault("DG012", "index", error.message, FIX, Exit.MODEL)
        return
    except StoreLockedError as error:
        yield _warning("DG012", "index", error.message, "look again when it has ended")
        return
    except StoreError as error:
        yield _fault("DG012", "index", error.message, error.hint)
        return
    if faults:
        yield _fault("DG012", "index", "; ".join(faults), FIX)
        return
    yield _ok("DG012", "index", "every vector is sound")
    yield _coverage(parts.store, index)


def _coverage(store: Store, index: Index) -> Check:
    have = index.ids()
    wanted = {context[0] for context in store.corrections.contexts(layer=Layer.WORDS)}
    n_missing, n_stale = len(wanted - have), len(have - wanted)
    if n_missing or n_stale:
        said = f"{n_missing} contexts have no vector, {n_stale} vectors have no context"
        return _warning("DG013", "vectors", said, "draftgenie correction build, or " + FIX)
    return _ok("DG013", "vectors", f"{len(have)} contexts, each with its vector")


def mend(parts: Parts, found: Sequence[Check]) -> None:
    """Make again what the checks found missing, damaged or out of step.

    Raises:
        ModelError: vectors are wanted and the model is not there.
        StoreError: the disk or another process refuses.
    """
    wrong = {check.code for check in found if check.state is not State.OK}
    if "DG006" in wrong:
        return
    if wrong & {"DG008", "DG009"}:
        parts.progress.say("reading every pair anew: draftgenie correction build --rebuild")
        _learned.drop_damaged(parts.store, parts.arrays)
        learning.build(
            store=parts.store, arrays=parts.arrays, progress=parts.progress, rebuild=True
        )
        wrong.add("DG013")
    if "DG011" in wrong or not wrong & {"DG012", "DG013"}:
        return
    index = parts.index()
    if any(check.code == "DG012" and check.state is State.FAULT for check in found):
        index.clear()
    parts.progress.say("bringing the index up to the store: draftgenie correction build")
    embed(store=parts.store, index=index, embedder=parts.embedder(), progress=parts.progress)


def verdict(found: Sequence[Check]) -> StoreError | ModelError | None:
    """The error that the faults among some checks amount to; None when there is none."""
    faults = [check for check in found if check.state is State.FAULT]
    if not faults:
        return None
    named = ", ".join(check.code for check in faults)
    message = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}: {named}"
    hint = faults[0].mend
    if any(check.exit_code is Exit.STORE for check in faults):
        return StoreError(message, hint=hint)
    return ModelError(message, hint=hint)
