"""`draftgenie privacy …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current, noun
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from draftgenie.cli.run import Run
    from draftgenie.domain.privacy import Consent
    from draftgenie.services.privacy import Decided, Standing

app = noun("What may be sent to whom: nothing, unless two switches say so.")

WorkspaceOption = Annotated[
    bool, typer.Option("--workspace", help="The switch of this data folder.")
]
_PROVIDER_HELP = "Whose endpoint: its base URL, or the host alone when it is https."


@app.command("show", cls=Verb)
def show_consents(ctx: typer.Context, speaker: SpeakerOption = None) -> None:
    """Show who allowed or denied that text is sent to which provider, when and what for.

    A speaker's text is sent only where the workspace and the speaker both allow it. An endpoint
    on this machine (127.0.0.1, ::1, localhost) needs no consent.

    Example: draftgenie privacy show --speaker dr-okafor
    """
    from draftgenie.services import privacy as service

    run = current(ctx)
    with run.open() as opened:
        found = service.show(store=opened.store, speaker=speaker)
    output.listing(found, total=len(found), columns=_COLUMNS, as_json=run.json, shape=_standing)
    if not any(line.sends for line in found):
        run.say("nothing is sent from this machine")


@app.command("allow", cls=Verb)
def allow_provider(
    ctx: typer.Context,
    provider: Annotated[
        str, typer.Option("--provider", metavar="URL", help=_PROVIDER_HELP, show_default=False)
    ],
    purpose: Annotated[
        str, typer.Option("--purpose", help="What for, in one line.", show_default=False)
    ],
    workspace: WorkspaceOption = False,
    speaker: SpeakerOption = None,
) -> None:
    """Allow a provider, for the workspace or for one speaker; both are needed.

    It holds for this scheme, host and port alone. Who allowed it, when and what for is kept.

    Example: draftgenie privacy allow --workspace --provider api.openai.com --purpose "trial"
    """
    from draftgenie.services import privacy as service

    run = current(ctx)
    _one_of(workspace=workspace, speaker=speaker)
    with run.open() as opened:
        done = service.allow(
            store=opened.store, speaker=speaker, provider=provider, purpose=purpose
        )
    _report(run, done)


@app.command("deny", cls=Verb)
def deny_provider(
    ctx: typer.Context,
    provider: Annotated[
        str | None,
        typer.Option("--provider", metavar="URL", help=f"{_PROVIDER_HELP} All without it."),
    ] = None,
    workspace: WorkspaceOption = False,
    speaker: SpeakerOption = None,
) -> None:
    """Take back what was allowed, for the workspace or for one speaker.

    Example: draftgenie privacy deny --speaker dr-okafor
    """
    from draftgenie.services import privacy as service

    run = current(ctx)
    _one_of(workspace=workspace, speaker=speaker)
    with run.open() as opened:
        done = service.deny(store=opened.store, speaker=speaker, provider=provider)
    _report(run, done)


def _one_of(*, workspace: bool, speaker: str | None) -> None:
    if workspace == (speaker is not None):
        msg = "name whose switch it is: --workspace, or --speaker REF"
        raise UsageError(msg, hint="draftgenie privacy show")


def _report(run: Run, done: Decided) -> None:
    if run.json:
        output.json_line({"changed": [_shape(consent) for consent in done.changed]})
    for consent in done.changed:
        word = "allowed" if consent.allowed else "denied"
        run.say(f"{word}: {consent.provider} for {_whose(consent)}")
    if not done.changed:
        run.say("unchanged")


def _whose(consent: Consent) -> str:
    return "the workspace" if consent.speaker is None else f"speaker {consent.speaker}"


_COLUMNS = (
    Column("WHOSE", lambda line: _whose(line.consent)),
    Column("PROVIDER", lambda line: line.consent.provider),
    Column("SAYS", lambda line: "allow" if line.consent.allowed else "deny"),
    Column("SENT", lambda line: "yes" if line.sends else "no"),
    Column("PURPOSE", lambda line: line.consent.purpose, wrap=True),
    Column("BY", lambda line: line.consent.by),
    Column("AT", lambda line: line.consent.at[:10]),
)


def _standing(line: Standing) -> dict[str, Any]:
    return {**_shape(line.consent), "sends": line.sends}


def _shape(consent: Consent) -> dict[str, Any]:
    return {
        "speaker": consent.speaker,
        "provider": consent.provider,
        "allowed": consent.allowed,
        "purpose": consent.purpose,
        "by": consent.by,
        "at": consent.at,
    }
