"""`backup`, `restore` and `prune`: what is kept, and for how long."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailintake.cli.places import settings_of, store_of
from mailintake.cli.show import as_json
from mailintake.cli.trouble import NoSpanError, NotSqliteError
from mailintake.config import own_key
from mailintake.config.units import duration
from mailintake.model.settings import Settings

if TYPE_CHECKING:
    from mailintake.store.pruning import Pruned

YEAR = "365d"
MEGABYTE = 1024 * 1024
File = Annotated[Path, typer.Argument(metavar="FILE")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (backup, restore, prune):
        app.command()(command)


def backup(context: typer.Context, file: File) -> None:
    """Write database, mails and the key of reply tokens into one file; the desk may be at work meanwhile."""
    from mailintake.store.backup import back_up
    from mailintake.store.pruning import note_backup

    settings = settings_of(context)
    database = _database(settings, "backup")
    now = datetime.now(UTC)
    with store_of(settings, migrate=False) as store:
        made = back_up(database, settings.files, own_key(settings), file, now)
        note_backup(store, str(file.absolute()), now)
    size = (made.database_bytes + made.bytes) / MEGABYTE
    print(f"{file}: database and {made.files} files, {size:.1f} MB; the configuration folder is not in it")
    if made.missing:
        print(f"{made.missing} files that the database speaks of are missing\nhint: an earlier backup may have them")


def restore(
    context: typer.Context,
    file: File,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a database that is there; it is kept as `.replaced`.")
    ] = False,
) -> None:
    """Take database, mails and key from a backup; the desk must not be at work."""
    from mailintake.store.restore import restore as take_back

    settings = settings_of(context)
    database = _database(settings, "restore")
    found = take_back(file, database, settings.files, own_key(settings), force=force)
    # A backup of an earlier version is brought up to this one.
    with store_of(settings) as store, store.read() as reading:
        counts = reading.counts()
    print(f"{database}: restored as of {found.made_at[:16]}: {found.files} files, {counts.open_tickets} tickets open")
    if counts.waiting:
        print(
            f"{counts.waiting} mails wait to go out; some may have gone out since the backup\n"
            "hint: `mailintake outbox list` shows them, `outbox drop` takes one away"
        )


def prune(
    context: typer.Context,
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="SPAN", help="How long ago a ticket was closed.")
    ] = YEAR,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Remove mails, attachments and histories of tickets closed long ago, and say what stays."""
    from mailintake.store.pruning import prune as forget

    span = duration(older_than)
    if span is None:
        raise NoSpanError(older_than)
    now = datetime.now(UTC)
    with store_of(settings_of(context), migrate=False) as store:
        found = forget(store, now - span, now, dry_run=dry_run)
    if json:
        as_json([asdict(found) | {"backups": list(found.backups), "dry_run": dry_run}])
    else:
        _tell(found, older_than, dry_run=dry_run)


def _tell(found: Pruned, span: str, *, dry_run: bool) -> None:
    print(f"{'would go' if dry_run else 'gone'}, of what is older than {span}:")
    for number, what in (
        (found.tickets, "tickets emptied of subject, requester and history"),
        (found.mails, "mails"),
        (found.entries, "lines of history"),
        (found.attachments, "attachments"),
        (found.outgoing, "mails that went out"),
        (found.people, "people known only from old mail"),
        (found.files, f"files ({found.bytes / MEGABYTE:.1f} MB)"),
    ):
        print(f"  {number} {what}")
    print("what stays:")
    print("  of each emptied ticket: number, dates, category, priority, site, who had it")
    print("  of each mail: Message-ID, size and digest, so that it is never taken in again")
    print(f"  {found.open_tickets} tickets that are not closed, whole")
    if found.waiting_mails:
        print(f"  {found.waiting_mails} mails that wait for a word (held, quarantine)")
    for one in found.backups:
        print(f"  the backup {one}: remove it when it is too old")
    print("  the mails in the folders of the mailbox: the mail server's own retention is for them")


def _database(settings: Settings, command: str) -> Path:
    from mailintake.store.database import in_memory, parse

    url = parse(settings.database)
    if url.get_backend_name() != "sqlite" or in_memory(url):
        raise NotSqliteError(command, url.render_as_string(hide_password=True), settings.files)
    return Path(str(url.database))
