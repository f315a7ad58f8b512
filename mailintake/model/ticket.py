"""A ticket, what can happen to it, and how it stands afterwards (ITIL: incident and service request)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar, assert_never

from mailintake.model.address import fold_address
from mailintake.model.person import Person

T = TypeVar("T", bound=str | int)


class Status(StrEnum):
    """Where a ticket stands: new → open → pending → resolved → closed."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def finished(self) -> bool:
        """Tell whether no work is left."""
        return self in {Status.RESOLVED, Status.CLOSED}


class Priority(StrEnum):
    """How soon; ordered by `rank`, High first."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Return 0 for High, 1 for Normal, 2 for Low."""
        return list(Priority).index(self)


class Scope(StrEnum):
    """How many people a failure touches, the smallest first."""

    PERSON = "person"
    ROOM = "room"
    GROUP = "group"
    DEPARTMENT = "department"
    SITE = "site"
    DISTRICT = "district"


class EntryKind(StrEnum):
    """What a line of a ticket's history is."""

    MESSAGE = "message"
    NOTE = "note"
    CHANGE = "change"
    NOTICE = "notice"
    DELIVERY = "delivery"


class Field(StrEnum):
    """The fields of a ticket that a command may set."""

    CATEGORY = "category"
    PRIORITY = "priority"
    SITE = "site"
    ROOM = "room"
    DEPARTMENT = "department"
    EXTENSION = "extension"
    SUBJECT = "subject"
    ASSET = "asset"


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """An attachment of a ticket; the content lies in the file store under its digest."""

    name: str | None
    media_type: str
    size: int
    sha256: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ticket's history; `actor` is an address, a roster key or `desk`."""

    at: datetime
    actor: str
    kind: EntryKind
    public: bool
    text: str
    message_id: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request and where it stands; times are aware."""

    number: int
    subject: str
    requester: Person
    opened_at: datetime
    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    category: str = "other"
    site: str | None = None
    room: str | None = None
    assignee: str | None = None
    team: str | None = None
    verified: bool = True
    language: str = "en"
    asset: str | None = None
    tags: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    due: datetime | None = None
    pending_until: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    incident: int | None = None
    merged_into: int | None = None
    related: tuple[int, ...] = ()
    rule: str | None = None
    because: tuple[str, ...] = ()
    confidence: float | None = None
    scope: Scope | None = None
    work_stopped: bool | None = None
    workaround: bool | None = None
    needs_triage: bool = False
    minutes: int = 0
    repeats: int = 0
    updated_at: datetime | None = None
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    attachments: tuple[StoredAttachment, ...] = field(default=(), repr=False)

    def has(self, address: str) -> bool:
        """Tell whether that address is the requester or was copied by a technician."""
        key = fold_address(address)
        own = {fold_address(self.requester.address), *(fold_address(other) for other in self.requester.other_addresses)}
        return key in own or key in {fold_address(copied) for copied in self.copied}


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket begins; its number is given when it is written."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Noted:
    """Words were added."""

    entry: Entry
    attachments: tuple[StoredAttachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    """Somebody else has it now; `because` is the reason in words."""

    assignee: str | None
    team: str | None = None
    rule: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Responded:
    """A technician took it up or answered for the first time: `new` becomes `open`."""


@dataclass(frozen=True, slots=True)
class Suspended:
    """It waits for somebody or something (pending)."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The work is done."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """The work was not done after all."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Nobody came back in time; later words open another ticket."""


@dataclass(frozen=True, slots=True)
class FieldSet:
    """One field has another value."""

    field: Field
    value: str | None


@dataclass(frozen=True, slots=True)
class Retargeted:
    """The response targets moved with the priority."""

    respond_by: datetime | None
    resolve_by: datetime | None


@dataclass(frozen=True, slots=True)
class Tagged:
    """Tags came and went."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copied:
    """Somebody follows the ticket from now on, or no longer."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequesterSet:
    """The ticket is another person's request."""

    requester: Person


