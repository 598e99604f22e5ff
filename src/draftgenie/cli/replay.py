"""`draftgenie evaluate replay`; `cli.evaluate` adds it to its group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption, one_or_all
from draftgenie.cli.run import current

if TYPE_CHECKING:
    from draftgenie.services.evaluate import Evaluated
    from draftgenie.wiring import App


def replay_history(
    ctx: typer.Context,
    speaker: SpeakerOption = None,
    everyone: Annotated[
        bool, typer.Option("--all", help="All speakers; so it is without --speaker.")
    ] = False,
) -> None:
    """Correct every past item from what came before it, and measure that.

    The history is walked in the order of dictation, and the result, with its learning curve, is
    each speaker's baseline. Nobody moves, and nothing that was learned changes. The same history
    again is the run that is stored already.

    Example: draftgenie evaluate replay --speaker dr-okafor
    """
    from draftgenie.cli.baseline import print_replay

    run = current(ctx)
    one_or_all(speaker, everyone=everyone)
    with run.open() as opened:
        begun = opened.clock.now()
        done = _replay(opened, speaker)
    if run.json:
        output.json_line(done)
    else:
        print_replay(done, all_notes=False)
    run.say(_what_next(done, speaker, is_new=done.created_at >= begun))


def _replay(opened: App, speaker: str | None) -> Evaluated:
    from draftgenie.services import evaluate, replay
    from draftgenie.services.speaker import find_speaker

    return replay.replay(
        store=opened.store,
        clock=opened.clock,
        progress=opened.progress,
        method=evaluate.Method(opened.policy, opened.signature),
        limits=opened.limits(),
        speaker=None if speaker is None else find_speaker(opened.store, speaker).ref,
    )


def _what_next(done: Evaluated, speaker: str | None, *, is_new: bool) -> str:
    if done.run_id is None:
        return "nothing to replay; next: draftgenie draft ingest FILE"
    if not is_new:
        return "unchanged: this history was replayed before"
    one = "" if speaker is None else f" --speaker {speaker}"
    return f"baselines: {len(done.speakers)}; next: draftgenie correction report{one}"
