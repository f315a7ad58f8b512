"""Everything that can be read, answered from one moment; and the one read before a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailintake.model.address import fold_address
from mailintake.model.decision import HeldMail, Known, KnownMessage, Questions
from mailintake.model.ticket import Ticket
from mailintake.store.columns import key as shortened
from mailintake.store.model_queries import ModelQueries
from mailintake.store.rows import PLAIN, from_text, to_held
from mailintake.store.statements import ANSWERS, ANSWERS_ON, BEFORE, HELD, SAME_BUT_HELD, SAME_MESSAGE, SIMILAR, WAITING
from mailintake.store.tables import BeforeTable

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STORM = timedelta(minutes=10)
DUPLICATE = timedelta(days=7)
LONGEST_NUMBER = 9
# By these a mere claim to be a technician is to be confirmed, or is said to contradict itself.
CHALLENGES = frozenset({"confirm", "transcript"})


class Reading(ModelQueries):
    """A snapshot: all answers are from the same moment."""

    def look_up(self, questions: Questions, now: datetime) -> Known:
        """Answer all questions about one message."""
        ids = (*questions.thread_ids, *((questions.message_id,) if questions.message_id else ()))
        messages = self.known_messages(ids)
        threads = {one for name in questions.thread_ids if name in messages for one in _tickets_of(messages[name])}
        held = self._held(questions.thread_ids)
        first = self._first_copy(questions, now)
        again = {first.duplicate_ticket} if first.duplicate_ticket else set()
        numbers = {*questions.tickets, *threads, *_named_in(held.values()), *again}
        tickets = self._followed(numbers)
        author = fold_address(questions.author) if questions.author else ""
        similar, storm, verified = self._similar(author, questions.subject_folded, now)
        known = replace(
            first,
            messages=messages,
            tickets=tickets,
            own_tickets=self.own_tickets(author, history=False) if author else (),
            people=self.people({*questions.addresses, *((author,) if author else ())}),
            similar=similar,
            similar_verified=verified,
            storm=storm,
            open_counts=self.open_counts(),
            turns=self.turns(),
            held=held,
            previous=self._previous(tickets, author),
            next_number=self.next_number(),
            learned=self.learned(),
            recent=self._recent(now),
            released=questions.released,
        )
        return self._with_answers_on(self._with_answers(known, author, now), now)

    def _followed(self, numbers: Iterable[int]) -> Mapping[int, Ticket]:
        """Return the tickets and those they were merged into."""
        tickets = dict(self.tickets_by_number(tuple(numbers)))
        while missing := {number for one in tickets.values() if (number := one.merged_into)} - tickets.keys():
            further = self.tickets_by_number(missing)
            if not further:
                break
            tickets |= further
        return tickets

    def _first_copy(self, questions: Questions, now: datetime) -> Known:
        """Return what we know of an earlier copy of the mail, and of the commands of it that still wait."""
        # Where there is nothing to compare, NULL equals nothing.
        asked = {
            "sha256": questions.sha256,
            "key": questions.key,
            "duplicate_key": questions.duplicate_key or None,
            "since": now - DUPLICATE,
        }
        same = SAME_BUT_HELD if questions.released else SAME_MESSAGE
        row = self.session.execute(same, asked).first()
        if row is None:
            return Known()
        level = None if row.same_delivery else int(row.level)
        name = str(row.message_id or row.key)
        waiting = self.session.execute(WAITING, {"duplicate_key": asked["duplicate_key"]}).scalar()
        return Known(name, level, row.ticket, waiting=waiting)

    def _similar(self, author: str, subject: str, now: datetime) -> tuple[int, int | None, int]:
        if not author:
            return 0, None, 0
        asked = {"author": author, "subject": subject, "since": now - STORM}
        count, first, verified = self.session.execute(SIMILAR, asked).one()
        return int(count), first, int(verified or 0)

    def _with_answers(self, known: Known, author: str, now: datetime) -> Known:
        """Count the answers, challenges and refusals of an hour, and name what the author was sent within a day."""
        if not author:
            return known
        asked = {"author": author, "hour": now - HOUR, "day": now - DAY}
        rows = [*self.session.execute(ANSWERS, asked)]
        return replace(
            known,
            answers_to_author=sum(int(row.automatic) for row in rows),
            challenges_to_author=sum(int(row.claimed) for row in rows if row.template in CHALLENGES),
            refusals_to_author=sum(int(row.failed) for row in rows),
            claims_to_author=sum(int(row.claimed) for row in rows),
            told=frozenset(str(row.template) for row in rows),
        )

    def _with_answers_on(self, known: Known, now: datetime) -> Known:
        if not known.tickets:
            return known
        rows = [*self.session.execute(ANSWERS_ON, {"numbers": list(known.tickets), "hour": now - HOUR})]
        return replace(
            known,
            answers_on_ticket={int(row.ticket): int(row.automatic) for row in rows},
            claims_on_ticket={int(row.ticket): int(row.claimed) for row in rows},
            refusals_on_ticket={int(row.ticket): int(row.failed) for row in rows},
        )

    def _held(self, ids: Iterable[str]) -> Mapping[str, HeldMail]:
        asked = {shortened(one): one for one in ids}
        if not asked:
            return {}
        return {
            asked[row.notice_id or ""]: to_held(row) for row in self.session.exec(HELD, params={"ids": list(asked)})
        }

    def _previous(self, tickets: Mapping[int, Ticket], author: str) -> Mapping[int, Ticket]:
        if not tickets or not author:
            return {}
        rows = self.session.exec(BEFORE, params={"numbers": list(tickets), "author": author})
        last = {row.ticket: row for row in rows}
        return {number: _undone(tickets[number], row) for number, row in last.items()}


def _named_in(held: Iterable[HeldMail]) -> set[int]:
    """Return the numbers in held mail: an `ok` runs its commands, whatever tickets they name."""
    words = (word.strip("#[],;:").rpartition("-")[2] for one in held for word in one.text.split())
    return {int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER}


def _tickets_of(message: KnownMessage) -> tuple[int, ...]:
    return message.rivals or ((message.ticket,) if message.ticket else ())


def _undone(ticket: Ticket, row: BeforeTable) -> Ticket:
    """Take back what that mail changed, and nothing that somebody changed since."""
    before, after = from_text(row.before), from_text(row.after)
    values: dict[str, Any] = {
        name: getattr(before, name)
        for name in (*PLAIN, "requester")
        if getattr(before, name) != getattr(after, name) and getattr(ticket, name) == getattr(after, name)
    }
    return replace(ticket, **values)
