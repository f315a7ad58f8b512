"""Forgetting: what closed tickets held goes after a while; that they were there stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Select, Table, and_, delete, func, insert, or_, select, text, update
from sqlmodel import Session

from mailintake.model.decision import Kind
from mailintake.model.outgoing import OutboxState
from mailintake.model.ticket import EntryKind, Status
from mailintake.store.archive import FORGOTTEN, NEEDED
from mailintake.store.files import Files
from mailintake.store.store import Store
from mailintake.store.tables import (
    ATTACHMENT,
    BEFORE,
    ENTRY,
    HOLD,
    ISSUED,
    MEMORY,
    MESSAGE,
    OUTBOX,
    PERSON,
    QUARANTINE,
    TICKET,
    TICKET_ADDRESS,
    TRY,
    UNREACHABLE,
)

BATCH = 200
FINAL = tuple(one.value for one in (OutboxState.SENT, OutboxState.FAILED, OutboxState.GIVEN_UP))
NOTES = ("reminder %", "overdue %", "digest %", "nightly %", "control address of %")
BACKUP = "backup "
# A mail's bytes are on the disk a moment before the database speaks of them.
GRACE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, and what stays: tickets that are not closed, mail that waits for a word, and earlier backups."""

    tickets: int = 0
    mails: int = 0
    entries: int = 0
    attachments: int = 0
    outgoing: int = 0
    people: int = 0
    files: int = 0
    bytes: int = 0
    open_tickets: int = 0
    waiting_mails: int = 0
    backups: tuple[str, ...] = ()

    def plus(self, **counts: int) -> Pruned:
        """Return the sums."""
        return replace(self, **{name: getattr(self, name) + count for name, count in counts.items()})


def prune(store: Store, cutoff: datetime, now: datetime, *, dry_run: bool = False) -> Pruned:
    """Forget what tickets closed before `cutoff` held, and mail without a ticket that came before it.

    A few tickets in a transaction, so that mail comes in meanwhile. With `dry_run` all is taken back.
    """
    if dry_run:
        return _tried(store, cutoff, now)
    found = Pruned()
    more = True
    while more:
        with store.work() as work:
            found, more = _batch(work.session, cutoff, now, found)
    with store.work() as work:
        found = _rest(work.session, cutoff, found)
    with store.read() as reading:
        needed = _needed(reading.session)
    files, size = store.files.sweep(needed, time.time() - GRACE_SECONDS)
    store.compact()
    return found.plus(files=files, bytes=size)


def note_backup(store: Store, target: str, now: datetime) -> None:
    """Remember that a backup was made: it holds what is forgotten here later."""
    with store.work() as work:
        work.remember(BACKUP + target, now.isoformat(), now)


def _tried(store: Store, cutoff: datetime, now: datetime) -> Pruned:
    with store.work() as work:
        trial = work.session.begin_nested()
        found = _all(work.session, cutoff, now)
        found = _count_files(work.session, store.files, found)
        trial.rollback()
    return found


def _all(session: Session, cutoff: datetime, now: datetime) -> Pruned:
    found, more = Pruned(), True
    while more:
        found, more = _batch(session, cutoff, now, found)
    return _rest(session, cutoff, found)


def _batch(session: Session, cutoff: datetime, now: datetime, found: Pruned) -> tuple[Pruned, bool]:
    numbers = _numbers(session, _old_tickets(cutoff))
    if numbers:
        journals = _numbers(session, select(MESSAGE.c.id).where(MESSAGE.c.ticket.in_(numbers)), most=None)
        return _tickets(session, numbers, journals, cutoff, now, found), True
    journals = _numbers(session, _old_mails(cutoff))
    if not journals:
        return found, False
    return _mails(session, journals, found), True


def _old_tickets(cutoff: datetime) -> Select[tuple[int]]:
    closed = and_(TICKET.c.status == Status.CLOSED.value, TICKET.c.closed_at < cutoff)
    # A forgotten ticket has no requester any more.
    return select(TICKET.c.number).where(closed, TICKET.c.requester_address != "").order_by(TICKET.c.number)


def _old_mails(cutoff: datetime) -> Select[tuple[int]]:
    """Return mails without a ticket; what waits for somebody's word stays."""
    return select(MESSAGE.c.id).where(
        MESSAGE.c.ticket.is_(None),
        MESSAGE.c.taken_at < cutoff,
        MESSAGE.c.facts != FORGOTTEN,
        MESSAGE.c.kind != Kind.HELD.value,
        MESSAGE.c.key.not_in(select(QUARANTINE.c.key)),
    )


