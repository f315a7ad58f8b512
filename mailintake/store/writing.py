"""Writing what was decided about one message, all in the transaction at hand."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select, update

from mailintake.model.decision import Decision, Evidence, Kind, Verdict
from mailintake.model.message import Incoming, Message
from mailintake.model.ticket import Noted
from mailintake.parse.subject import fold_digits
from mailintake.store.changes import Applied, Signature
from mailintake.store.facts import to_facts
from mailintake.store.learning import Learning
from mailintake.store.mail_queries import FIRST_NUMBER
from mailintake.store.rows import to_text
from mailintake.store.statements import ADD_MESSAGE, CHANGE_MESSAGE, MESSAGE_OF_KEY
from mailintake.store.tables import BEFORE, MESSAGE, QUARANTINE, TRY
from mailintake.store.ticket_queries import is_number
from mailintake.store.ticket_writing import Written

_MAY_COME_AGAIN = {Kind.QUARANTINED, Kind.REFUSED, Kind.HELD}


class Writing(Learning):
    """What a message, an admin or the clock can change."""

    def write(  # noqa: PLR0913 (the four values of one message, and three rare options)
        self,
        incoming: Incoming,
        message: Message | None,
        decision: Decision,
        now: datetime,
        *,
        digest: str = "",
        actor: str = "",
        again: bool = False,
    ) -> Written:
        """Write the journal and all changes; `again` takes a message anew that had no effect the first time.

        `actor` signs the changes; without it, whoever the decision's own words are from, else the author.
        """
        known = self.session.execute(MESSAGE_OF_KEY, {"key": incoming.key}).first()
        if known is not None and not (again and Kind(known.kind) in _MAY_COME_AGAIN):
            return Written(known.id, already=True)
        applied = self._apply(decision.changes, now, _signature(message, decision, actor))
        facts = {"ticket": _number(decision, applied), "facts": to_facts(decision, digest)}
        journal = self._journal(known.id if known else None, _journal_values(incoming, message, decision, now) | facts)
        self._tell(applied, journal)
        if decision.evidence.level >= 1:
            self._remember_before(applied, journal, message)
        hold = self._hold(decision.hold, journal, message, now) if decision.hold else None
        if decision.verdict.kind.to_quarantine:
            self._to_quarantine(incoming, message, decision.verdict.reason, None)
        self._learn(decision, message, now)
        return Written(journal, applied.numbers, applied.after, hold_id=hold)

    def quarantine(  # noqa: PLR0913 (as write)
        self,
        incoming: Incoming,
        reason: str,
        traceback: str | None,
        now: datetime,
        *,
        message: Message | None = None,
        kind: Kind = Kind.QUARANTINED,
    ) -> Written:
        """Keep a message that we could not take, with its reason; a second time changes nothing."""
        decision = Decision(Verdict(kind, reason), Evidence(0, "not looked at"))
        written = self.write(incoming, message, decision, now)
        if not written.already and traceback is not None:
            statement = update(QUARANTINE).where(QUARANTINE.c.key == incoming.key)
            self.session.execute(statement.values(traceback=traceback))
        return written

    def release(self, number: int) -> bool:
        """Take a message out of quarantine: it was taken in after all, or an admin dropped it."""
        return is_number(number) and self._count(delete(QUARANTINE).where(QUARANTINE.c.id == number)) > 0

    def drop_held(self, number: int) -> bool:
        """Refuse a mail of the journal that policy held: it waits for nobody's word any more."""
        held = update(MESSAGE).where(MESSAGE.c.id == number, MESSAGE.c.kind == Kind.HELD.value)
        return is_number(number) and self._count(held.values(kind=Kind.REFUSED.value)) > 0

    def done(self, key: str, now: datetime) -> bool:
        """Note that the mailbox was told that we have the message."""
        waiting = update(MESSAGE).where(MESSAGE.c.key == key, MESSAGE.c.done_at.is_(None))
        return self._count(waiting.values(done_at=now)) > 0

    def tried(self, key: str, error: str, now: datetime) -> int:
        """Count one more failure of a message and return how many there are."""
        known = self.session.execute(select(TRY.c.count).where(TRY.c.key == key)).scalar() or 0
        self._replace(TRY, {"key": key, "count": known + 1, "error": error, "at": now})
        return known + 1

    def start_numbers_at(self, first: int, now: datetime) -> None:
        """Let the first ticket have that number."""
        self.remember(FIRST_NUMBER, str(first), now)

    def _journal(self, known: int | None, values: dict[str, Any]) -> int:
        if known is None:
            return self._insert(ADD_MESSAGE, values)
        self.session.execute(CHANGE_MESSAGE, values | {"which": known})
        self.session.execute(delete(QUARANTINE).where(QUARANTINE.c.key == values["key"]))
        return known

    def _remember_before(self, applied: Applied, journal: int, message: Message | None) -> None:
        author = message.author if message else None
        if author is None:
            return
        rows = [
            {
                "ticket": number,
                "journal": journal,
                "author": author.key,
                "before": to_text(before),
                "after": to_text(applied.after[number]),
            }
            for number, before in applied.before.items()
        ]
        if rows:
            self.session.execute(insert(BEFORE), rows)

    def _to_quarantine(self, incoming: Incoming, message: Message | None, reason: str, traceback: str | None) -> None:
        values = {
            "key": incoming.key,
            "mailbox": incoming.mailbox,
            "reason": reason,
            "traceback": traceback,
            "received_at": incoming.received_at,
            "size": _size(incoming),
            "message_id": message.message_id if message else None,
            "sha256": _digest(incoming, message),
        }
        self.session.execute(insert(QUARANTINE), values)


def _signature(message: Message | None, decision: Decision, actor: str) -> Signature:
    spoken = (one.change.entry.actor for one in decision.changes if isinstance(one.change, Noted))
    author = message.author.addr_spec if message and message.author else "desk"
    return Signature(
        actor=actor or next(spoken, author),
        message_id=message.message_id if message else None,
        level=decision.evidence.level,
    )


def _number(decision: Decision, applied: Applied) -> int | None:
    """Return the ticket that the message belongs to: the one it opened, its thread's, or the first it changed."""
    if 0 in applied.numbers:
        return applied.numbers[0]
    thread = decision.thread.ticket
    return thread if thread is not None else next(iter(applied.after), None)


def _journal_values(incoming: Incoming, message: Message | None, decision: Decision, now: datetime) -> dict[str, Any]:
    author = message.author if message else None
    verdict = decision.verdict
    return {
        "key": incoming.key,
        "mailbox": incoming.mailbox,
        "sha256": _digest(incoming, message),
        "size": _size(incoming),
        "message_id": message.message_id if message else None,
        "author": author.key if author else None,
        "subject": message.subject if message else "",
        "subject_folded": fold_digits(message.subject) if message else "",
        "duplicate_key": message.duplicate_key if message else "",
        "kind": verdict.kind.value,
        "reason": verdict.reason,
        "guard": verdict.guard,
        "level": decision.evidence.level,
        "received_at": incoming.received_at,
        "taken_at": now,
        "trace": list(decision.trace),
    }


def _size(incoming: Incoming) -> int:
    return incoming.size if incoming.size is not None else len(incoming.content)


def _digest(incoming: Incoming, message: Message | None) -> str:
    return message.sha256 if message else sha256(incoming.content).hexdigest()
