"""What every command shares: the options after the verb, and the opened application."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from draftgenie.cli.output import visible
from draftgenie.errors import GateError, PartialError, UsageError

if TYPE_CHECKING:
    from draftgenie.wiring import App

home_option = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The data folder.", envvar="DRAFTGENIE_HOME"),
]


@dataclass
class Run:
    """The shared options of one run of the program."""

    home: Path | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    command: str = ""
    newest_event: int | None = None
    """The newest event before a command that works the automatic loop off at its end."""

    def __post_init__(self) -> None:
        # A command line that does not parse never reaches the options' callbacks, and its
        # error must still be one JSON object for a script that asked for JSON.
        self.json = "--json" in sys.argv

    @property
    def home_path(self) -> Path:
        """The data folder this run works in."""
        from draftgenie.settings import find_home

        return find_home(self.home)

    def say(self, message: str) -> None:
        """What changed and what comes next, for people; nothing with -q, or for JSON in a pipe."""
        from draftgenie.cli.progress import choose_progress

        choose_progress(quiet=self.quiet, as_json=self.json).say(message)

    def input(self, path: str) -> str:
        """The path of an input, where `-` is stdin.

        Raises:
            UsageError: stdin was asked for, and nothing can come from it.
        """
        if path == "-" and (sys.stdin is None or sys.stdin.isatty()):
            msg = "nothing is piped into stdin"
            raise UsageError(msg, hint=f"draftgenie {self.command} FILE, or … | draftgenie … -")
        return path

    def open(self, *, create: bool = False) -> App:
        """The application on this run's data folder; close it with `with`.

        Raises:
            StoreError: there is no store and `create` is false, or it cannot be opened.
        """
        from draftgenie.cli.progress import choose_progress
        from draftgenie.wiring import open_app

        app = open_app(
            self.home_path,
            command=self.command,
            progress=choose_progress(quiet=self.quiet, as_json=self.json),
            create=create,
        )
        if app.settings.automatic and self.newest_event is None:
            self.newest_event = app.store.log.last_seq()
        return app


def confirm(question: str, *, yes: bool) -> None:
    """Ask on a terminal before something is taken away.

    Raises:
        UsageError: there is no terminal to ask on, and `yes` is false.
        Abort: the person said no.
    """
    if yes:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        msg = "this needs a confirmation, and there is no terminal to ask on"
        raise UsageError(msg, hint="add --yes")
    typer.confirm(visible(question), abort=True, err=True)


def current(ctx: typer.Context) -> Run:
    """The shared options of this run."""
    run: Run = ctx.find_object(Run) or Run()
    run.command = ctx.command_path.removeprefix("draftgenie ")
    return run


def _flag(name: str) -> Any:
    def keep(ctx: Any, _param: Any, value: Any) -> Any:
        if value:
            setattr(ctx.ensure_object(Run), name, value)
        return value

    return keep


def _shared_options() -> list[TyperOption]:
    def option(*names: str, help: str, callback: Any, **more: Any) -> TyperOption:  # noqa: A002
        return TyperOption(
            param_decls=list(names), help=help, callback=callback, expose_value=False, **more
        )

    flag: dict[str, Any] = {"is_flag": True, "default": False}
    return [
        option("--json", help="Print JSON on stdout.", callback=_flag("json"), **flag),
        option("-q", "--quiet", help="Say less on stderr.", callback=_flag("quiet"), **flag),
        option("-v", "--verbose", help="Say more on stderr.", callback=_flag("verbose"), **flag),
        option(
            "--home",
            help="The data folder.",
            callback=lambda ctx, _param, value: _flag("home")(
                ctx, _param, Path(value) if value else None
            ),
            metavar="DIR",
            type=str,
        ),
    ]


class Verb(TyperCommand):
    """A command with the shared options after its own."""

    def __init__(self, *args: Any, params: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, params=[*(params or []), *_shared_options()], **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; then what its events call for, when the settings say so."""
        try:
            result = super().invoke(ctx)
        except (PartialError, GateError):
            self._work_off(ctx)
            raise
        self._work_off(ctx)
        return result

    def _work_off(self, ctx: Any) -> None:
        run = ctx.find_object(Run)
        if run is not None and run.newest_event is not None:
            from draftgenie.cli.automatic import work_off

            work_off(run)


def noun(help: str) -> typer.Typer:  # noqa: A002 - Typer's word
    """A command group whose verbs take the shared options."""
    return typer.Typer(
        help=help,
        rich_markup_mode=None,
        no_args_is_help=True,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )
