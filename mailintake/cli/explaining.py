"""The decision about a mail without writing or sending anything."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Self

from mailintake.announcing import complete, numbered
from mailintake.cli.judgement import judgement
from mailintake.compose import Context, compose
from mailintake.config import SecretError
from mailintake.containment import TooHeavyError, parse_contained
from mailintake.decide import ask
from mailintake.explain import Announced, Json, explain
from mailintake.intake import MessageError, consider
from mailintake.model.decision import Decision, Kind, Known, Notice, Verdict
from mailintake.model.message import Message
from mailintake.model.settings import Rules, Settings
from mailintake.model.ticket import Noted, Opened, Ticket, apply
from mailintake.store import Reading, Store, Written
from mailintake.store.errors import MissingDatabaseError, StoreError


class Explainer:
    """Explains mails with what the database knows; without a database nothing is known."""

    def __init__(self, settings: Settings, now: datetime, key: Callable[[], Rules]) -> None:
        self._settings = settings
        self._now = now
        self._closing = ExitStack()
        self._store: Store | None = None
        self._note: str | None = None
        self._rules = settings.rules
        try:
            self._store = Store.open(settings.database, settings.files, migrate=False)
            # Only where there is a database can there be mail with tokens of ours.
            self._rules = key()
        except MissingDatabaseError:
            self._note = None
        except (StoreError, OSError) as error:
            self._note = f"the database cannot be read, so nothing is known: {str(error).partition(chr(10))[0]}"
        except SecretError as error:
            self._note = f"the token key cannot be read, so no token is known: {error.why}"

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        if self._store is not None:
            self._store.close()

    def explain(self, file: str, content: bytes) -> Json:
        """Return all that is decided about these bytes."""
        try:
            message = parse_contained(content, languages=self._rules.desk.languages)
        except TooHeavyError as error:
            unread = Message(sha256(content).hexdigest(), len(content))
            return explain(file, unread, Decision(Verdict(Kind.QUARANTINED, str(error))), ())
        if not content.strip():
            decision = Decision(Verdict(Kind.QUARANTINED, "the file is empty"))
            return explain(file, message, decision, ())
        with self._reading() as reading:
            try:
                known = self._known(message, reading)
                decision = consider(message, known, self._rules, self._now, received_at=self._now)
            except MessageError as error:
                failed = Decision(Verdict(Kind.QUARANTINED, str(error)), trace=tuple(error.details.splitlines()))
                return explain(file, message, failed, ())
            decision = replace(decision, trace=(*_taken_before(message, known), *decision.trace))
            return explain(file, message, decision, self._notices(message, decision, known, reading))

    @contextmanager
    def _reading(self) -> Iterator[Reading | None]:
        if self._store is None:
            yield None
            return
        with self._store.read() as reading:
            yield reading

    def _known(self, message: Message, reading: Reading | None) -> Known:
        known = reading.look_up(ask(message, self._rules), self._now) if reading else Known()
        return replace(known, note=self._note)

    def _notices(
        self, message: Message, decision: Decision, known: Known, reading: Reading | None
    ) -> Iterator[Announced]:
        tickets = _afterwards(decision, known, self._now)
        written = Written(None, {0: known.next_number}, tickets)
        context = Context(
            self._rules, self._now, lambda: "explain", message=message, templates=self._settings.templates
        )
        for notice in decision.notices:
            yield _announced(numbered(notice, written), context, reading, written)


def _taken_before(message: Message, known: Known) -> Iterator[str]:
    """Say so where the mail is in the journal: people explain what they have just sent, and wonder at a new ticket."""
    same = known.messages.get(message.message_id or "")
    ticket = known.duplicate_ticket or (same.ticket if same else None)
    if known.duplicate_of or same:
        yield "it was taken in already" + (f": ticket {ticket}" if ticket else "")


def _announced(notice: Notice, context: Context, reading: Reading | None, written: Written) -> Announced:
    ticket = written.tickets.get(notice.ticket or 0)
    try:
        full = complete(notice, context, reading, written.tickets) if reading else replace(context, ticket=ticket)
        outgoing = compose(notice, full)
    except Exception as error:  # noqa: BLE001 (a template that fails is one notice, not the whole answer)
        return Announced(notice, notice.to, f"cannot be composed: {traceback.format_exception_only(error)[-1].strip()}")
    return Announced(notice, outgoing.to, outgoing.subject)


def _afterwards(decision: Decision, known: Known, now: datetime) -> dict[int, Ticket]:
    """Return the tickets as they would stand; the new one has the next number."""
    tickets = dict(known.tickets)
    for one in decision.changes:
        number = one.ticket or known.next_number
        match one.change:
            case Opened(ticket):
                tickets[number] = replace(ticket, number=number)
            case Noted() | _ if number in tickets:
                tickets[number] = apply(tickets[number], one.change, now)
    return tickets


def as_text(found: Json) -> str:
    """Return the main things for a person."""
    verdict = found["verdict"]
    lines = [f"{found['file']}: {_get(verdict, 'kind')} ({_get(verdict, 'reason')})"]
    lines += [f"  {one}" for one in judgement(found)]
    lines += [
        f"  mail: {_get(one, 'template')} to {_get(one, 'to')}: {_get(one, 'subject')}"
        for one in _list(found, "notices")
    ]
    lines += [f"  {one}" for one in _list(found, "trace")]
    return "\n".join(lines)


def _get(values: object, name: str) -> object:
    return values.get(name) if isinstance(values, dict) else None


def _list(values: object, name: str) -> list[object]:
    found = _get(values, name)
    return list(found) if isinstance(found, list) else []
