"""`tickets list|show|search|open`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailintake.cli.places import desk_of, reading_of, settings_of, store_of, unique
from mailintake.cli.rows import ticket_row, whole_ticket
from mailintake.cli.show import Row, as_json, as_table
from mailintake.cli.trouble import NoAddressError, NoTicketError, NoTimeError, NotTakenError
from mailintake.model.ticket import Priority, Status, Ticket

COLUMNS = ("number", "status", "priority", "category", "requester", "site", "assignee", "resolve_by", "subject")
NOTHING = "no such tickets"
DAYS = {"d": 1, "w": 7}
tickets = typer.Typer(help="Tickets: list, show, search, open one for a caller.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(tickets, name="tickets")


@tickets.command("list")
def list_(  # noqa: PLR0913, PLR0917 (each is an option)
    context: typer.Context,
    status: Annotated[list[Status] | None, typer.Option("--status", help="Only these; may be repeated.")] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", help="A key of the roster.")] = None,
    category: Annotated[str | None, typer.Option("--category")] = None,
    priority: Annotated[Priority | None, typer.Option("--priority")] = None,
    site: Annotated[str | None, typer.Option("--site", help="Key, name or alias.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="A date or `30d`.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="A date or `30d`.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List tickets: High first, then by target."""
    from mailintake.parse.person import resolve_site
    from mailintake.store import TicketFilter

    settings = settings_of(context)
    zone = settings.rules.desk.timezone
    key = (resolve_site(site, settings.rules.sites) or site) if site else None
    wanted = TicketFilter(
        status=tuple(status or ()),
        assignee=assignee,
        category=category,
        priority=priority,
        site=key,
        since=_moment(since, zone),
        until=_moment(until, zone),
    )
    with reading_of(settings) as reading:
        found = reading.tickets(wanted)
    _print(found, zone, json=json)


@tickets.command()
def show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="N", help="1042 or TECH-1042.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show one ticket with its history."""
    settings = settings_of(context)
    digits = number.rpartition("-")[2].lstrip("#")
    with reading_of(settings) as reading:
        ticket = reading.ticket(int(digits)) if digits.isdigit() else None
    if ticket is None:
        raise NoTicketError(number)
    found = whole_ticket(ticket)
    if json:
        as_json([found])
        return
    _print_ticket(ticket, found, settings.rules.desk.timezone)


@tickets.command()
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Find tickets in whose subject, requester or history all of these words stand."""
    settings = settings_of(context)
    with reading_of(settings) as reading:
        found = reading.search(" ".join(words))
    _print(found, settings.rules.desk.timezone, json=json)


@tickets.command("open")
def open_(
    context: typer.Context,
    person: Annotated[str, typer.Option("--for", metavar="ADDRESS", help="Whose request it is.")],
    subject: Annotated[str, typer.Option("--subject", help="What it is about, in a few words.")],
    text: Annotated[str | None, typer.Option("--text", help="The request; without it, standard input is read.")] = None,
) -> None:
    """Record a phone call: open a ticket for a person, who gets the receipt."""
    from mailintake.intake import take
    from mailintake.model.decision import Evidence
    from mailintake.model.message import Incoming

    settings = settings_of(context)
    if "@" not in person:
        raise NoAddressError(person)
    now = datetime.now(UTC)
    content = _call(person, subject, text if text is not None else sys.stdin.read(), settings.rules.desk.address, now)
    with store_of(settings) as store:
        incoming = Incoming(f"call:{unique()}", content, now, "command line", len(content))
        taken = take(
            incoming, store, desk_of(context, settings), now, evidence=Evidence(2, "opened on the command line")
        )
    if taken.ticket is None:
        raise NotTakenError(taken.error)
    print(f"{settings.rules.desk.tag}-{taken.ticket}")


def _print(found: Sequence[Ticket], zone: ZoneInfo, *, json: bool) -> None:
    if json:
        as_json(ticket_row(one) for one in found)
    else:
        as_table(COLUMNS, (_as_read(one, zone) for one in found), nothing=NOTHING)


def _as_read(ticket: Ticket, zone: ZoneInfo) -> Row:
    resolve_by = _local(ticket.resolve_by, zone) if ticket.resolve_by else None
    return {**ticket_row(ticket), "resolve_by": resolve_by}


def _print_ticket(ticket: Ticket, found: Row, zone: ZoneInfo) -> None:
    """Print a ticket for a person: times as the clocks of the district show them."""
    for name, value in found.items():
        if name != "entries" and value not in (None, []):
            moment = getattr(ticket, name, None)
            print(f"{name}: {_local(moment, zone) if isinstance(moment, datetime) else _plain(value)}")
    for entry in ticket.entries:
        internal = "" if entry.public else ", internal"
        print(f"\n{_local(entry.at, zone)} {entry.actor} ({entry.kind.value}{internal})")
        print("\n".join(f"  {_plain(line)}" for line in entry.text.splitlines()))


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _call(person: str, subject: str, text: str, desk: str, now: datetime) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = person, desk, " ".join(subject.split())
    message["Date"], message["Message-ID"] = format_datetime(now), f"<call.{unique()}@{desk.rpartition('@')[2]}>"
    message.set_content(text)
    return message.as_bytes()


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    if text[:-1].isdigit() and text[-1] in DAYS:
        return datetime.now(UTC) - timedelta(days=int(text[:-1]) * DAYS[text[-1]])
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NoTimeError(text) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items() if one)
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return "".join(one if one.isprintable() else " " for one in str(value))
