"""What a change reads like in a ticket's history."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from mailintake.model.ticket import (
    Assigned,
    Change,
    Closed,
    Copied,
    Field,
    FieldSet,
    Noted,
    Opened,
    Related,
    Reopened,
    Repeated,
    RequesterSet,
    Resolved,
    Responded,
    Restored,
    Retargeted,
    Suspended,
    Tagged,
    Ticket,
    Verified,
)

_REQUESTER_FIELDS = {Field.DEPARTMENT, Field.EXTENSION}
_RESTORABLE = ("status", "priority", "category", "site", "room", "assignee", "team", "subject", "asset", "due")


def is_public(change: Change) -> bool:
    """Tell whether the requester may read of it: where the ticket stands, yes; how the desk works, no."""
    return isinstance(change, Opened | Responded | Suspended | Resolved | Reopened | Closed)


def words(before: Ticket, after: Ticket, change: Change) -> str | None:
    """Return the change in words, None where the history need not say it."""
    match change:
        case Opened():
            return _opened(after)
        case Noted() | Repeated():
            return None
        case Assigned(because=because):
            return _difference("assigned", _holder(before), _holder(after)) + (f" ({because})" if because else "")
        case Responded() | Suspended() | Resolved() | Reopened() | Closed():
            return _status(before, after)
        case FieldSet(name):
            return _difference(name.value, _value(before, name), _value(after, name))
        case Retargeted(respond_by, resolve_by):
            return f"targets: respond by {_time(respond_by)}, resolve by {_time(resolve_by)}"
        case Tagged(added, removed):
            return _list("tags", added, removed)
        case Copied(added, removed):
            return _list("copied", added, removed)
        case RequesterSet():
            return _difference("requester", before.requester.address, after.requester.address)
        case Related(number):
            return f"related to {number}"
        case Verified():
            return "verified: the request came again, proven"
        case Restored():
            return _restored(before, after)
        case _:
            assert_never(change)


def read_opened(text: str) -> tuple[str, str, str] | None:
    """Return category, priority and holder that the first line of a history names."""
    parts = text.removeprefix("opened: ").split(", ", 2)
    names = ("category ", "priority ", "assigned to ")
    if len(parts) != len(names) or not all(map(str.startswith, parts, names)):
        return None
    category, priority, holder = (part.removeprefix(name) for part, name in zip(parts, names, strict=True))
    return category, priority, holder


def is_assignment(text: str) -> bool:
    """Tell whether a line of a history says that somebody else got the ticket."""
    return text.startswith("assigned: ")


def _opened(ticket: Ticket) -> str:
    return f"opened: category {ticket.category}, priority {ticket.priority.value}, assigned to {_holder(ticket)}"


def _holder(ticket: Ticket) -> str:
    return ticket.assignee or ticket.team or "nobody"


def _status(before: Ticket, after: Ticket) -> str | None:
    if before.status is after.status and before.pending_until == after.pending_until:
        return None
    until = f" until {_time(after.pending_until)}" if after.pending_until else ""
    return _difference("status", before.status.value, after.status.value) + until


def _value(ticket: Ticket, name: Field) -> str:
    owner = ticket.requester if name in _REQUESTER_FIELDS else ticket
    value: object = getattr(owner, name.value)
    return str(value) if value else "none"


def _restored(before: Ticket, after: Ticket) -> str:
    changed = [name for name in _RESTORABLE if getattr(before, name) != getattr(after, name)]
    shown = (_difference(name, str(getattr(before, name)), str(getattr(after, name))) for name in changed)
    return "undone" + (": " + ", ".join(shown) if changed else "")


def _difference(name: str, before: str, after: str) -> str:
    return f"{name}: {before} → {after}"


def _list(name: str, added: tuple[str, ...], removed: tuple[str, ...]) -> str:
    return f"{name}: " + " ".join([*(f"+{one}" for one in added), *(f"-{one}" for one in removed)])


def _time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M %Z}" if time else "none"
