"""Every failure that is expected, with its exit code and the mend.

    DraftGenieError
    ├── InputError (3)          malformed or inconsistent input; nothing was written
    │   ├── BadRecordsError     several records of one input, all reported at once
    │   └── SourceError         a source of records is not there or answers unusably
    ├── UsageError (2)          options that do not go together
    ├── NotFoundError (4)       a speaker, item, draft, note, correction or run does not exist
    ├── ConflictError (5)       it exists and differs
    ├── PartialError (6)        some records were set aside, the rest is done
    ├── StoreError (7)          store missing, locked, damaged, or newer than the program
    │   └── StoreLockedError
    ├── ModelError (8)          a model is absent, does not fit the index, or answered unusably
    │   └── ProviderError       the provider of a language model failed, for a named reason
    ├── GateError (9)           a threshold was not met
    └── DeniedError (10)        not allowed

A message names records by file and line or by id and never carries text of a draft or a note.
Anything else that is raised is a bug (exit 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class Exit(IntEnum):
    """Exit codes, as scripts rely on them."""

    OK = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    NOT_FOUND = 4
    CONFLICT = 5
    PARTIAL = 6
    STORE = 7
    MODEL = 8
    GATE = 9
    DENIED = 10
    INTERRUPTED = 130


class DraftGenieError(Exception):
    """A failure that is expected and can be explained."""

    exit_code: ClassVar[Exit] = Exit.BUG

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(DraftGenieError):
    """The input is malformed or inconsistent; nothing was written."""

    exit_code = Exit.INPUT


@dataclass(frozen=True, slots=True)
class Reject:
    """One record that cannot be taken: where it stands and why, never what it says.

    `exit_code` is what it means for a whole input in which every bad record is of this sort.
    """

    source: str
    line: int | None
    reason: str
    hint: str | None = None
    item: str | None = None
    exit_code: Exit = Exit.INPUT

    @property
    def place(self) -> str:
        """`file:line`, or the file alone when a line means nothing."""
        return self.source if self.line is None else f"{self.source}:{self.line}"


class BadRecordsError(InputError):
    """Several records of one input cannot be taken; every one of them is listed."""

    shown: ClassVar[int] = 20

    def __init__(self, rejects: Sequence[Reject]) -> None:
        plural = "" if len(rejects) == 1 else "s"
        lines = [f"{len(rejects)} bad record{plural}, nothing was written"]
        lines += [f"  {r.place}: {r.reason}" for r in rejects[: self.shown]]
        if len(rejects) > self.shown:
            lines.append(f"  … and {len(rejects) - self.shown} more")
        first = next((r.hint for r in rejects if r.hint), None)
        super().__init__(
            "\n".join(lines),
            hint=first or "mend the input, or set bad records aside with --on-error skip",
        )
        self.rejects = tuple(rejects)


class SourceError(InputError):
    """A source of records is not there, or answers unusably; it is read on another time."""


class UsageError(DraftGenieError):
    """Options that are wrong or do not go together."""

    exit_code = Exit.USAGE


class NotFoundError(DraftGenieError):
    """A thing that was named does not exist in this store."""

    exit_code = Exit.NOT_FOUND


class ConflictError(DraftGenieError):
    """The thing exists and differs from what was given."""

    exit_code = Exit.CONFLICT


class PartialError(DraftGenieError):
    """Some records were set aside; everything else is done."""

    exit_code = Exit.PARTIAL


class StoreError(DraftGenieError):
    """The store is missing, damaged, full, or newer than the program."""

    exit_code = Exit.STORE


class StoreLockedError(StoreError):
    """Another process holds the writer lock."""


class ModelError(DraftGenieError):
    """A model is absent, does not fit the index, or gave an unusable answer."""

    exit_code = Exit.MODEL


class ProviderError(ModelError):
    """The provider of a language model failed; `reason` says how, in one word for scripts.

    `absent` (nothing answers), `timeout`, `busy` (429), `failed` (5xx), `rejected` (4xx),
    `cut` (the answer broke off), `declined` (the model would not), `unusable`, or `leak` (the text
    may tell a person and was not sent).
    """

    def __init__(self, message: str, *, reason: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class GateError(DraftGenieError):
    """The run is fine, but a threshold was not met."""

    exit_code = Exit.GATE


class DeniedError(DraftGenieError):
    """Not allowed by authentication, role, or privacy policy."""

    exit_code = Exit.DENIED


def bad_records(rejects: Sequence[Reject]) -> DraftGenieError:
    """The error for the bad records of one input.

    A `BadRecordsError`; or, when all of them name what is not there or all differ from what is
    there, a `NotFoundError` or a `ConflictError` that says the same.
    """
    error = BadRecordsError(rejects)
    codes = {reject.exit_code for reject in rejects}
    if codes == {Exit.NOT_FOUND}:
        return NotFoundError(error.message, hint=error.hint)
    if codes == {Exit.CONFLICT}:
        return ConflictError(error.message, hint=error.hint)
    return error
