"""How a speaker's bucket looks, with what the policy says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from draftgenie.cli import output

if TYPE_CHECKING:
    from draftgenie.domain.bucket import Decision
    from draftgenie.domain.speaker import Speaker


def print_bucket(speaker: Speaker, said: Decision | None, *, as_json: bool) -> None:
    """The speaker's buckets on stdout; in JSON the speaker, with the decision as `policy`."""
    shown: dict[str, Any] = {
        "ref": speaker.ref,
        "assigned_bucket": speaker.assigned_bucket or "–",
        "assumed_bucket": speaker.assumed_bucket or "–",
        "bucket_locked": "yes" if speaker.bucket_locked else "no",
    }
    if said is None:
        output.record(speaker, as_json=as_json, shown=shown)
        return
    shown["policy"] = f"move to {said.after}" if said.moves else "stay"
    shown["reason"] = said.reason
    shown["evidence"] = _evidence(said.numbers)
    shown["figures"] = ", ".join(f"{k} {v:g}" for k, v in said.numbers["figures"].items())
    output.record({**output.plain(speaker), "policy": said}, as_json=as_json, shown=shown)


def _evidence(numbers: dict[str, Any]) -> str | None:
    if numbers["value"] is None:
        return None
    return (
        f"{numbers['measure']} {numbers['value']:.3f} ({numbers['low']:.3f} to"
        f" {numbers['high']:.3f}), {numbers['n_notes']} notes of {numbers['n_words']} words"
    )
