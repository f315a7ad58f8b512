"""Reading the books of mail: the journal, the outbox, the quarantine, and what we issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select as columns
from sqlalchemy.orm import Mapped, defer
from sqlmodel import col, select

from mailintake.model.address import fold_address
from mailintake.model.decision import Kind, KnownMessage
from mailintake.model.outgoing import JournalRow, OutboxRow, OutboxState, QuarantineRow
from mailintake.model.person import Person
from mailintake.store.columns import key as shortened
from mailintake.store.filters import Counts, JournalFilter, OutboxFilter
from mailintake.store.rows import to_journal_row, to_outbox_row, to_person, to_quarantine_row
from mailintake.store.statements import CAME_IN, MESSAGE_OF_KEY, PEOPLE, TURNS, UNFINISHED, WE_ISSUED
from mailintake.store.tables import (
    MemoryTable,
    MessageTable,
    OutboxTable,
    QuarantineTable,
    TicketTable,
    UnreachableTable,
)
from mailintake.store.ticket_queries import TicketQueries, is_number

FIRST_NUMBER = "first_number"
ASKED = 500
# Named one by one, the index counts them.
UNSENT = tuple(state.value for state in OutboxState if state is not OutboxState.SENT)


class MailQueries(TicketQueries):
    """What can be read about mail."""

    def journal(self, wanted: JournalFilter | None = None) -> tuple[JournalRow, ...]:
        """Return messages that came in, the first first."""
        wanted = wanted or JournalFilter()
        query = select(MessageTable).where(*_journal_conditions(wanted)).order_by(col(MessageTable.id))
        return tuple(to_journal_row(row) for row in self.session.exec(query.limit(wanted.limit)))

    def journal_row(self, wanted: JournalFilter) -> JournalRow | None:
        """Return the first of these messages."""
        return next(iter(self.journal(wanted)), None)

    def has(self, key: str) -> bool:
        """Tell whether the message of that key is in the journal."""
        return self.kind_of(key) is not None

    def kind_of(self, key: str) -> Kind | None:
        """Return what the message of that key is, None where it is not in the journal."""
        row = self.session.execute(MESSAGE_OF_KEY, {"key": key}).first()
        return Kind(row.kind) if row else None

    def outbox(self, wanted: OutboxFilter | None = None) -> tuple[OutboxRow, ...]:
        """Return outgoing mail without its content, in the order it was written."""
        wanted = wanted or OutboxFilter()
        query = select(OutboxTable).options(defer(OutboxTable.content))  # type: ignore[arg-type]  # SQLModel hides it
        order = col(OutboxTable.id).desc() if wanted.newest else col(OutboxTable.id)
        rows = self.session.exec(query.where(*_outbox_conditions(wanted)).order_by(order).limit(wanted.limit))
        return tuple(to_outbox_row(row, content=False) for row in rows)

    def outbox_row(self, number: int) -> OutboxRow | None:
        """Return one outgoing mail with its content."""
        row = self.session.get(OutboxTable, number) if is_number(number) else None
        return to_outbox_row(row) if row else None

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next mail becomes due that is not due yet."""
        query = columns(func.min(OutboxTable.next_attempt_at)).where(
            col(OutboxTable.state) == OutboxState.QUEUED.value, col(OutboxTable.next_attempt_at) > now
        )
        return self.session.execute(query).scalar()

    def notices(self, journal_id: int) -> tuple[OutboxRow, ...]:
        """Return the mails that this message made go out."""
        return self.outbox(OutboxFilter(journal_id=journal_id))

    def quarantined(self) -> tuple[QuarantineRow, ...]:
        """Return what lies in quarantine."""
        rows = self.session.exec(select(QuarantineTable).order_by(col(QuarantineTable.id)))
        return tuple(to_quarantine_row(row) for row in rows)

    def quarantine_row(self, number: int) -> QuarantineRow | None:
        """Return one message of the quarantine."""
        row = self.session.get(QuarantineTable, number) if is_number(number) else None
        return to_quarantine_row(row) if row else None

    def known_messages(self, ids: Collection[str]) -> Mapping[str, KnownMessage]:
        """Return which of these Message-IDs are in our books; our own mail comes before a copy that came in."""
        if not ids:
            return {}
        asked = {shortened(one): one for one in ids}
        found: dict[str, KnownMessage] = {}
        tickets: dict[str, dict[str | None, int | None]] = {}
        for message_id, author, ticket in self.session.execute(CAME_IN, {"ids": list(asked)}):
            of_author = tickets.setdefault(asked[message_id], {})
            of_author[author] = ticket if ticket is not None else of_author.get(author)
        found |= {name: _came_in(name, of_authors.values()) for name, of_authors in tickets.items()}
        for row in self.session.execute(WE_ISSUED, {"ids": list(asked)}):
            name = asked[row.message_id]
            found[name] = KnownMessage(
                name, row.ticket, ours=True, recipient=row.recipient, template=row.template, outbox_id=row.outbox
            )
        return found

    def taken_sizes(self, ids: Collection[str]) -> Mapping[tuple[str, int], int]:
        """Return how many messages of each of these Message-IDs and size came in."""
        asked = {shortened(one): one for one in ids}
        column, size = col(MessageTable.message_id), col(MessageTable.size)
        query = columns(column, size, func.count()).where(column.in_(asked)).group_by(column, size)
        return {(asked[str(name)], int(bytes_)): int(count) for name, bytes_, count in self.session.execute(query)}

    def taken_digests(self, digests: Collection[str]) -> frozenset[str]:
        """Return which of these contents came in."""
        query = columns(col(MessageTable.sha256)).where(col(MessageTable.sha256).in_(digests))
        return frozenset(str(digest) for (digest,) in self.session.execute(query))

    def people(self, addresses: Collection[str]) -> Mapping[str, Person]:
        """Return what earlier mail taught about these people, by folded address."""
        if not addresses:
            return {}
        folded = [shortened(fold_address(one)) for one in addresses]
        return {row.address: to_person(row) for row in self.session.execute(PEOPLE, {"addresses": folded})}

    def unreachable(self, addresses: Collection[str]) -> frozenset[str]:
        """Return which of these addresses take no mail of ours, folded."""
        folded = {shortened(fold_address(one)) for one in addresses}
        query = columns(col(UnreachableTable.address)).where(col(UnreachableTable.address).in_(folded))
        return frozenset(str(address) for (address,) in self.session.execute(query))

    def outbox_states(self) -> Mapping[str, int]:
        """Return how many mails of the outbox are in each state; those that were sent are not counted."""
        state = col(OutboxTable.state)
        query = columns(state, func.count()).where(state.in_(UNSENT)).group_by(state)
        found = {str(name): int(count) for name, count in self.session.execute(query)}
        return {name: found.get(name, 0) for name in UNSENT}

    def turns(self) -> Mapping[str, str]:
        """Return who was last in turn in each team."""
        return {row.team: row.technician for row in self.session.execute(TURNS)}

    def recall(self, name: str) -> str | None:
        """Return what was remembered under that name."""
        row = self.session.get(MemoryTable, name)
        return row.value if row else None

    def recalled(self, names: Sequence[str]) -> frozenset[str]:
        """Return under which of these names something was remembered."""
        found: set[str] = set()
        for begin in range(0, len(names), ASKED):
            asked = {shortened(name): name for name in names[begin : begin + ASKED]}
            query = columns(col(MemoryTable.name)).where(col(MemoryTable.name).in_(asked))
            found.update(asked[str(name)] for (name,) in self.session.execute(query))
        return frozenset(found)

    def next_number(self) -> int:
        """Return the number that the next ticket gets."""
        last = self.last_number()
        return last + 1 if last else int(self.recall(FIRST_NUMBER) or 1)

    def counts(self) -> Counts:
        """Return how the desk stands."""
        states = columns(col(OutboxTable.state), func.count(), func.min(OutboxTable.created_at)).where(
            col(OutboxTable.state).in_(UNSENT)
        )
        rows = {
            str(state): (int(count), first) for state, count, first in self.session.execute(states.group_by("state"))
        }
        nothing: tuple[int, datetime | None] = (0, None)
        waiting, oldest = rows.get(OutboxState.QUEUED.value, nothing)
        failed = (rows.get(state.value, nothing)[0] for state in (OutboxState.FAILED, OutboxState.GIVEN_UP))
        unfinished = columns(func.count()).where(col(TicketTable.status).in_(UNFINISHED))
        return Counts(
            open_tickets=int(self.session.execute(unfinished).scalar() or 0),
            waiting=waiting,
            failed=sum(failed),
            held=rows.get(OutboxState.HELD.value, nothing)[0],
            quarantine=int(self.session.execute(columns(func.count()).select_from(QuarantineTable)).scalar() or 0),
            oldest_waiting=oldest,
            last_taken=self.session.execute(columns(func.max(MessageTable.taken_at))).scalar(),
        )


