"""A small district for the tests of compose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailintake.compose import Context
from mailintake.model.message import Address, Message
from mailintake.model.person import Person, Site
from mailintake.model.settings import Calendar, Category, Desk, Routing, Rules, Technician, TokenKey
from mailintake.model.ticket import Entry, EntryKind, Ticket

NOW = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
PACIFIC = ZoneInfo("America/Los_Angeles")
ANA = Person("aruiz@example.org", "Ana Ruiz", "4512", "north-high", "Front Office", "Main 101", "en")
DANA = Technician("dana", "Dana Cole", "dcole@example.org", other_addresses=("dana@home.example",))
LEE = Technician("lee", "Lee Ortiz", "lortiz@example.org", languages=("es",))
WORDS = "The copier in the front office jams on every page."
PRIVATE = "She is the third one today, order a new copier."
RULES = Rules(
    desk=Desk(
        "helpdesk@example.org",
        "Technology Services Help Desk",
        "extension 8324 (dial TECH)",
        timezone=PACIFIC,
        domains=("example.org",),
        admin="techadmin@example.org",
    ),
    routing=Routing(technicians={"dana": DANA, "lee": LEE}),
    sites={"north-high": Site("north-high", "North High School")},
    directory={ANA.address: ANA},
    categories={"printer": Category("printer", {"en": "Printing", "es": "Impresoras"})},
    calendar=Calendar(PACIFIC),
    token_key=TokenKey(b"a secret of the tests"),
)
TICKET = Ticket(
    number=1042,
    subject="Copier jams",
    requester=ANA,
    opened_at=NOW,
    category="printer",
    site="north-high",
    room="Main 101",
    assignee="dana",
    respond_by=NOW + timedelta(hours=4),
    resolve_by=NOW + timedelta(days=2),
    because=("one person", "another copier can be used"),
    entries=(
        Entry(NOW, ANA.address, EntryKind.MESSAGE, public=True, text=WORDS),
        Entry(NOW, "dana", EntryKind.NOTE, public=False, text=PRIVATE),
        Entry(NOW, "dana", EntryKind.NOTE, public=True, text="New rollers are ordered."),
    ),
)
MESSAGE = Message(
    sha256="0" * 64,
    size=100,
    message_id="<first@example.org>",
    references=("<zero@example.org>",),
    authors=(Address(ANA.address, ANA.name),),
    subject=TICKET.subject,
    text=WORDS,
    body=WORDS,
)


def counter() -> Callable[[], str]:
    """Return a source of short names: u1, u2 and so on."""
    numbers = iter(range(1, 10**9))
    return lambda: f"u{next(numbers)}"


def context(ticket: Ticket | None = TICKET, message: Message | None = MESSAGE, rules: Rules = RULES) -> Context:
    """Return what a notice about that ticket is made of."""
    return Context(rules, NOW, counter(), ticket, message)
