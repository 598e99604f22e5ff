"""`draftgenie config …`."""

from __future__ import annotations

from typing import Annotated

import typer

from draftgenie import settings
from draftgenie.cli import output
from draftgenie.cli.output import Column
from draftgenie.cli.run import Verb, current, noun

app = noun("Settings, and where each value comes from.")


@app.command("show", cls=Verb)
def show_settings(
    ctx: typer.Context,
    origin: Annotated[
        bool, typer.Option("--origin", help="Where each value comes from, too.")
    ] = False,
) -> None:
    """Show every setting with its value and its meaning.

    Example: draftgenie config show --origin
    """
    run = current(ctx)
    found = settings.origins(run.home_path)
    columns = [
        Column("SETTING", lambda o: o.key),
        Column("VALUE", lambda o: o.value),
        *([Column("FROM", lambda o: o.source)] if origin else []),
        Column("MEANING", lambda o: o.help),
    ]
    output.listing(found, total=len(found), columns=columns, as_json=run.json)


@app.command("set", cls=Verb)
def set_setting(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Which setting.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its new value.")],
) -> None:
    """Set a value for this data folder.

    Example: draftgenie config set bucket_scheme five
    """
    run = current(ctx)
    taken = settings.write(run.home_path, key, value)
    output.one({"key": key, "value": taken}, as_json=run.json, text=str(taken))
    run.say(f"set: {key} in {run.home_path / settings.CONFIG_NAME}")
