"""Where a page goes: a file for its owner alone, or stdout."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from draftgenie.cli import output
from draftgenie.errors import UsageError

if TYPE_CHECKING:
    from draftgenie.cli.run import Run
    from draftgenie.ports.page import Page

STDOUT = "-"


def write_page(run: Run, name: str, page: Page) -> None:
    """Write the page under the name; an existing file is replaced when all of it is written.

    Raises:
        UsageError: both the page and JSON are to go to stdout.
        InputError: the file cannot be written.
    """
    from draftgenie.adapters.html import make_page

    check_html(run, name)
    made = make_page(page)
    if name == STDOUT:
        sys.stdout.write(made)
        return
    n_bytes = write_text(name, made)
    if run.json:
        output.json_line({"file": name, "bytes": n_bytes})
    run.say(f"written: {name!r}, {n_bytes / 1000:.0f} kB; it holds note text: keep it safe")


def write_text(name: str, text: str) -> int:
    """Write a text as UTF-8 into a file for its owner alone; how many bytes that was."""
    from draftgenie.adapters.files import replacing

    made = text.encode("utf-8", "backslashreplace")
    with replacing(name) as stream:
        stream.write(made)
    return len(made)


def check_html(run: Run, name: str) -> None:
    """See that a page and JSON do not go to the same place.

    Raises:
        UsageError: both are to go to stdout.
    """
    if name == STDOUT and run.json:
        msg = "--html - and --json both write to stdout"
        raise UsageError(msg, hint="name a file with --html, or leave --json out")
