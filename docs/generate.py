"""Write the pages that are made from the program, or see that they are fresh.

python docs/generate.py            # writes them
python docs/generate.py --check    # exits 1 and names those that are stale
"""

from __future__ import annotations

import argparse
import inspect
import os
import re
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftgenie import errors
from draftgenie.adapters.sqlite import migrations
from draftgenie.cli.main import NOUNS, app
from draftgenie.errors import DraftGenieError, Exit
from draftgenie.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DOCS = Path(__file__).parent
BANNER = "<!-- Made by docs/generate.py from the program; `make docs` writes it anew. -->\n"

CLI_INTRO = """\
What each command prints with `--help`. The options at the end of every list are shared by all
commands. What they mean for scripts is in [the nightly loop](nightly.md), and the exit codes are
in [exit codes](exit-codes.md).
"""
EXITS_OUTRO = """\
Any other code than 0 means that what was asked for was not, or not wholly, done. With `--json` an
error is one object on stderr: `{"error": {"code", "name", "message", "hint"}}`. The hint names a
command or an option that mends it. No message holds text of a draft or a note.
"""
SETTINGS_INTRO = """\
A value is taken from the command line, then the environment, then `config.toml` in the data
folder, then the user's own `config.toml`, then the default. `draftgenie config show --origin`
prints every value with the place it came from, and `draftgenie config set KEY VALUE` writes into
the data folder.
"""
ADR_INTRO = """\
One page each: what stood to decide, what was decided, what follows from it. A decision that is
taken back gets a page of its own, and its old page the status `superseded by`.
"""

EXITS = {
    Exit.OK: "everything asked for was done; doing nothing because it was done before is 0, too",
    Exit.BUG: "something unexpected; a report without note text is saved and named",
    Exit.INTERRUPTED: "Ctrl-C; what was finished is kept",
}

VARIABLES = {
    "DRAFTGENIE_HOME": "the data folder, when `--home` does not name one",
    "NO_COLOR": "set to anything: no colours",
    "FORCE_COLOR": "set to anything: colours on stdout even where it is no terminal",
    "TERM": "`dumb`: no colours",
}

TABLES = {
    "speaker": "The people who dictate, removed ones too.",
    "item": "Dictation jobs: what a draft and its final note have in common.",
    "draft": "What a recogniser or a model wrote; of each kind the newest is `current`.",
    "final_note": "What the human signed; the newest is `current`, older ones are revisions.",
    "held_pair": "A pair that seems to be two different notes; left out until it is released.",
    "pair_read": "Which version of which pair the counts contain.",
    "correction": "Each change as each speaker has it, with its counts and a person's decision.",
    "occurrence": "Every place of the history where a correction was made.",
    "learned": "Derived states; the newest names the files in `learned/` that belong to it.",
    "generated_note": "What DraftGenie made of a draft; the newest is `current`.",
    "note_edit": "Every edit that was considered for a note, and what became of it.",
    "generation_session": "How a note came to be.",
    "session_step": "The steps of a session, in figures and ids.",
    "session_record": "What a session with a language model was made from, sent and answered.",
    "evaluation_run": "Measurements as they were reported.",
    "evaluation": "The scores of one note against one final note under one signature.",
    "review": "What people say of generated notes; the newest of a note counts.",
    "baseline": "What the newest replay of each speaker's history found.",
    "correction_effect": "What each correction did to the notes of its speaker's newest replay.",
    "bucket_move": "Every move between buckets with its numbers and its reason.",
    "event": "State changes in the order they were made; see [events](events.md).",
    "delivery": "What the automatic loop owes each event, by handler; see [worker](worker.md).",
    "source": "Where records are pulled from by themselves; see [worker](worker.md).",
    "source_mark": "How far each source was read: files, an offset, a page, a value.",
    "routing": "Up to which event deliveries were made.",
    "audit": "Who did what; each row's hash covers all rows before it.",
    "quarantine": "Records that were set aside, as they came.",
    "operation": "Runs of commands that changed something; see ADR 17.",
    "operation_change": "How each row was before, of the newest operations.",
    "row_hash": "A hash of every row of the other tables; see [backup](backup.md).",
    "consent": "Decisions about sending text to a provider; the newest of each speaker counts.",
    "term": "The users' own lists of names and terms: everyone's, a specialty's, a speaker's.",
}


