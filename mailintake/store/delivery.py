"""The outbox: what waits, whose turn it is, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select as columns, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from mailintake.model.address import fold_address
from mailintake.model.outgoing import OutboxRow, OutboxState, Outgoing
from mailintake.store.columns import key as shortened
from mailintake.store.rows import to_outbox_row
from mailintake.store.statements import ADD_ISSUED, ADD_OUTGOING, END_ATTEMPT, FORGET_ISSUED, GIVE_BACK
from mailintake.store.tables import HOLD, OUTBOX, OutboxTable
from mailintake.store.ticket_queries import is_number
from mailintake.store.ticket_writing import TicketWriting

GATHER = timedelta(seconds=60)
LEASE = timedelta(minutes=10)
PATIENCE = timedelta(hours=1)
QUEUED = OutboxState.QUEUED.value


class Delivery(TicketWriting):
    """What can happen to outgoing mail."""

    def queue(
        self,
        outgoing: Outgoing,
        now: datetime,
        *,
        journal_id: int | None = None,
        hold_id: int | None = None,
        error: str | None = None,
    ) -> int:
        """Put a finished mail into the outbox and return its number.

        One that may be gathered takes the place of those it was joined with. `hold_id` says that an `ok` in answer
        to this mail releases the held commands; `error` that it could not be finished: it stays as failed.
        """
        due = now
        if outgoing.gather is not None and error is None:
            due = self._gathered_due(outgoing.gather, outgoing.to, now)
        values = _values(outgoing) | {
            "journal": journal_id,
            "state": QUEUED if error is None else OutboxState.FAILED.value,
            "created_at": now,
            "next_attempt_at": due if error is None else None,
            "last_error": error,
            "attempts": 0,
            "doubts": 0,
        }
        number = self._insert(ADD_OUTGOING, values)
        self._issue(outgoing, number)
        if hold_id is not None:
            self.session.execute(update(HOLD).where(HOLD.c.id == hold_id).values(notice_id=outgoing.message_id))
        return number

    def gathering(self, gather: str, to: str, now: datetime) -> OutboxRow | None:
        """Return the waiting mail whose words the next one of its kind must carry, too."""
        row = self.session.exec(self._waiting(gather, to, now)).first()
        return to_outbox_row(row) if row else None

    def claim(self, now: datetime, limit: int, worker: str, lease: timedelta = LEASE) -> tuple[OutboxRow, ...]:
        """Take mails that are due for one worker: High first, then the oldest.

        A claim ends by itself when its worker died. Two mails about one ticket to one person keep their order: the
        later one waits until the earlier one is gone or has been stuck for an hour.
        """
        rows = self._in_turn(now, limit, urgent=True)
        if len(rows) < limit:
            rows += self._in_turn(now, limit - len(rows), urgent=False)
        if rows:
            taken = update(OUTBOX).where(OUTBOX.c.id.in_([row.id for row in rows]))
            self.session.execute(taken.values(claimed_by=worker, claimed_until=now + lease))
        return tuple(to_outbox_row(row) for row in rows)

    def take_back(self, worker: str) -> int:
        """Give back what a worker of this name had claimed when it was killed; return how many mails."""
        claimed = update(OUTBOX).where(OUTBOX.c.claimed_by == worker, OUTBOX.c.state == QUEUED)
        return self._count(claimed.values(claimed_by=None, claimed_until=None))

    def sent(self, number: int, response: str, now: datetime) -> bool:
        """Note that a server took the mail."""
        return self._settle(
            number, {"state": OutboxState.SENT.value, "response": response, "sent_at": now, "last_error": None}
        )

    def later(self, number: int, error: str, next_attempt_at: datetime, *, in_doubt: bool = False) -> bool:
        """Note that it did not work this time; `in_doubt` that the server may have taken it all the same."""
        waits = {"state": QUEUED, "next_attempt_at": next_attempt_at, "last_error": error}
        return self._settle(number, waits, in_doubt=in_doubt)

    def postpone(self, number: int, next_attempt_at: datetime) -> bool:
        """Give the mail back untried: the server is away, or the rate is used up."""
        return self._count(GIVE_BACK, {"which": number, "next_attempt_at": next_attempt_at}) > 0

    def failed(self, number: int, error: str) -> bool:
        """Note that the mail will never arrive."""
        return self._settle(number, _ended(OutboxState.FAILED, error))

    def give_up(self, number: int, error: str) -> bool:
        """Note that we tried for long enough."""
        return self._settle(number, _ended(OutboxState.GIVEN_UP, error))

    def held(self, number: int, error: str) -> bool:
        """Keep the mail until an admin says what to do: it may have arrived."""
        return self._settle(number, _ended(OutboxState.HELD, error))

    def retry(self, number: int, now: datetime) -> bool:
        """Queue a mail anew that was not sent; one without content cannot be."""
        waits = (OUTBOX.c.id == number, OUTBOX.c.state != OutboxState.SENT.value, func.length(OUTBOX.c.content) > 0)
        again = {"state": QUEUED, "next_attempt_at": now, "attempts": 0, "doubts": 0}
        statement = update(OUTBOX).where(*waits).values(**again, claimed_by=None, claimed_until=None)
        return is_number(number) and self._count(statement) > 0

    def drop(self, number: int) -> bool:
        """Remove a mail that was not sent; its Message-ID stays ours."""
        unsent = delete(OUTBOX).where(OUTBOX.c.id == number, OUTBOX.c.state != OutboxState.SENT.value)
        return is_number(number) and self._count(unsent) > 0

    def _in_turn(self, now: datetime, limit: int, *, urgent: bool) -> list[OutboxTable]:
        """Return those of a kind that are due; the index has them in their order, and only the first are looked at."""
        query = (
            select(OutboxTable)
            .where(
                col(OutboxTable.state) == QUEUED,
                col(OutboxTable.urgent) == urgent,
                # Written so that no index by this time seems better than the one of the turns: SQLite would sort.
                func.coalesce(col(OutboxTable.next_attempt_at), now) <= now,
                _unclaimed(now),
                ~_overtakes(now),
            )
            # Not by when it is due: a mail that was tried in vain would fall behind all that came later.
            .order_by(col(OutboxTable.created_at), col(OutboxTable.id))
            .limit(limit)
            .with_for_update(skip_locked=True, of=OutboxTable)
        )
        return list(self.session.exec(query))

    def _gathered_due(self, gather: str, to: str, now: datetime) -> datetime:
        """Remove what the new mail replaces and return when it is due."""
        replaced = self.session.exec(self._waiting(gather, to, now)).all()
        if replaced:
            self.session.execute(delete(OUTBOX).where(OUTBOX.c.id.in_([row.id for row in replaced])))
            # It carries the earlier words, so it may not leave later than they would have.
            return min(row.next_attempt_at or now for row in replaced)
        left = (
            columns(col(OutboxTable.sent_at), col(OutboxTable.created_at))
            .where(
                col(OutboxTable.gather) == gather,
                col(OutboxTable.recipient_key) == shortened(fold_address(to)),
                or_(col(OutboxTable.sent_at) > now - GATHER, col(OutboxTable.created_at) > now - GATHER),
            )
            .order_by(col(OutboxTable.id).desc())
            .limit(1)
        )
        row = self.session.execute(left).first()
        return (row[0] or row[1]) + GATHER if row else now

    def _waiting(self, gather: str, to: str, now: datetime) -> Any:  # noqa: ANN401 (SQLModel's SelectOfScalar)
        return (
            select(OutboxTable)
            .where(
                col(OutboxTable.gather) == gather,
                col(OutboxTable.recipient_key) == shortened(fold_address(to)),
                col(OutboxTable.state) == QUEUED,
                col(OutboxTable.attempts) == 0,
                col(OutboxTable.created_at) > now - GATHER,
                _unclaimed(now),
            )
            .order_by(col(OutboxTable.id).desc())
        )

    def _issue(self, outgoing: Outgoing, number: int) -> None:
        self.session.execute(FORGET_ISSUED, {"which": outgoing.message_id})
        values = {
            "message_id": outgoing.message_id,
            "recipient": outgoing.to,
            "ticket": outgoing.ticket,
            "template": outgoing.template,
            "outbox": number,
        }
        self.session.execute(ADD_ISSUED, values)

    def _settle(self, number: int, values: dict[str, object], *, in_doubt: bool = False) -> bool:
        """End an attempt; only a queued mail can have had one."""
        return self._count(END_ATTEMPT, values | {"which": number, "more_doubts": int(in_doubt)}) > 0


def _ended(state: OutboxState, error: str) -> dict[str, object]:
    return {"state": state.value, "last_error": error, "next_attempt_at": None}


def _values(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "template": outgoing.template,
        "recipient": outgoing.to,
        "recipient_key": fold_address(outgoing.to),
        "subject": outgoing.subject,
        "message_id": outgoing.message_id,
        "envelope_from": outgoing.envelope_from,
        "content": outgoing.content,
        "ticket": outgoing.ticket,
        "urgent": outgoing.urgent,
        "automatic": outgoing.automatic,
        "gather": outgoing.gather,
    }


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    until = col(OutboxTable.claimed_until)
    return or_(until.is_(None), until <= now)


def _overtakes(now: datetime) -> ColumnElement[bool]:
    """Tell whether an earlier mail about that ticket to that person is on its way; one that gathers is not yet."""
    earlier = aliased(OutboxTable)
    query: Select[Any] = columns(col(earlier.id)).where(
        col(earlier.ticket) == col(OutboxTable.ticket),
        # A ticket has few mails, and somebody may have had thousands within the hour: no index by him.
        col(earlier.recipient_key) + "" == col(OutboxTable.recipient_key),
        col(earlier.id) < col(OutboxTable.id),
        col(earlier.state) == QUEUED,
        col(earlier.created_at) > now - PATIENCE,
        or_(col(earlier.attempts) > 0, col(earlier.next_attempt_at) <= now),
    )
    return exists(query)
