"""Notes with placeholders for what identifies people: made, looked at again, put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from draftgenie.domain.redaction import Redacted
from draftgenie.errors import DeniedError, InputError
from draftgenie.pipeline.redact import leaks, redact, restore
from draftgenie.ports.query import SpeakerQuery
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from draftgenie.domain.redaction import Leak
    from draftgenie.ports import Store

TEXT = "text"
FIELDS = ("draft", "final", TEXT)
"""The fields of a record that hold notes; all others stay as they are."""

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class RedactedRecord:
    """A record with its notes redacted, what the placeholders of each stand for, and leaks."""

    record: dict[str, Any] = field(repr=False)
    originals: Mapping[str, Mapping[str, str]] = field(repr=False)
    classes: dict[str, int]
    leaks: tuple[Leak, ...]


def find_roster(*, store: Store, speaker: str) -> tuple[str, ...]:
    """The names of this speaker and of all others that the store has.

    Raises:
        NotFoundError: no such speaker.
    """
    own = find_speaker(store, speaker).name
    return (own, *(one.name for one in store.speakers.list(SpeakerQuery()) if one.name != own))


def redact_record(
    record: Mapping[str, Any], *, roster: Sequence[str], place: str, keep: bool
) -> RedactedRecord:
    """The record with placeholders in its notes.

    Args:
        record: one record; those of its `FIELDS` that are texts are redacted.
        roster: names of people who may be named in it.
        place: where the record stands, for a message.
        keep: give it in any case, whatever the second look finds.

    Raises:
        DeniedError: the second look finds something, and it is not to be kept.
    """
    made = {
        name: redact(record[name], roster=roster)
        for name in FIELDS
        if isinstance(record.get(name), str)
    }
    left = tuple(leak for one in made.values() for leak in leaks(one.text, roster=roster))
    if left and not keep:
        raise _denied(left, place)
    return RedactedRecord(
        {**record, **{name: one.text for name, one in made.items()}},
        {name: one.originals for name, one in made.items() if one.originals},
        _total(made.values()),
        left,
    )


def restore_record(
    record: Mapping[str, Any], originals: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The record with what its placeholders stand for; unknown placeholders stay."""
    return {
        name: restore(value, Redacted("", originals[name]))
        if name in originals and isinstance(value, str)
        else value
        for name, value in record.items()
    }


def check_originals(value: Any, *, place: str) -> Mapping[str, Mapping[str, str]]:
    """What placeholders of each field stand for, as a line of a map has it.

    Raises:
        InputError: it is no such line.
    """
    fields = value.get("placeholders") if isinstance(value, dict) else None
    if not isinstance(fields, dict) or not all(
        isinstance(one, dict) and all(isinstance(original, str) for original in one.values())
        for one in fields.values()
    ):
        msg = f"{place} is no line of a map"
        raise InputError(msg, hint="the map is the file that --map wrote")
    return fields


def _total(made: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in made:
        for name, n in one.classes.items():
            found[name] = found.get(name, 0) + n
    return dict(sorted(found.items()))


def _denied(left: Sequence[Leak], place: str) -> DeniedError:
    named = ", ".join(f"{one.kind.value} at {one.start}" for one in left[:_MOST_NAMED])
    more = f" and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
    msg = f"{place}: a second look still finds {named}{more} in the redacted text"
    return DeniedError(msg, hint="name people with --roster FILE, or print it anyway with --keep")
