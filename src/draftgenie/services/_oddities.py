"""What is odd about records that are taken all the same: said, and mended where asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from draftgenie.domain.alike import spellings
from draftgenie.domain.notice import Notice, Notices
from draftgenie.pipeline.ingest import EXTRA
from draftgenie.pipeline.mojibake import count_wrong, mended
from draftgenie.services._alike import Likenesses

if TYPE_CHECKING:
    from draftgenie.pipeline.ingest import Record, Row
    from draftgenie.ports import Store

# A name that is longer, or more than one word, may be text that slipped into a key.
_FIELD_NAME = re.compile(r"[\w.:-]{1,40}")


class Oddities:
    """The warnings of one input. With `fix`, text that was decoded wrongly once is put right."""

    def __init__(self, store: Store, *, fix: bool) -> None:
        self._store = store
        self._fix = fix
        self.alike = Likenesses(store)
        self.notices = Notices()

    def look_at(self, row: Row, record: Record) -> Record:
        """Say what is odd about a record; the record as it is to be kept."""
        self._say(row, *row.notes)
        for name in record.metadata.get(EXTRA, ()):
            if isinstance(row.fields, dict) and name in row.fields:
                told = repr(name) if _FIELD_NAME.fullmatch(name) else "with an odd name"
                self._say(row, f"unknown field {told} is kept in metadata.{EXTRA}")
        n_wrong = sum(count_wrong(text) for text in (record.draft, record.final) if text)
        if not n_wrong:
            return record
        if not self._fix:
            self._say(row, "text looks decoded wrongly once; --fix-mojibake mends it")
            return record
        self._say(row, "text that was decoded wrongly once is mended")
        self._store.log.audit(
            "draft.fix_mojibake",
            subject=record.item,
            detail={"speaker": record.speaker, "characters": n_wrong},
        )
        return replace(
            record,
            draft=record.draft and mended(record.draft),
            final=record.final and mended(record.final),
        )

    def new_speaker(self, row: Row, ref: str) -> None:
        """Say when a speaker who is added looks like one who is there."""
        other = self.alike.other(ref)
        if other is not None:
            self._say(row, f"new speaker {ref!r} looks like {other!r}")
        self.alike.add(ref)

    def new_item(self, row: Row, record: Record) -> None:
        """Say when a new item looks like another one of its speaker."""
        for other in sorted(spellings(record.item)):
            if self._store.drafts.get_item(speaker=record.speaker, item=other) is not None:
                self._say(row, f"new item {record.item!r} looks like {other!r}")

    def _say(self, row: Row, *messages: str) -> None:
        place = row.source if row.line is None else f"{row.source}:{row.line}"
        self.notices.add(Notice(place, message) for message in messages)
