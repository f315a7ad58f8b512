"""What is old and done is forgotten without a trace; what is not, stays whole."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from mailintake.model.decision import Kind, TicketChange
from mailintake.model.message import Incoming
from mailintake.model.outgoing import Outgoing
from mailintake.model.person import Person
from mailintake.model.ticket import Closed, Opened, StoredAttachment, Ticket
from mailintake.store import JournalFilter, OutboxFilter, Store
from mailintake.store.pruning import Pruned, note_backup, prune
from tests.outgoing_check import finished
from tests.store.samples import NOW, decision, message, ticket

OLD = NOW - timedelta(days=400)
CUTOFF = NOW - timedelta(days=365)
CANARY = "xyzzycanary"


def mail(store: Store, number: int, at: datetime, *, closed: datetime | None = None, kind: Kind = Kind.NEW) -> int:
    """Take in a mail with an attachment, answer it, and close its ticket; the canary stands everywhere."""
    raw, attached = f"{CANARY} {number}".encode(), f"attached {CANARY} {number}".encode()
    store.files.put_all((raw, attached))
    author = f"{CANARY}{number}@school.example"
    said = message(number, author, f"{CANARY} jams", sha256=sha256(raw).hexdigest(), size=len(raw))
    held = StoredAttachment(f"{CANARY}.png", "image/png", len(attached), sha256(attached).hexdigest())
    opened = ticket(f"{CANARY} jams", author, because=(CANARY,), attachments=(held,))
    entries = tuple(replace(one, text=f"The {CANARY} is dead.") for one in opened.entries)
    changes = (TicketChange(0, Opened(replace(opened, opened_at=at, entries=entries))),)
    incoming = Incoming(f"desk:1:{number}", raw, at, "desk")

    with store.work() as work:
        person = Person(author, CANARY)
        made = decision(*(changes if kind is Kind.NEW else ()), kind=kind, requester=person, trace=(CANARY,))
        written = work.write(incoming, said, made, at)
        ours = f"<{number}.ours@school.example>"
        out = Outgoing("receipt", author, CANARY, ours, finished(author, CANARY), ticket=written.numbers.get(0))
        row = work.queue(out, at, journal_id=written.journal_id)
        work.claim(at, 10, "test")
        work.sent(row, "250 ok", at)
    number = written.numbers.get(0, 0)
    if closed is not None:
        with store.work() as work:
            work.change([TicketChange(number, Closed())], closed)
    return number


def age(folder: Path) -> None:
    for file in folder.rglob("*.gz"):
        os.utime(file, (0, 0))


def found(store: Store, number: int) -> Ticket:
    with store.read() as reading:
        ticket_ = reading.ticket(number)
    assert ticket_ is not None
    return ticket_


def test_an_old_ticket_is_emptied_and_its_number_stays(store: Store, tmp_path: Path) -> None:
    number = mail(store, 1, OLD, closed=OLD)
    age(tmp_path)
    done = prune(store, CUTOFF, NOW)

    empty = found(store, number)
    assert (empty.subject, empty.requester.address, empty.attachments) == ("", "", ())
    assert (empty.category, empty.priority.value, empty.closed_at) == ("other", "normal", OLD)
    assert [one.text for one in empty.entries] == ["history removed: it was closed before 2025-11-23"]
    assert (done.tickets, done.mails, done.attachments, done.outgoing, done.people) == (1, 1, 1, 1, 1)
    with store.read() as reading:
        (row,) = reading.journal(JournalFilter())
        assert reading.outbox(OutboxFilter()) == ()
        assert reading.search(CANARY) == ()
    assert (row.message_id, row.size, row.ticket) == ("<1@school.example>", len(f"{CANARY} 1"), number)
    assert not store.files.has(row.sha256)


@pytest.mark.parametrize("closed", [None, NOW - timedelta(days=364)])
def test_what_is_open_or_closed_lately_stays_whole(store: Store, tmp_path: Path, closed: datetime | None) -> None:
    number = mail(store, 1, OLD, closed=closed)
    before = found(store, number)
    age(tmp_path)
    done = prune(store, CUTOFF, NOW)

    assert found(store, number) == before
    assert (done.tickets, done.mails, done.files) == (0, 0, 0)
    assert done.open_tickets == (closed is None)
    assert store.files.has(before.attachments[0].sha256)


def test_a_file_that_another_mail_needs_stays(store: Store, tmp_path: Path) -> None:
    mail(store, 1, OLD, closed=OLD)
    shared = b"a logo in every signature"
    digest = store.files.put(shared)
    logo = StoredAttachment("logo.png", "image/png", len(shared), digest)
    with store.work() as work:
        opening = TicketChange(0, Opened(replace(ticket(), attachments=(logo,))))
        work.write(Incoming("desk:1:2", b"raw", NOW, "desk"), message(2), decision(opening), NOW)
    age(tmp_path)
    prune(store, CUTOFF, NOW)

    assert store.files.get(digest) == shared


def test_mail_without_a_ticket_goes_by_its_age_and_what_waits_stays(store: Store, tmp_path: Path) -> None:
    mail(store, 1, OLD, kind=Kind.AUTOMATIC)
    mail(store, 2, NOW, kind=Kind.AUTOMATIC)
    mail(store, 3, OLD, kind=Kind.HELD)
    mail(store, 4, OLD, kind=Kind.QUARANTINED)
    age(tmp_path)
    done = prune(store, CUTOFF, NOW)

    assert (done.mails, done.waiting_mails) == (1, 2)
    with store.read() as reading:
        kept = [row.key for row in reading.journal(JournalFilter()) if store.files.has(row.sha256)]
    assert kept == ["desk:1:2", "desk:1:3", "desk:1:4"]


def test_only_looking_changes_nothing_and_counts_the_same(store: Store, tmp_path: Path) -> None:
    number = mail(store, 1, OLD, closed=OLD)
    before = found(store, number)
    age(tmp_path)
    looked = prune(store, CUTOFF, NOW, dry_run=True)

    assert found(store, number) == before
    assert store.files.has(before.attachments[0].sha256)
    assert prune(store, CUTOFF, NOW) == looked
    assert prune(store, CUTOFF, NOW) == Pruned(open_tickets=0)


def test_many_tickets_go_in_several_transactions(store: Store) -> None:
    for number in range(1, 4):
        mail(store, number, OLD, closed=OLD)
    with store.work() as work:
        changes = [TicketChange(-number, Opened(ticket(f"{CANARY} {number}"))) for number in range(1, 250)]
        numbers = work.change(changes, OLD).numbers.values()
        work.change([TicketChange(number, Closed()) for number in numbers], OLD)

    assert prune(store, CUTOFF, NOW).tickets == 252


def test_a_reply_that_was_put_again_meanwhile_is_not_taken_away(store: Store, tmp_path: Path) -> None:
    """Its bytes come a moment before the database speaks of them."""
    mail(store, 1, OLD, closed=OLD)
    age(tmp_path)
    digest = store.files.put(f"{CANARY} 1".encode())
    prune(store, CUTOFF, NOW)

    assert store.files.has(digest) is (tmp_path / "files").exists()


def test_nothing_of_what_was_forgotten_is_left_on_the_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/desk.db"
    with closing(Store.open(url, tmp_path / "var/files")) as store:
        for number in range(1, 30):
            mail(store, number, OLD, closed=OLD)
        age(tmp_path)
        prune(store, CUTOFF, NOW)
    left = [file for file in tmp_path.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes().lower()]

    assert left == []
    assert list(tmp_path.rglob("*.gz")) == []


def test_backups_that_still_hold_it_are_named(store: Store) -> None:
    note_backup(store, "/backups/monday.tar", NOW)
    note_backup(store, "/backups/tuesday.tar", NOW + timedelta(days=1))

    assert prune(store, CUTOFF, NOW).backups == ("/backups/monday.tar", "/backups/tuesday.tar")
