"""The tables. Choices are stored as their words, times as UTC; rows.py turns rows into the model's values."""
# Annotations must stay real here: SQLModel reads them.

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, MetaData, text
from sqlmodel import Field, SQLModel

from mailintake.store.columns import Key, Words

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NOT_DONE = "done_at IS NULL"
GATHERED = "gather IS NOT NULL"
EFFECTFUL = "kind IN ('new', 'reply', 'command', 'query', 'alert')"


class Base(SQLModel):
    """What all tables share: one metadata with fixed names for keys and indexes."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=CONVENTION)


class TicketTable(Base, table=True):
    """A ticket as it stands; `requester_*` is the person as known when it was opened or changed."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_status_assignee", "status", "assignee"),
        Index("ix_ticket_opened_at", "opened_at"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = Field(sa_type=Words)
    requester_address: str = Field(sa_type=Words)
    requester_name: str = Field(sa_type=Words)
    requester_extension: str | None = Field(default=None, sa_type=Words)
    requester_site: str | None = Field(default=None, sa_type=Words)
    requester_department: str | None = Field(default=None, sa_type=Words)
    requester_room: str | None = Field(default=None, sa_type=Words)
    requester_language: str | None = Field(default=None, sa_type=Words)
    requester_others: list[str] = Field(default_factory=list, sa_type=JSON)
    opened_at: datetime
    status: str = Field(sa_type=Words)
    priority: str = Field(sa_type=Words)
    category: str = Field(sa_type=Words)
    site: str | None = Field(default=None, sa_type=Words)
    room: str | None = Field(default=None, sa_type=Words)
    assignee: str | None = Field(default=None, sa_type=Words)
    team: str | None = Field(default=None, sa_type=Words)
    verified: bool
    language: str = Field(sa_type=Words)
    asset: str | None = Field(default=None, sa_type=Words)
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    copied: list[str] = Field(default_factory=list, sa_type=JSON)
    respond_by: datetime | None = None
    resolve_by: datetime | None = None
    due: datetime | None = None
    pending_until: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    incident: int | None = None
    merged_into: int | None = None
    related: list[int] = Field(default_factory=list, sa_type=JSON)
    rule: str | None = Field(default=None, sa_type=Words)
    because: list[str] = Field(default_factory=list, sa_type=JSON)
    confidence: float | None = None
    scope: str | None = Field(default=None, sa_type=Words)
    work_stopped: bool | None = None
    workaround: bool | None = None
    needs_triage: bool
    minutes: int
    repeats: int
    updated_at: datetime | None = None


class TicketAddressTable(Base, table=True):
    """Whose ticket it is: the requester's addresses and the copied ones, folded."""

    __tablename__ = "ticket_address"
    __table_args__ = (Index("ix_ticket_address_address", "address"),)

    ticket: int = Field(primary_key=True, foreign_key="ticket.number")
    address: str = Field(primary_key=True, sa_type=Key)


class EntryTable(Base, table=True):
    """One line of a ticket's history; `journal` is the message that made it."""

    __tablename__ = "entry"

    id: int | None = Field(default=None, primary_key=True)
    ticket: int = Field(foreign_key="ticket.number", index=True)
    journal: int | None = Field(default=None, foreign_key="message.id", index=True)
    at: datetime
    actor: str = Field(sa_type=Words)
    kind: str = Field(sa_type=Words)
    public: bool
    text: str = Field(sa_type=Words)
    message_id: str | None = Field(default=None, sa_type=Words)
    level: int | None = None


class AttachmentTable(Base, table=True):
    """An attachment of a ticket; the content lies in the file store."""

    __tablename__ = "attachment"

    id: int | None = Field(default=None, primary_key=True)
    ticket: int = Field(foreign_key="ticket.number", index=True)
    name: str | None = Field(default=None, sa_type=Words)
    media_type: str = Field(sa_type=Words)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(sa_type=Words)
    inline: bool


class MessageTable(Base, table=True):
    """The journal: every message that ever came in, once by its place in the mailbox."""

    __tablename__ = "message"
    __table_args__ = (
        # The last line of defence: the same bytes cannot act twice.
        Index(
            "uq_message_effect",
            "sha256",
            unique=True,
            sqlite_where=text(EFFECTFUL),
            postgresql_where=text(EFFECTFUL),
        ),
        Index("ix_message_author_subject", "author", "subject_folded", "taken_at"),
        Index("ix_message_ticket", "ticket"),
        # What is in the books but not moved yet: hardly anything.
        Index("ix_message_not_done", "mailbox", sqlite_where=text(NOT_DONE), postgresql_where=text(NOT_DONE)),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Key, unique=True)
    mailbox: str = Field(sa_type=Key)
    sha256: str = Field(sa_type=Words, index=True)
    size: int = Field(sa_type=BigInteger)
    message_id: str | None = Field(default=None, sa_type=Key, index=True)
    author: str | None = Field(default=None, sa_type=Key)
    subject: str = Field(sa_type=Words)
    subject_folded: str = Field(sa_type=Key)
    duplicate_key: str = Field(sa_type=Key, index=True)
    kind: str = Field(sa_type=Words)
    reason: str = Field(sa_type=Words)
    guard: str | None = Field(default=None, sa_type=Words)
    level: int
    ticket: int | None = None
    received_at: datetime
    taken_at: datetime = Field(index=True)
    done_at: datetime | None = None
    trace: list[str] = Field(default_factory=list, sa_type=JSON)
    facts: str = Field(sa_type=Words)


class BeforeTable(Base, table=True):
    """A ticket's fields before and after one message changed them (`#undo`)."""

    __tablename__ = "before"
    __table_args__ = (Index("ix_before_ticket_author", "ticket", "author"),)

    id: int | None = Field(default=None, primary_key=True)
    ticket: int = Field(foreign_key="ticket.number")
    journal: int = Field(foreign_key="message.id", index=True)
    author: str = Field(sa_type=Key)
    before: str = Field(sa_type=Words)
    after: str = Field(sa_type=Words)


class OutboxTable(Base, table=True):
    """A finished mail to one recipient; `claimed_until` says that a daemon is about to deliver it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_due", "state", "next_attempt_at"),
        Index("ix_outbox_recipient_created", "recipient_key", "created_at"),
        Index("ix_outbox_ticket", "ticket", "created_at"),
        # Whose turn it is, and how many wait, without looking at each.
        Index("ix_outbox_turn", "state", "urgent", "created_at"),
        Index(
            "ix_outbox_gather",
            "gather",
            "recipient_key",
            "created_at",
            sqlite_where=text(GATHERED),
            postgresql_where=text(GATHERED),
        ),
        # The number of a dropped mail is not given to another one.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    journal: int | None = Field(default=None, foreign_key="message.id", index=True)
    template: str = Field(sa_type=Words)
    recipient: str = Field(sa_type=Words)
    recipient_key: str = Field(sa_type=Key)
    subject: str = Field(sa_type=Words)
    message_id: str = Field(sa_type=Key, index=True)
    envelope_from: str = Field(sa_type=Words)
    content: bytes = Field(sa_type=LargeBinary)
    ticket: int | None = None
    urgent: bool
    automatic: bool
    gather: str | None = Field(default=None, sa_type=Key)
    state: str = Field(sa_type=Words)
    created_at: datetime
    next_attempt_at: datetime | None = None
    attempts: int = 0
    doubts: int = 0
    last_error: str | None = Field(default=None, sa_type=Words)
    sent_at: datetime | None = None
    response: str | None = Field(default=None, sa_type=Words)
    claimed_by: str | None = Field(default=None, sa_type=Words)
    claimed_until: datetime | None = None


class IssuedTable(Base, table=True):
    """A Message-ID that we gave to a mail; it stays known when the mail itself is long gone."""

    __tablename__ = "issued"

    message_id: str = Field(primary_key=True, sa_type=Key)
    recipient: str = Field(sa_type=Words)
    ticket: int | None = None
    template: str = Field(sa_type=Words)
    outbox: int


class HoldTable(Base, table=True):
    """Commands that wait for their author's `ok`; `notice_id` is the mail in which we asked."""

    __tablename__ = "hold"

    id: int | None = Field(default=None, primary_key=True)
    journal: int = Field(foreign_key="message.id", index=True)
    author: str = Field(sa_type=Key)
    ticket: int | None = None
    text: str = Field(sa_type=Words)
    message_id: str | None = Field(default=None, sa_type=Words)
    notice_id: str | None = Field(default=None, sa_type=Key, index=True)
    created_at: datetime
    released_at: datetime | None = None


class QuarantineTable(Base, table=True):
    """A message that we could not or would not take."""

    __tablename__ = "quarantine"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=Key, unique=True)
    mailbox: str = Field(sa_type=Key)
    reason: str = Field(sa_type=Words)
    traceback: str | None = Field(default=None, sa_type=Words)
    received_at: datetime
    size: int = Field(sa_type=BigInteger)
    message_id: str | None = Field(default=None, sa_type=Words)
    sha256: str | None = Field(default=None, sa_type=Words)


