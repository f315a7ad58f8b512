"""Writing what was decided about one message, all in the transaction at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, text, update
from sqlmodel import col, select

from mailintake.model.decision import Decision, Evidence, Hold, Kind, TicketChange, Verdict
from mailintake.model.message import Incoming, Message
from mailintake.model.person import Person
from mailintake.model.ticket import Assigned, Noted, Ticket
from mailintake.parse.subject import fold_digits
from mailintake.store.changes import Applied, Signature, apply_all
from mailintake.store.columns import key as shortened
from mailintake.store.facts import to_facts
from mailintake.store.mail_queries import FIRST_NUMBER
from mailintake.store.queries import Reading
from mailintake.store.rows import ticket_values, to_text
from mailintake.store.tables import (
    AttachmentTable,
    BeforeTable,
    EntryTable,
    HoldTable,
    MemoryTable,
    MessageTable,
    PersonTable,
    QuarantineTable,
    TicketAddressTable,
    TicketTable,
    TryTable,
    TurnTable,
    UnreachableTable,
)
from mailintake.store.ticket_queries import is_number

_WRITTEN_BY_PEOPLE = {Kind.NEW, Kind.REPLY, Kind.COMMAND, Kind.QUERY}
_MAY_COME_AGAIN = {Kind.QUARANTINED, Kind.REFUSED, Kind.HELD}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: `numbers` gives the new tickets theirs, `tickets` are those touched, as they stand now.

    `already` says that the message was in the journal before; then nothing was written.
    """

    journal_id: int | None
    numbers: Mapping[int, int] = field(default_factory=dict)
    tickets: Mapping[int, Ticket] = field(default_factory=dict)
    already: bool = False
    hold_id: int | None = None


