"""Measures how many messages a second the store takes, and what that costs over bare SQLite.

Usage: python -m bench.store [--messages 300] [--books 20000] [--database URL]

A message here is what intake does with a new mail: one look-up, one transaction with the journal, a ticket, two lines
of history and two outgoing mails. `bare` is the same rows by the sqlite3 module alone. `--books` says how many
messages lie in the database before the last measurement.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from mailintake.model.decision import Decision, Evidence, Kind, Questions, TicketChange, Verdict
from mailintake.model.message import Address, Incoming, Message
from mailintake.model.outgoing import Outgoing
from mailintake.model.person import Person
from mailintake.model.ticket import Entry, EntryKind, Opened, Status, Ticket
from mailintake.store import Store, Work

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
BODY = "The printer in the library jams on every second page and the toner is low. " * 8
MAIL = b"Subject: Re: [TECH-1] Printer\r\n\r\n" + b"We have your request.\r\n" * 150


def main() -> None:
    """Print one line for each way of writing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--books", type=int, default=10_000)
    parser.add_argument("--database", help="another database than a new SQLite file")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        bare = _measure("bare sqlite3, one in a commit", given.messages, lambda: _bare(Path(folder), given.messages, 1))
        ten = _measure("bare sqlite3, ten in a commit", given.messages, lambda: _bare(Path(folder), given.messages, 10))
        store = Store.open(given.database or f"sqlite:///{folder}/desk.db", Path(folder) / "files")
        _measure("store, one in a commit", given.messages, lambda: _fill(store, 0, given.messages, 1), bare)
        start = given.messages
        _measure("store, ten in a commit", given.messages, lambda: _fill(store, start, given.messages, 10), ten)
        start += given.messages
        _fill(store, start, given.books, 500, Status.CLOSED)
        start += given.books
        label = f"store, ten, {given.books} in the books"
        _measure(label, given.messages, lambda: _fill(store, start, given.messages, 10), ten)
        _ask(store, start)
        store.close()


def _measure(label: str, count: int, work: Callable[[], None], bare: float | None = None) -> float:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rate = count / wall
    ratio = f"  {rate / bare:5.2f} of bare" if bare else ""
    print(f"{label:36} {rate:7.0f} messages/s  {cpu / count * 1000:5.2f} ms CPU each{ratio}")
    return rate


def _fill(store: Store, start: int, count: int, together: int, status: Status = Status.NEW) -> None:
    for first in range(start, start + count, together):
        with store.work() as work:
            for number in range(first, min(first + together, start + count)):
                with work.part():
                    _take(work, number, status)


def _take(work: Work, number: int, status: Status) -> None:
    now = NOW + timedelta(seconds=number)
    mail = _mail(number)
    work.look_up(_questions(mail), now)
    said = Entry(now, mail.authors[0].addr_spec, EntryKind.MESSAGE, public=True, text=BODY, message_id=mail.message_id)
    person = Person(mail.authors[0].addr_spec, "Ana Ruiz", room="B12", site="north")
    ticket = Ticket(0, mail.subject, person, now, status, assignee="dana", team="network", entries=(said,))
    made = (TicketChange(0, Opened(ticket)),)
    decision = Decision(Verdict(Kind.NEW, "a request"), Evidence(2, "dkim"), requester=person, changes=made)
    written = work.write(Incoming(f"desk/1/{number}", b"", now, "desk", mail.size), mail, decision, now)
    for template, to in (("receipt", mail.authors[0].addr_spec), ("assigned", "dana@school.example")):
        sent = Outgoing(template, to, "Re: Printer", f"<{template}.{number}@desk>", MAIL, ticket=written.numbers[0])
        row = work.queue(sent, now, journal_id=written.journal_id)
        work.sent(row, "250 ok", now)


def _ask(store: Store, known: int) -> None:
    mail = _mail(known // 2)
    with store.read() as reading:
        start = time.perf_counter()
        for _ in range(100):
            reading.look_up(_questions(mail), NOW + timedelta(seconds=known))
        looked = time.perf_counter() - start
        start = time.perf_counter()
        found = len(reading.search("library toner"))
        searched = time.perf_counter() - start
    print(f"look-up {looked * 10:.2f} ms, search {searched * 1000:.1f} ms ({found} shown)")


def _mail(number: int) -> Message:
    digest = sha256(str(number).encode()).hexdigest()
    return Message(
        sha256=digest,
        size=4000,
        message_id=f"<{number}@school.example>",
        authors=(Address(f"teacher{number % 800}@school.example"),),
        subject=f"Printer {number} jams",
        fingerprint=digest,
        references=(f"<{number - 7}@school.example>",) if number % 3 == 0 else (),
    )


def _questions(mail: Message) -> Questions:
    author = mail.authors[0].key
    return Questions(
        sha256=mail.sha256,
        message_id=mail.message_id,
        author=author,
        subject_folded="printer 0 jams",
        thread_ids=mail.thread_ids,
        addresses=(author,),
        duplicate_key=mail.duplicate_key,
    )


def _bare(folder: Path, count: int, together: int) -> None:
    connection = sqlite3.connect(folder / f"bare{together}.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, key TEXT UNIQUE, subject TEXT, trace TEXT)")
    connection.execute("CREATE TABLE ticket (number INTEGER PRIMARY KEY, subject TEXT, requester TEXT, opened TEXT)")
    connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, ticket INTEGER, actor TEXT, text TEXT)")
    connection.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, ticket INTEGER, recipient TEXT, content BLOB)")
    for first in range(0, count, together):
        connection.execute("BEGIN IMMEDIATE")
        for number in range(first, min(first + together, count)):
            subject = f"Printer {number} jams"
            connection.execute("INSERT INTO message (key, subject) VALUES (?, ?)", (str(number), subject))
            ticket = connection.execute("INSERT INTO ticket (subject) VALUES (?)", (subject,)).lastrowid
            for text in ("opened", BODY):
                connection.execute("INSERT INTO entry (ticket, text) VALUES (?, ?)", (ticket, text))
            for to in ("ana", "dana"):
                connection.execute(
                    "INSERT INTO outbox (ticket, recipient, content) VALUES (?, ?, ?)", (ticket, to, MAIL)
                )
        connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    main()