def commands() -> Iterator[tuple[str, ...]]:
    """The words of every command: the program itself, each noun, each verb."""
    import typer

    root: Any = typer.main.get_command(app)
    context = root.make_context("draftgenie", [], resilient_parsing=True)
    yield ()
    for noun in NOUNS:
        yield (noun,)
        for verb, command in getattr(root.get_command(context, noun), "commands", {}).items():
            yield (noun, verb)
            yield from ((noun, verb, inner) for inner in getattr(command, "commands", ()))


def help_of(words: Iterable[str]) -> str:
    """What `--help` of a command prints on a terminal of 80 columns without colours."""
    from typer.testing import CliRunner

    plain = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "TERMINAL_WIDTH": "80"}
    done = CliRunner().invoke(app, [*words, "--help"], prog_name="draftgenie", env=plain)
    if done.exit_code:
        message = f"draftgenie {' '.join(words)} --help exits {done.exit_code}"
        raise RuntimeError(message) from done.exception
    return done.stdout.rstrip()


def cli_page() -> str:
    """Every command's help."""
    parts = [
        "# Commands\n",
        CLI_INTRO,
    ]
    for words in commands():
        name = " ".join(["draftgenie", *words])
        parts.append(f"{'#' * min(len(words) + 1, 3) if words else '##'} {name}\n")
        parts.append(f"```text\n{help_of(words)}\n```\n")
    return "\n".join(parts)


def exits_page() -> str:
    """The exit codes, and the tree of errors behind them."""
    classes = [
        c
        for _, c in inspect.getmembers(errors, inspect.isclass)
        if issubclass(c, DraftGenieError) and c is not DraftGenieError
    ]
    rows = ["| exit | name | when |", "|--:|---|---|"]
    for code in Exit:
        roots = [c for c in classes if c.exit_code is code and DraftGenieError in c.__bases__]
        said = EXITS.get(code) or _sentence(roots[0])
        rows.append(f"| {int(code)} | {code.name.lower()} | {said} |")
    tree = inspect.cleandoc(str(errors.__doc__)).split("\n\n")[1]
    return "\n".join(
        [
            "# Exit codes\n",
            *rows,
            "",
            EXITS_OUTRO,
            "## The errors behind them\n",
            f"```text\n{inspect.cleandoc(tree)}\n```\n",
        ]
    )


def _sentence(thing: object) -> str:
    text = (inspect.getdoc(thing) or "").split("\n", maxsplit=1)[0].rstrip(".")
    return text[:1].lower() + text[1:]


def settings_page() -> str:
    """The settings and the environment variables."""
    rows = ["| setting | environment | default | range | meaning |", "|---|---|---|---|---|"]
    for spec in fields(Settings):
        low, high = spec.metadata.get("min"), spec.metadata.get("max")
        span = "" if low is None else f"{low} up" if high is None else f"{low} to {high}"
        rows.append(
            f"| `{spec.name}` | `DRAFTGENIE_{spec.name.upper()}` | `{spec.default}` | {span} "
            f"| {spec.metadata['help']} |"
        )
    others = ["| variable | meaning |", "|---|---|"]
    others += [f"| `{name}` | {meaning} |" for name, meaning in VARIABLES.items()]
    return "\n".join(
        [
            "# Settings\n",
            SETTINGS_INTRO,
            *rows,
            "\n## Other variables\n",
            *others,
            "",
        ]
    )


