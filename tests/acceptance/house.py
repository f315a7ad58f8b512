"""A help desk in memory: mail goes in as raw bytes, tickets and finished mail come out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from mailintake.config import load
from mailintake.intake import Desk, Taken, take
from mailintake.model.decision import Kind
from mailintake.model.message import Incoming
from mailintake.model.outgoing import OutboxState, Outgoing, QuarantineRow
from mailintake.model.settings import Rules, Settings, TokenKey
from mailintake.model.ticket import EntryKind, Ticket
from mailintake.store import OutboxFilter, Store
from tests.outgoing_check import check_outgoing

CONFIG = Path(__file__).parent.parent / "conversations" / "lakeside" / "config"
NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
DESK = "it@lakeside.example"
MAYA = "Maya Lund <mlund@lakeside.example>"
NORA = "Nora Bell <nbell@lakeside.example>"
PASS = "Authentication-Results: mx.lakeside.example; dmarc=pass header.from=lakeside.example"
FAIL = "Authentication-Results: mx.lakeside.example; dmarc=fail header.from=lakeside.example"


@dataclass(slots=True)
class House:
    """The desk, its memory and its clock; every mail that leaves is checked."""

    store: Store
    desk: Desk
    now: datetime = NOW
    count: int = 0

    def take(self, content: bytes, *, mailbox: str = "helpdesk", oversized: bool = False) -> Taken:
        """Take in one mail as the mailbox would bring it."""
        self.count += 1
        key = f"{mailbox}:1:{self.count}"
        incoming = Incoming(key, content, self.now, mailbox, len(content), oversized=oversized)
        return take(incoming, self.store, self.desk, self.now)

    def kinds(self, *contents: bytes) -> list[Kind | None]:
        """Take in several mails and return what each is."""
        return [self.take(one).kind for one in contents]

    def sent(self) -> list[tuple[Outgoing, EmailMessage]]:
        """Return the mail that has become due since the last call, checked and parsed; what is gathered, too."""
        due = self.now + timedelta(minutes=2)
        with self.store.work() as work:
            assert not work.outbox(OutboxFilter(states=(OutboxState.FAILED,)))
            rows = sorted(work.claim(due, 10_000, "test"), key=lambda row: row.id)
            for row in rows:
                work.sent(row.id, "250 ok", due)
        return [(row.outgoing, check_outgoing(row.outgoing.content, row.outgoing.to)) for row in rows]

    def sent_to(self) -> list[tuple[str, str]]:
        """Return template and recipient of the mail that went into the outbox since the last call."""
        return [(outgoing.template, outgoing.to) for outgoing, _ in self.sent()]

    def tickets(self) -> tuple[Ticket, ...]:
        """Return all tickets by number."""
        with self.store.read() as reading:
            return tuple(sorted(reading.tickets(), key=lambda one: one.number))

    def ticket(self, number: int = 1) -> Ticket:
        """Return one ticket."""
        with self.store.read() as reading:
            found = reading.ticket(number)
        assert found is not None
        return found

    def words(self, number: int = 1) -> str:
        """Return the words of a ticket's first message."""
        return next(one.text for one in self.ticket(number).entries if one.kind is EntryKind.MESSAGE)

    def quarantined(self) -> tuple[QuarantineRow, ...]:
        """Return what lies in quarantine."""
        with self.store.read() as reading:
            return reading.quarantined()

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@contextmanager
def open_house(**changes: object) -> Iterator[House]:
    """Open a desk that forgets everything at the end; `changes` are fields of its rules."""
    settings = _settings()
    rules: Rules = replace(settings.rules, token_key=TokenKey(b"only for tests"), **changes)  # type: ignore[arg-type]  # fields
    numbers = itertools.count(1)
    store = Store.open("sqlite://", Path())
    try:
        yield House(store, Desk(settings, rules, lambda: f"u{next(numbers)}"))
    finally:
        store.close()


@cache
def _settings() -> Settings:
    """Read the configuration once: what is compiled from it is remembered with it."""
    return load(CONFIG, environ={})


def mail(*header: str, author: str = MAYA, body: str | bytes = "The printer jams.", proof: str = PASS) -> bytes:
    """Return a mail to the desk; further fields as `Name: value`, each once: they replace those given here."""
    usual = {"From": author, "To": DESK, "Subject": "Printer", "Date": "Mon, 23 Nov 2026 08:05:00 -0700"}
    named = {one.partition(":")[0].casefold() for one in header}
    lines = [proof] if proof else []
    lines += [f"{name}: {value}" for name, value in usual.items() if name.casefold() not in named and value]
    lines += header
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    return head + b"\r\n\r\n" + (body.encode() if isinstance(body, str) else body)
