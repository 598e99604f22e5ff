"""`draftgenie metrics`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.run import Verb, current, noun
from draftgenie.errors import InputError

# One command and no callback: Typer makes it the noun itself.
app = noun("Figures for a monitoring system, as Prometheus reads them.")


@app.command("metrics", cls=Verb)
def print_metrics(
    ctx: typer.Context,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="FILE", help="Into a file instead, all at once."),
    ] = None,
) -> None:
    """Print events, deliveries, records set aside, sizes, the last gain and last successes.

    With --write the file is replaced as a whole, as the textfile collector of the node exporter
    wants it. No figure names a speaker or an item.

    Example: draftgenie metrics --write /var/lib/node_exporter/draftgenie.prom
    """
    from draftgenie.adapters.folder_figures import folder_figures
    from draftgenie.domain.metric import exposition
    from draftgenie.services import metrics as service

    run = current(ctx)
    with run.open() as opened:
        found = service.collect(store=opened.store, folder=folder_figures(opened.home))
    if write is not None:
        _replace(write, exposition(found))
    elif run.json:
        items = [
            {"name": m.name, "sort": m.sort.value, "labels": dict(s.labels), "value": s.value}
            for m in found
            for s in m.samples
        ]
        output.json_line({"items": items, "total": len(items)})
    else:
        output.exact(exposition(found))


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        msg = f"the file {str(path)!r} cannot be written ({error.strerror})"
        raise InputError(msg, hint="name another file with --write") from error