class Writing(Reading):
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
        row = self._journal_row(incoming.key)
        if row is not None and not (again and Kind(row.kind) in _MAY_COME_AGAIN):
            return Written(row.id, already=True)
        applied = self._apply(decision.changes, now, _signature(message, decision, actor))
        number = _number(decision, applied)
        values = _journal_values(incoming, message, decision, now) | {"ticket": number}
        journal = self._journal(row, values | {"facts": to_facts(decision, digest)})
        self._tell(applied, journal)
        self._remember_before(applied, journal, message)
        hold = self._hold(decision.hold, journal, message, now) if decision.hold else None
        if decision.verdict.kind.to_quarantine:
            self._to_quarantine(incoming, message, decision.verdict.reason, None)
        self._learn(decision, message, now)
        self.session.flush()
        return Written(journal, applied.numbers, applied.after, hold_id=hold)

    def change(self, changes: Sequence[TicketChange], now: datetime, *, actor: str = "desk") -> Written:
        """Change tickets without a message: by the clock or from the command line."""
        applied = self._apply(changes, now, Signature(actor))
        self._tell(applied, None)
        self.session.flush()
        return Written(None, applied.numbers, applied.after)

    def quarantine_message(  # noqa: PLR0913 (as write)
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
            where = col(QuarantineTable.key) == incoming.key
            self.session.execute(update(QuarantineTable).where(where).values(traceback=traceback))
        return written

    def release(self, number: int) -> bool:
        """Take a message out of quarantine: it was taken in after all, or an admin dropped it."""
        row = self.session.get(QuarantineTable, number) if is_number(number) else None
        if row is not None:
            self.session.delete(row)
        return row is not None

    def done(self, key: str, now: datetime) -> bool:
        """Note that the mailbox was told that we have the message."""
        query = update(MessageTable).where(col(MessageTable.key) == key, col(MessageTable.done_at).is_(None))
        return self._changed(query.values(done_at=now)) > 0

    def tried(self, key: str, error: str, now: datetime) -> int:
        """Count one more failure of a message and return how many there are."""
        row = self.session.get(TryTable, shortened(key)) or TryTable(key=shortened(key), count=0, error="", at=now)
        row.count, row.error, row.at = row.count + 1, error, now
        self.session.add(row)
        return row.count

    def remember(self, name: str, value: str, now: datetime) -> None:
        """Keep a small thing under a name."""
        row = self.session.get(MemoryTable, name) or MemoryTable(name=name, value="", at=now)
        row.value, row.at = value, now
        self.session.add(row)

    def once(self, name: str, now: datetime) -> bool:
        """Tell whether this is the first time for that name (a digest on its day); from now on it is not."""
        if self.recall(name) is not None:
            return False
        self.remember(name, "done", now)
        return True

    def start_numbers_at(self, first: int, now: datetime) -> None:
        """Let the next ticket have that number, unless higher ones were given already."""
        self.remember(FIRST_NUMBER, str(first), now)

    def mark_unreachable(self, address: str, now: datetime) -> None:
        """Note that an address takes no mail."""
        folded = shortened(address.casefold())
        if self.session.get(UnreachableTable, folded) is None:
            self.session.add(UnreachableTable(address=folded, since=now))

    def mark_reachable(self, address: str) -> None:
        """Forget that an address took no mail."""
        folded = shortened(address.casefold())
        self.session.execute(delete(UnreachableTable).where(col(UnreachableTable.address) == folded))

    def _apply(self, changes: Sequence[TicketChange], now: datetime, signature: Signature) -> Applied:
        if not changes:
            return Applied({}, {}, {})
        known = self.tickets_by_number({one.ticket for one in changes if one.ticket > 0})
        applied = apply_all(changes, known, self.next_number, now, signature)
        for number, ticket in applied.after.items():
            self._put(number, ticket, applied.before.get(number))
        self._take_turns(changes)
        self.session.flush()
        return applied

    def _put(self, number: int, ticket: Ticket, before: Ticket | None) -> None:
        values: dict[str, Any] = ticket_values(ticket)
        row = self.session.get(TicketTable, number) if before else None
        if row is None:
            self.session.add(TicketTable(**values))
            self.session.flush()
        else:
            for name, value in values.items():
                setattr(row, name, value)
        addresses = _addresses(ticket)
        known = _addresses(before) if before else set()
        self.session.add_all(TicketAddressTable(ticket=number, address=one) for one in addresses - known)
        if gone := known - addresses:
            where = (col(TicketAddressTable.ticket) == number, col(TicketAddressTable.address).in_(gone))
            self.session.execute(delete(TicketAddressTable).where(*where))

    def _journal_row(self, key: str) -> MessageTable | None:
        return self.session.exec(select(MessageTable).where(col(MessageTable.key) == key)).first()

    def _journal(self, row: MessageTable | None, values: dict[str, Any]) -> int:
        if row is None:
            row = MessageTable(**values)
        else:
            for name, value in values.items():
                setattr(row, name, value)
            self.session.execute(delete(QuarantineTable).where(col(QuarantineTable.key) == row.key))
        self.session.add(row)
        self.session.flush()
        return row.id or 0

    def _tell(self, applied: Applied, journal: int | None) -> None:
        """Write the new lines of the histories, and the new attachments."""
        entries: list[EntryTable] = []
        for number, ticket in applied.after.items():
            known = len(applied.before[number].attachments) if number in applied.before else 0
            for one in ticket.attachments[known:]:
                self.session.add(
                    AttachmentTable(
                        ticket=number,
                        name=one.name,
                        media_type=one.media_type,
                        size=one.size,
                        sha256=one.sha256,
                        inline=one.inline,
                    )
                )
            entries += (
                EntryTable(
                    ticket=number,
                    journal=journal,
                    at=entry.at,
                    actor=entry.actor,
                    kind=entry.kind.value,
                    public=entry.public,
                    text=entry.text,
                    message_id=entry.message_id,
                    level=entry.level,
                )
                for entry in applied.new_entries(number)
            )
        self.session.add_all(entries)
        self.session.flush()
        self._index(entries)

    def _index(self, entries: Sequence[EntryTable]) -> None:
        numbers = [one.id for one in entries if one.id is not None]
        if self.full_text and numbers:
            query = text("INSERT INTO entry_words(rowid, text) SELECT id, text FROM entry WHERE id BETWEEN :a AND :b")
            self.session.execute(query, {"a": min(numbers), "b": max(numbers)})

    def _remember_before(self, applied: Applied, journal: int, message: Message | None) -> None:
        if message is None or message.author is None:
            return
        for number, before in applied.before.items():
            self.session.add(
                BeforeTable(
                    ticket=number,
                    journal=journal,
                    author=message.author.key,
                    before=to_text(before),
                    after=to_text(applied.after[number]),
                )
            )

    def _hold(self, hold: Hold, journal: int, message: Message | None, now: datetime) -> int:
        row = HoldTable(
            journal=journal,
            author=hold.author,
            ticket=hold.ticket,
            text=hold.text,
            message_id=message.message_id if message else None,
            created_at=now,
        )
        self.session.add(row)
        self.session.flush()
        return row.id or 0

    def _to_quarantine(self, incoming: Incoming, message: Message | None, reason: str, traceback: str | None) -> None:
        self.session.add(
            QuarantineTable(
                key=incoming.key,
                mailbox=incoming.mailbox,
                reason=reason,
                traceback=traceback,
                received_at=incoming.received_at,
                size=_size(incoming),
                message_id=message.message_id if message else None,
                sha256=_digest(incoming, message),
            )
        )

    def _learn(self, decision: Decision, message: Message | None, now: datetime) -> None:
        if decision.release is not None:
            where = col(HoldTable.id) == decision.release
            self.session.execute(update(HoldTable).where(where).values(released_at=now))
        if message is not None and message.author is not None and decision.verdict.kind in _WRITTEN_BY_PEOPLE:
            # Who writes to us can be reached again.
            self.mark_reachable(message.author.addr_spec)
        for address in decision.unreachable:
            self.mark_unreachable(address, now)
        if decision.requester is not None and decision.evidence.level >= 0:
            self._learn_person(decision.requester, now, trusted=decision.evidence.level > 0)

    def _learn_person(self, person: Person, now: datetime, *, trusted: bool) -> None:
        """Keep what a mail said of its writer; a mere claim fills gaps and changes nothing."""
        address = shortened(person.address.casefold())
        row = self.session.get(PersonTable, address)
        if row is None:
            row = PersonTable(address=address, name=person.name, learned_at=now)
        told = {
            "name": person.name,
            "extension": person.extension,
            "site": person.site,
            "department": person.department,
            "room": person.room,
            "language": person.language,
            "others": list(person.other_addresses),
        }
        for name, value in told.items():
            if value and (trusted or not getattr(row, name)):
                setattr(row, name, value)
        if self.session.is_modified(row):
            row.learned_at = now
        self.session.add(row)

    def _take_turns(self, changes: Iterable[TicketChange]) -> None:
        for one in changes:
            match one.change:
                case Assigned(str(assignee), str(team)):
                    self.take_turn(team, assignee)
                case _:
                    pass

    def take_turn(self, team: str, technician: str) -> None:
        """Note who was in turn in a team."""
        row = self.session.get(TurnTable, team) or TurnTable(team=team, technician=technician)
        row.technician = technician
        self.session.add(row)

    def _changed(self, statement: Any) -> int:  # noqa: ANN401 (any UPDATE or DELETE)
        result: Any = self.session.execute(statement)
        return int(result.rowcount)


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


def _addresses(ticket: Ticket) -> set[str]:
    person = ticket.requester
    return {shortened(one.casefold()) for one in (person.address, *person.other_addresses, *ticket.copied)}