def store_page() -> str:
    """Every table and column of a new store, in the order of the steps that made them."""
    parts = ["# The store\n", inspect.cleandoc(str(migrations.__doc__)) + "\n"]
    parts.append(
        "The file is `draftgenie.db` in the data folder. Beside it stand `index/` (vectors), "
        "`learned/` (counts, rows and gate), `write.lock`, `logs/`, `readings/` (audit "
        "rows that did not wait for a build), `backups/` and `config.toml`; `index/` and "
        "`learned/` can be deleted, `draftgenie doctor --fix` makes them again.\n"
    )
    with tempfile.TemporaryDirectory() as folder, closing(_empty_database(folder)) as db:
        parts += _store_steps(db)
    return "\n".join(parts)


def _empty_database(folder: str) -> sqlite3.Connection:
    # Any SQLite will do: nobody else uses this file, and it is thrown away.
    return sqlite3.connect(Path(folder) / "empty.db", isolation_level=None)


def _store_steps(db: sqlite3.Connection) -> Iterator[str]:
    known: dict[str, set[str]] = {}
    for n, step in enumerate(migrations.STEPS, 1):
        db.execute("BEGIN")
        migrations.apply_steps(db, migrations.STEPS[:n])
        db.execute("COMMIT")
        yield f"## {step.__name__}\n\n{inspect.getdoc(step)}\n"
        made = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
        for (table,) in db.execute(made).fetchall():
            if table.startswith(("sqlite_", "_")):
                continue
            columns = dict(_columns(db, table))
            added = [row for name, row in columns.items() if name not in known.get(table, ())]
            if added:
                what = "Gains a column." if table in known else TABLES[table]
                yield f"### {table}\n\n{what}\n"
                yield "| column | type | rules |\n|---|---|---|\n" + "".join(added)
            known[table] = set(columns)


def _columns(db: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    parents = {
        column: f"belongs to `{parent}.{key}`"
        for _, _, parent, column, key, *_ in db.execute(f"PRAGMA foreign_key_list({table})")
    }
    for _, name, kind, not_null, default, key in db.execute(f"PRAGMA table_info({table})"):
        rules = [
            "key" if key else "",
            "not null" if not_null else "",
            f"default `{default}`" if default is not None else "",
            parents.get(name, ""),
        ]
        yield name, f"| `{name}` | {kind} | {', '.join(filter(None, rules))} |\n"


def adr_page() -> str:
    """The decisions, by number."""
    rows = ["| no. | decision | status |", "|---|---|---|"]
    for path in sorted((DOCS / "adr").glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^# (\d{4}) (.+)$", text, re.MULTILINE)
        status = re.search(r"^## Status\n\n(.+?)\.?$", text, re.MULTILINE)
        if title is None or status is None:
            message = f"{path.name} has no title or no status"
            raise ValueError(message)
        rows.append(f"| {title[1]} | [{title[2]}]({path.name}) | {status[1]} |")
    return "\n".join(
        [
            "# Decisions\n",
            ADR_INTRO,
            *rows,
            "",
        ]
    )


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "exit-codes.md": exits_page,
    "settings.md": settings_page,
    "store.md": store_page,
    "adr/README.md": adr_page,
}


def stale_pages() -> list[str]:
    """The names of the pages that are not what the program would write now."""
    return [name for name, make in PAGES.items() if _stored(name) != BANNER + make()]


def _stored(name: str) -> str | None:
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def main(arguments: list[str]) -> int:
    """Write the pages, or check them; 1 when a check finds a stale one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; name stale pages")
    os.environ.pop("DRAFTGENIE_HOME", None)
    if parser.parse_args(arguments).check:
        stale = stale_pages()
        for name in stale:
            print(f"stale: docs/{name}; make docs writes it anew", file=sys.stderr)
        return int(bool(stale))
    for name, make in PAGES.items():
        (DOCS / name).write_text(BANNER + make(), encoding="utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