class PersonTable(Base, table=True):
    """What earlier mail taught us about a person."""

    __tablename__ = "person"

    address: str = Field(primary_key=True, sa_type=Key)
    name: str = Field(sa_type=Words)
    extension: str | None = Field(default=None, sa_type=Words)
    site: str | None = Field(default=None, sa_type=Words)
    department: str | None = Field(default=None, sa_type=Words)
    room: str | None = Field(default=None, sa_type=Words)
    language: str | None = Field(default=None, sa_type=Words)
    others: list[str] = Field(default_factory=list, sa_type=JSON)
    learned_at: datetime


class UnreachableTable(Base, table=True):
    """An address that will not take our mail."""

    __tablename__ = "unreachable"

    address: str = Field(primary_key=True, sa_type=Key)
    since: datetime


class TurnTable(Base, table=True):
    """Who was last in turn in a team."""

    __tablename__ = "turn"

    team: str = Field(primary_key=True, sa_type=Key)
    technician: str = Field(sa_type=Words)


class TryTable(Base, table=True):
    """How often a message failed so far without being the kind of failure that always repeats."""

    __tablename__ = "try"

    key: str = Field(primary_key=True, sa_type=Key)
    count: int
    error: str = Field(sa_type=Words)
    at: datetime


class MemoryTable(Base, table=True):
    """Small things to remember: what ran on which day, which mailbox was seen before."""

    __tablename__ = "memory"

    name: str = Field(primary_key=True, sa_type=Key)
    value: str = Field(sa_type=Words)
    at: datetime


