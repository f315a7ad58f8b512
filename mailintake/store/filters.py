"""What lists can be narrowed by, and what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from mailintake.model.outgoing import OutboxState
from mailintake.model.ticket import Priority, Status

# Whose a ticket is: its assignee and its team.
Holder: TypeAlias = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets; `since` and `until` are about the opening.

    `holders` are pairs of assignee and team, either of which may be nobody; `late_at` asks for broken promises.
    """

    status: tuple[Status, ...] = ()
    assignee: str | None = None
    team: str | None = None
    category: str | None = None
    priority: Priority | None = None
    site: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None
    holders: tuple[Holder, ...] | None = None
    unassigned: bool = False
    late_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxFilter:
    """Which outgoing mail; newest first where `newest` is set."""

    states: tuple[OutboxState, ...] = ()
    ticket: int | None = None
    to: str | None = None
    journal_id: int | None = None
    message_id: str | None = None
    limit: int | None = None
    newest: bool = False


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """Which messages of the journal; `done` tells those apart that the mailbox was told about."""

    id: int | None = None
    key: str | None = None
    message_id: str | None = None
    sha256: str | None = None
    ticket: int | None = None
    mailbox: str | None = None
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    done: bool | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How the desk stands, for the status line and `doctor`."""

    open_tickets: int = 0
    waiting: int = 0
    failed: int = 0
    held: int = 0
    quarantine: int = 0
    oldest_waiting: datetime | None = None
    last_taken: datetime | None = None
