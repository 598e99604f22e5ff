"""Items, drafts, final notes and their pairs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from draftgenie.adapters.sqlite._connection import limits, where
from draftgenie.adapters.sqlite._json import dump, load
from draftgenie.adapters.sqlite.held import IS_HELD
from draftgenie.domain.draft import Draft, FinalNote, Item, Kind, Pair

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterator

    from draftgenie.adapters.sqlite._connection import Connection, Row
    from draftgenie.ports import Clock
    from draftgenie.ports.store import DraftQuery, Page

_ITEM = (
    "SELECT i.id, i.speaker, i.item, i.dictated_at, i.worktype, i.duration_s, i.metadata_json, "
    "i.created_at, i.seq FROM item i"
)
_DRAFT = (
    "SELECT d.id, d.item_id, i.speaker, i.item, d.kind, d.text, d.created_at, i.dictated_at, "
    "d.current, d.seq, {sound} FROM draft d JOIN item i ON i.id = d.item_id"
)
_FINAL = (
    "SELECT f.id, f.item_id, i.speaker, i.item, f.text, f.created_at, f.current, f.seq, "
    "{sound} FROM final_note f JOIN item i ON i.id = f.item_id"
)
_PAIR = (
    "SELECT d.id, f.id, i.id, i.speaker, i.item, d.kind, d.text, f.text, i.dictated_at, "
    "s.specialty, max(d.seq, f.seq), {sound} FROM draft d JOIN item i ON i.id = d.item_id "
    "JOIN speaker s ON s.ref = i.speaker JOIN final_note f ON f.item_id = i.id "
    "WHERE d.seq = ? AND f.seq = ?"
)
_LIVE_PAIRS = (
    "FROM item i JOIN speaker s ON s.ref = i.speaker "
    "JOIN draft d ON d.item_id = i.id AND d.current = 1 "
    "JOIN final_note f ON f.item_id = i.id AND f.current = 1 WHERE s.removed_at IS NULL "
    f"AND NOT {IS_HELD}"
)
_UNREAD = " AND NOT EXISTS (SELECT 1 FROM pair_read r WHERE r.draft_id = d.id)"

# Drafts and finals count on together, so that the later of the two says when a pair was whole.
# sqlite_sequence never goes back, whatever is deleted.
_NEXT_SEQ = (
    "(SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name IN ('draft', 'final_note'))"
)

HAS_FINAL = "EXISTS (SELECT 1 FROM final_note f WHERE f.item_id = d.item_id AND f.current = 1)"
_HAS_NOTE = "EXISTS (SELECT 1 FROM generated_note n WHERE n.draft_id = d.id AND n.current = 1)"
_HELD = (
    "EXISTS (SELECT 1 FROM held_pair h JOIN final_note f ON f.id = h.final_id AND f.current = 1 "
    "WHERE h.draft_id = d.id AND h.released_at IS NULL)"
)
_PENDING = f"NOT {HAS_FINAL} AND NOT {_HAS_NOTE}"


class Drafts:
    """The tables item, draft and final_note."""

    def __init__(self, db: Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def get_item(self, *, speaker: str, item: str) -> Item | None:
        """The item of this speaker with this name."""
        row = self._db.row(f"{_ITEM} WHERE i.speaker = ? AND i.item = ?", (speaker, item))
        return None if row is None else _item(row)

    def find_items(self, item: str) -> list[Item]:
        """The items of any speaker not removed with this name, by speaker."""
        rows = self._db.rows(
            f"{_ITEM} JOIN speaker s ON s.ref = i.speaker AND s.removed_at IS NULL "
            "WHERE i.item = ? ORDER BY i.speaker",
            (item,),
        )
        return [_item(row) for row in rows]

    def items(self, *, speaker: str | None = None) -> Iterator[Item]:
        """Items of speakers not removed, by speaker and order of arrival, as `iter` gives them."""
        one, params = ("", ()) if speaker is None else (" AND i.speaker = ?", (speaker,))
        keys = self._db.keys(
            "SELECT i.seq FROM item i JOIN speaker s ON s.ref = i.speaker "
            f"WHERE s.removed_at IS NULL{one} ORDER BY i.speaker, i.seq",
            params,
        )
        for key in keys:
            row = self._db.row(f"{_ITEM} WHERE i.seq = ?", (key,))
            if row is not None:
                yield _item(row)

    def put_item(self, item: Item, *, replace: bool = False) -> None:
        """Insert the item, or fill in facts that were missing.

        What is known stays; with `replace`, what is given takes its place.
        """
        added = self._db.write(
            "INSERT INTO item(id, speaker, item, dictated_at, worktype, duration_s, "
            "metadata_json, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                item.id,
                item.speaker,
                item.item,
                item.dictated_at,
                item.worktype,
                item.duration_s,
                dump(item.metadata),
                item.created_at or self._clock.now(),
            ),
        )
        known = None if added else self.get_item(speaker=item.speaker, item=item.item)
        if known is not None:
            self._fill(known, *((item, known) if replace else (known, item)))

    def _fill(self, known: Item, first: Item, second: Item) -> None:
        full = replace(
            known,
            dictated_at=first.dictated_at or second.dictated_at,
            worktype=first.worktype or second.worktype,
            duration_s=second.duration_s if first.duration_s is None else first.duration_s,
            metadata={**second.metadata, **first.metadata},
        )
        if full != known:
            self._db.write(
                "UPDATE item SET dictated_at = ?, worktype = ?, duration_s = ?, "
                "metadata_json = ? WHERE seq = ?",
                (
                    full.dictated_at,
                    full.worktype,
                    full.duration_s,
                    dump(full.metadata),
                    full.seq,
                ),
            )

    def get(self, draft_id: str) -> Draft | None:
        """The draft with this id, whether it is current or a revision."""
        return next(iter(self._drafts("WHERE d.id = ?", (draft_id,))), None)

    def _drafts(self, rest: str, params: tuple[object, ...]) -> builtins.list[Draft]:
        return [_draft(row) for row in self._sound(f"{_DRAFT} {rest}", params, "draft")]

    def _sound(self, sql: str, params: tuple[object, ...], *tables: str) -> builtins.list[Row]:
        # Each table goes by its first letter.
        checked = " AND ".join(self._db.hashes.is_sound(t, t[0]) for t in (*tables, "item"))
        rows = self._db.rows(sql.format(sound=checked), params)
        return self._db.sound(rows, what=f"a row of {' or '.join((*tables, 'item'))}")

    def current(self, item_id: str) -> list[Draft]:
        """The current drafts of an item, by kind."""
        return self._drafts("WHERE d.item_id = ? AND d.current = 1 ORDER BY d.kind", (item_id,))

    def final(self, item_id: str) -> FinalNote | None:
        """The current final note of an item."""
        sql = f"{_FINAL} WHERE f.item_id = ? AND f.current = 1"
        return next(map(_final, self._sound(sql, (item_id,), "final_note")), None)

    def add(self, draft: Draft) -> None:
        """Store a draft as the current one of its kind; an older one stays as a revision.

        A draft that is stored already becomes current again and keeps its place in the order.
        `seq` and `current` of the value given are not looked at.
        """
        self._db.write(
            "UPDATE draft SET current = 0 "
            "WHERE item_id = ? AND kind = ? AND current = 1 AND id <> ?",
            (draft.item_id, draft.kind.value, draft.id),
        )
        self._db.write(
            "INSERT INTO draft(seq, id, item_id, kind, text, created_at) "
            f"VALUES ({_NEXT_SEQ}, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET current = 1",
            (
                draft.id,
                draft.item_id,
                draft.kind.value,
                draft.text,
                draft.created_at or self._clock.now(),
            ),
        )

    def add_final(self, final: FinalNote) -> None:
        """Store a final note as the current one; an older one stays as a revision.

        One that is stored already becomes current again and keeps its place in the order.
        """
        self._db.write(
            "UPDATE final_note SET current = 0 WHERE item_id = ? AND current = 1 AND id <> ?",
            (final.item_id, final.id),
        )
        self._db.write(
            "INSERT INTO final_note(seq, id, item_id, text, created_at) "
            f"VALUES ({_NEXT_SEQ}, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET current = 1",
            (final.id, final.item_id, final.text, final.created_at or self._clock.now()),
        )

    def list(self, query: DraftQuery, page: Page | None = None) -> list[Draft]:
        """Current drafts of speakers not removed, by speaker and order of arrival."""
        return [*self._read(query, page)]

    def count(self, query: DraftQuery) -> int:
        """How many `list` would give without a page."""
        tests, params = _tests(query)
        return int(self._db.value(f"SELECT count(*) {_FROM_DRAFTS} WHERE {tests}", params))

    def iter(self, query: DraftQuery) -> Iterator[Draft]:
        """The same drafts one by one: those there are when the first is asked for.

        Only their keys are held, so memory stays flat, and the caller may write meanwhile; a
        draft deleted by then is passed over.
        """
        return self._read(query, None)

    def _read(self, query: DraftQuery, page: Page | None) -> Iterator[Draft]:
        tests, params = _tests(query)
        keys = self._db.keys(
            f"SELECT d.seq {_FROM_DRAFTS} WHERE {tests} "
            "ORDER BY i.speaker, d.seq LIMIT ? OFFSET ?",
            (*params, *limits(page)),
        )
        for key in keys:
            yield from self._drafts("WHERE d.seq = ?", (key,))

    def pairs(self, *, speaker: str | None = None, unread: bool = False) -> Iterator[Pair]:
        """Current pairs of speakers not removed, oldest first, streamed as `iter` does.

        Pairs held for review are left out. With `unread`, only those that the counts do not
        contain. Order: `dictated_at` (items without one after those with one), then `seq`, then
        the order in which the drafts arrived.
        """
        one, params = ("", ()) if speaker is None else (" AND i.speaker = ?", (speaker,))
        new = _UNREAD if unread else ""
        keys = iter(
            self._db.keys(
                f"SELECT d.seq, f.seq {_LIVE_PAIRS}{one}{new} "
                "ORDER BY i.dictated_at NULLS LAST, max(d.seq, f.seq), d.seq",
                params,
            )
        )
        for key in zip(keys, keys, strict=True):
            yield from map(_pair, self._sound(_PAIR, key, "draft", "final_note"))

    def remove_item(self, item_id: str) -> None:
        """Delete an item with its drafts, final note, generated notes and evaluations.

        The deleted pages are overwritten, and the write-ahead log is emptied after the commit.
        """
        self._db.write("DELETE FROM item WHERE id = ?", (item_id,))
        self._db.scrub()

    def stats(self, *, speaker: str | None = None) -> dict[str, int]:
        """Counts of items, drafts, finals, pairs, pending drafts and notes.

        Keys: items, drafts, finals, pairs, held, pending, notes; only what is current counts,
        and a pair that is held for review is none of the pairs. Over speakers not removed, or
        of one speaker, removed or not.
        """
        whose = "s.removed_at IS NULL" if speaker is None else "s.ref = ?"
        params = () if speaker is None else (speaker,)
        items = f"FROM item i JOIN speaker s ON s.ref = i.speaker AND {whose}"
        drafts = f"{items} JOIN draft d ON d.item_id = i.id AND d.current = 1"
        counts = {
            "items": items,
            "drafts": drafts,
            "finals": f"{items} JOIN final_note f ON f.item_id = i.id AND f.current = 1",
            "pairs": f"{drafts} WHERE {HAS_FINAL} AND NOT {_HELD}",
            "held": f"{drafts} WHERE {_HELD}",
            "pending": f"{drafts} WHERE {_PENDING}",
            "notes": f"{drafts} WHERE {_HAS_NOTE}",
        }
        return {
            name: int(self._db.value(f"SELECT count(*) {source}", params))
            for name, source in counts.items()
        }


_FROM_DRAFTS = (
    "FROM draft d JOIN item i ON i.id = d.item_id "
    "JOIN speaker s ON s.ref = i.speaker AND s.removed_at IS NULL"
)


def _tests(query: DraftQuery) -> tuple[str, list[Any]]:
    tests = ["d.current = 1"]
    params: list[Any] = []
    for test, value in (
        ("i.speaker = ?", query.speaker),
        ("i.item = ?", query.item),
        ("d.kind = ?", query.kind and query.kind.value),
    ):
        if value is not None:
            tests.append(test)
            params.append(value)
    for test, wanted in ((_PENDING, query.pending), (HAS_FINAL, query.has_final)):
        if wanted is not None:
            tests.append(f"({test})" if wanted else f"NOT ({test})")
    return where(tests), params


def _item(row: Row) -> Item:
    values = [*row]
    values[6] = load(values[6])
    return Item(*values)


def _draft(row: Row) -> Draft:
    values = [*row]
    values[4] = Kind(values[4])
    values[8] = bool(values[8])
    return Draft(*values)


def _final(row: Row) -> FinalNote:
    values = [*row]
    values[6] = bool(values[6])
    return FinalNote(*values)


def _pair(row: Row) -> Pair:
    values = [*row]
    values[5] = Kind(values[5])
    return Pair(*values)
