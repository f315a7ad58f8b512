"""Writing tickets: how they stand, what happened to them, whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table, delete

from mailintake.model.address import fold_address
from mailintake.model.decision import TicketChange
from mailintake.model.ticket import Assigned, Opened, Ticket
from mailintake.store.changes import Applied, Signature, apply_all
from mailintake.store.columns import key as shortened
from mailintake.store.queries import Reading
from mailintake.store.rows import attachment_values, entry_values, ticket_values
from mailintake.store.statements import ADD_ADDRESS, ADD_ATTACHMENT, ADD_ENTRY, ADD_TICKET, CHANGE_TICKET, replacing
from mailintake.store.tables import TICKET_ADDRESS, TURN

NOTHING: Mapping[int, Any] = MappingProxyType({})


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


class TicketWriting(Reading):
    """What can happen to tickets."""

    def change(self, changes: Sequence[TicketChange], now: datetime, *, actor: str = "desk") -> Written:
        """Change tickets without a message: by the clock or from the command line."""
        applied = self._apply(changes, now, Signature(actor))
        self._tell(applied, None)
        return Written(None, applied.numbers, applied.after)

    def take_turn(self, team: str, technician: str) -> None:
        """Note who was in turn in a team."""
        self._replace(TURN, {"team": team, "technician": technician})

    def _apply(self, changes: Sequence[TicketChange], now: datetime, signature: Signature) -> Applied:
        """Bring the tickets to where they stand after the changes; their history is for `_tell`."""
        if not changes:
            return Applied(NOTHING, NOTHING, NOTHING)
        known = self.tickets_by_number({one.ticket for one in changes})
        applied = apply_all(changes, known, self.next_number, now, signature)
        for number, ticket in applied.after.items():
            self._put(number, ticket, applied.before.get(number))
        self._take_turns(changes)
        return applied

    def _tell(self, applied: Applied, journal: int | None) -> None:
        """Write the new lines of the histories, and the new attachments."""
        entries = [
            entry_values(entry, number, journal) for number in applied.after for entry in applied.new_entries(number)
        ]
        attachments = [
            attachment_values(one, number) for number in applied.after for one in applied.new_attachments(number)
        ]
        if entries:
            self.session.execute(ADD_ENTRY, entries)
        if attachments:
            self.session.execute(ADD_ATTACHMENT, attachments)

    def _put(self, number: int, ticket: Ticket, before: Ticket | None) -> None:
        values = ticket_values(ticket)
        if before is None:
            self.session.execute(ADD_TICKET, values)
        else:
            self.session.execute(CHANGE_TICKET, values | {"which": number})
        addresses = _addresses(ticket)
        known = _addresses(before) if before else set()
        if gone := known - addresses:
            where = (TICKET_ADDRESS.c.ticket == number, TICKET_ADDRESS.c.address.in_(gone))
            self.session.execute(delete(TICKET_ADDRESS).where(*where))
        if come := addresses - known:
            self.session.execute(ADD_ADDRESS, [{"ticket": number, "address": one} for one in come])

    def _take_turns(self, changes: Iterable[TicketChange]) -> None:
        for one in changes:
            match one.change:
                case Assigned(str(assignee), str(team)) | Opened(Ticket(assignee=str(assignee), team=str(team))):
                    self.take_turn(team, assignee)
                case _:
                    pass

    def _replace(self, table: Table, values: dict[str, Any]) -> None:
        """Put a row in the place of the one with its key."""
        remove, put = replacing(table)
        self.session.execute(remove, {f"old_{column.name}": values[column.name] for column in table.primary_key})
        self.session.execute(put, values)

    def _insert(self, statement: Any, values: dict[str, Any]) -> int:  # noqa: ANN401 (any INSERT)
        result: Any = self.session.execute(statement, values)
        return int(result.inserted_primary_key[0])

    def _count(self, statement: Any, values: dict[str, Any] | None = None) -> int:  # noqa: ANN401 (UPDATE or DELETE)
        result: Any = self.session.execute(statement, values)
        return int(result.rowcount)


def _addresses(ticket: Ticket) -> set[str]:
    person = ticket.requester
    return {shortened(fold_address(one)) for one in (person.address, *person.other_addresses, *ticket.copied)}