def _came_in(message_id: str, of_authors: Iterable[int | None]) -> KnownMessage:
    """Return a mail that came in; whoever knows its Message-ID can write a mail with it, and so it may name several."""
    tickets = tuple(sorted({one for one in of_authors if one is not None}))
    if len(tickets) > 1:
        return KnownMessage(message_id, None, ours=False, rivals=tickets)
    return KnownMessage(message_id, tickets[0] if tickets else None, ours=False)


def _journal_conditions(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    equal: list[tuple[Mapped[Any], object]] = [
        (col(MessageTable.id), wanted.id),
        (col(MessageTable.key), wanted.key),
        (col(MessageTable.message_id), wanted.message_id),
        (col(MessageTable.sha256), wanted.sha256),
        (col(MessageTable.ticket), wanted.ticket),
        (col(MessageTable.mailbox), wanted.mailbox),
    ]
    conditions = [column == value for column, value in equal if value is not None]
    if wanted.kinds:
        conditions.append(col(MessageTable.kind).in_(wanted.kinds))
    if wanted.since:
        conditions.append(col(MessageTable.taken_at) >= wanted.since)
    if wanted.until:
        conditions.append(col(MessageTable.taken_at) < wanted.until)
    if wanted.done is not None:
        done = col(MessageTable.done_at)
        conditions.append(done.is_not(None) if wanted.done else done.is_(None))
    return conditions


def _outbox_conditions(wanted: OutboxFilter) -> list[ColumnElement[bool]]:
    equal: list[tuple[Mapped[Any], object]] = [
        (col(OutboxTable.ticket), wanted.ticket),
        (col(OutboxTable.journal), wanted.journal_id),
        (col(OutboxTable.message_id), wanted.message_id),
    ]
    conditions = [column == value for column, value in equal if value is not None]
    if wanted.to:
        # A ticket has few mails and a person thousands: with a ticket, it is written so that no index by him fits.
        recipient = col(OutboxTable.recipient_key) if wanted.ticket is None else col(OutboxTable.recipient_key) + ""
        conditions.append(recipient == fold_address(wanted.to))
    if wanted.states:
        conditions.append(col(OutboxTable.state).in_([state.value for state in wanted.states]))
    return conditions
