"""`reconcile`: every message in the folders against the database."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from mailintake.cli.places import options_of, settings_of, store_of
from mailintake.cli.show import Row, as_json

if TYPE_CHECKING:
    from mailintake.reconcile import Reconciled, Unaccounted

STUCK = "hint: the server does not let it be moved; `mailintake check --connect` shows which right is missing"
HINT = "hint: move it to the inbox, and it is taken in; `quarantine` and `trace` tell more"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reconcile)


def reconcile(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Read and compare every message, not only doubtful ones.")
    ] = False,
) -> None:
    """Compare the messages in all folders with the journal; exit 1 where one is missing or was not moved."""
    from mailintake.app import shelves_of
    from mailintake.fetch.errors import MailboxError
    from mailintake.reconcile import reconcile as compare

    settings = settings_of(context)
    environ = options_of(context).environ
    found: list[Reconciled] = []
    failed = 0
    with store_of(settings, migrate=False) as store:
        for mailbox in settings.mailboxes.values():
            try:
                with shelves_of(mailbox, settings, environ) as shelves:
                    found.append(compare(mailbox, shelves, store, datetime.now(UTC), thorough=thorough))
            except MailboxError as error:
                print(f"mailbox {error}", file=sys.stderr)
                failed += 1
    if json:
        as_json(_row(one) for each in found for one in (*each.unaccounted, *each.stuck))
    else:
        for each in found:
            _tell(each)
    if failed or any(one.unaccounted or one.stuck for one in found):
        raise typer.Exit(1)


def _tell(found: Reconciled) -> None:
    for one in found.unaccounted:
        print(f"{one.mailbox}: {one.folder}: {_named(one)} {one.why}\n{HINT}")
    for one in found.stuck:
        print(f"{one.mailbox}: {one.folder}: {_named(one)} {one.why}\n{STUCK}")
    waiting = f"; {found.waiting} wait in the inbox" if found.waiting else ""
    waiting += f"; {len(found.stuck)} taken in but not moved" if found.stuck else ""
    missing = f"{len(found.unaccounted)} not accounted for" if found.unaccounted else "all accounted for"
    print(f"{found.mailbox}: {found.messages} messages, {missing}{waiting}")


def _named(one: Unaccounted) -> str:
    name = "".join(sign if sign.isprintable() else " " for sign in one.message_id or "a message without Message-ID")
    when = f" of {one.received_at:%Y-%m-%d %H:%M} UTC" if one.received_at else ""
    return f"{name}{when} ({one.size} bytes, UID {one.uid})"


def _row(one: Unaccounted) -> Row:
    from mailintake.explain import utc

    return {
        "mailbox": one.mailbox,
        "folder": one.folder,
        "uid": one.uid,
        "message_id": one.message_id,
        "size": one.size,
        "received_at": utc(one.received_at),
        "why": one.why,
    }
