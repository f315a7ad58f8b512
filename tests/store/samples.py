"""Mails, tickets and outgoing mail to store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeAlias

from mailintake.model.decision import Decision, Evidence, Kind, Known, Questions, TicketChange, Verdict
from mailintake.model.message import Address, Incoming, Message
from mailintake.model.outgoing import Outgoing
from mailintake.model.person import Person
from mailintake.model.ticket import Change, Entry, EntryKind, Opened, Ticket
from mailintake.parse.subject import fold_digits
from mailintake.store import Store, Written
from tests.outgoing_check import finished

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
ANA = "aruiz@school.example"
TECH = "dana@school.example"
Whatever: TypeAlias = Any


def message(number: int = 1, author: str = ANA, subject: str = "Printer jams", **fields: Whatever) -> Message:
    """Return a mail; the same number makes the same bytes."""
    raw = f"{number} {author} {subject} {fields}".encode("utf-8", "replace")
    defaults: dict[str, Any] = {
        "sha256": sha256(raw).hexdigest(),
        "size": len(raw),
        "message_id": f"<{number}@school.example>",
        "authors": (Address(author),),
        "subject": subject,
        "date": NOW,
        "fingerprint": str(number),
    }
    return Message(**(defaults | fields))


def incoming(key: str = "desk/1/1", content: bytes = b"raw") -> Incoming:
    """Return raw bytes from the mailbox."""
    return Incoming(key, content, NOW, "desk")


def ticket(subject: str = "Printer jams", address: str = ANA, **fields: Whatever) -> Ticket:
    """Return a ticket without a number."""
    said = Entry(NOW, address, EntryKind.MESSAGE, public=True, text="Paper everywhere.")
    return replace(Ticket(0, subject, Person(address, "Ana Ruiz"), NOW, entries=(said,)), **fields)


def decision(*changes: TicketChange, kind: Kind = Kind.NEW, level: int = 2, **fields: Whatever) -> Decision:
    """Return a decision that makes these changes."""
    return Decision(Verdict(kind, "because"), Evidence(level, "dkim"), changes=changes, **fields)


def opening(subject: str = "Printer jams", address: str = ANA, **fields: Whatever) -> TicketChange:
    """Return the change that opens a ticket."""
    return TicketChange(0, Opened(ticket(subject, address, **fields)))


def questions(mail: Message, **fields: Whatever) -> Questions:
    """Return what a mail asks, as the decision would."""
    return replace(
        Questions(
            sha256=mail.sha256,
            message_id=mail.message_id,
            author=mail.author.key if mail.author else None,
            subject_folded=fold_digits(mail.subject),
            thread_ids=mail.thread_ids,
            duplicate_key=mail.duplicate_key,
        ),
        **fields,
    )


def take_in(store: Store, mail: Message, *changes: TicketChange, now: datetime = NOW, **fields: Whatever) -> Written:
    """Write one mail in a transaction of its own; its key is its Message-ID."""
    with store.work() as work:
        return work.write(incoming(str(mail.message_id)), mail, decision(*changes, **fields), now)


def open_ticket(store: Store, number: int = 1, **fields: Whatever) -> int:
    """Open a ticket by a mail and return its number."""
    address = fields.get("address", ANA)
    return take_in(store, message(number, address), opening(**fields)).numbers[0]


def change(store: Store, number: int, *changes: Change, now: datetime = NOW, actor: str = "desk") -> Ticket:
    """Change a ticket and return it."""
    with store.work() as work:
        made = tuple(TicketChange(number, one) for one in changes)
        return work.change(made, now, actor=actor).tickets[number]


def ask(store: Store, asked: Questions, now: datetime = NOW) -> Known:
    """Look up in a snapshot."""
    with store.read() as reading:
        return reading.look_up(asked, now)


def outgoing(number: int = 1, to: str = ANA, **fields: Whatever) -> Outgoing:
    """Return a finished mail."""
    defaults: dict[str, Any] = {"template": "receipt", "subject": "Re: Printer", "content": finished(to, number=number)}
    return Outgoing(to=to, message_id=f"<out.{number}@desk.example>", **(defaults | fields))


def queue(store: Store, mail: Outgoing, now: datetime = NOW, **fields: Whatever) -> int:
    """Put a mail into the outbox."""
    with store.work() as work:
        return work.queue(mail, now, **fields)
