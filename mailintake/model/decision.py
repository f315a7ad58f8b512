"""What the help desk knows before it decides, and what it decides about one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailintake.model.learning import Learned
from mailintake.model.message import DeliveryReport
from mailintake.model.person import Person
from mailintake.model.ticket import Change, Priority, Scope, Ticket


class Kind(StrEnum):
    """What a message is."""

    NEW = "new"
    REPLY = "reply"
    COMMAND = "command"
    QUERY = "query"
    ALERT = "alert"
    AUTOMATIC = "automatic"
    DELIVERY_STATUS = "delivery_status"
    DUPLICATE = "duplicate"
    OWN_MAIL = "own_mail"
    HELD = "held"
    REFUSED = "refused"
    QUARANTINED = "quarantined"

    @property
    def to_quarantine(self) -> bool:
        """Tell whether the mail is moved to the quarantine folder instead of the processed one."""
        return self in {Kind.REFUSED, Kind.QUARANTINED}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is, which guard said so, and why."""

    kind: Kind
    reason: str
    guard: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """How sure we are that the author is who he says: 2 authenticated, 1 token, 0 claimed, -1 failed."""

    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The ticket a message belongs to; `by` is `token`, `references` or `subject`."""

    ticket: int | None = None
    by: str | None = None
    linked: int | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """All that a decision about one message may need to know, asked at once.

    `released` says that an admin let a mail pass that policy held: its first coming had no effect.
    """

    sha256: str
    key: str | None = None
    message_id: str | None = None
    fingerprint: str = ""
    author: str | None = None
    subject_folded: str = ""
    thread_ids: tuple[str, ...] = ()
    tickets: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    duplicate_key: str = ""
    released: bool = False


@dataclass(frozen=True, slots=True)
class KnownMessage:
    """A message id in our books: mail that came in, or (`ours`) mail that we sent to `recipient`.

    `rivals` are the tickets of mails by several authors that came in with the same id; then `ticket` is None.
    """

    message_id: str
    ticket: int | None
    ours: bool
    recipient: str | None = None
    template: str | None = None
    outbox_id: int | None = None
    rivals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A technician's mail whose commands wait for his `ok`."""

    id: int
    author: str
    ticket: int | None
    text: str
    message_id: str | None
    notice_id: str
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The answers to `Questions`, read in one go.

    `answers_to_author` counts the automatic answers of the last hour to the author, `answers_on_ticket` those on each
    ticket; `refusals_to_author` and `refusals_on_ticket` are the ones among them that mails caused which failed
    authentication, `claims_to_author` and `claims_on_ticket` those that mere claims caused, `challenges_to_author`
    those by which mere claims were to be confirmed. `duplicate_level` is the level of the mail in `duplicate_of`
    where another copy of it came in, None where it is the same delivery; `duplicate_ticket` is its ticket, `waiting`
    the held mail that it was. `similar` counts mails of the last ten minutes with this author and folded subject
    (`similar_verified` those at level 1 and 2), `storm` is the ticket they opened. `open_counts` and `turns` serve
    the strategies: open tickets a technician has, and who was last in turn in each team. `previous` holds, for each
    ticket asked about, the state before the author's last mail changed it (for `#undo`). `learned` is what
    corrections taught; `recent` counts the tickets of the last minutes by site and category. `released` says that an
    admin let the message pass: no policy holds or refuses it again.
    """

    duplicate_of: str | None = None
    duplicate_level: int | None = None
    duplicate_ticket: int | None = None
    messages: Mapping[str, KnownMessage] = field(default_factory=dict)
    tickets: Mapping[int, Ticket] = field(default_factory=dict)
    own_tickets: tuple[Ticket, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)
    answers_to_author: int = 0
    answers_on_ticket: Mapping[int, int] = field(default_factory=dict)
    refusals_to_author: int = 0
    refusals_on_ticket: Mapping[int, int] = field(default_factory=dict)
    similar: int = 0
    similar_verified: int = 0
    storm: int | None = None
    open_counts: Mapping[str, int] = field(default_factory=dict)
    turns: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, HeldMail] = field(default_factory=dict)
    challenges_to_author: int = 0
    previous: Mapping[int, Ticket] = field(default_factory=dict)
    next_number: int = 1
    told: frozenset[str] = frozenset()
    note: str | None = None
    waiting: int | None = None
    claims_to_author: int = 0
    claims_on_ticket: Mapping[int, int] = field(default_factory=dict)
    learned: Learned | None = None
    recent: Mapping[tuple[str, str], int] = field(default_factory=dict)
    released: bool = False


class Outcome(StrEnum):
    """What became of one command line."""

    OK = "ok"
    ERROR = "error"
    REFUSED = "refused"
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True)
class CommandResult:
    """One command line of a mail and what became of it; `suggestion` is the nearest line that would work."""

    line: str
    verb: str | None
    arguments: str
    outcome: Outcome
    reason: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Classification:
    """Category and priority with the facts they rest on and the reasons in words; confidence 0 to 1."""

    category: str
    confidence: float
    priority: Priority
    scope: Scope
    work_stopped: bool
    workaround: bool
    needs_triage: bool = False
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who gets a ticket, by which rule, and why; `copy` are the rule's further addresses."""

    assignee: str | None
    team: str | None
    rule: str
    because: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """When the first answer and the solution are due, aware."""

    respond_by: datetime
    resolve_by: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail that should go out: which template, to whom, about which ticket (0: the one this message opens).

    `facts` are the template's own words (a technician's prose, the transcript); `text` is quoted mail.
    `automatic` says that it answers the sender's mail by itself and so counts against the caps.
    """

    template: str
    to: str
    ticket: int | None = None
    text: str = ""
    actor: str | None = None
    results: tuple[CommandResult, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    automatic: bool = False
    reply_to_message: str | None = None
    language: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class TicketChange:
    """A change and the ticket it is for (0: the one this message opens)."""

    ticket: int
    change: Change


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep this mail's commands until the author confirms them by replying `ok`."""

    author: str
    ticket: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What one message means: what changes, who is told, and how we came to it."""

    verdict: Verdict
    evidence: Evidence = field(default_factory=lambda: Evidence(0, "not looked at"))
    thread: Thread = field(default_factory=Thread)
    commands: tuple[CommandResult, ...] = ()
    requester: Person | None = None
    classification: Classification | None = None
    assignment: Assignment | None = None
    targets: Targets | None = None
    delivery_reports: tuple[DeliveryReport, ...] = ()
    changes: tuple[TicketChange, ...] = ()
    notices: tuple[Notice, ...] = ()
    hold: Hold | None = None
    release: int | None = None
    unreachable: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()
