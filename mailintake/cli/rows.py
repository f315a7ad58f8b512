"""Rows of the store as the values of `--json`."""

from __future__ import annotations

from mailintake.explain import utc
from mailintake.model.outgoing import OutboxRow, QuarantineRow
from mailintake.model.ticket import Ticket


def ticket_row(ticket: Ticket) -> dict[str, object]:
    """Return a ticket without its history."""
    person = ticket.requester
    return {
        "number": ticket.number,
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "category": ticket.category,
        "subject": ticket.subject,
        "requester": {
            "name": person.name or None,
            "address": person.address,
            "extension": person.extension,
            "site": person.site,
            "department": person.department,
            "room": person.room,
        },
        "site": ticket.site,
        "room": ticket.room,
        "assignee": ticket.assignee,
        "team": ticket.team,
        "verified": ticket.verified,
        "opened_at": utc(ticket.opened_at),
        "respond_by": utc(ticket.respond_by),
        "resolve_by": utc(ticket.resolve_by),
        "resolved_at": utc(ticket.resolved_at),
        "closed_at": utc(ticket.closed_at),
        "incident": ticket.incident,
        "merged_into": ticket.merged_into,
    }


def whole_ticket(ticket: Ticket) -> dict[str, object]:
    """Return a ticket with its history and attachments."""
    return {
        **ticket_row(ticket),
        "entries": [
            {
                "at": utc(one.at),
                "actor": one.actor,
                "kind": one.kind.value,
                "public": one.public,
                "text": one.text,
                "message_id": one.message_id,
            }
            for one in ticket.entries
        ],
        "attachments": [
            {
                "name": one.name,
                "media_type": one.media_type,
                "size": one.size,
                "sha256": one.sha256,
                "inline": one.inline,
            }
            for one in ticket.attachments
        ],
    }


def outbox_row(row: OutboxRow) -> dict[str, object]:
    """Return a mail of the outbox."""
    return {
        "id": row.id,
        "to": row.outgoing.to,
        "template": row.outgoing.template,
        "ticket": row.outgoing.ticket,
        "state": row.state.value,
        "attempts": row.attempts,
        "next_attempt_at": utc(row.next_attempt_at),
        "last_error": row.last_error,
        "message_id": row.outgoing.message_id,
        "subject": row.outgoing.subject,
    }


def quarantine_row(row: QuarantineRow) -> dict[str, object]:
    """Return a mail of the quarantine."""
    return {
        "id": row.id,
        "reason": row.reason,
        "received_at": utc(row.received_at),
        "size": row.size,
        "message_id": row.message_id,
        "mailbox": row.mailbox,
    }
