"""Reading tickets: one, many, somebody's own, by words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal_column, or_, select as columns, text
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from mailintake.model.address import fold_address
from mailintake.model.ticket import Status, Ticket
from mailintake.store.filters import Holder, TicketFilter
from mailintake.store.rows import to_ticket
from mailintake.store.statements import (
    ATTACHMENTS,
    ENTRIES,
    LAST_NUMBER,
    OPEN_COUNTS,
    OWN_TICKETS,
    OWN_UNFINISHED,
    TICKETS,
    UNFINISHED,
)
from mailintake.store.tables import EntryTable, TicketTable

WORDS = 8
PAGE = 200
AT_WORK = (Status.NEW.value, Status.OPEN.value)
HIGHEST = 2**31 - 1


def is_number(number: int) -> bool:
    """Tell whether anything can have that number: strangers write any number of digits."""
    return 0 < number <= HIGHEST


class TicketQueries:
    """What can be read about tickets; `full_text` says that the words of entries are indexed."""

    def __init__(self, session: Session, *, full_text: bool = False) -> None:
        self.session = session
        self.full_text = full_text

    def ticket(self, number: int) -> Ticket | None:
        """Return the ticket with its history and attachments."""
        return self.tickets_by_number((number,)).get(number)

    def tickets_by_number(self, numbers: Collection[int]) -> Mapping[int, Ticket]:
        """Return those that exist, with history and attachments."""
        asked = [number for number in numbers if is_number(number)]
        if not asked:
            return {}
        rows = self.session.exec(TICKETS, params={"numbers": asked}).all()
        return {ticket.number: ticket for ticket in self._whole(rows)}

    def tickets(self, wanted: TicketFilter | None = None) -> tuple[Ticket, ...]:
        """Return tickets without their history: High first, then by target and number."""
        wanted = wanted or TicketFilter()
        query = select(TicketTable).where(*_conditions(wanted)).limit(wanted.limit)
        query = query.order_by(
            literal_column("CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END"),
            col(TicketTable.resolve_by).is_(None),
            col(TicketTable.resolve_by),
            col(TicketTable.number),
        )
        return tuple(to_ticket(row) for row in self.session.exec(query))

    def promised_before(self, time: datetime, page: int = PAGE) -> Iterator[tuple[Ticket, ...]]:
        """Yield the tickets at work of which something was promised by then, without their history, page by page."""
        last = 0
        query = select(TicketTable).where(col(TicketTable.status).in_(AT_WORK), _is_promised(time))
        query = query.order_by(col(TicketTable.number)).limit(page)
        while rows := self.session.exec(query.where(col(TicketTable.number) > last)).all():
            last = rows[-1].number
            yield tuple(map(to_ticket, rows))

    def one_of_each_holder(self) -> tuple[Ticket, ...]:
        """Return for each pair of assignee and team that has work left one such ticket, without its history."""
        firsts = columns(func.min(TicketTable.number)).where(col(TicketTable.status).in_(UNFINISHED))
        firsts = firsts.group_by(col(TicketTable.assignee), col(TicketTable.team))
        query = select(TicketTable).where(col(TicketTable.number).in_(firsts))
        return tuple(map(to_ticket, self.session.exec(query)))

    def own_tickets(
        self, address: str, *, finished: bool = False, history: bool = True, limit: int = 100
    ) -> tuple[Ticket, ...]:
        """Return the tickets of which the address is requester or copied, newest first."""
        query = OWN_TICKETS if finished else OWN_UNFINISHED
        rows = self.session.exec(query, params={"address": fold_address(address), "most": limit}).all()
        return self._whole(rows) if history else tuple(to_ticket(row) for row in rows)

    def search(self, words: str, limit: int = 50) -> tuple[Ticket, ...]:
        """Return tickets in whose subject, requester or history each of the words stands, newest first."""
        asked = list(islice(dict.fromkeys(words.split()), WORDS))
        if not asked:
            return ()
        query = select(TicketTable).where(*(self._mentions(word) for word in asked))
        rows = self.session.exec(query.order_by(col(TicketTable.number).desc()).limit(limit))
        return tuple(to_ticket(row) for row in rows)

    def resolved_before(self, time: datetime, limit: int = 500) -> tuple[Ticket, ...]:
        """Return the tickets resolved so long ago that nobody came back: they can be closed."""
        return self._due(Status.RESOLVED, col(TicketTable.resolved_at) < time, limit)

    def pending_until(self, time: datetime, limit: int = 500) -> tuple[Ticket, ...]:
        """Return the pending tickets whose day has come."""
        return self._due(Status.PENDING, col(TicketTable.pending_until) <= time, limit)

    def open_counts(self) -> Mapping[str, int]:
        """Return how many unfinished tickets each assignee has."""
        return {str(name): int(count) for name, count in self.session.execute(OPEN_COUNTS)}

    def last_number(self) -> int:
        """Return the highest number given so far, 0 where there is none."""
        return int(self.session.execute(LAST_NUMBER).scalar() or 0)

    def _due(self, status: Status, condition: ColumnElement[bool], limit: int) -> tuple[Ticket, ...]:
        query = select(TicketTable).where(col(TicketTable.status) == status.value, condition)
        return self._whole(self.session.exec(query.order_by(col(TicketTable.number)).limit(limit)).all())

    def _whole(self, rows: Sequence[TicketTable]) -> tuple[Ticket, ...]:
        numbers = [row.number for row in rows]
        entries = defaultdict(list)
        attachments = defaultdict(list)
        if numbers:
            asked = {"numbers": numbers}
            for entry in self.session.exec(ENTRIES, params=asked):
                entries[entry.ticket].append(entry)
            for attachment in self.session.exec(ATTACHMENTS, params=asked):
                attachments[attachment.ticket].append(attachment)
        return tuple(to_ticket(row, entries[row.number], attachments[row.number]) for row in rows)

    def _mentions(self, word: str) -> ColumnElement[bool]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        fields = (TicketTable.subject, TicketTable.requester_name, TicketTable.requester_address)
        inside = [col(one).ilike(pattern, escape="\\") for one in fields]
        history = columns(col(EntryTable.ticket))
        if self.full_text:
            found = text("entry.id IN (SELECT rowid FROM entry_words WHERE entry_words MATCH :word)")
            # In quotes it is a word, whatever it holds; the star takes longer words, too.
            history = history.where(found.bindparams(word='"' + word.replace('"', '""') + '"*'))
        else:
            history = history.where(col(EntryTable.text).ilike(pattern, escape="\\"))
        return or_(*inside, col(TicketTable.number).in_(history))


def _conditions(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    equal: list[tuple[Mapped[Any], str | None]] = [
        (col(TicketTable.assignee), wanted.assignee),
        (col(TicketTable.team), wanted.team),
        (col(TicketTable.category), wanted.category),
        (col(TicketTable.priority), wanted.priority.value if wanted.priority else None),
        (col(TicketTable.site), wanted.site),
    ]
    conditions = [column == value for column, value in equal if value is not None]
    if wanted.status:
        conditions.append(col(TicketTable.status).in_([status.value for status in wanted.status]))
    if wanted.holders is not None:
        conditions.append(or_(false(), *map(_is_held_by, wanted.holders)))
    if wanted.unassigned:
        conditions.append(col(TicketTable.assignee).is_(None))
    if wanted.late_at:
        conditions += [col(TicketTable.status).in_(AT_WORK), _is_promised(wanted.late_at)]
    if wanted.since:
        conditions.append(col(TicketTable.opened_at) >= wanted.since)
    if wanted.until:
        conditions.append(col(TicketTable.opened_at) < wanted.until)
    return [and_(*conditions)] if conditions else []


def _is_held_by(holder: Holder) -> ColumnElement[bool]:
    assignee, team = holder
    return and_(
        col(TicketTable.assignee).is_not_distinct_from(assignee), col(TicketTable.team).is_not_distinct_from(team)
    )


def _is_promised(time: datetime) -> ColumnElement[bool]:
    """Tell whether an answer or a solution was promised by that time."""
    answer = and_(col(TicketTable.responded_at).is_(None), col(TicketTable.respond_by) <= time)
    return or_(answer, func.coalesce(col(TicketTable.due), col(TicketTable.resolve_by)) <= time)
