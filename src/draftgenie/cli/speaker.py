"""`draftgenie speaker …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.options import Limit, OnError, OnErrorOption, PageNumber, Yes
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, confirm, current, noun
from draftgenie.domain.speaker import Status
from draftgenie.errors import PartialError, UsageError

if TYPE_CHECKING:
    from draftgenie.domain.speaker import Speaker
    from draftgenie.pipeline.ingest import SpeakerFields

app = noun("People who dictate: add, import, list, buckets, history.")

Ref = Annotated[str, typer.Argument(metavar="REF", help="The speaker's reference.")]
Email = Annotated[str | None, typer.Option("--email", help="E-mail address.")]
Bucket = Annotated[str | None, typer.Option("--bucket", help="DraftGenie's own bucket.")]
Assumed = Annotated[
    str | None, typer.Option("--assumed-bucket", help="The source system's bucket.")
]
Ser = Annotated[
    float | None, typer.Option("--ser", help="The source system's sentence error rate, 0 up.")
]
Wer = Annotated[
    float | None, typer.Option("--wer", help="The source system's word error rate, 0 up.")
]
Specialty = Annotated[str | None, typer.Option("--specialty", help="Medical specialty.")]
Notes = Annotated[str | None, typer.Option("--notes", help="Free text about the speaker.")]
Meta = Annotated[
    list[str] | None, typer.Option("--meta", metavar="K=V", help="A fact of your own; repeatable.")
]


@app.command("add", cls=Verb)
def add_speaker(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The person's name.")],
    ref: Annotated[
        str | None,
        typer.Option("--id", metavar="REF", help="The reference; made from the name if left out."),
    ] = None,
    email: Email = None,
    bucket: Bucket = None,
    assumed_bucket: Assumed = None,
    ser: Ser = None,
    wer: Wer = None,
    specialty: Specialty = None,
    notes: Notes = None,
    meta: Meta = None,
) -> None:
    """Add a speaker and print the reference.

    Adding the same one again changes nothing.

    Example: draftgenie speaker add "Dr. Ngozi Okafor" --id dr-okafor --specialty cardiology
    """
    from draftgenie.services import onboard

    run = current(ctx)
    facts = {
        "ref": ref,
        "name": name,
        "email": email,
        "assigned_bucket": bucket,
        "assumed_bucket": assumed_bucket,
        "ser": ser,
        "wer": wer,
        "specialty": specialty,
        "notes": notes,
        "metadata": _meta(meta),
    }
    given = _given({k: v for k, v in facts.items() if v is not None})
    with run.open(create=True) as opened:
        speaker, change = onboard.add(
            store=opened.store, clock=opened.clock, given=given, buckets=opened.buckets
        )
        like = onboard.looks_like(opened.store, speaker.ref) if change == "added" else ""
    output.one(speaker, as_json=run.json, text=speaker.ref)
    run.say(f"{change}: speaker {speaker.ref!r}{like}; next: draftgenie draft ingest FILE")


@app.command("import", cls=Verb)
def import_speakers(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON lines or CSV; - is stdin.")],
    on_error: OnErrorOption = OnError.STOP,
) -> None:
    """Add many speakers, with a result for each row.

    A row imported before changes nothing. Columns: ref (or id), name, email, bucket,
    assumed_bucket, ser, wer, specialty, notes, status, metadata; others go to the metadata.

    Example: draftgenie speaker import speakers.csv
    """
    from draftgenie.adapters import records
    from draftgenie.services import onboard

    run = current(ctx)
    sources = records.find_sources([run.input(file)], records.SPEAKERS)
    rejected = total = 0
    with run.open(create=True) as opened:
        for row in onboard.import_(
            store=opened.store,
            clock=opened.clock,
            rows=records.read(sources, records.SPEAKERS),
            buckets=opened.buckets,
            skip=on_error is OnError.SKIP,
        ):
            total += 1
            rejected += row.status is onboard.Change.REJECTED
            line = "  ".join(filter(None, (row.status, row.ref, row.reason)))
            output.one(row, as_json=run.json, text=line)
    run.say(f"{total - rejected} speakers are in; next: draftgenie draft ingest FILE")
    if rejected:
        msg = f"rows left out: {rejected} of {total}; the rest is stored"
        raise PartialError(msg, hint="mend these rows and import the file again")


@app.command("list", cls=Verb)
def list_speakers(
    ctx: typer.Context,
    bucket: Annotated[str | None, typer.Option("--bucket", help="Only this bucket.")] = None,
    status: Annotated[Status | None, typer.Option("--status", help="Only this status.")] = None,
    search: Annotated[
        str | None, typer.Option("--search", help="Part of a reference, name or e-mail.")
    ] = None,
    sort: Annotated[
        str, typer.Option("--sort", help="ref, name, bucket, wer …; a leading - turns it round.")
    ] = "ref",
    limit: Limit = 100,
    page: PageNumber = 1,
    removed: Annotated[bool, typer.Option("--removed", help="Removed ones too.")] = False,
) -> None:
    """List speakers.

    Example: draftgenie speaker list --bucket high_touch --sort -wer
    """
    from draftgenie.ports.store import Page, SpeakerQuery
    from draftgenie.services import speaker as service

    run = current(ctx)
    query = SpeakerQuery(
        bucket, status and status.value, search, removed, sort.lstrip("-"), sort.startswith("-")
    )
    with run.open() as opened:
        speakers, total = service.list_(store=opened.store, query=query, page=Page(page, limit))
    columns = (
        Column("REF", lambda s: s.ref),
        Column("NAME", lambda s: s.name),
        Column("SPECIALTY", lambda s: s.specialty),
        Column("BUCKET", _shown_bucket),
        Column("ASSUMED", lambda s: s.assumed_bucket),
        Column("STATUS", lambda s: "removed" if s.removed_at else s.status.value),
    )
    output.listing(speakers, total=total, columns=columns, as_json=run.json)


def _shown_bucket(speaker: Speaker) -> str:
    held = " (locked)" if speaker.bucket_locked else ""
    return f"{speaker.assigned_bucket or '–'}{held}"


@app.command("show", cls=Verb)
def show_speaker(
    ctx: typer.Context,
    ref: Ref,
    complete: Annotated[
        bool, typer.Option("--complete", help="Drafts, notes, evaluations and moves too.")
    ] = False,
) -> None:
    """Show one speaker with facts and baseline, removed ones too.

    Example: draftgenie speaker show dr-okafor --complete --json
    """
    from draftgenie.cli.baseline import fact, print_speaker
    from draftgenie.services import speaker as service

    run = current(ctx)
    with run.open() as opened:
        if not complete:
            shown = service.show(
                store=opened.store, clock=opened.clock, ref=ref, limits=opened.limits()
            )
            print_speaker(shown, as_json=run.json)
            return
        whole = service.complete(
            store=opened.store, clock=opened.clock, ref=ref, signature=opened.signature
        )
    facts = {**output.plain(whole.speaker), **whole.summary, **fact(whole.baseline)}
    output.record(whole, as_json=run.json, shown=facts)


@app.command("edit", cls=Verb)
def edit_speaker(
    ctx: typer.Context,
    ref: Ref,
    name: Annotated[str | None, typer.Option("--name", help="The person's name.")] = None,
    email: Email = None,
    assumed_bucket: Assumed = None,
    ser: Ser = None,
    wer: Wer = None,
    specialty: Specialty = None,
    notes: Notes = None,
    status: Annotated[Status | None, typer.Option("--status", help="Where they stand.")] = None,
    meta: Meta = None,
) -> None:
    """Change facts about a speaker.

    Only what is given changes; an empty value clears it. Buckets have their own command.

    Example: draftgenie speaker edit dr-okafor --specialty cardiology --meta site=north
    """
    from draftgenie.services import speaker as service

    run = current(ctx)
    facts = {
        "name": name,
        "email": email,
        "assumed_bucket": assumed_bucket,
        "ser": ser,
        "wer": wer,
        "specialty": specialty,
        "notes": notes,
        "status": status and status.value,
        "metadata": _meta(meta),
    }
    given = _given({k: None if v == "" else v for k, v in facts.items() if v is not None})
    with run.open() as opened:
        speaker, changed = service.edit(
            store=opened.store, clock=opened.clock, ref=ref, given=given, buckets=opened.buckets
        )
    output.one(speaker, as_json=run.json, text=speaker.ref)
    run.say(f"changed: {', '.join(changed)}" if changed else "unchanged")


@app.command("remove", cls=Verb)
def remove_speaker(
    ctx: typer.Context,
    ref: Ref,
    purge: Annotated[
        bool, typer.Option("--purge", help="Delete everything of theirs for good.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Remove a speaker.

    Drafts and notes stay, and restore brings it all back; with --purge they are deleted, and
    with them records set aside that hold the reference. Backups made before are named.

    Example: draftgenie speaker remove dr-okafor --yes
    """
    from draftgenie.cli.speaker_purge import purge_speaker
    from draftgenie.services import speaker as service

    run = current(ctx)
    with run.open() as opened:
        known = service.find_speaker(opened.store, ref, removed_too=True)
        what = "delete for good, with all drafts and notes," if purge else "remove"
        confirm(f"{what} speaker {known.ref!r}?", yes=yes)
        if purge:
            purge_speaker(run, opened, known.ref)
            return
        speaker, changed = service.remove(store=opened.store, clock=opened.clock, ref=ref)
    output.one(speaker, as_json=run.json, text=speaker.ref)
    hint = f"; to undo: draftgenie speaker restore {speaker.ref}"
    run.say(f"removed: speaker {speaker.ref!r}{hint}" if changed else "unchanged: removed before")


