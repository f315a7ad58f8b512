"""Statements that every message needs, prepared once: putting them together costs more than running them."""

from __future__ import annotations

from functools import cache

from sqlalchemy import (
    Delete,
    Insert,
    Table,
    and_,
    bindparam,
    case,
    delete,
    desc,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlmodel import col, select as rows

from mailintake.model.decision import Kind
from mailintake.model.outgoing import OutboxState
from mailintake.model.ticket import Status
from mailintake.store.tables import (
    ATTACHMENT,
    ENTRY,
    HOLD,
    ISSUED,
    MESSAGE,
    MODEL,
    OUTBOX,
    PERSON,
    TICKET,
    TICKET_ADDRESS,
    TURN,
    UNREACHABLE,
    AttachmentTable,
    BeforeTable,
    EntryTable,
    HoldTable,
    TicketTable,
)

UNFINISHED = tuple(status.value for status in Status if not status.finished)
# A duplicate of these says nothing: they had no effect.
EFFECTLESS = tuple(kind.value for kind in Kind if kind is Kind.DUPLICATE or kind.to_quarantine)

_SAME_DELIVERY = or_(MESSAGE.c.sha256 == bindparam("sha256"), MESSAGE.c.key == bindparam("key"))
# The same delivery first, then the copy of which we were the surest.
SAME_MESSAGE = (
    select(
        MESSAGE.c.message_id,
        MESSAGE.c.key,
        MESSAGE.c.ticket,
        MESSAGE.c.level,
        case((_SAME_DELIVERY, 1), else_=0).label("same_delivery"),
    )
    .where(
        or_(
            _SAME_DELIVERY,
            and_(MESSAGE.c.duplicate_key == bindparam("duplicate_key"), MESSAGE.c.taken_at > bindparam("since")),
        ),
        MESSAGE.c.kind.not_in(EFFECTLESS),
    )
    .order_by(desc("same_delivery"), MESSAGE.c.level.desc(), MESSAGE.c.id)
    .limit(1)
)
# A mail that is released is no duplicate of itself as it was held.
SAME_BUT_HELD = SAME_MESSAGE.where(MESSAGE.c.kind != Kind.HELD.value)
MESSAGE_OF_KEY = select(MESSAGE.c.id, MESSAGE.c.kind).where(MESSAGE.c.key == bindparam("key"))
# Of each author, the copy of which we were the surest comes last.
CAME_IN = (
    select(MESSAGE.c.message_id, MESSAGE.c.author, func.min(MESSAGE.c.ticket))
    .where(MESSAGE.c.message_id.in_(bindparam("ids", expanding=True)))
    .group_by(MESSAGE.c.message_id, MESSAGE.c.author, MESSAGE.c.level)
    .order_by(MESSAGE.c.level)
)
WE_ISSUED = select(ISSUED).where(ISSUED.c.message_id.in_(bindparam("ids", expanding=True)))
SIMILAR = select(func.count(), func.min(MESSAGE.c.ticket), func.sum(case((MESSAGE.c.level >= 1, 1), else_=0))).where(
    MESSAGE.c.author == bindparam("author"),
    MESSAGE.c.subject_folded == bindparam("subject"),
    MESSAGE.c.taken_at > bindparam("since"),
    MESSAGE.c.kind != Kind.DUPLICATE.value,
)

TICKETS = rows(TicketTable).where(col(TicketTable.number).in_(bindparam("numbers", expanding=True)))
ENTRIES = (
    rows(EntryTable)
    .where(col(EntryTable.ticket).in_(bindparam("numbers", expanding=True)))
    .order_by(col(EntryTable.id))
)
ATTACHMENTS = (
    rows(AttachmentTable)
    .where(col(AttachmentTable.ticket).in_(bindparam("numbers", expanding=True)))
    .order_by(col(AttachmentTable.id))
)
_OWN = (
    rows(TicketTable)
    .where(
        col(TicketTable.number).in_(
            select(TICKET_ADDRESS.c.ticket).where(TICKET_ADDRESS.c.address == bindparam("address"))
        )
    )
    .order_by(col(TicketTable.number).desc())
)
OWN_TICKETS = _OWN.limit(bindparam("most"))
OWN_UNFINISHED = _OWN.where(col(TicketTable.status).in_(UNFINISHED)).limit(bindparam("most"))
# Every message asks, so it must not cost more with every open ticket: it goes from one assignee to the next by the
# index, and counts no further than to a thousand.
OPEN_COUNTS = text("""
    WITH RECURSIVE holder(status, assignee) AS (
        SELECT one.status, (SELECT min(t.assignee) FROM ticket t WHERE t.status = one.status)
        FROM (SELECT 'new' AS status UNION ALL SELECT 'open' UNION ALL SELECT 'pending') one
        UNION ALL
        SELECT h.status, (SELECT min(t.assignee) FROM ticket t WHERE t.status = h.status AND t.assignee > h.assignee)
        FROM holder h WHERE h.assignee IS NOT NULL
    )
    SELECT h.assignee, sum((
        SELECT count(*) FROM (
            SELECT 1 FROM ticket t WHERE t.status = h.status AND t.assignee = h.assignee LIMIT 1000
        ) counted
    )) FROM holder h WHERE h.assignee IS NOT NULL GROUP BY h.assignee
""")
# The newest alone tell whether there is a burst, however many came at once.
_NEWEST = (
    select(TICKET.c.site, TICKET.c.category, TICKET.c.merged_into)
    .where(TICKET.c.opened_at > bindparam("since"))
    .order_by(TICKET.c.opened_at.desc())
    .limit(500)
    .subquery()
)
RECENT = (
    select(_NEWEST.c.site, _NEWEST.c.category, func.count())
    .where(_NEWEST.c.site.is_not(None), _NEWEST.c.merged_into.is_(None))
    .group_by(_NEWEST.c.site, _NEWEST.c.category)
)
NEWEST_MODEL = select(MODEL.c.id, MODEL.c.sha256, MODEL.c.labels).order_by(MODEL.c.id.desc()).limit(1)
LAST_NUMBER = select(func.max(TICKET.c.number))
BEFORE = (
    rows(BeforeTable)
    .where(
        col(BeforeTable.ticket).in_(bindparam("numbers", expanding=True)),
        col(BeforeTable.author) == bindparam("author"),
    )
    .order_by(col(BeforeTable.id))
)

PEOPLE = select(PERSON).where(PERSON.c.address.in_(bindparam("addresses", expanding=True)))
TURNS = select(TURN)
HELD = rows(HoldTable).where(
    col(HoldTable.notice_id).in_(bindparam("ids", expanding=True)), col(HoldTable.released_at).is_(None)
)

# The commands of an earlier copy of a mail that wait for their author's `ok`.
WAITING = (
    select(HOLD.c.id)
    .join(MESSAGE, HOLD.c.journal == MESSAGE.c.id)
    .where(MESSAGE.c.duplicate_key == bindparam("duplicate_key"), HOLD.c.released_at.is_(None))
    .order_by(HOLD.c.id.desc())
    .limit(1)
)

_EARLIER = MESSAGE.alias("earlier")
_AUTOMATIC = and_(OUTBOX.c.created_at > bindparam("hour"), OUTBOX.c.automatic)
_CAUSE = OUTBOX.outerjoin(MESSAGE, OUTBOX.c.journal == MESSAGE.c.id)
# A mail counts that went to the author or, to his registered address, because of him; forged mail counts for itself.
ANSWERS = (
    select(
        OUTBOX.c.template,
        func.sum(case((_AUTOMATIC, 1), else_=0)).label("automatic"),
        func.sum(case((and_(_AUTOMATIC, MESSAGE.c.level == 0), 1), else_=0)).label("claimed"),
        func.sum(case((and_(_AUTOMATIC, MESSAGE.c.level < 0), 1), else_=0)).label("failed"),
    )
    .select_from(_CAUSE)
    .where(
        or_(
            OUTBOX.c.recipient_key == bindparam("author"),
            OUTBOX.c.journal.in_(
                select(_EARLIER.c.id).where(
                    _EARLIER.c.author == bindparam("author"), _EARLIER.c.taken_at > bindparam("day")
                )
            ),
        ),
        OUTBOX.c.created_at > bindparam("day"),
        OUTBOX.c.state != OutboxState.FAILED.value,
    )
    .group_by(OUTBOX.c.template)
)
ANSWERS_ON = (
    select(
        OUTBOX.c.ticket,
        func.count().label("automatic"),
        func.sum(case((MESSAGE.c.level == 0, 1), else_=0)).label("claimed"),
        func.sum(case((MESSAGE.c.level < 0, 1), else_=0)).label("failed"),
    )
    .select_from(_CAUSE)
    .where(
        OUTBOX.c.ticket.in_(bindparam("numbers", expanding=True)),
        OUTBOX.c.created_at > bindparam("hour"),
        OUTBOX.c.automatic.is_(True),
    )
    .group_by(OUTBOX.c.ticket)
)

ADD_TICKET = insert(TICKET)
CHANGE_TICKET = update(TICKET).where(TICKET.c.number == bindparam("which"))
ADD_ADDRESS = insert(TICKET_ADDRESS)
ADD_ENTRY = insert(ENTRY)
ADD_ATTACHMENT = insert(ATTACHMENT)
ADD_MESSAGE = insert(MESSAGE)
CHANGE_MESSAGE = update(MESSAGE).where(MESSAGE.c.id == bindparam("which"))
ADD_OUTGOING = insert(OUTBOX)
ADD_HOLD = insert(HOLD)
ADD_ISSUED = insert(ISSUED)
FORGET_ISSUED = delete(ISSUED).where(ISSUED.c.message_id == bindparam("which"))
_QUEUED = (OUTBOX.c.id == bindparam("which"), OUTBOX.c.state == OutboxState.QUEUED.value)
GIVE_BACK = update(OUTBOX).where(*_QUEUED).values(claimed_by=None, claimed_until=None)
END_ATTEMPT = GIVE_BACK.values(attempts=OUTBOX.c.attempts + 1, doubts=OUTBOX.c.doubts + bindparam("more_doubts"))
REACHED = delete(UNREACHABLE).where(UNREACHABLE.c.address == bindparam("which"))


@cache
def replacing(table: Table) -> tuple[Delete, Insert]:
    """Return the two statements that put a row in the place of the one with its key."""
    key = (column == bindparam(f"old_{column.name}", type_=column.type) for column in table.primary_key)
    return delete(table).where(*key), insert(table)
