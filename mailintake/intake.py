"""The way of one message in: ask, look up, decide, write, and only then tell the mailbox."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from mailintake.announcing import announce
from mailintake.compose import Context
from mailintake.containment import parse_contained
from mailintake.decide import ask, decide
from mailintake.model.decision import Decision, Evidence, Kind, Known, Notice, Verdict
from mailintake.model.message import Incoming, Message
from mailintake.model.outgoing import QuarantineRow
from mailintake.model.settings import Envelope, Rules, Settings
from mailintake.store import Store, Work, Written
from mailintake.store.errors import StoreError

T = TypeVar("T")
TRIES = 3


class Step(StrEnum):
    """Where our code failed on a message."""

    PARSE = "parse"
    ASK = "ask"
    DECIDE = "decide"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk works with: its settings, its rules with the token key, and a source of unique words."""

    settings: Settings
    rules: Rules
    unique: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one message; `decision` is None where it failed and waits for another try."""

    incoming: Incoming
    message: Message | None
    decision: Decision | None
    ticket: int | None = None
    already: bool = False
    error: str | None = None

    @property
    def kind(self) -> Kind | None:
        """Return what the message is, None where that is not known yet."""
        return self.decision.verdict.kind if self.decision else None


class EmptyMessageError(Exception):
    """A message holds nothing at all: no field, no word."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the message is empty ({size} bytes)")


class MessageError(Exception):
    """Our code failed on a message; `certain` says that it would fail again in the same way."""

    def __init__(self, step: Step, error: BaseException, *, certain: bool) -> None:
        super().__init__(f"{step.value}: {type(error).__name__}: {error}")
        self.step = step
        self.certain = certain
        self.details = "".join(traceback.format_exception(error))


def take(incoming: Incoming, store: Store, desk: Desk, now: datetime, *, evidence: Evidence | None = None) -> Taken:
    """Take in one message: its bytes, then in one transaction its effects and the mail it causes.

    Raises StoreError where the storage fails; that is never held against the message.
    """
    store.files.put(incoming.content)
    try:
        message = _guarded(Step.PARSE, lambda: _parsed(incoming.content, desk))
        store.files.put_all(_kept(message, desk))
        with store.work() as work:
            return _take(incoming, message, work, desk, now, evidence)
    except MessageError as error:
        return _failed(incoming, store, desk, now, error)


def take_again(row: QuarantineRow, store: Store, desk: Desk, now: datetime, *, released: bool = False) -> Taken:
    """Take in a message anew that waits for an admin's word; it leaves the quarantine when that works.

    With `released` no policy (strangers, spam, blocked senders …) holds or refuses it again.
    """
    content = store.files.get(row.sha256 or "")
    incoming = Incoming(row.key, content, row.received_at, row.mailbox, len(content))
    try:
        message = _guarded(Step.PARSE, lambda: _parsed(content, desk))
        store.files.put_all(_kept(message, desk))
        with store.work() as work:
            return _take(incoming, message, work, desk, now, None, again=True, released=released)
    except MessageError as error:
        return Taken(incoming, None, None, error=str(error))


def consider(  # noqa: PLR0913 (as decide)
    message: Message,
    known: Known,
    rules: Rules,
    now: datetime,
    *,
    received_at: datetime | None = None,
    evidence: Evidence | None = None,
    oversized: bool = False,
) -> Decision:
    """Decide about a message; an error of ours becomes a MessageError that names the step."""
    return _guarded(
        Step.DECIDE,
        lambda: decide(message, known, rules, now, received_at=received_at, evidence=evidence, oversized=oversized),
    )


def _take(  # noqa: PLR0913, PLR0917 (all of one message)
    incoming: Incoming,
    message: Message,
    work: Work,
    desk: Desk,
    now: datetime,
    evidence: Evidence | None,
    *,
    again: bool = False,
    released: bool = False,
) -> Taken:
    questions = _guarded(Step.ASK, lambda: ask(message, desk.rules, key=incoming.key, released=released))
    known = work.look_up(questions, now)
    decision = consider(
        message,
        known,
        desk.rules,
        now,
        received_at=incoming.received_at,
        evidence=evidence,
        oversized=incoming.oversized,
    )
    try:
        written = work.write(incoming, message, decision, now, digest=desk.rules.digest, again=again)
        if not written.already:
            _announce(decision, message, written, work, desk, now)
    except StoreError:
        raise
    except Exception as error:
        raise MessageError(Step.WRITE, error, certain=False) from error
    return Taken(incoming, message, decision, _ticket(decision, written), already=written.already)


def _announce(  # noqa: PLR0913, PLR0917 (all of one message)
    decision: Decision, message: Message, written: Written, work: Work, desk: Desk, now: datetime
) -> None:
    context = Context(
        desk.rules,
        now,
        desk.unique,
        message=message,
        templates=desk.settings.templates,
        envelope=envelope_of(desk.settings),
    )
    for notice in decision.notices:
        announce(notice, context, work, written)


def _parsed(content: bytes, desk: Desk) -> Message:
    if not content.strip():
        raise EmptyMessageError(len(content))
    return parse_contained(content, languages=desk.rules.desk.languages)


def _kept(message: Message, desk: Desk) -> Iterator[bytes]:
    """Return the attachments that are kept apart; a larger one is named, and lies in the raw mail alone."""
    return (one.content for one in message.attachments if one.size <= desk.rules.limits.attachment)


def envelope_of(settings: Settings) -> Envelope:
    """Return the kind of envelope sender that our mail has."""
    return settings.smtp.envelope if settings.smtp else Envelope.PLAIN


def _failed(incoming: Incoming, store: Store, desk: Desk, now: datetime, error: MessageError) -> Taken:
    """Quarantine a message that our code cannot take: at once where that is certain, else after three tries."""
    with store.work() as work:
        if not error.certain and work.tried(incoming.key, str(error), now) < TRIES:
            return Taken(incoming, None, None, error=str(error))
        work.quarantine(incoming, str(error), error.details, now)
        admin = desk.rules.desk.admin
        if admin:
            facts = {
                "what": f"A message could not be taken in: {error}",
                "where": incoming.key,
                "hint": "mailintake quarantine list",
            }
            context = Context(desk.rules, now, desk.unique, templates=desk.settings.templates)
            announce(Notice("admin_alert", admin, facts=facts), context, work, Written(None))
    return Taken(incoming, None, Decision(Verdict(Kind.QUARANTINED, str(error))), error=str(error))


def _guarded(step: Step, work: Callable[[], T]) -> T:
    try:
        return work()
    except StoreError:
        raise
    except Exception as error:
        # That no child could be started says nothing about the message.
        raise MessageError(step, error, certain=not isinstance(error, OSError)) from error


def _ticket(decision: Decision, written: Written) -> int | None:
    if written.numbers:
        return next(iter(written.numbers.values()))
    return decision.thread.ticket or next(iter(written.tickets), None)