@app.command("restore", cls=Verb)
def restore_speaker(ctx: typer.Context, ref: Ref) -> None:
    """Bring back a speaker that was removed.

    Example: draftgenie speaker restore dr-okafor
    """
    from draftgenie.services import speaker as service

    run = current(ctx)
    with run.open() as opened:
        speaker, changed = service.restore(store=opened.store, clock=opened.clock, ref=ref)
    output.one(speaker, as_json=run.json, text=speaker.ref)
    run.say(f"restored: speaker {speaker.ref!r}" if changed else "unchanged: not removed")


@app.command("bucket", cls=Verb)
def bucket_of_speaker(
    ctx: typer.Context,
    ref: Ref,
    bucket: Annotated[
        str | None, typer.Argument(metavar="[BUCKET]", help="Where to put the speaker.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for the record.")] = None,
    lock: Annotated[
        bool | None,
        typer.Option("--lock/--unlock", help="Hold the bucket against evaluations, or let go."),
    ] = None,
) -> None:
    """Show, move or hold a speaker's bucket.

    Shown, it comes with what the policy would do at the next evaluated note, and why.

    Example: draftgenie speaker bucket dr-okafor low_touch --reason "new microphone" --lock
    """
    from draftgenie.cli.buckets import print_bucket
    from draftgenie.services import bucket as service
    from draftgenie.services.speaker import find_speaker

    run = current(ctx)
    if reason is not None and bucket is None:
        msg = "--reason goes with a bucket"
        raise UsageError(msg, hint=f"draftgenie speaker bucket {ref} BUCKET --reason TEXT")
    with run.open() as opened:
        speaker = find_speaker(opened.store, ref)
        moved = held = False
        with opened.store.atomic():
            if bucket is not None:
                speaker, moved = service.set_by_hand(
                    store=opened.store,
                    clock=opened.clock,
                    ref=ref,
                    bucket=bucket,
                    reason=reason,
                    buckets=opened.buckets,
                )
            if lock is not None:
                speaker, held = service.set_lock(
                    store=opened.store, clock=opened.clock, ref=ref, locked=lock
                )
        said = None
        if bucket is None and lock is None:
            said = service.explain(
                store=opened.store, ref=ref, policy=opened.policy, signature=opened.signature
            )
    print_bucket(speaker, said, as_json=run.json)
    if said is None:
        changes = [f"bucket {bucket}"] * moved + ["locked" if lock else "unlocked"] * held
        run.say("changed: " + ", ".join(changes) if changes else "unchanged")


