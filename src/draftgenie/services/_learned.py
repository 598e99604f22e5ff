"""What was derived from the pairs: counts, the replayed rows, the gate. Stored and read back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import numpy as np

from draftgenie.domain.draft import content_id
from draftgenie.errors import StoreError
from draftgenie.pipeline.generate import Gate, fit_gate
from draftgenie.pipeline.retrieve import Counts
from draftgenie.pipeline.retrieve.counts import Segment
from draftgenie.pipeline.retrieve.features import NAMES
from draftgenie.pipeline.retrieve.features import VERSION as FEATURES_VERSION
from draftgenie.pipeline.retrieve.forms import VERSION as FORMS_VERSION
from draftgenie.pipeline.retrieve.guess_figures import VERSION as UNKNOWN_VERSION
from draftgenie.pipeline.retrieve.keys import VERSION as COUNTS_VERSION
from draftgenie.services._unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from draftgenie.ports import ArrayStore, Store
    from draftgenie.ports.learned import Array

VERSION = f"{COUNTS_VERSION}+{FEATURES_VERSION}+{FORMS_VERSION}+{UNKNOWN_VERSION}"
MAX_ROWS = 80_000
MAX_FORM_ROWS = 40_000
ENOUGH_FORM_ROWS = 1_000
REFIT_GROWTH = 1.2
ENOUGH_ROWS = 2_500
PRIOR_FILE = "prior.npz"
PRIOR_VERSION = f"{COUNTS_VERSION}+{FEATURES_VERSION}"


@dataclass(frozen=True, slots=True)
class Rows:
    """Replayed candidates, oldest first: figures of shape (n, columns), labels of shape (n,)."""

    figures: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.labels)

    def plus(self, other: Rows, *, most: int = MAX_ROWS) -> Rows:
        """These rows and then the others; of more than `most`, the newest."""
        return Rows(
            np.concatenate([self.figures, other.figures])[-most:],
            np.concatenate([self.labels, other.labels])[-most:],
        )


def no_rows() -> Rows:
    """An empty log."""
    return Rows(np.empty((0, len(NAMES)), dtype=np.float32), np.empty(0, dtype=np.int8))


@dataclass(frozen=True, slots=True)
class FormLayer:
    """The log and the gate of marks or of case; no gate while there are too few rows.

    What comes with the program says nothing of another recogniser's marks, so nothing does.
    """

    rows: Rows
    gate: Gate | None = None
    n_logged: int = 0
    n_fitted: int = 0

    def plus(self, rows: Rows) -> FormLayer:
        """The same with more rows in the log."""
        kept = self.rows.plus(rows, most=MAX_FORM_ROWS)
        return replace(self, rows=kept, n_logged=self.n_logged + len(rows))

    def with_gate(self) -> FormLayer:
        """The same, with the gate fitted anew when there were enough new rows."""
        due = max(ENOUGH_FORM_ROWS, REFIT_GROWTH * self.n_fitted)
        if self.n_logged < due or (self.gate is not None and self.n_logged == self.n_fitted):
            return self
        gate = fit_gate(self.rows.figures, self.rows.labels)
        return replace(self, gate=gate, n_fitted=self.n_logged)


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything the generator asks besides the corrections themselves.

    `name` is made from the content: the same pairs, read by the same program, give the same name.
    `n_logged` is how many rows there ever were, `n_fitted` how many when the gate was fitted.
    """

    counts: Counts = field(default_factory=Counts)
    rows: Rows = field(default_factory=no_rows)
    gate: Gate | None = None
    forms: Mapping[str, FormLayer] = field(default_factory=dict)
    unknown: Unknown = field(default_factory=Unknown)
    n_logged: int = 0
    n_fitted: int = 0
    n_pairs: int = 0
    max_dictated_at: str | None = None
    name: str = ""

    def with_gate(self) -> Learned:
        """The same, with every gate fitted anew that has enough new rows."""
        forms = {name: layer.with_gate() for name, layer in self.forms.items()}
        if self.gate is not None and self.n_logged < REFIT_GROWTH * self.n_fitted:
            return replace(self, forms=forms, unknown=self.unknown.with_gate())
        return replace(
            self,
            forms=forms,
            unknown=self.unknown.with_gate(),
            gate=fit(self.rows),
            n_fitted=self.n_logged,
        )

    @property
    def form_gates(self) -> dict[str, Gate]:
        """The gates of marks and case that there are."""
        return {name: layer.gate for name, layer in self.forms.items() if layer.gate is not None}

    def plus_forms(self, rows: Mapping[str, Rows]) -> Learned:
        """The same with more rows of marks and case in their logs."""
        forms = dict(self.forms)
        for name, more in rows.items():
            old = forms.get(name)
            forms[name] = FormLayer(more, n_logged=len(more)) if old is None else old.plus(more)
        return replace(self, forms=forms)

    def plus(self, rows: Rows) -> Learned:
        """The same with more rows in the log."""
        return replace(self, rows=self.rows.plus(rows), n_logged=self.n_logged + len(rows))


def fit(rows: Rows) -> Gate:
    """The gate of these rows, filled up with rows that come with the program while they are few.

    The program's own rows carry a new store through its first weeks and then leave it: beyond
    `ENOUGH_ROWS` own rows, other people's habits do more harm than good.
    """
    if not len(rows):
        return _prior_gate()
    return _fit(rows)


@lru_cache(maxsize=1)
def _prior_gate() -> Gate:
    return _fit(no_rows())


