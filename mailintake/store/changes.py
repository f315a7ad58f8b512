"""Applying the changes of one decision to tickets, with the lines they leave in the history; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailintake.model.decision import TicketChange
from mailintake.model.ticket import Assigned, Change, Entry, EntryKind, Opened, StoredAttachment, Ticket, apply
from mailintake.store.errors import StoreError
from mailintake.store.history import is_public, words


class UnknownTicketError(StoreError):
    """A change is for a ticket that does not exist."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ticket {number}: does not exist\nhint: `mailintake tickets list` shows those that do")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who makes the changes, by which message, with how much evidence."""

    actor: str = "desk"
    message_id: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The tickets before and after; `numbers` gives the new ones theirs (0: the one this message opens)."""

    before: Mapping[int, Ticket]
    after: Mapping[int, Ticket]
    numbers: Mapping[int, int]

    def new_entries(self, number: int) -> tuple[Entry, ...]:
        """Return the lines that the ticket's history grew by."""
        known = len(self.before[number].entries) if number in self.before else 0
        return self.after[number].entries[known:]

    def new_attachments(self, number: int) -> tuple[StoredAttachment, ...]:
        """Return the attachments that came to the ticket."""
        known = len(self.before[number].attachments) if number in self.before else 0
        return self.after[number].attachments[known:]


def apply_all(
    changes: Sequence[TicketChange],
    tickets: Mapping[int, Ticket],
    next_number: Callable[[], int],
    now: datetime,
    signature: Signature,
) -> Applied:
    """Return the tickets as they stand after all changes."""
    after: dict[int, Ticket] = {}
    numbers: dict[int, int] = {}
    for one in changes:
        if isinstance(one.change, Opened):
            number = numbers[one.ticket] = next_number() + len(numbers)
            after[number] = _opened(one.change, number, now, signature)
            continue
        number = numbers.get(one.ticket, one.ticket)
        ticket = after.get(number) or tickets.get(number)
        if ticket is None:
            raise UnknownTicketError(number)
        after[number] = _changed(ticket, one.change, now, signature)
    return Applied({number: tickets[number] for number in after if number in tickets}, after, numbers)


def _opened(change: Opened, number: int, now: datetime, signature: Signature) -> Ticket:
    ticket = replace(change.ticket, number=number, updated_at=change.ticket.updated_at or now)
    # The first line says how it began; the words of the mail follow.
    line = _line(ticket, ticket, change, now, signature)
    return replace(ticket, entries=(*line, *ticket.entries))


def _changed(before: Ticket, change: Change, now: datetime, signature: Signature) -> Ticket:
    after = apply(before, change, now)
    return replace(after, entries=(*after.entries, *_line(before, after, change, now, signature)))


def _line(before: Ticket, after: Ticket, change: Change, now: datetime, by: Signature) -> tuple[Entry, ...]:
    text = words(before, after, change)
    if text is None:
        return ()
    # What a rule decided is the desk's doing, whoever wrote the mail.
    routed = isinstance(change, Assigned) and change.rule is not None
    actor = "desk" if routed else by.actor
    return (Entry(now, actor, EntryKind.CHANGE, is_public(change), text, by.message_id, by.level),)
