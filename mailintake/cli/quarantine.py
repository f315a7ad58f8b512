"""`quarantine list|show|retry|drop`: mail that could not or should not be taken in, and what policy holds."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mailintake.cli.places import desk_of, reading_of, settings_of, store_of
from mailintake.cli.show import as_json, as_table
from mailintake.cli.trouble import NoMailError, NotTakenError

if TYPE_CHECKING:
    from mailintake.cli.waiting import Waiting
    from mailintake.store import Reading

COLUMNS = ("id", "kind", "reason", "received_at", "size", "author", "subject", "mailbox")
QUARANTINE = "quarantine"
Name = Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it: 3, or h12 for mail that policy holds.")]
quarantine = typer.Typer(
    help="Mail that was not taken in, or that policy holds: list, show, retry, drop.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(quarantine, name=QUARANTINE)


@quarantine.command("list")
def list_(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False
) -> None:
    """List what could not be taken in, what was refused, and what policy holds.

    Policy holds mail of strangers and lists, spam, and verification mail, as far as you want it.
    """
    from mailintake.cli.waiting import all_waiting

    with reading_of(settings_of(context)) as reading:
        found = [one.values for one in all_waiting(reading)]
    if json:
        as_json(found)
    else:
        as_table(COLUMNS, found, nothing="the quarantine is empty, and no mail is held")


@quarantine.command()
def show(
    context: typer.Context,
    name: Name,
    raw: Annotated[bool, typer.Option("--raw", help="Write the raw mail to standard output.")] = False,
) -> None:
    """Show why a mail is there, with the details for a report."""
    settings = settings_of(context)
    with store_of(settings, migrate=False) as store:
        with store.read() as reading:
            found = _found(name, reading)
        if raw:
            sys.stdout.buffer.write(store.files.get(found.row.sha256 or ""))
            return
    for key, value in found.values.items():
        print(f"{key}: {value}")
    if found.row.traceback:
        print(found.row.traceback)


@quarantine.command()
def retry(context: typer.Context, name: Name) -> None:
    """Take a mail in again: after the cause was mended, or because you let it pass.

    What policy holds or refuses (strangers, spam, verification mail, lists, blocked senders) is released by this.
    Your own mail, loops, bounces and automatic mail stay what they are.
    """
    from mailintake.intake import take_again

    settings = settings_of(context)
    with store_of(settings) as store:
        with store.read() as reading:
            found = _found(name, reading)
        desk = desk_of(context, settings)
        taken = take_again(found.row, store, desk, datetime.now(UTC), released=found.released)
    if taken.error or taken.decision is None:
        raise NotTakenError(taken.error)
    print(f"{found.name}: {taken.decision.verdict.kind.value}" + (f", ticket {taken.ticket}" if taken.ticket else ""))


@quarantine.command()
def drop(context: typer.Context, name: Name) -> None:
    """Take a mail off the list; its bytes and its line in the journal stay."""
    with store_of(settings_of(context)) as store, store.work() as work:
        found = _found(name, work)
        if not (work.release(found.row.id) if found.held is None else work.drop_held(found.held)):
            raise NoMailError(QUARANTINE, name)
    print(f"{found.name} is dropped")


def _found(name: str, reading: Reading) -> Waiting:
    from mailintake.cli.waiting import find_waiting

    found = find_waiting(name, reading)
    if found is None:
        raise NoMailError(QUARANTINE, name)
    return found