@app.command("stats", cls=Verb)
def speaker_stats(ctx: typer.Context) -> None:
    """Count speakers by bucket and by status.

    Example: draftgenie speaker stats --json
    """
    from draftgenie.services import speaker as service

    run = current(ctx)
    with run.open() as opened:
        stats = service.stats(store=opened.store)
    output.record(stats, as_json=run.json)


@app.command("history", cls=Verb)
def speaker_history(ctx: typer.Context, ref: Ref) -> None:
    """Show what happened to a speaker.

    Changes of the record, and moves between buckets with their reasons.

    Example: draftgenie speaker history dr-okafor
    """
    from draftgenie.services import speaker as service

    run = current(ctx)
    with run.open() as opened:
        found = service.history(store=opened.store, ref=ref)
    columns = (
        Column("AT", lambda h: h.at),
        Column("WHAT", lambda h: h.what),
        Column("DETAIL", lambda h: output.cell(h.detail), wrap=True),
    )
    output.listing(found, total=len(found), columns=columns, as_json=run.json)


def _given(facts: dict[str, Any]) -> SpeakerFields:
    from draftgenie.pipeline.ingest import read_speaker_fields

    try:
        return read_speaker_fields(facts)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _meta(texts: list[str] | None) -> dict[str, str | None] | None:
    if not texts:
        return None
    found: dict[str, str | None] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not (key and sign):
            msg = "--meta takes KEY=VALUE"
            raise UsageError(msg, hint="such as --meta site=north; KEY= drops the key")
        found[key] = value or None
    return found
