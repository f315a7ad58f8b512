"""`quarantine list|show|retry|drop`: mail that could not or should not be taken in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from mailintake.cli.places import desk_of, reading_of, settings_of, store_of
from mailintake.cli.rows import quarantine_row
from mailintake.cli.show import as_json, as_table
from mailintake.cli.trouble import NoMailError, NotTakenError
from mailintake.model.outgoing import QuarantineRow

COLUMNS = ("id", "reason", "received_at", "size", "message_id", "mailbox")
QUARANTINE = "quarantine"
quarantine = typer.Typer(help="Mail that was not taken in: list, show, retry, drop.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(quarantine, name=QUARANTINE)


@quarantine.command("list")
def list_(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False
) -> None:
    """List what lies in quarantine."""
    with reading_of(settings_of(context)) as reading:
        found = [quarantine_row(row) for row in reading.quarantined()]
    if json:
        as_json(found)
    else:
        as_table(COLUMNS, found, nothing="the quarantine is empty")


@quarantine.command()
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID")],
    raw: Annotated[bool, typer.Option("--raw", help="Write the raw mail to standard output.")] = False,
) -> None:
    """Show why a mail is there, with the details for a report."""
    settings = settings_of(context)
    with store_of(settings, migrate=False) as store:
        with store.read() as reading:
            row = _row(reading.quarantine_row(number), number)
        if raw:
            sys.stdout.buffer.write(store.files.get(row.sha256 or ""))
            return
    for name, value in quarantine_row(row).items():
        print(f"{name}: {value}")
    if row.traceback:
        print(row.traceback)


@quarantine.command()
def retry(context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Take a mail in again, after the cause was mended."""
    from mailintake.intake import take_again

    settings = settings_of(context)
    with store_of(settings) as store:
        with store.read() as reading:
            row = _row(reading.quarantine_row(number), number)
        taken = take_again(row, store, desk_of(context, settings), datetime.now(UTC))
    if taken.error or taken.decision is None:
        raise NotTakenError(taken.error)
    print(f"{number}: {taken.decision.verdict.kind.value}" + (f", ticket {taken.ticket}" if taken.ticket else ""))


@quarantine.command()
def drop(context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Take a mail off the list; its bytes and its line in the journal stay."""
    with store_of(settings_of(context)) as store, store.work() as work:
        if not work.release(number):
            raise NoMailError(QUARANTINE, number)
    print(f"{number} is dropped")


def _row(row: QuarantineRow | None, number: int) -> QuarantineRow:
    if row is None:
        raise NoMailError(QUARANTINE, number)
    return row