@dataclass(frozen=True, slots=True)
class Related:
    """Another ticket has to do with this one."""

    number: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same mail came again in a storm: only counted."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The request came again, and now we know that it is its author's."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The fields stand as they did before (`#undo`); the history stays."""

    before: Ticket


Change: TypeAlias = (
    Opened
    | Noted
    | Assigned
    | Responded
    | Suspended
    | Resolved
    | Reopened
    | Closed
    | FieldSet
    | Retargeted
    | Tagged
    | Copied
    | RequesterSet
    | Related
    | Repeated
    | Verified
    | Restored
)


def apply(ticket: Ticket, change: Change, now: datetime) -> Ticket:
    """Return the ticket as it stands after the change."""
    ticket = replace(ticket, updated_at=now)
    match change:
        case Opened(opened):
            return replace(opened, number=ticket.number)
        case Noted(entry, attachments):
            known = {attachment.sha256 for attachment in ticket.attachments}
            added = tuple(one for one in attachments if one.sha256 not in known)
            return replace(ticket, entries=(*ticket.entries, entry), attachments=(*ticket.attachments, *added))
        case Assigned(assignee, team, rule):
            return replace(ticket, assignee=assignee, team=team, rule=rule or ticket.rule)
        case Responded():
            status = Status.OPEN if ticket.status is Status.NEW else ticket.status
            return replace(ticket, status=status, responded_at=ticket.responded_at or now)
        case Suspended(until):
            first = ticket.responded_at or now
            return _reopen(ticket, Status.PENDING, pending_until=until, responded_at=first)
        case Resolved():
            first = ticket.responded_at or now
            return _reopen(ticket, Status.RESOLVED, responded_at=first, resolved_at=now)
        case Reopened():
            return _reopen(ticket, Status.OPEN, responded_at=ticket.responded_at)
        case Closed():
            return replace(ticket, status=Status.CLOSED, closed_at=now)
        case FieldSet(name, value):
            return _set(ticket, name, value)
        case Retargeted(respond_by, resolve_by):
            return replace(ticket, respond_by=respond_by, resolve_by=resolve_by)
        case Tagged(added, removed):
            return replace(ticket, tags=_merge(ticket.tags, added, removed))
        case Copied(added, removed):
            return replace(ticket, copied=_merge(ticket.copied, added, removed))
        case RequesterSet(person):
            return replace(ticket, requester=person, site=person.site or ticket.site, room=person.room or ticket.room)
        case Related(number):
            return replace(ticket, related=_merge(ticket.related, (number,), ()))
        case Repeated():
            return replace(ticket, repeats=ticket.repeats + 1)
        case Verified():
            return replace(ticket, verified=True)
        case Restored(before):
            return replace(before, number=ticket.number, entries=ticket.entries, attachments=ticket.attachments)
        case _:
            assert_never(change)


def _reopen(
    ticket: Ticket,
    status: Status,
    *,
    responded_at: datetime | None,
    pending_until: datetime | None = None,
    resolved_at: datetime | None = None,
) -> Ticket:
    return replace(
        ticket,
        status=status,
        responded_at=responded_at,
        pending_until=pending_until,
        resolved_at=resolved_at,
        closed_at=None,
    )


def _set(ticket: Ticket, name: Field, value: str | None) -> Ticket:
    match name:
        case Field.CATEGORY:
            return replace(ticket, category=value or "other", needs_triage=False)
        case Field.PRIORITY:
            return replace(ticket, priority=Priority(value or Priority.NORMAL))
        case Field.SITE:
            return replace(ticket, site=value, requester=replace(ticket.requester, site=value))
        case Field.ROOM:
            return replace(ticket, room=value, requester=replace(ticket.requester, room=value))
        case Field.DEPARTMENT:
            return replace(ticket, requester=replace(ticket.requester, department=value))
        case Field.EXTENSION:
            return replace(ticket, requester=replace(ticket.requester, extension=value))
        case Field.SUBJECT:
            return replace(ticket, subject=value or ticket.subject)
        case Field.ASSET:
            return replace(ticket, asset=value)
        case _:
            assert_never(name)


def _merge(present: tuple[T, ...], added: tuple[T, ...], removed: tuple[T, ...]) -> tuple[T, ...]:
    merged: list[T] = []
    for one in (*present, *added):
        if one not in removed and one not in merged:
            merged.append(one)
    return tuple(merged)
