"""Mail on its way out, and what the books say of mail that came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A finished message (RFC 5322) for exactly one envelope recipient; `content` has CRLF line ends.

    `ticket` is the number it is about; `urgent` goes first; `automatic` counts against the caps of `to`.
    `gather` names what later notices of the same kind may be joined with (ticket and template), None where never.
    """

    template: str
    to: str
    subject: str
    message_id: str
    content: bytes = field(repr=False)
    envelope_from: str = ""
    ticket: int | None = None
    urgent: bool = False
    automatic: bool = False
    gather: str | None = None


class OutboxState(StrEnum):
    """Where a mail in the outbox stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A mail of the outbox; `doubts` counts attempts that broke off after DATA without an answer."""

    id: int
    outgoing: Outgoing
    state: OutboxState
    created_at: datetime
    next_attempt_at: datetime | None = None
    attempts: int = 0
    doubts: int = 0
    last_error: str | None = None
    sent_at: datetime | None = None
    response: str | None = None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """What the journal says of one message that came in; `facts` is the stored decision as JSON text."""

    id: int
    key: str
    mailbox: str
    sha256: str
    size: int
    message_id: str | None
    author: str | None
    subject: str
    kind: str
    reason: str
    guard: str | None
    level: int
    ticket: int | None
    received_at: datetime
    taken_at: datetime
    done_at: datetime | None = None
    trace: tuple[str, ...] = ()
    facts: str = "{}"


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A message that we could not or would not take; `traceback` is for the admin."""

    id: int
    reason: str
    received_at: datetime
    size: int
    message_id: str | None
    mailbox: str
    key: str
    sha256: str | None
    traceback: str | None = None
