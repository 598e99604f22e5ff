"""What may leave this machine: two switches that must both say so, and a record of each call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from draftgenie.domain.event import EventType
from draftgenie.domain.privacy import MAX_PURPOSE_LENGTH, Consent, is_local, read_provider
from draftgenie.errors import DeniedError, UsageError
from draftgenie.services.speaker import find_speaker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from draftgenie.ports import Store

__all__ = ["Standing", "allow", "deny", "is_local", "permit", "record_call", "show"]

WORKSPACE = "workspace"
_CLASS = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that counts, and whether text is sent because of it.

    `sends` is whether the other switch says so, too; for the workspace's own, whether any
    speaker's does.
    """

    consent: Consent
    sends: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of an `allow` or `deny`: the decisions made now; none when all stood so."""

    changed: tuple[Consent, ...]


def permit(*, store: Store, speaker: str, base_url: str) -> None:
    """Return when text of this speaker may be sent to this endpoint.

    It may when the endpoint is on this machine, or when the workspace and the speaker both allow
    its provider.

    Raises:
        DeniedError: one of the two does not, or the address is none to send anything to.
        NotFoundError: no such speaker.
    """
    if is_local(base_url):
        return
    try:
        provider = read_provider(base_url)
    except ValueError as error:
        msg = f"nothing is sent to a base URL that {error}"
        raise DeniedError(msg, hint="a base URL is like https://api.example.com/v1") from None
    ref = find_speaker(store, speaker).ref
    for whose, switch in ((None, "--workspace"), (ref, f"--speaker {ref}")):
        consent = store.consents.get(provider=provider, speaker=whose)
        if consent is None or not consent.allowed:
            who = "the workspace" if whose is None else f"speaker {ref!r}"
            msg = f"{who} does not allow text to be sent to {provider}"
            hint = f"draftgenie privacy allow {switch} --provider {provider} --purpose TEXT"
            raise DeniedError(msg, hint=hint)


def record_call(  # noqa: PLR0913 - what an outgoing call is known by, named
    *,
    store: Store,
    speaker: str,
    provider: str,
    model: str,
    classes: Mapping[str, int],
    n_characters: int,
    dry_run: bool,
    payload_hash: str | None = None,
) -> None:
    """Write the audit row of one call to a provider: figures and names, never text.

    Args:
        store: where the audit trail is.
        speaker: whose text is sent.
        provider: the base URL, or what `read_provider` makes of it.
        model: the provider's name of the model.
        classes: how many placeholders of each class of identifiers the text carries.
        n_characters: how many characters are sent.
        dry_run: it is only shown what would be sent.
        payload_hash: SHA-256 of what is sent, in hexadecimal digits.

    Raises:
        ValueError: a class or the hash is none, but looks like text.
    """
    if not all(map(_CLASS.fullmatch, classes)):
        msg = "a class of identifiers is a short word in lower case"
        raise ValueError(msg)
    if payload_hash is not None and not _HASH.fullmatch(payload_hash):
        msg = "the hash of a payload has 64 hexadecimal digits"
        raise ValueError(msg)
    detail = {
        "provider": read_provider(provider),
        "model": model,
        "classes": dict(sorted(classes.items())),
        "n_characters": n_characters,
        "dry_run": dry_run,
        "payload_hash": payload_hash,
    }
    with store.atomic():
        store.log.audit("privacy.call", subject=speaker, detail=detail)


def allow(*, store: Store, speaker: str | None, provider: str, purpose: str) -> Decided:
    """Say yes for a speaker, or with None for the workspace; again the same changes nothing.

    Raises:
        UsageError: the provider is no address, or the purpose no line of text.
        NotFoundError: no such speaker.
    """
    name, why = _provider(provider), _purpose(purpose)
    ref = None if speaker is None else find_speaker(store, speaker).ref
    with store.atomic():
        before = store.consents.get(provider=name, speaker=ref)
        if before is not None and before.allowed and before.purpose == why:
            return Decided(())
        return Decided((_decide(store, provider=name, speaker=ref, purpose=why),))


def deny(*, store: Store, speaker: str | None, provider: str | None) -> Decided:
    """Take a yes back, of one provider or with None of all; where none stands nothing changes.

    Raises:
        UsageError: the provider is no address.
        NotFoundError: no such speaker.
    """
    name = None if provider is None else _provider(provider)
    ref = None if speaker is None else find_speaker(store, speaker).ref
    with store.atomic():
        standing = [
            consent.provider
            for consent in store.consents.list(speaker=ref)
            if consent.speaker == ref and consent.allowed and name in {None, consent.provider}
        ]
        return Decided(
            tuple(_decide(store, provider=one, speaker=ref, purpose=None) for one in standing)
        )


def show(*, store: Store, speaker: str | None = None) -> list[Standing]:
    """The decisions that count, the workspace's first, then by speaker and provider.

    Raises:
        NotFoundError: no such speaker.
    """
    ref = None if speaker is None else find_speaker(store, speaker).ref
    found = store.consents.list(speaker=ref)
    open_here = {c.provider for c in found if c.allowed and c.speaker is None}
    open_there = {c.provider for c in found if c.allowed and c.speaker is not None}
    return [
        Standing(c, c.allowed and c.provider in (open_there if c.speaker is None else open_here))
        for c in found
    ]


def _decide(store: Store, *, provider: str, speaker: str | None, purpose: str | None) -> Consent:
    """Record a decision, a yes when it has a purpose, with its event and audit row."""
    allowed = purpose is not None
    consent = store.consents.add(
        provider=provider, speaker=speaker, allowed=allowed, purpose=purpose
    )
    # The purpose is somebody's own words and stays in the table.
    subject = WORKSPACE if speaker is None else f"speaker {speaker}"
    action = "privacy.allow" if allowed else "privacy.deny"
    store.log.audit(action, subject=subject, detail={"provider": provider})
    store.log.emit(
        EventType.CONSENT_GIVEN if allowed else EventType.CONSENT_WITHDRAWN,
        aggregate=speaker or WORKSPACE,
        payload={"speaker": speaker, "provider": provider},
    )
    return consent


def _provider(text: str) -> str:
    try:
        provider = read_provider(text)
    except ValueError as error:
        msg = f"the provider {error}"
        raise UsageError(msg, hint="such as --provider https://api.example.com") from None
    if is_local(provider):
        msg = f"{provider} is on this machine and needs no consent"
        raise UsageError(msg, hint="draftgenie privacy show")
    return provider


def _purpose(text: str) -> str:
    purpose = text.strip()
    if not purpose or len(purpose) > MAX_PURPOSE_LENGTH or not purpose.isprintable():
        msg = f"the purpose is one line of 1 to {MAX_PURPOSE_LENGTH} characters"
        raise UsageError(msg, hint='such as --purpose "corrections of cardiology notes"')
    return purpose
