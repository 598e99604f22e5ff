"""`draftgenie store encrypt` and `store decrypt`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from draftgenie.cli import output
from draftgenie.cli.options import Yes
from draftgenie.cli.run import confirm, current
from draftgenie.errors import ConflictError, UsageError

if TYPE_CHECKING:
    from draftgenie.cli.run import Run


def encrypt_store(
    ctx: typer.Context,
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file", metavar="FILE", help="The key is in this file; made if it is not there."
        ),
    ] = None,
    key_command: Annotated[
        str | None, typer.Option("--key-command", metavar="CMD", help="This command prints it.")
    ] = None,
    keyring: Annotated[
        bool, typer.Option("--keyring", help="It is in the keyring; made if it is not there.")
    ] = False,
) -> None:
    """Encrypt everything in the data folder that holds words, names or vectors.

    The store is written anew beside the old one, read back row by row, and takes its place in one
    step; the old file is overwritten. Vectors are made anew by draftgenie doctor --fix. Whoever
    loses the key loses the store: keep a copy of it elsewhere.

    Example: draftgenie store encrypt --key-file ~/.config/draftgenie/key
    """
    from draftgenie import sealing

    run = current(ctx)
    kind, name = _place(run, key_file, key_command, keyring=keyring)
    _refuse_encrypted(run)
    made = sealing.encrypt(run.home_path, kind, name)
    with run.open() as opened:
        with opened.store.atomic():
            opened.store.log.audit("store.encrypted", subject=kind)
        plain = [b.id for b in opened.backups_in().all() if not b.encrypted]
    output.record(
        {"encrypted": True, "key": kind, "name": name, "key_made": made, "plain_backups": plain},
        as_json=run.json,
    )
    _warn(made=made, kind=kind, name=name)
    if plain:
        output.note(f"backups made before are still readable by anybody: {', '.join(plain)}")
        output.note("  draftgenie backup create makes one that is not; then delete these")
    run.say("next: draftgenie doctor --fix, which makes the vectors again")


def decrypt_store(ctx: typer.Context, yes: Yes = False) -> None:
    """Take the encryption away: everything becomes readable for whoever can read the disk.

    The key is left where it is; encrypted backups need it.

    Example: draftgenie store decrypt --yes
    """
    from draftgenie import sealing

    run = current(ctx)
    with run.open() as opened:
        if opened.key is None:
            msg = f"the store in {str(run.home_path)!r} is not encrypted"
            raise ConflictError(msg, hint="draftgenie store encrypt --key-file FILE")
    _refuse_environment(run)
    confirm(f"make {str(run.home_path)!r} readable without its key?", yes=yes)
    sealing.decrypt(run.home_path)
    with run.open() as opened, opened.store.atomic():
        opened.store.log.audit("store.decrypted", subject="")
    output.record({"encrypted": False}, as_json=run.json)
    run.say("next: draftgenie doctor --fix, which makes the vectors again")


def _place(
    run: Run, key_file: Path | None, key_command: str | None, *, keyring: bool
) -> tuple[str, str]:
    """Where the key is: the kind of the place, and its name."""
    if (key_file is not None) + (key_command is not None) + keyring != 1:
        msg = "one place for the key has to be named"
        raise UsageError(msg, hint="--key-file FILE, --key-command CMD or --keyring")
    if key_file is not None:
        path = key_file.expanduser().absolute()
        if path.resolve().is_relative_to(run.home_path.resolve()):
            msg = "the key would lie beside what it locks"
            raise UsageError(msg, hint="name a file outside of the data folder")
        return "file", str(path)
    if key_command is not None:
        return "command", key_command
    return "keyring", str(run.home_path.absolute())


def _refuse_encrypted(run: Run) -> None:
    """See that the store is there, sound enough to open, and not encrypted yet."""
    from draftgenie.sealing import is_plain

    if is_plain(run.home_path):
        return
    with run.open() as opened:
        if opened.key is not None:
            msg = f"the store in {str(run.home_path)!r} is encrypted already"
            raise ConflictError(msg, hint="for another key: draftgenie store decrypt first")


def _refuse_environment(run: Run) -> None:
    """See that the setting can be taken back, or the plain store would not open."""
    from draftgenie import settings

    for found in settings.origins(run.home_path):
        if found.key in settings.KEY_KINDS and found.value and found.source == "environment":
            msg = f"DRAFTGENIE_{found.key.upper()} is set in the environment"
            hint = f"draftgenie config set {found.key} …, and take the variable away first"
            raise UsageError(msg, hint=hint)


def _warn(*, made: bool, kind: str, name: str) -> None:
    # Said with -q as well: nothing else brings a store back whose key is lost.
    if made:
        where = f"the file {name!r}" if kind == "file" else f"the keyring's entry {name!r}"
        output.note(f"A NEW KEY WAS MADE, in {where}.")
        output.note("KEEP A COPY OF IT ELSEWHERE: WITHOUT IT NOBODY CAN READ THIS STORE AGAIN.")
    else:
        output.note("keep a copy of the key elsewhere: without it nobody can read this store")
