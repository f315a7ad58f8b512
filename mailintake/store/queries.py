"""Everything that can be read, answered from one moment; and the one read before a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select as columns
from sqlmodel import col, select

from mailintake.model.decision import HeldMail, Kind, Known, Questions
from mailintake.model.outgoing import OutboxState
from mailintake.model.ticket import Ticket
from mailintake.store.columns import key as shortened
from mailintake.store.mail_queries import MailQueries
from mailintake.store.rows import PLAIN, from_text, to_held
from mailintake.store.tables import BeforeTable, HoldTable, MessageTable, OutboxTable

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STORM = timedelta(minutes=10)
DUPLICATE = timedelta(days=7)
# A duplicate of these says nothing: they had no effect.
_EFFECTLESS = tuple(kind.value for kind in Kind if kind is Kind.DUPLICATE or kind.to_quarantine)


class Reading(MailQueries):
    """A snapshot: all answers are from the same moment."""

    def look_up(self, questions: Questions, now: datetime) -> Known:
        """Answer all questions about one message."""
        ids = (*questions.thread_ids, *((questions.message_id,) if questions.message_id else ()))
        messages = self.known_messages(ids)
        threads = (messages[one].ticket for one in questions.thread_ids if one in messages)
        numbers = {*questions.tickets, *(one for one in threads if one is not None)}
        tickets = self._followed(numbers)
        author = questions.author.casefold() if questions.author else ""
        similar, storm = self._similar(author, questions.subject_folded, now)
        answers, challenges, told = self._answers(author, now)
        return Known(
            duplicate_of=self._duplicate_of(questions, now),
            messages=messages,
            tickets=tickets,
            own_tickets=self.own_tickets(author, history=False) if author else (),
            people=self.people({*questions.addresses, *((author,) if author else ())}),
            answers_to_author=answers,
            answers_on_ticket=self._answers_on(tickets, now),
            similar=similar,
            storm=storm,
            open_counts=self.open_counts(),
            turns=self.turns(),
            held=self._held(questions.thread_ids),
            challenges_to_author=challenges,
            previous=self._previous(tickets, author),
            next_number=self.next_number(),
            told=told,
        )

    def _followed(self, numbers: Iterable[int]) -> Mapping[int, Ticket]:
        """Return the tickets and those they were merged into."""
        tickets = dict(self.tickets_by_number(tuple(numbers)))
        while missing := {number for one in tickets.values() if (number := one.merged_into)} - tickets.keys():
            further = self.tickets_by_number(missing)
            if not further:
                break
            tickets |= further
        return tickets

    def _duplicate_of(self, questions: Questions, now: datetime) -> str | None:
        same = [col(MessageTable.sha256) == questions.sha256]
        if questions.key:
            same.append(col(MessageTable.key) == questions.key)
        if questions.duplicate_key:
            recent = col(MessageTable.taken_at) > now - DUPLICATE
            same.append((col(MessageTable.duplicate_key) == questions.duplicate_key) & recent)
        query = columns(col(MessageTable.message_id), col(MessageTable.key)).where(or_(*same))
        query = query.where(col(MessageTable.kind).not_in(_EFFECTLESS)).order_by(col(MessageTable.id)).limit(1)
        row = self.session.execute(query).first()
        return str(row[0] or row[1]) if row else None

    def _similar(self, author: str, subject: str, now: datetime) -> tuple[int, int | None]:
        if not author:
            return 0, None
        query = columns(func.count(), func.min(MessageTable.ticket)).where(
            col(MessageTable.author) == author,
            col(MessageTable.subject_folded) == subject,
            col(MessageTable.taken_at) > now - STORM,
            col(MessageTable.kind) != Kind.DUPLICATE.value,
        )
        count, first = self.session.execute(query).one()
        return int(count), first

    def _answers(self, author: str, now: datetime) -> tuple[int, int, frozenset[str]]:
        """Count the answers and challenges of an hour, and name what the author was sent within a day.

        A mail counts that went to the author or, to his registered address, because of him.
        """
        if not author:
            return 0, 0, frozenset()
        his = columns(col(MessageTable.id)).where(
            col(MessageTable.author) == author, col(MessageTable.taken_at) > now - DAY
        )
        hour = col(OutboxTable.created_at) > now - HOUR
        query = (
            columns(
                col(OutboxTable.template),
                func.sum(case((hour & col(OutboxTable.automatic), 1), else_=0)),
                func.sum(case((hour, 1), else_=0)),
            )
            .where(
                or_(col(OutboxTable.recipient_key) == author, col(OutboxTable.journal).in_(his)),
                col(OutboxTable.created_at) > now - DAY,
                col(OutboxTable.state) != OutboxState.FAILED.value,
            )
            .group_by(col(OutboxTable.template))
        )
        rows = {
            str(template): (int(automatic), int(recent)) for template, automatic, recent in self.session.execute(query)
        }
        return sum(automatic for automatic, _ in rows.values()), rows.get("confirm", (0, 0))[1], frozenset(rows)

    def _answers_on(self, tickets: Mapping[int, Ticket], now: datetime) -> Mapping[int, int]:
        if not tickets:
            return {}
        query = (
            columns(col(OutboxTable.ticket), func.count())
            .where(
                col(OutboxTable.ticket).in_(tickets),
                col(OutboxTable.created_at) > now - HOUR,
                col(OutboxTable.automatic).is_(True),
            )
            .group_by(col(OutboxTable.ticket))
        )
        return {int(ticket): int(count) for ticket, count in self.session.execute(query)}

    def _held(self, ids: Iterable[str]) -> Mapping[str, HeldMail]:
        asked = {shortened(one): one for one in ids}
        if not asked:
            return {}
        query = select(HoldTable).where(col(HoldTable.notice_id).in_(asked), col(HoldTable.released_at).is_(None))
        return {asked[row.notice_id or ""]: to_held(row) for row in self.session.exec(query)}

    def _previous(self, tickets: Mapping[int, Ticket], author: str) -> Mapping[int, Ticket]:
        if not tickets or not author:
            return {}
        query = select(BeforeTable).where(col(BeforeTable.ticket).in_(tickets), col(BeforeTable.author) == author)
        last = {row.ticket: row for row in self.session.exec(query.order_by(col(BeforeTable.id)))}
        return {number: _undone(tickets[number], row) for number, row in last.items()}


def _undone(ticket: Ticket, row: BeforeTable) -> Ticket:
    """Take back what that mail changed, and nothing that somebody changed since."""
    before, after = from_text(row.before), from_text(row.after)
    values: dict[str, Any] = {
        name: getattr(before, name)
        for name in (*PLAIN, "requester")
        if getattr(before, name) != getattr(after, name) and getattr(ticket, name) == getattr(after, name)
    }
    return replace(ticket, **values)
