"""`draftgenie demo`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.progress import Bar, Silent
from draftgenie.cli.run import Verb, current, noun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from draftgenie.cli.run import Run
    from draftgenie.pipeline.ingest import Row
    from draftgenie.services.demo import Best, Stand
    from draftgenie.services.evaluate import Evaluated
    from draftgenie.wiring import App

app = noun("The whole loop on the bundled corpus, in a home of its own.")


@app.command("demo", cls=Verb, context_settings={"help_option_names": ["-h", "--help"]})
def demo(
    ctx: typer.Context,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Delete what an earlier demo left there first.")
    ] = False,
    no_embed: Annotated[
        bool, typer.Option("--no-embed", help="Leave the embedding model out: quicker.")
    ] = False,
) -> None:
    """Play the whole loop on the bundled notes, and show what came of it.

    The notes are fictional. The data folder is the demo's own (--home names another new one),
    never DRAFTGENIE_HOME. Running it again does nothing twice.

    Example: draftgenie demo --no-embed
    """
    from draftgenie.adapters import bundled
    from draftgenie.adapters.clock import SystemClock
    from draftgenie.services import demo as service

    run = current(ctx)
    run.home = home = _choose_home(ctx, run)
    corpus = bundled.corpus_folder()
    bundled.claim_demo_home(home, fresh=fresh, clock=SystemClock())
    commands = _commands(corpus, home)
    with run.open(create=True) as opened:
        stand = _stand(opened, corpus, embeds=not no_embed, progress=_progress(run))
        for stage in service.stages(stand):
            run.say(f"$ {commands[stage.name]}")
            run.say(f"  {_figures(stage.work())}")
        done, best = service.outcome(stand), service.best_note(stand)
    _show(run, done, best)


def _choose_home(ctx: typer.Context, run: Run) -> Path:
    """The folder that was named on the command line; the demo's own, whatever the environment."""
    from draftgenie.adapters.bundled import demo_home

    sources = (c.get_parameter_source("home") for c in (ctx, ctx.find_root()))
    named = any(source is not None and source.name == "COMMANDLINE" for source in sources)
    return run.home.expanduser() if named and run.home is not None else demo_home()


def _stand(opened: App, corpus: Path, *, embeds: bool, progress: Any) -> Stand:
    from draftgenie.adapters import bundled, records
    from draftgenie.services.demo import Corpus, Stand, Vectors
    from draftgenie.services.evaluate import Method

    def rows(name: str, layout: records.Layout) -> Callable[[], Iterable[Row]]:
        sources = records.find_sources([str(corpus / name)], layout)
        return lambda: records.read(sources, layout)

    return Stand(
        store=opened.store,
        arrays=opened.arrays,
        clock=opened.clock,
        progress=progress,
        corpus=Corpus(
            rows(bundled.SPEAKERS, records.SPEAKERS),
            rows(bundled.HISTORY, records.DRAFTS),
            rows(bundled.NEW_DRAFTS, records.DRAFTS),
            rows(bundled.NEW_FINALS, records.DRAFTS),
        ),
        buckets=opened.buckets,
        limits=opened.limits(),
        method=Method(opened.policy, opened.signature),
        vectors=Vectors(lambda: opened.index, lambda: opened.embedder) if embeds else None,
    )


def _progress(run: Run) -> Bar | Silent:
    return Bar() if sys.stderr.isatty() and not run.quiet else Silent()


def _commands(corpus: Path, home: Path) -> dict[str, str]:
    """What a person would type for each stage."""

    def typed(*words: str | Path) -> str:
        return shlex.join(["draftgenie", *map(str, words), "--home", str(home)])

    build = ["correction", "build", "--all"]
    return {
        "speakers": typed("speaker", "import", corpus / "speakers.jsonl"),
        "history": typed("draft", "ingest", corpus / "history.jsonl"),
        "learn": typed(*build, "--no-embed"),
        "embed": typed(*build),
        "drafts": typed("draft", "ingest", corpus / "new-drafts.jsonl"),
        "notes": typed("rag", "generate", "--pending"),
        "finals": typed("draft", "ingest", corpus / "new-finals.jsonl"),
        "evaluate": typed("evaluate", "run", "--all"),
    }


def _figures(done: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in done.items()) or "nothing to do"


def _show(run: Run, done: Evaluated, best: Best) -> None:
    from draftgenie.cli.figures import print_run

    after = (
        f"rag explain {best.scores.note_id}",
        f"correction list --speaker {best.scores.speaker}",
        "correction build --all",
    )
    home = shlex.quote(str(run.home_path))
    follow = [f"draftgenie {what} --home {home}" for what in after]
    if run.json:
        output.json_line(
            {"home": str(run.home_path), "evaluation": done, "note": best, "next": follow}
        )
        return
    print_run(done, all_notes=False)
    _show_note(best)
    run.say("\nwhat to try next:\n  " + "\n  ".join(follow))


def _show_note(best: Best) -> None:
    from draftgenie.cli.diff import render

    scores = best.scores
    output.text(
        f"\n{scores.speaker}, {scores.item}: {scores.draft.n_errors} word errors in the draft, "
        f"{scores.note.n_errors} in the note; [-gone-] {{+come+}}:\n"
    )
    output.styled(render(best.pieces, colours=output.colours()))