def _tickets(  # noqa: PLR0913, PLR0917 (private, and all of it is needed)
    session: Session, numbers: Sequence[int], journals: Sequence[int], cutoff: datetime, now: datetime, found: Pruned
) -> Pruned:
    sent = and_(OUTBOX.c.ticket.in_(numbers), OUTBOX.c.state.in_(FINAL))
    _count(session, delete(ISSUED).where(ISSUED.c.ticket.in_(numbers)))
    outgoing = _count(session, delete(OUTBOX).where(sent))
    _count(session, delete(BEFORE).where(BEFORE.c.ticket.in_(numbers)))
    _count(session, delete(TICKET_ADDRESS).where(TICKET_ADDRESS.c.ticket.in_(numbers)))
    attachments = _count(session, delete(ATTACHMENT).where(ATTACHMENT.c.ticket.in_(numbers)))
    entries = _count(session, delete(ENTRY).where(ENTRY.c.ticket.in_(numbers)))
    session.execute(update(TICKET).where(TICKET.c.number.in_(numbers)).values(_EMPTY_TICKET))
    line = {"at": now, "actor": "desk", "kind": EntryKind.CHANGE.value, "public": False}
    words = f"history removed: it was closed before {cutoff:%Y-%m-%d}"
    session.execute(insert(ENTRY), [line | {"ticket": number, "text": words} for number in numbers])
    found = found.plus(tickets=len(numbers), entries=entries, attachments=attachments, outgoing=outgoing)
    return _mails(session, journals, found)


def _mails(session: Session, journals: Sequence[int], found: Pruned) -> Pruned:
    if not journals:
        return found
    _count(session, delete(BEFORE).where(BEFORE.c.journal.in_(journals)))
    _count(session, delete(HOLD).where(HOLD.c.journal.in_(journals)))
    caused = and_(OUTBOX.c.journal.in_(journals), OUTBOX.c.state.in_(FINAL))
    _count(session, delete(ISSUED).where(ISSUED.c.outbox.in_(select(OUTBOX.c.id).where(caused))))
    outgoing = _count(session, delete(OUTBOX).where(caused))
    session.execute(update(MESSAGE).where(MESSAGE.c.id.in_(journals)).values(_EMPTY_MESSAGE))
    return found.plus(mails=len(journals), outgoing=outgoing)


def _rest(session: Session, cutoff: datetime, found: Pruned) -> Pruned:
    """Forget what hangs on no ticket, and count what stays."""
    old = and_(OUTBOX.c.ticket.is_(None), OUTBOX.c.created_at < cutoff, OUTBOX.c.state.in_(FINAL))
    _count(session, delete(ISSUED).where(ISSUED.c.outbox.in_(select(OUTBOX.c.id).where(old))))
    outgoing = _count(session, delete(OUTBOX).where(old))
    known = select(TICKET_ADDRESS.c.address)
    gone = and_(PERSON.c.learned_at < cutoff, PERSON.c.address.not_in(known))
    people = _count(session, delete(PERSON).where(gone))
    _count(session, delete(UNREACHABLE).where(UNREACHABLE.c.since < cutoff))
    _count(session, delete(TRY).where(TRY.c.at < cutoff))
    _count(session, delete(MEMORY).where(MEMORY.c.at < cutoff, or_(*(MEMORY.c.name.like(one) for one in NOTES))))
    backups = session.execute(select(MEMORY.c.name).where(MEMORY.c.name.like(f"{BACKUP}%")).order_by(MEMORY.c.at))
    return replace(
        found.plus(outgoing=outgoing, people=people),
        open_tickets=_how_many(session, TICKET, TICKET.c.status != Status.CLOSED.value),
        waiting_mails=_how_many(session, MESSAGE, MESSAGE.c.kind == Kind.HELD.value)
        + _how_many(session, QUARANTINE, QUARANTINE.c.received_at < cutoff),
        backups=tuple(str(name).removeprefix(BACKUP) for (name,) in backups),
    )


def _count_files(session: Session, files: Files, found: Pruned) -> Pruned:
    count, size = files.sweep(_needed(session), time.time() - GRACE_SECONDS, only_count=True)
    return found.plus(files=count, bytes=size)


def _needed(session: Session) -> Callable[[str], bool]:
    needed = frozenset(str(digest) for (digest,) in session.execute(text(NEEDED)))
    return needed.__contains__


def _numbers(session: Session, query: Select[Any], most: int | None = BATCH) -> list[int]:
    return [int(number) for (number,) in session.execute(query.limit(most))]


def _count(session: Session, statement: Delete) -> int:
    return int(getattr(session.execute(statement), "rowcount", 0))


def _how_many(session: Session, table: Table, condition: Any) -> int:  # noqa: ANN401 (SQLAlchemy's own)
    return int(session.execute(select(func.count()).select_from(table).where(condition)).scalar() or 0)


_EMPTY_TICKET: dict[str, Any] = {
    "subject": "",
    "requester_address": "",
    "requester_name": "",
    "requester_extension": None,
    "requester_department": None,
    "requester_room": None,
    "requester_others": [],
    "room": None,
    "asset": None,
    "copied": [],
    "because": [],
}
_EMPTY_MESSAGE: dict[str, Any] = {
    "author": None,
    "subject": "",
    "subject_folded": "",
    "duplicate_key": "",
    "reason": "",
    "trace": [],
    "facts": FORGOTTEN,
}
