"""`draftgenie redact`."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from draftgenie.cli import output
from draftgenie.cli.options import SpeakerOption
from draftgenie.cli.run import Run, Verb, current, noun
from draftgenie.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from draftgenie.services.redaction import RedactedRecord

app = noun("Placeholders for what identifies people in a text, and back.")


@app.command("redact", cls=Verb, context_settings={"help_option_names": ["-h", "--help"]})
def redact_notes(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="One note, or JSON lines; - is stdin.")
    ] = "-",
    roster: Annotated[
        str | None,
        typer.Option("--roster", metavar="FILE", help="Names of people, one a line."),
    ] = None,
    speaker: SpeakerOption = None,
    map_path: Annotated[
        str | None,
        typer.Option("--map", metavar="FILE", help="Write what the placeholders stand for."),
    ] = None,
    restore_path: Annotated[
        str | None,
        typer.Option("--restore", metavar="MAP", help="Put back what a map has, instead."),
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--jsonl", help="The input is JSON lines, as *.jsonl is anyway.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Print a text even if a second look finds something.")
    ] = False,
) -> None:
    """Replace dates, numbers, addresses and names by placeholders such as [NAME-1].

    No store is needed. With --speaker, the names of the store's speakers are on the roster. Of
    JSON lines the fields draft, final and text are redacted, one record at a time. A text in
    which a second look still finds something is not printed, and the exit code is 10. The map is
    as secret as the notes; its file is made with mode 0600. No proof of de-identification.

    Example: draftgenie redact note.txt --map note.map | … | draftgenie redact --restore note.map -
    """
    run = current(ctx)
    source = _Source(run, run.input(file), as_lines=json_lines)
    if restore_path is not None:
        if roster or speaker or map_path or keep:
            msg = "--restore goes with no other option than --jsonl"
            raise UsageError(msg, hint="leave the others out")
        source.restore(restore_path)
        return
    source.redact(_names(run, roster, speaker), map_path, keep=keep)


class _Source:
    """One input, as one note or as records."""

    def __init__(self, run: Run, path: str, *, as_lines: bool) -> None:
        from draftgenie.adapters import redaction as files

        self._run, self._path = run, path
        self._as_lines = as_lines or files.is_json_lines(path)

    def _records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        from draftgenie.adapters import redaction as files
        from draftgenie.services.redaction import TEXT

        if self._as_lines:
            yield from files.read_records(self._path)
        else:
            name = "stdin" if self._path == files.STDIN else self._path
            yield name, {TEXT: files.read_note(self._path)}

    def redact(self, names: tuple[str, ...], map_path: str | None, *, keep: bool) -> None:
        from draftgenie.adapters import redaction as files
        from draftgenie.services import redaction as service

        total: dict[str, int] = {}
        with files.new_map(map_path) if map_path else nullcontext() as written:
            for place, record in self._records():
                done = service.redact_record(record, roster=names, place=place, keep=keep)
                if written is not None:
                    written.add(done.originals)
                self._print(done)
                for name, n in done.classes.items():
                    total[name] = total.get(name, 0) + n
        said = ", ".join(f"{name} {n}" for name, n in sorted(total.items()))
        self._run.say(f"replaced: {said}" if said else "nothing was found to replace")

    def _print(self, done: RedactedRecord) -> None:
        from draftgenie.services.redaction import TEXT

        if self._run.json:
            output.json_line(
                {"record": done.record, "classes": done.classes, "leaks": done.leaks}
                if self._as_lines
                else {"text": done.record[TEXT], "classes": done.classes, "leaks": done.leaks}
            )
        elif self._as_lines:
            output.json_line(done.record)
        else:
            output.exact(done.record[TEXT])

    def restore(self, map_path: str) -> None:
        from draftgenie.adapters import redaction as files
        from draftgenie.services import redaction as service

        maps = files.read_records(map_path)
        for place, record in self._records():
            line = next(maps, None)
            if line is None:
                msg = f"the map {map_path!r} has no line for {place}"
                raise InputError(msg, hint="restore what --map was written for, line by line")
            originals = service.check_originals(line[1], place=line[0])
            done = service.restore_record(record, originals)
            if self._as_lines or self._run.json:
                output.json_line(done)
            else:
                output.exact(done[service.TEXT])


def _names(run: Run, roster: str | None, speaker: str | None) -> tuple[str, ...]:
    from draftgenie.adapters.redaction import read_roster
    from draftgenie.services.redaction import find_roster

    names = read_roster(roster) if roster else ()
    if speaker is None:
        return names
    with run.open() as opened:
        return (*names, *find_roster(store=opened.store, speaker=speaker))
