"""What happens when something unexpected is raised: a report that holds no note text."""

from __future__ import annotations

import platform
import sys
import time
import traceback
from typing import TYPE_CHECKING

import typer

from draftgenie import __version__
from draftgenie.cli import output
from draftgenie.errors import DraftGenieError, Exit, StoreError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def is_control_flow(error: Exception) -> bool:
    """Whether Typer raised this to end or refuse the run, and will handle it itself."""
    return isinstance(error, typer.Exit | typer.Abort | typer.TyperException)


def refusal(error: Exception) -> UsageError | None:
    """What Typer says of a command line that it cannot read; None for any other error."""
    if not isinstance(error, typer.TyperException) or getattr(error, "exit_code", 0) != Exit.USAGE:
        return None
    message: str = getattr(error, "format_message", error.__str__)()
    return UsageError(message.rstrip(".").replace("No such", "no such"), hint="add --help")


def report(error: Exception, *, home: Path, as_json: bool) -> None:
    """Save where the error arose (files, lines, types; no values) and say where the report is."""
    lines = [
        f"draftgenie {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"command: {' '.join(a for a in sys.argv[1:3] if not a.startswith('-'))}",
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    from draftgenie.adapters.files import private_file, private_folder

    folder = home / "logs"
    try:
        private_folder(folder)
        path = folder / f"bug-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.txt"
        private_file(path)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        hint = f"please report it with {path} (it holds no note text)"
    except (OSError, StoreError):
        hint = "the report could not be saved"
    output.fail(
        DraftGenieError(f"this is a bug in draftgenie ({type(error).__name__})", hint=hint),
        as_json=as_json,
    )