class ModelTable(Base, table=True):
    """What corrections taught, one version a row; the newest counts."""

    __tablename__ = "model"

    id: int | None = Field(default=None, primary_key=True)
    made_at: datetime
    labels: int
    sha256: str = Field(sa_type=Key)
    content: bytes = Field(sa_type=LargeBinary)
    metrics: dict[str, float] = Field(default_factory=dict, sa_type=JSON)


# The same tables for statements that are prepared once (statements.py).
TICKET = Base.metadata.tables["ticket"]
TICKET_ADDRESS = Base.metadata.tables["ticket_address"]
ENTRY = Base.metadata.tables["entry"]
ATTACHMENT = Base.metadata.tables["attachment"]
MESSAGE = Base.metadata.tables["message"]
BEFORE = Base.metadata.tables["before"]
OUTBOX = Base.metadata.tables["outbox"]
ISSUED = Base.metadata.tables["issued"]
HOLD = Base.metadata.tables["hold"]
QUARANTINE = Base.metadata.tables["quarantine"]
PERSON = Base.metadata.tables["person"]
UNREACHABLE = Base.metadata.tables["unreachable"]
TURN = Base.metadata.tables["turn"]
TRY = Base.metadata.tables["try"]
MEMORY = Base.metadata.tables["memory"]
MODEL = Base.metadata.tables["model"]
