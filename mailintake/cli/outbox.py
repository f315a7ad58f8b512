"""`outbox list|retry|drop`: mail on its way out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from mailintake.cli.places import reading_of, settings_of, store_of
from mailintake.cli.rows import outbox_row
from mailintake.cli.show import as_json, as_table
from mailintake.cli.trouble import NoMailError
from mailintake.model.outgoing import OutboxState

COLUMNS = ("id", "state", "to", "template", "ticket", "attempts", "next_attempt_at", "last_error")
OUTBOX = "outbox"
outbox = typer.Typer(help="Mail on its way out: list, retry, drop.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(outbox, name=OUTBOX)


@outbox.command("list")
def list_(
    context: typer.Context,
    state: Annotated[list[OutboxState] | None, typer.Option("--state", help="Only these; may be repeated.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List outgoing mail: what waits, what left, what did not."""
    from mailintake.store import OutboxFilter

    with reading_of(settings_of(context)) as reading:
        found = [outbox_row(row) for row in reading.outbox(OutboxFilter(states=tuple(state or ())))]
    if json:
        as_json(found)
    else:
        as_table(COLUMNS, found, nothing="no mail")


@outbox.command()
def retry(context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Queue a mail anew that did not leave."""
    with store_of(settings_of(context)) as store, store.work() as work:
        if not work.retry(number, datetime.now(UTC)):
            raise NoMailError(OUTBOX, number)
    print(f"{number} is queued again")


@outbox.command()
def drop(context: typer.Context, number: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Give a mail up that was not sent."""
    with store_of(settings_of(context)) as store, store.work() as work:
        if not work.drop(number):
            raise NoMailError(OUTBOX, number)
    print(f"{number} is dropped")
