"""Between rows of the tables and values of the model; nothing here asks the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from json import dumps, loads
from typing import Any

from sqlalchemy import Row

from mailintake.model.decision import HeldMail
from mailintake.model.outgoing import JournalRow, OutboxRow, OutboxState, Outgoing, QuarantineRow
from mailintake.model.person import Person
from mailintake.model.ticket import Entry, EntryKind, Priority, Scope, Status, StoredAttachment, Ticket
from mailintake.store.tables import (
    AttachmentTable,
    EntryTable,
    HoldTable,
    MessageTable,
    OutboxTable,
    PersonTable,
    QuarantineTable,
    TicketTable,
)

# These fields have the same name and, but for tuples and choices, the same value in the ticket and its row.
PLAIN = tuple(one.name for one in fields(Ticket) if one.name not in {"requester", "entries", "attachments"})
_PERSON = ("address", "name", "extension", "site", "department", "room", "language")

LONGEST_ENTRY = 64 * 1024


def ticket_values(ticket: Ticket) -> dict[str, object]:
    """Return the ticket's columns."""
    values = {name: _plain(getattr(ticket, name)) for name in PLAIN}
    values |= {f"requester_{name}": getattr(ticket.requester, name) for name in _PERSON}
    values["requester_others"] = list(ticket.requester.other_addresses)
    return values


def to_ticket(
    row: TicketTable, entries: Sequence[EntryTable] = (), attachments: Sequence[AttachmentTable] = ()
) -> Ticket:
    """Return the ticket of that row."""
    return Ticket(
        number=row.number,
        subject=row.subject,
        requester=_requester(row),
        opened_at=row.opened_at,
        status=Status(row.status),
        priority=Priority(row.priority),
        category=row.category,
        site=row.site,
        room=row.room,
        assignee=row.assignee,
        team=row.team,
        verified=row.verified,
        language=row.language,
        asset=row.asset,
        tags=tuple(row.tags),
        copied=tuple(row.copied),
        respond_by=row.respond_by,
        resolve_by=row.resolve_by,
        due=row.due,
        pending_until=row.pending_until,
        responded_at=row.responded_at,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        incident=row.incident,
        merged_into=row.merged_into,
        related=tuple(row.related),
        rule=row.rule,
        because=tuple(row.because),
        confidence=row.confidence,
        scope=Scope(row.scope) if row.scope else None,
        work_stopped=row.work_stopped,
        workaround=row.workaround,
        needs_triage=row.needs_triage,
        minutes=row.minutes,
        repeats=row.repeats,
        updated_at=row.updated_at,
        entries=tuple(to_entry(one) for one in entries),
        attachments=tuple(to_attachment(one) for one in attachments),
    )


def shortened(text: str) -> str:
    """Return the text of a history line, cut where it would weigh on every later mail; the raw mail has the rest."""
    return text if len(text) <= LONGEST_ENTRY else f"{text[:LONGEST_ENTRY]}\n[…]"


def entry_values(entry: Entry, number: int, journal: int | None) -> dict[str, object]:
    """Return the columns of a line of that ticket's history."""
    return {
        "ticket": number,
        "journal": journal,
        "at": entry.at,
        "actor": entry.actor,
        "kind": entry.kind.value,
        "public": entry.public,
        "text": shortened(entry.text),
        "message_id": entry.message_id,
        "level": entry.level,
    }


def attachment_values(attachment: StoredAttachment, number: int) -> dict[str, object]:
    """Return the columns of an attachment of that ticket."""
    return {
        "ticket": number,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
    }


def to_text(ticket: Ticket) -> str:
    """Return the ticket's fields as text, without history and attachments."""
    return dumps(ticket_values(ticket), default=str)


def from_text(text: str) -> Ticket:
    """Return the ticket whose fields `to_text` wrote."""
    return to_ticket(TicketTable.model_validate(loads(text)))


def to_entry(row: EntryTable) -> Entry:
    """Return the line of history of that row."""
    return Entry(row.at, row.actor, EntryKind(row.kind), row.public, row.text, row.message_id, row.level)


def to_attachment(row: AttachmentTable) -> StoredAttachment:
    """Return the attachment of that row."""
    return StoredAttachment(row.name, row.media_type, row.size, row.sha256, row.inline)


def to_person(row: PersonTable | Row[Any]) -> Person:
    """Return the person of that row."""
    return Person(
        address=row.address,
        name=row.name,
        extension=row.extension,
        site=row.site,
        department=row.department,
        room=row.room,
        language=row.language,
        other_addresses=tuple(row.others),
    )


def to_held(row: HoldTable) -> HeldMail:
    """Return the held mail of that row."""
    return HeldMail(
        row.id or 0, row.author, row.ticket, row.text, row.message_id, row.notice_id or "", created_at=row.created_at
    )


def to_outbox_row(row: OutboxTable, *, content: bool = True) -> OutboxRow:
    """Return the outgoing mail of that row; without its content where only a list is wanted."""
    outgoing = Outgoing(
        template=row.template,
        to=row.recipient,
        subject=row.subject,
        message_id=row.message_id,
        content=row.content if content else b"",
        envelope_from=row.envelope_from,
        ticket=row.ticket,
        urgent=row.urgent,
        automatic=row.automatic,
        gather=row.gather,
    )
    return OutboxRow(
        id=row.id or 0,
        outgoing=outgoing,
        state=OutboxState(row.state),
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        attempts=row.attempts,
        doubts=row.doubts,
        last_error=row.last_error,
        sent_at=row.sent_at,
        response=row.response,
    )


def to_journal_row(row: MessageTable) -> JournalRow:
    """Return what the journal says in that row."""
    return JournalRow(
        id=row.id or 0,
        key=row.key,
        mailbox=row.mailbox,
        sha256=row.sha256,
        size=row.size,
        message_id=row.message_id,
        author=row.author,
        subject=row.subject,
        kind=row.kind,
        reason=row.reason,
        guard=row.guard,
        level=row.level,
        ticket=row.ticket,
        received_at=row.received_at,
        taken_at=row.taken_at,
        done_at=row.done_at,
        trace=tuple(row.trace),
        facts=row.facts,
    )


def to_quarantine_row(row: QuarantineTable) -> QuarantineRow:
    """Return the quarantined message of that row."""
    return QuarantineRow(
        id=row.id or 0,
        reason=row.reason,
        received_at=row.received_at,
        size=row.size,
        message_id=row.message_id,
        mailbox=row.mailbox,
        key=row.key,
        sha256=row.sha256,
        traceback=row.traceback,
    )


def _requester(row: TicketTable) -> Person:
    return Person(
        address=row.requester_address,
        name=row.requester_name,
        extension=row.requester_extension,
        site=row.requester_site,
        department=row.requester_department,
        room=row.requester_room,
        language=row.requester_language,
        other_addresses=tuple(row.requester_others),
    )


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    # A choice is a str: only its bare word goes into the column.
    return str(value) if isinstance(value, str) else value