def _fit(rows: Rows) -> Gate:
    prior = prior_rows()
    n = min(len(prior), max(0, ENOUGH_ROWS - len(rows)))
    some = np.linspace(0, len(prior) - 1, n).astype(int)
    both = Rows(prior.figures[some], prior.labels[some]).plus(rows)
    return fit_gate(both.figures, both.labels)


@lru_cache(maxsize=1)
def prior_rows() -> Rows:
    """Replayed rows of the bundled corpus; see benchmarks/prior.py."""
    with as_file(files("draftgenie") / "data" / PRIOR_FILE) as path, np.load(path) as stored:
        figures = stored["figures"].astype(np.float32)
        labels = stored["labels"]
    return Rows(figures, labels)


def load(store: Store, arrays: ArrayStore) -> Learned | None:
    """What was last learned; None before the first build, or when another version made it.

    Raises:
        StoreError: its files are missing or damaged.
    """
    state = store.learned()
    while state is not None and state["version"] == VERSION:
        try:
            return _read(state, arrays)
        except StoreError:
            # A build that ended just now has put newer arrays in the place of these.
            newer = store.learned()
            if newer is None or newer["name"] == state["name"]:
                raise
            state = newer
    return None


def _read(state: dict[str, Any], arrays: ArrayStore) -> Learned:
    detail = state["detail"]
    return Learned(
        counts=Counts(
            tuple(
                Segment(_as(arrays.get(keys), np.uint64), _as(arrays.get(values), np.float32))
                for keys, values in detail["counts"]
            )
        ),
        rows=_read_rows(detail["rows"], arrays),
        gate=_read_gate(detail["gate"], arrays),
        forms={
            name: FormLayer(
                _read_rows(layer["rows"], arrays),
                _read_gate(layer["gate"], arrays),
                layer["n_logged"],
                layer["n_fitted"],
            )
            for name, layer in detail["forms"].items()
        },
        unknown=Unknown.of({n: np.asarray(arrays.get(i)) for n, i in detail["unknown"].items()}),
        n_logged=detail["n_logged"],
        n_fitted=detail["n_fitted"],
        n_pairs=state["n_pairs"],
        max_dictated_at=state["max_dictated_at"],
        name=state["name"],
    )


def _read_rows(ids: Sequence[str], arrays: ArrayStore) -> Rows:
    figures, labels = (arrays.get(id_) for id_ in ids)
    return Rows(_as(figures, np.float32), _as(labels, np.int8))


def _read_gate(ids: Mapping[str, str], arrays: ArrayStore) -> Gate | None:
    return Gate.of({n: np.asarray(arrays.get(i)) for n, i in ids.items()}) if ids else None


def _as(array: Array, dtype: type[np.generic]) -> Any:
    return np.asarray(array, dtype=dtype)


def save(learned: Learned, store: Store, arrays: ArrayStore, *, digest: str) -> Learned:
    """Keep what was learned and point the store at it, in the current transaction."""
    if learned.gate is None:
        msg = "a gate is fitted before it is saved"
        raise ValueError(msg)
    detail = {
        "counts": [[arrays.put(s.keys), arrays.put(s.values)] for s in learned.counts.segments],
        "rows": _put_rows(learned.rows, arrays),
        "gate": _put_gate(learned.gate, arrays),
        "forms": {
            name: {
                "rows": _put_rows(layer.rows, arrays),
                "gate": _put_gate(layer.gate, arrays),
                "n_logged": layer.n_logged,
                "n_fitted": layer.n_fitted,
            }
            for name, layer in learned.forms.items()
        },
        "unknown": {n: arrays.put(a) for n, a in learned.unknown.arrays().items()},
        "n_logged": learned.n_logged,
        "n_fitted": learned.n_fitted,
    }
    name = content_id("lrn", VERSION, digest, *array_ids(detail))
    store.put_learned(
        name=name,
        version=VERSION,
        digest=digest,
        n_pairs=learned.n_pairs,
        max_dictated_at=learned.max_dictated_at,
        detail=detail,
    )
    return replace(learned, name=name)


def forget_words(store: Store, arrays: ArrayStore) -> None:
    """Drop what holds words of notes as they are written, until the next build; delete its files.

    Everything else that is kept of the pairs is figures.
    """
    state = store.learned()
    if state is None or state["version"] != VERSION:
        return
    detail = {**state["detail"], "unknown": {}}
    store.put_learned(
        name=state["name"],
        version=state["version"],
        digest=state["digest"],
        n_pairs=state["n_pairs"],
        max_dictated_at=state["max_dictated_at"],
        detail=detail,
    )
    arrays.keep_only(array_ids(detail))


def drop_damaged(store: Store, arrays: ArrayStore) -> None:
    """Delete the files that are not what they were, so that a build writes them anew."""
    state = store.learned()
    if state is not None and state["version"] == VERSION:
        ids = set(array_ids(state["detail"]))
        arrays.keep_only(ids - set(arrays.check(ids)))


def _put_rows(rows: Rows, arrays: ArrayStore) -> list[str]:
    return [arrays.put(rows.figures), arrays.put(rows.labels)]


def _put_gate(gate: Gate | None, arrays: ArrayStore) -> dict[str, str]:
    return {} if gate is None else {n: arrays.put(a) for n, a in gate.arrays().items()}


def array_ids(detail: dict[str, Any]) -> list[str]:
    """The ids of all arrays that a stored state names."""
    ids = [id_ for pair in detail["counts"] for id_ in pair]
    for layer in (detail, *detail["forms"].values()):
        ids += [*layer["rows"], *layer["gate"].values()]
    return [*ids, *detail.get("unknown", {}).values()]
